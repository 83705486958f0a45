/* The fields of the state as a table, for what is done to all of them alike. */
#ifndef CK_FLOW_FIELDS_H
#define CK_FLOW_FIELDS_H

#include "flow/run.h"

/* A field: its name, bytes of one number, and where its address stands in cki_state and its count in cki_shapes. */
typedef struct cki_field { const char *name, *unit; uint16_t each, at, count_at; } cki_field;

#define CKI_FIELD_PLUS_ONE(type, name, shape_of, unit, stages, meaning) +1
enum { CKI_FIELDS = 0 CK_STATE_FIELDS(CKI_FIELD_PLUS_ONE) };
extern const cki_field cki_fields[CKI_FIELDS];

static inline void *cki_field_address(const cki_state *state, const cki_field *field) {
    void *at;
    cki_copy(&at, (const unsigned char *)state + field->at, sizeof at);
    return at;
}
static inline size_t cki_field_count(const cki_shapes *shape, const cki_field *field) {
    size_t count;
    cki_copy(&count, (const unsigned char *)shape + field->count_at, sizeof count);
    return count;
}
static inline size_t cki_field_bytes(const cki_shapes *shape, const cki_field *field) {
    return field->each * cki_field_count(shape, field);
}

/* Counts of what a run holds before its day `day`: of months and recorded points those that have begun, and the first month. What is beyond
   them nobody has written yet. */
cki_shapes cki_shapes_on(const ck_run *run, uint32_t day);

#endif
