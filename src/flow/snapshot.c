#include "flow/fields.h"
#include "flow/start.h"
#include "flow/tiles.h"

/* A snapshot: header, keys of the measures, keys of the licence cells, numbers of the lone flows, then the state, field after field without
   gaps. All in the byte order of the machine, without demands on alignment. Measures, cells and lone flows are found by key, so
   that a scenario with a measure more or less can go on from it. Of months and recorded points only those that have begun are
   there. The last letter of the kind rises when what stands in a field changes. */
#define SNAPSHOT_KIND UINT64_C(0x3230746f6873636b)

typedef struct header {
    uint64_t   kind, layout, model;
    uint64_t   draw;
    uint32_t   day, record_every, sample, month_count, point_count;
    cki_shapes shape;
} header;

/* Has a field this shape, a member of cki_shapes? */
#define SHAPED(one, shape_of) ((one)->count_at == offsetof(cki_shapes, shape_of))

static uint64_t layout_digest(void) {
    ck_digest digest = ck_digest_start(sizeof(header));
    for (size_t i = 0; i < CKI_FIELDS; i++) {
        ck_digest_text(&digest, cki_fields[i].name);
        ck_digest_u64(&digest, cki_fields[i].each);
        ck_digest_u64(&digest, cki_fields[i].count_at);
    }
    return ck_digest_value(&digest);
}

/* ---------------------------------------------------------------- write ------------------------------------------- */

static size_t keys_size(const cki_shapes *shape) {
    return (shape->MEASURE + shape->CELL + shape->LONE) * sizeof(uint64_t);
}

static size_t bytes_of(const cki_shapes *shape) {
    size_t bytes = sizeof(header) + keys_size(shape);
    for (size_t i = 0; i < CKI_FIELDS; i++) bytes += cki_field_bytes(shape, &cki_fields[i]);
    return bytes;
}

size_t ck_run_snapshot_bytes(const ck_run *run) {
    const cki_shapes shape = cki_shapes_on(run, run->day);
    return bytes_of(&shape);
}

size_t ck_run_snapshot_most(const ck_run *run) {
    return bytes_of(&run->shape);
}

static unsigned char *append(unsigned char *at, const void *from, size_t bytes) {
    cki_copy(at, from, bytes);
    return at + bytes;
}

void ck_run_snapshot(const ck_run *run, void *snapshot) {
    header head;
    cki_zero(&head, sizeof head);
    head.kind = SNAPSHOT_KIND;
    head.layout = layout_digest();
    head.model = run->model->digest;
    head.draw = run->options.draw;
    head.day = run->day;
    head.record_every = run->options.record_every;
    head.sample = run->options.sample ? 1 : 0;
    head.month_count = run->month_count;
    head.point_count = run->point_count;
    head.shape = cki_shapes_on(run, run->day);
    unsigned char *at = append(snapshot, &head, sizeof head);
    for (size_t m = 0; m < run->shape.MEASURE; m++) at = append(at, &run->scenario->measure[m].key, sizeof(uint64_t));
    for (size_t c = 0; c < run->shape.CELL; c++) at = append(at, &run->scenario->cell[c].key, sizeof(uint64_t));
    for (size_t i = 0; i < run->shape.LONE; i++) {
        const uint64_t key = run->fixed.lone.flow[i];
        at = append(at, &key, sizeof key);
    }
    for (size_t i = 0; i < CKI_FIELDS; i++) {
        at = append(at, cki_field_address(&run->state, &cki_fields[i]), cki_field_bytes(&head.shape, &cki_fields[i]));
    }
}

/* ---------------------------------------------------------------- read -------------------------------------------- */

