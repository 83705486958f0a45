/* Files of shocks and rules on a firm network from any bytes: before the first NUL the file, behind it a list of firms
   hit (for a params.json). What is read is also started and run. */
#include "io/firms_read.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void run_days(const ck_network_import *network, const ck_firms_case *firms, ck_diags *diags) {
    const size_t bytes = ck_firm_ario_bytes(network->network, &firms->spec);
    void *block = bytes < (size_t)1 << 26 ? aligned_alloc(16, bytes) : NULL;
    ck_firm_ario *run = NULL;
    if (block != NULL && ck_firm_ario_start(network->network, &firms->spec, block, bytes, &run, diags) >= 0) {
        for (int day = 0; day < 20; day++)
            if (ck_firm_ario_step(run, NULL, diags) < 0) break;
    }
    free(block);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char LINKS[] = "supplier,buyer,value\nmine,smelter,10\nmine,works,4\nsmelter,plant,12\nworks,plant,6\n"
                                "smelter,works,2\nplant,shop,5\n",
                      FIRMS[] =
                          "firm,sector,region,final_demand\nmine,ore,CHN,0\nsmelter,metal,CHN,3\nworks,metal,JPN,4\n"
                          "plant,cars,JPN,30\nshop,trade,USA,9\n";
    const uint8_t *cut = size > 0 ? memchr(data, '\0', size) : NULL;
    const size_t first = cut != NULL ? (size_t)(cut - data) : size;
    ck_host_arena arena = {0};
    ck_diags diags = {0};
    ck_network_import network;
    ck_firms_case firms;
    if (ck_host_diags_make(&arena, &diags) < 0) return 0;
    ck_host_input links = ck_host_input_bytes("links.csv", LINKS, sizeof LINKS - 1),
                  list = ck_host_input_bytes("firms.csv", FIRMS, sizeof FIRMS - 1),
                  file = ck_host_input_bytes("fuzz.yaml", data, first),
                  hits = ck_host_input_bytes("shocks.csv", cut != NULL ? cut + 1 : data,
                                             cut != NULL ? size - first - 1 : 0);
    if (ck_network_import_inputs(&links, &list, NULL, NULL, NULL, NULL, &network, &diags) < 0) abort();
    if (ck_firms_read_input(&file, cut != NULL ? &hits : NULL, &network, &firms, &diags) >= 0)
        run_days(&network, &firms, &diags);
    ck_firms_case_free(&firms);
    ck_network_import_free(&network);
    ck_host_arena_free(&arena);
    return 0;
}
