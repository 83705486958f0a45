#include "flow/fields.h"
#include "flow/start.h"
#include "flow/tiles.h"

/* A snapshot: header, keys of the measures, keys of the licence cells, numbers of the lone flows, then the state, field after field without
   gaps. All in the byte order of the machine, without demands on alignment. Measures, cells and lone flows are found by key, so
   that a scenario with a measure more or less can go on from it. Of months and recorded points only those that have begun are
   there: the others are zero. */
#define SNAPSHOT_KIND UINT64_C(0x3130746f6873636b)

typedef struct header {
    uint64_t   kind, layout, model;
    uint64_t   draw;
    uint32_t   day, record_every, sample, month_count, point_count;
    cki_shapes shape;
} header;

/* ---------------------------------------------------------------- fields ------------------------------------------ */

#define SHAPED(one, shape_of) ((one)->count_at == offsetof(cki_shapes, shape_of))

/* Counts of what a snapshot of day `day` holds. */
static cki_shapes shapes_on(const ck_run *run, uint32_t day) {
    cki_shapes shape = run->shape;
    uint32_t months = 0, points = day / run->options.record_every;
    while (months < run->month_count && (months == 0 || run->fixed.month_start[months] < day)) months++;
    if (points > run->point_count) points = run->point_count;
    shape.MONTH_SUPPLIER = (size_t)months * run->shape.SUPPLIER;
    shape.POINT_SITE = (size_t)points * run->shape.site;
    shape.POINT_PRODUCT = (size_t)points * run->shape.product;
    return shape;
}

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
    const cki_shapes shape = shapes_on(run, run->day);
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
    head.shape = shapes_on(run, run->day);
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
    const unsigned char *measures, *cells, *lone;
    size_t measure_count, cell_count, lone_count;
} old_scenario;

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

static void read_state(ck_run *run, const header *head, const unsigned char *snapshot) {
    const old_scenario old = {
        .measures = snapshot + sizeof(header),
        .cells = snapshot + sizeof(header) + head->shape.MEASURE * sizeof(uint64_t),
        .lone = snapshot + sizeof(header) + (head->shape.MEASURE + head->shape.CELL) * sizeof(uint64_t),
        .measure_count = head->shape.MEASURE,
        .cell_count = head->shape.CELL,
        .lone_count = head->shape.LONE,
    };
    const unsigned char *from = snapshot + sizeof(header) + keys_size(&head->shape);
    for (size_t i = 0; i < CKI_FIELDS; i++) {
        const cki_field *one = &cki_fields[i];
        const size_t old_size = cki_field_bytes(&head->shape, one), new_size = cki_field_bytes(&run->shape, one);
        if (SHAPED(one, CELL) || SHAPED(one, MEASURE)) read_by_key(run, one, from, &old);
        else if (SHAPED(one, LONE) || SHAPED(one, LONE_DAY)) read_lone(run, one, from, &old);
        else cki_copy(cki_field_address(&run->state, one), from, old_size < new_size ? old_size : new_size);
        if (cki_text_equal(one->unit, "measure")) renumber_measures(run, one, &old);
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
    read_state(resumed, &head, snapshot);
    free_from_law(resumed);
    resumed->day = head.day;
    cki_lone_settle(resumed);
    while (resumed->fixed.month_start[resumed->month + 1] < head.day) resumed->month++;
    cki_scratch_take_up(resumed);
    *run = resumed;
    return CK_OK;
}