static ck_status check_header(const header *head, const ck_run *run, size_t bytes, ck_diags *diags) {
    const ck_place nowhere = {0};
    if (head->kind != SNAPSHOT_KIND || head->layout != layout_digest()) {
        return ck_diags_add(diags, CK_E_FORMAT, nowhere, "not a snapshot of this version",
                            "take it again with this version");
    }
    if (head->model != run->model->digest) {
        return ck_diags_add(diags, CK_E_FORMAT, nowhere, "the snapshot belongs to another world", "");
    }
    if (head->draw != run->options.draw || head->sample != (run->options.sample ? 1u : 0u) ||
        head->record_every != run->options.record_every) {
        return ck_diags_add(diags, CK_E_FORMAT, nowhere, "the snapshot was taken with other options",
                            "draw, sample and record_every must be the same");
    }
    if (head->day > run->scenario->days) {
        return ck_diags_add(diags, CK_E_RANGE, nowhere, "the snapshot is from day %u, the scenario has %u days", "",
                            head->day, run->scenario->days);
    }
    if (bytes != bytes_of(&head->shape) || head->shape.LONE_DAY != run->fixed.ring_days * head->shape.LONE) {
        return ck_diags_add(diags, CK_E_FORMAT, nowhere, "the snapshot is cut or too long", "");
    }
    return CK_OK;
}

static uint64_t key_at(const unsigned char *keys, size_t at) {
    uint64_t key;
    cki_copy(&key, keys + at * sizeof key, sizeof key);
    return key;
}

/* Index of a key among the `count` at `keys`, tried first at `near`: scenarios that go on mostly have the same
   measures. */
static size_t find_key(const unsigned char *keys, size_t count, uint64_t key, size_t near) {
    if (near < count && key_at(keys, near) == key) return near;
    for (size_t i = 0; i < count; i++) {
        if (key_at(keys, i) == key) return i;
    }
    return SIZE_MAX;
}

typedef struct old_scenario {
    const unsigned char *measures, *cells, *lone, *state;
    size_t measure_count, cell_count, lone_count;
} old_scenario;

static old_scenario old_scenario_of(const header *head, const unsigned char *snapshot) {
    const size_t each = sizeof(uint64_t);
    const unsigned char *measures = snapshot + sizeof(header), *cells = measures + head->shape.MEASURE * each;
    const unsigned char *lone = cells + head->shape.CELL * each;
    return (old_scenario){measures, cells, lone, lone + head->shape.LONE * each, head->shape.MEASURE, head->shape.CELL, head->shape.LONE};
}

/* Has the scenario the same measures, cells and lone flows at the same places? */
static bool is_alike(const ck_run *run, const old_scenario *old) {
    const cki_shapes *shape = &run->shape;
    if (old->measure_count != shape->MEASURE || old->cell_count != shape->CELL || old->lone_count != shape->LONE) return false;
    bool alike = true;
    for (size_t m = 0; m < shape->MEASURE; m++) alike &= key_at(old->measures, m) == run->scenario->measure[m].key;
    for (size_t c = 0; c < shape->CELL; c++) alike &= key_at(old->cells, c) == run->scenario->cell[c].key;
    for (size_t i = 0; i < shape->LONE; i++) alike &= key_at(old->lone, i) == run->fixed.lone.flow[i];
    return alike;
}

static void read_by_key(const ck_run *run, const cki_field *one, const unsigned char *from, const old_scenario *old) {
    const bool cells = SHAPED(one, CELL);
    const size_t count = cells ? run->shape.CELL : run->shape.MEASURE;
    unsigned char *to = cki_field_address(&run->state, one);
    for (size_t i = 0; i < count; i++) {
        const uint64_t key = cells ? cki_cell_key(run->scenario, (uint32_t)i, old->measures, old->measure_count)
                                   : run->scenario->measure[i].key;
        const size_t at = cells ? find_key(old->cells, old->cell_count, key, i)
                                : find_key(old->measures, old->measure_count, key, i);
        if (at != SIZE_MAX) cki_copy(to + i * one->each, from + at * one->each, one->each);
    }
}

/* Lone flows, in one row or one for each day of the ring; those that were none are as they were filled: all of them
   could leave. */
