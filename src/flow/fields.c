#include "flow/fields.h"

#define FIELD(type, name, shape_of, unit, stages, meaning)                                                             \
    {#name, unit, sizeof(cki_##type), offsetof(cki_state, name), offsetof(cki_shapes, shape_of)},
const cki_field cki_fields[CKI_FIELDS] = {CK_STATE_FIELDS(FIELD)};
#undef FIELD

cki_shapes cki_shapes_on(const ck_run *run, uint32_t day) {
    cki_shapes shape = run->shape;
    uint32_t months = 1;
    while (months < run->month_count && run->fixed.month_start[months] < day) months++;
    const uint32_t points = ck_min_u32(day / run->options.record_every, run->point_count);
    shape.MONTH_SUPPLIER = (size_t)months * run->shape.SUPPLIER;
    shape.POINT_SITE = (size_t)points * run->shape.site;
    shape.POINT_PRODUCT = (size_t)points * run->shape.product;
    return shape;
}
