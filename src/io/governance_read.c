#include "io/governance_read.h"

#include "io/csv.h"

#include <string.h>

enum { REGION, SCORE, SOURCE, YEAR, GRADE, NOTE, COLUMNS };
static const ck_csv_column COLUMN[COLUMNS] = {{"region", true}, {"score", true}, {"source", true},
                                              {"year", true},   {"grade", true}, {"note", false}};

typedef struct reading {
    ck_governance *governance;
    ck_host_list rows;
    ck_diags *diags;
} reading;

static ck_status take_row(void *user, const ck_csv_field *field) {
    reading *at = user;
    for (int k = REGION; k <= GRADE; k++) {
        if (field[k].length > 0) continue;
        return ck_host_report(at->diags, CK_E_MISSING, field[k].place, "%s is empty", "every row has it",
                              COLUMN[k].name);
    }
    const ck_governance_row *before = at->rows.item;
    for (uint32_t k = 0; k < at->rows.count; k++) {
        if (strcmp(before[k].region, field[REGION].text) != 0) continue;
        return ck_host_report(at->diags, CK_E_DUPLICATE, field[REGION].place, "%q has a second row", "one row a region",
                              field[REGION].text);
    }
    double score = 0.0;
    if (ck_host_number(field[SCORE].text, field[SCORE].length, &score) < 0 || !(score >= -2.5 && score <= 2.5))
        return ck_host_report(at->diags, CK_E_RANGE, field[SCORE].place, "%q is no score; expected -2.5 to 2.5", "",
                              field[SCORE].text);
    ck_governance_row *row = ck_host_list_add(&at->governance->arena, &at->rows);
    const char *region = ck_host_text(&at->governance->arena, field[REGION].text, field[REGION].length);
    if (row == NULL || region == NULL) return ck_host_no_memory(at->diags);
    *row = (ck_governance_row){field[REGION].place, region, score};
    return CK_OK;
}

ck_status ck_governance_read_input(ck_host_input *input, ck_governance *governance, ck_diags *diags) {
    *governance = (ck_governance){.path = input->name};
    reading at = {.governance = governance, .rows = {.each = sizeof(ck_governance_row)}, .diags = diags};
    const ck_csv_spec spec = {
        .title = "governance", .column = COLUMN, .column_count = COLUMNS, .row = take_row, .user = &at};
    const ck_status status = ck_csv_read(input, &spec, diags);
    governance->row = at.rows.item;
    governance->count = at.rows.count;
    return status;
}

ck_status ck_governance_read(const char *path, ck_governance *governance, ck_diags *diags) {
    ck_host_input input;
    *governance = (ck_governance){.path = path};
    CK_TRY(ck_host_input_open(path, CK_HOST_FILE_LIMIT, &input, diags));
    const ck_status status = ck_governance_read_input(&input, governance, diags);
    ck_host_input_close(&input);
    return status;
}

void ck_governance_free(ck_governance *governance) {
    ck_host_arena_free(&governance->arena);
    *governance = (ck_governance){0};
}
