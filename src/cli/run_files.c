#include "cli/run_files.h"

#include "cli/run_tables.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static ck_status write_manifest(const ck_loaded_study *loaded, const char *scenario, const char *path,
                                ck_host_arena *arena, ck_host_batch *batch, ck_diags *diags) {
    const ck_host_scenario *read = &loaded->scenario;
    const ck_host_world *world = &loaded->model.host;
    uint32_t inputs = read->file_count + world->file_count;
    for (uint32_t k = 0; k < loaded->variants.other_count; k++) inputs += loaded->variants.other[k].file_count;
    ck_host_file *input = ck_host_take(arena, inputs, sizeof *input);
    char draws[16], every[16];
    snprintf(draws, sizeof draws, "%u", loaded->options.draws);
    snprintf(every, sizeof every, "%u", loaded->options.record_every);
    char *command = ck_host_join(arena, "chokepoint run ", scenario, " --out FOLDER");
    if (input == NULL || command == NULL) return ck_host_no_memory(diags);
    uint32_t count = 0;
    for (uint32_t k = 0; k < read->file_count; k++) input[count++] = read->file[k];
    for (uint32_t o = 0; o < loaded->variants.other_count; o++) {
        for (uint32_t k = 0; k < loaded->variants.other[o].file_count; k++) input[count++] = loaded->variants.other[o].file[k];
    }
    for (uint32_t k = 0; k < world->file_count; k++) input[count++] = world->file[k];
    const ck_host_option option[] = {
        {"draws", draws}, {"every", every}, {"remedies", loaded->options.remedies ? "yes" : "no"}};
    const ck_host_manifest manifest = {.command = command,
                                       .scenario = scenario,
                                       .world = world->folder,
                                       .seed = read->spec.seed,
                                       .draws = loaded->options.draws,
                                       .model_digest = ck_model_digest(loaded->model.model),
                                       .scenario_digest = ck_scenario_digest(loaded->study->variant[0].scenario),
                                       .run_digest = loaded->study->digest,
                                       .option = option,
                                       .option_count = sizeof option / sizeof option[0],
                                       .input = input,
                                       .input_count = count};
    return ck_host_write_manifest(path, &manifest, batch, diags);
}

ck_status ck_run_files_write(const ck_loaded_study *loaded, const char *scenario, const char *folder,
                             ck_host_batch *batch, ck_diags *diags) {
    ck_run_tables tables = {0};
    char digest[17];
    ck_host_digest_text(loaded->study->digest, digest);
    const ck_host_about about = {.title = loaded->study->variant[0].title,
                                 .source = "chokepoint",
                                 .version = CK_VERSION,
                                 .licence = "results; the sources of the world are in its sources.csv",
                                 .digest = digest};
    ck_status status = ck_host_folder_make(folder, diags);
    if (status >= 0) status = ck_run_tables_make(loaded->study, &tables, diags);
    char *xlsx = ck_host_join(&tables.arena, folder, "/", "results.xlsx"),
         *netcdf = ck_host_join(&tables.arena, folder, "/", "results.nc");
    char *manifest = ck_host_join(&tables.arena, folder, "/", "manifest.json");
    if (status >= 0 && (xlsx == NULL || netcdf == NULL || manifest == NULL)) status = ck_host_no_memory(diags);
    if (status >= 0) status = ck_host_write_csv(folder, tables.table, tables.count, batch, diags);
    if (status >= 0)
        status = ck_host_worse(status, ck_host_write_xlsx(xlsx, &about, tables.table, tables.count, batch, diags));
    if (status >= 0 && ck_host_has_netcdf())
        status = ck_host_worse(status, ck_host_write_netcdf(netcdf, &about, tables.table, tables.count, batch, diags));
    if (status >= 0)
        status = ck_host_worse(status, write_manifest(loaded, scenario, manifest, &tables.arena, batch, diags));
    ck_run_tables_free(&tables);
    return status;
}
