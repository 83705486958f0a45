/* The scenario reader, and the printing of what it says. What is accepted keeps its promises. */
#include "base/base.h"
#include "io/scenario.h"

#include <stdlib.h>

static void check_measure(const ck_measure *measure) {
    if (measure->id[0] == '\0' || measure->title[0] == '\0' || measure->effect >= CK_EFFECT_COUNT) abort();
    if (measure->from.day >= measure->until.day) abort();
    for (uint32_t i = 0; i < CK_TERM_COUNT; i++) {
        const ck_knob_info info = ck_term_info((ck_term)i);
        if (!(measure->term[i] >= info.low && measure->term[i] <= info.high)) abort();
    }
    for (uint32_t i = 0; i < measure->pause_count; i++) {
        if (measure->pause[i].from.day >= measure->pause[i].until.day || measure->pause[i].citation == NULL) abort();
    }
}

static void check_spec(const ck_scenario_spec *spec) {
    if (spec->days < 1 || spec->days > 36600 || spec->name == NULL || spec->title == NULL) abort();
    for (uint32_t i = 0; i < spec->measure_count; i++) check_measure(&spec->measure[i]);
    for (uint32_t i = 0; i < CK_PARAMETER_COUNT; i++) {
        const ck_knob_info info = ck_parameter_info((ck_parameter)i);
        if (!(spec->parameter[i] >= info.low && spec->parameter[i] <= info.high)) abort();
    }
    for (uint32_t i = 0; i < spec->uncertain_count; i++) {
        const ck_distribution *distribution = &spec->uncertain[i].distribution;
        if (!(distribution->low <= distribution->high)) abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    ck_diag  items[64];
    char     texts[8192];
    ck_diags diags = CK_DIAGS(items, texts);
    ck_host_scenario loaded;
    ck_host_input input = ck_host_input_bytes("fuzz.yaml", data, size);
    const ck_status status = ck_host_scenario_read_input(&input, NULL, &loaded, &diags);
    if (status < 0 && diags.count + diags.dropped == 0) abort();
    if (status >= 0) {
        check_spec(&loaded.spec);
        for (uint32_t i = 0; i < loaded.compare_count; i++) {
            if (loaded.compare[i].kind != CK_COMPARE_SCENARIO) check_spec(&loaded.compare[i].spec);
        }
    }
    char  *text = NULL;
    size_t length = 0;
    FILE  *out = open_memstream(&text, &length);
    if (out != NULL) {
        ck_host_print_diags(out, &diags, (size & 1) != 0);
        fclose(out);
    }
    free(text);
    ck_host_scenario_free(&loaded);
    return 0;
}
