#include "cli/load.h"

#include <stdlib.h>

#ifndef CK_DATA_FOLDER
#define CK_DATA_FOLDER "/usr/local/share/chokepoint"
#endif

const char *ck_data_folder(void) {
    const char *folder = getenv("CK_DATA");
    return folder != NULL && folder[0] != '\0' ? folder : CK_DATA_FOLDER;
}

ck_status ck_load_check(const ck_world *world, bool balanced, ck_diags *diags) {
    const size_t bytes = ck_world_scratch_bytes(world);
    void *scratch = aligned_alloc(16, (bytes + 15) & ~(size_t)15);
    if (scratch == NULL) return ck_host_no_memory(diags);
    const ck_status status = ck_world_check(world, balanced, scratch, bytes, diags);
    free(scratch);
    return status;
}

ck_status ck_load_model(const char *folder, ck_loaded_model *loaded, ck_diags *diags) {
    *loaded = (ck_loaded_model){0};
    CK_TRY(ck_host_world_read(folder, &loaded->host, diags));
    CK_TRY(ck_load_check(&loaded->host.world, true, diags));
    const size_t bytes = ck_model_bytes(&loaded->host.world);
    loaded->block = aligned_alloc(16, (bytes + 15) & ~(size_t)15);
    if (loaded->block == NULL) return ck_host_no_memory(diags);
    return ck_model_build(&loaded->host.world, loaded->block, bytes, &loaded->model, diags);
}

void ck_loaded_model_free(ck_loaded_model *loaded) {
    free(loaded->block);
    ck_host_world_free(&loaded->host);
    *loaded = (ck_loaded_model){0};
}
