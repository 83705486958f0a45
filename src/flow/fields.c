#include "flow/fields.h"

#define FIELD(type, name, shape_of, unit, stages, meaning)                                                             \
    {#name, unit, sizeof(cki_##type), offsetof(cki_state, name), offsetof(cki_shapes, shape_of)},
const cki_field cki_fields[CKI_FIELDS] = {CK_STATE_FIELDS(FIELD)};
#undef FIELD
