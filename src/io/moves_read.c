#include "io/moves_read.h"

#include "io/csv.h"

#include <string.h>

#define X(name, letter, word) letter,
static const char *const LETTER[] = {CK_PAST_CATEGORY_LIST(X)};
#undef X
#define X(name, letter, word) word,
static const char *const CATEGORY[] = {CK_PAST_CATEGORY_LIST(X)};
#undef X
#define X(name, word) word,
static const char *const ACTOR[] = {CK_ACTOR_LIST(X)};
#undef X

const char *ck_past_category_letter(ck_past_category category) {
    return category < CK_PAST_CATEGORY_COUNT ? LETTER[category] : "?";
}

const char *ck_past_category_word(ck_past_category category) {
    return category < CK_PAST_CATEGORY_COUNT ? CATEGORY[category] : "unknown";
}

const char *ck_actor_word(ck_actor actor) {
    return actor < CK_ACTOR_COUNT ? ACTOR[actor] : "unknown";
}

typedef struct reading { ck_moves *into; ck_host_list list; ck_diags *diags; } reading;

static ck_status read_day(reading *reading, const ck_csv_field *field, ck_date *day) {
    if (ck_date_read(field->text, field->length, day) >= 0) return CK_OK;
    return ck_host_report(reading->diags, CK_E_SYNTAX, field->place, "%q is not a date", "write it as 2025-10-09",
                          field->text);
}

static ck_status read_word(reading *reading, const ck_csv_field *field, const char *hint, const char *const *word,
                           uint32_t count, uint32_t *index) {
    for (*index = 0; *index < count; ++*index)
        if (strcmp(field->text, word[*index]) == 0) return CK_OK;
    return ck_host_report(reading->diags, CK_E_UNKNOWN, field->place, "unknown word %q", hint, field->text);
}

/* title, citation, year, grade: what people need to check a row. */
static ck_status check_source(reading *reading, const ck_csv_field field[4]) {
    static const char *const grade[] = {"reported", "derived", "estimated", "assumed"};
    static const char *const name[] = {"title", "citation"};
    ck_status status = CK_OK;
    for (int k = 0; k < 2; k++) {
        if (field[k].length > 0) continue;
        status = ck_host_worse(status, ck_host_report(reading->diags, CK_E_MISSING, field[k].place, "the row has no %s",
                                                      "say what happened and where it is written", name[k]));
    }
    double year = 0.0;
    if (ck_host_number(field[2].text, field[2].length, &year) < 0 || !(year >= 1900.0 && year <= 2200.0)) {
        status = ck_host_worse(status, ck_host_report(reading->diags, CK_E_RANGE, field[2].place, "%q is not a year",
                                                      "the year of the source", field[2].text));
    }
    uint32_t index;
    return ck_host_worse(status,
                         read_word(reading, &field[3], "reported, derived, estimated or assumed", grade, 4, &index));
}

static ck_status take_move(void *user, const ck_csv_field *field) {
    reading *reading = user;
    uint32_t actor = 0, category = 0;
    ck_past_move move = {0};
    ck_status status = read_day(reading, &field[0], &move.day);
    const ck_past_move *list = reading->list.item;
    if (status >= 0 && reading->list.count > 0 && move.day.day < list[reading->list.count - 1].day.day) {
        status = ck_host_report(reading->diags, CK_E_RANGE, field[0].place, "%q comes after a later day",
                                "sort the rows by date", field[0].text);
    }
    status = ck_host_worse(status, read_word(reading, &field[1], "US, CN or both", ACTOR, CK_ACTOR_COUNT, &actor));
    status = ck_host_worse(status, read_word(reading, &field[2],
                                             "E escalate, D de-escalate, S signal, T talk, P pause, C court", LETTER,
                                             CK_PAST_CATEGORY_COUNT, &category));
    status = ck_host_worse(status, check_source(reading, &field[3]));
    if (status < 0) return status;
    ck_past_move *slot = ck_host_list_add(&reading->into->arena, &reading->list);
    if (slot == NULL) return ck_host_no_memory(reading->diags);
    *slot = (ck_past_move){move.day, (ck_actor)actor, (ck_past_category)category};
    return CK_OK;
}

static ck_status take_fixture(void *user, const ck_csv_field *field) {
    static const char *const kind[] = {"meeting", "expiry"};
    reading *reading = user;
    uint32_t expiry = 0;
    ck_fixture fixture = {0};
    ck_status status = read_day(reading, &field[0], &fixture.known);
    status = ck_host_worse(status, read_day(reading, &field[1], &fixture.day));
    if (status >= 0 && fixture.day.day < fixture.known.day) {
        status = ck_host_report(reading->diags, CK_E_RANGE, field[0].place, "%q is later than the date itself",
                                "known is the day from which both sides knew the date", field[0].text);
    }
    status = ck_host_worse(status, read_word(reading, &field[2], "meeting or expiry", kind, 2, &expiry));
    status = ck_host_worse(status, check_source(reading, &field[3]));
    if (status < 0) return status;
    fixture.expiry = expiry == 1;
    ck_fixture *slot = ck_host_list_add(&reading->into->arena, &reading->list);
    if (slot == NULL) return ck_host_no_memory(reading->diags);
    *slot = fixture;
    return CK_OK;
}

ck_status ck_moves_input(ck_host_input *input, ck_moves *moves, ck_diags *diags) {
    static const ck_csv_column column[] = {{"date", true},     {"actor", true}, {"category", true}, {"title", true},
                                           {"citation", true}, {"year", true},  {"grade", true}};
    reading reading = {moves, {.each = sizeof(ck_past_move)}, diags};
    const ck_csv_spec spec = {"moves", column, sizeof column / sizeof *column, take_move, &reading};
    const ck_status status = ck_csv_read(input, &spec, diags);
    moves->move = reading.list.item;
    moves->move_count = reading.list.count;
    return status;
}

ck_status ck_fixtures_input(ck_host_input *input, ck_moves *moves, ck_diags *diags) {
    static const ck_csv_column column[] = {{"known", true},    {"date", true}, {"kind", true}, {"title", true},
                                           {"citation", true}, {"year", true}, {"grade", true}};
    reading reading = {moves, {.each = sizeof(ck_fixture)}, diags};
    const ck_csv_spec spec = {"fixtures", column, sizeof column / sizeof *column, take_fixture, &reading};
    const ck_status status = ck_csv_read(input, &spec, diags);
    moves->fixture = reading.list.item;
    moves->fixture_count = reading.list.count;
    return status;
}

typedef ck_status (*read_input)(ck_host_input *input, ck_moves *moves, ck_diags *diags);

static ck_status read_file(const char *path, read_input read, ck_moves *moves, ck_diags *diags) {
    ck_host_input input;
    CK_TRY(ck_host_input_open(path, CK_HOST_FILE_LIMIT, &input, diags));
    const ck_status status = read(&input, moves, diags);
    ck_host_input_close(&input);
    return status;
}

ck_status ck_moves_read(const char *moves_path, const char *fixtures_path, ck_moves *moves, ck_diags *diags) {
    CK_TRY(read_file(moves_path, ck_moves_input, moves, diags));
    return read_file(fixtures_path, ck_fixtures_input, moves, diags);
}

void ck_moves_free(ck_moves *moves) {
    ck_host_arena_free(&moves->arena);
    *moves = (ck_moves){0};
}

ck_history ck_moves_history(const ck_moves *moves) {
    return (ck_history){moves->move, moves->move_count, moves->fixture, moves->fixture_count};
}