static void read_lone(const ck_run *run, const cki_field *one, const unsigned char *from, const old_scenario *old) {
    const size_t count = run->fixed.lone.count, rows = SHAPED(one, LONE_DAY) ? run->fixed.ring_days : 1;
    unsigned char *to = cki_field_address(&run->state, one);
    for (size_t i = 0; i < count; i++) {
        const size_t at = find_key(old->lone, old->lone_count, run->fixed.lone.flow[i], i);
        for (size_t row = 0; at != SIZE_MAX && row < rows; row++) {
            cki_copy(to + (row * count + i) * one->each, from + (row * old->lone_count + at) * one->each, one->each);
        }
    }
}

/* Fields that name measures: old numbers to new ones. */
static void renumber_measures(const ck_run *run, const cki_field *one, const old_scenario *old) {
    uint32_t *value = cki_field_address(&run->state, one);
    const size_t count = cki_field_count(&run->shape, one);
    for (size_t i = 0; i < count; i++) {
        if (value[i] == CK_NONE || value[i] >= old->measure_count) continue;
        const uint64_t key = key_at(old->measures, value[i]);
        uint32_t found = CK_NONE;
        if (value[i] < run->scenario->measure_count && run->scenario->measure[value[i]].key == key) found = value[i];
        for (uint32_t m = 0; found == CK_NONE && m < run->scenario->measure_count; m++) {
            if (run->scenario->measure[m].key == key) found = m;
        }
        value[i] = found;
    }
}

/* A field as it stands in the snapshot, as far as the run has room for it. */
static void read_whole(const ck_run *run, const cki_field *one, const unsigned char *from, size_t old_size) {
    const size_t new_size = cki_field_bytes(&run->shape, one);
    cki_copy(cki_field_address(&run->state, one), from, old_size < new_size ? old_size : new_size);
}

static void read_state(ck_run *run, const header *head, const old_scenario *old) {
    const bool alike = is_alike(run, old);
    const unsigned char *from = old->state;
    for (size_t i = 0; i < CKI_FIELDS; i++) {
        const cki_field *one = &cki_fields[i];
        const size_t old_size = cki_field_bytes(&head->shape, one);
        const bool keyed = SHAPED(one, CELL) || SHAPED(one, MEASURE), lone = SHAPED(one, LONE) || SHAPED(one, LONE_DAY);
        if (keyed && !alike) read_by_key(run, one, from, old);
        else if (lone && !alike) read_lone(run, one, from, old);
        else read_whole(run, one, from, old_size);
        if (!alike && cki_text_equal(one->unit, "measure")) renumber_measures(run, one, old);
        from += old_size;
    }
}

/* Flows on which a measure acted that the scenario no longer has are free. */
static void free_from_law(ck_run *run) {
    const ck_model *model = run->model;
    cki_state *state = &run->state;
    for (uint32_t f = 0; f < model->flow_count; f++) {
        if (run->scenario->flow_touched[f] != CK_NONE) continue;
        state->permit[f] = model->flow_kind[f] == CKI_FLOW_STOCKPILE ? 0.0 : 1.0;
        state->warned[f] = state->wedge[f] = state->charge[f] = 0.0;
        state->blocker[f] = CK_NONE;
    }
}

ck_status ck_run_resume(const ck_model *model, const ck_scenario *scenario, ck_run_options options,
                        const void *snapshot, size_t snapshot_bytes, void *block, size_t bytes, ck_run **run,
                        ck_diags *diags) {
    header head;
    if (snapshot == NULL || snapshot_bytes < sizeof head) {
        return ck_diags_add(diags, CK_E_FORMAT, (ck_place){0}, "not a snapshot of this version", "");
    }
    cki_copy(&head, snapshot, sizeof head);
    ck_run *resumed = NULL;
    CK_TRY(cki_run_prepare(model, scenario, options, block, bytes, &resumed, diags));
    CK_TRY(check_header(&head, resumed, snapshot_bytes, diags));
    cki_state_fill(resumed);
    cki_license_start(resumed);
    const old_scenario old = old_scenario_of(&head, snapshot);
    read_state(resumed, &head, &old);
    free_from_law(resumed);
    resumed->day = head.day;
    cki_lone_settle(resumed);
    while (resumed->fixed.month_start[resumed->month + 1] < head.day) resumed->month++;
    cki_scratch_take_up(resumed);
    *run = resumed;
    return CK_OK;
}
