/* Between the files of the exposure of a world. */
#ifndef CK_STUDY_EXPOSURE_PARTS_H
#define CK_STUDY_EXPOSURE_PARTS_H

#include "study/exposure.h"
#include "world/model.h"

#define CKI_DAYS_A_YEAR 365.0

/* USD a year of a quantity a day of an item. */
static inline double cki_value_a_year(const ck_model *model, uint32_t item, double quantity) {
    return quantity * model->item_price[item] * CKI_DAYS_A_YEAR;
}
/* A region of the bloc, or the region of that name. */
bool cki_in_bloc(const ck_model *model, uint32_t region, const char *bloc);
/* score (regions) of governance, -2.5 .. 2.5. */
CK_MUST_USE ck_status cki_measure_supply_risk(ck_world_exposure *exposure, const double *score, ck_diags *diags);
void cki_measure_power(ck_world_exposure *exposure);

#endif
