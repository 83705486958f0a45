#include "io/concordance_read.h"

#include "io/csv.h"

#include <string.h>

enum { TABLE_REGION, TABLE_SECTOR, INDUSTRY, REGION, LOW, SHARE, HIGH, SOURCE, YEAR, GRADE, NOTE, COLUMNS };
static const ck_csv_column COLUMN[COLUMNS] = {{"table_region", true}, {"table_sector", true}, {"industry", true},
                                              {"region", true},       {"low", true},          {"share", true},
                                              {"high", true},         {"source", true},       {"year", true},
                                              {"grade", true},        {"note", false}};

typedef struct reading {
    ck_concordance *concordance;
    ck_host_list rows;
    ck_diags *diags;
} reading;

static ck_status take_text(reading *at, const ck_csv_field *field, bool required, const char **text) {
    *text = ck_host_text(&at->concordance->arena, field->text, field->length);
    if (*text == NULL) return ck_host_no_memory(at->diags);
    if (!required || field->length > 0) return CK_OK;
    return ck_host_report(at->diags, CK_E_MISSING, field->place, "the field is empty", "every row has it");
}

static ck_status take_share(reading *at, const ck_csv_field *field, double *share) {
    if (ck_host_number(field->text, field->length, share) >= 0 && *share >= 0.0 && *share <= 1.0) return CK_OK;
    return ck_host_report(at->diags, CK_E_RANGE, field->place, "%q is no share; expected a number from 0 to 1", "",
                          field->text);
}

static ck_status take_grade(reading *at, const ck_csv_field *field, ck_grade *grade) {
    const char *word[CK_GRADE_COUNT];
    for (uint32_t k = 0; k < CK_GRADE_COUNT; k++) {
        word[k] = ck_grade_word((ck_grade)k);
        if (strcmp(word[k], field->text) != 0) continue;
        *grade = (ck_grade)k;
        return CK_OK;
    }
    const char *near = ck_host_nearest(field->text, word, CK_GRADE_COUNT);
    return ck_host_report(at->diags, CK_E_UNKNOWN, field->place, "there is no grade %q",
                          near != NULL ? "did you mean %q?" : "reported, derived, estimated or assumed%s", field->text,
                          near != NULL ? near : "");
}

/* The rest has no industry, no region and no range of its own: it is what the others leave. */
static ck_status take_rest(reading *at, const ck_csv_field *field, ck_concordance_row *row) {
    static const int EMPTY[] = {REGION, LOW, HIGH};
    row->industry = row->region = NULL;
    for (size_t k = 0; k < sizeof EMPTY / sizeof *EMPTY; k++) {
        if (field[EMPTY[k]].length == 0) continue;
        return ck_host_report(at->diags, CK_E_RANGE, field[EMPTY[k]].place, "the rest of a sector has no %s",
                              "leave the field empty", COLUMN[EMPTY[k]].name);
    }
    CK_TRY(take_share(at, &field[SHARE], &row->share[CK_SHARE_MIDDLE]));
    return CK_OK;
}

static ck_status take_row(void *user, const ck_csv_field *field) {
    reading *at = user;
    ck_concordance_row *row = ck_host_list_add(&at->concordance->arena, &at->rows);
    if (row == NULL) return ck_host_no_memory(at->diags);
    row->place = field[TABLE_REGION].place;
    CK_TRY(take_text(at, &field[TABLE_REGION], true, &row->table_region));
    CK_TRY(take_text(at, &field[TABLE_SECTOR], true, &row->table_sector));
    CK_TRY(take_text(at, &field[INDUSTRY], true, &row->industry));
    CK_TRY(take_text(at, &field[SOURCE], true, &row->source));
    CK_TRY(take_text(at, &field[YEAR], true, &row->year));
    CK_TRY(take_text(at, &field[NOTE], false, &row->note));
    CK_TRY(take_grade(at, &field[GRADE], &row->grade));
    if (strcmp(row->industry, "rest") == 0) return take_rest(at, field, row);
    CK_TRY(take_text(at, &field[REGION], true, &row->region));
    for (int k = 0; k < CK_SHARE_COUNT; k++) CK_TRY(take_share(at, &field[LOW + k], &row->share[k]));
    if (row->share[CK_SHARE_LOW] <= row->share[CK_SHARE_MIDDLE] &&
        row->share[CK_SHARE_MIDDLE] <= row->share[CK_SHARE_HIGH])
        return CK_OK;
    return ck_host_report(at->diags, CK_E_RANGE, field[LOW].place, "low, share and high are not in this order",
                          "low <= share <= high");
}

ck_status ck_concordance_read_input(ck_host_input *input, ck_concordance *concordance, ck_diags *diags) {
    *concordance = (ck_concordance){.path = input->name};
    reading at = {.concordance = concordance, .rows = {.each = sizeof(ck_concordance_row)}, .diags = diags};
    const ck_csv_spec spec = {
        .title = "concordance", .column = COLUMN, .column_count = COLUMNS, .row = take_row, .user = &at};
    const ck_status status = ck_csv_read(input, &spec, diags);
    concordance->row = at.rows.item;
    concordance->row_count = at.rows.count;
    concordance->file = ck_host_input_file(input);
    return status;
}

ck_status ck_concordance_read(const char *path, ck_concordance *concordance, ck_diags *diags) {
    ck_host_input input;
    *concordance = (ck_concordance){.path = path};
    CK_TRY(ck_host_input_open(path, CK_HOST_FILE_LIMIT, &input, diags));
    const ck_status status = ck_concordance_read_input(&input, concordance, diags);
    ck_host_input_close(&input);
    return status;
}

void ck_concordance_free(ck_concordance *concordance) {
    ck_host_arena_free(&concordance->arena);
    *concordance = (ck_concordance){0};
}
