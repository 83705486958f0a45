/* The selectors of a measure against a model: which items, regions, stockpiles, projects and end uses it is about. */
#ifndef CK_FLOW_SCOPE_H
#define CK_FLOW_SCOPE_H

#include "world/model.h"

/* What kind of things a measure of this effect acts on. */
typedef enum cki_reach { CKI_REACH_TRADE, CKI_REACH_LICENCES, CKI_REACH_STOCKPILES, CKI_REACH_PROJECTS } cki_reach;
cki_reach cki_effect_reach(ck_effect effect);
/* Licence, ban and quota: they hold goods back. */
static inline bool cki_effect_restricts(ck_effect effect) {
    return effect == CK_EFFECT_LICENCE || effect == CK_EFFECT_BAN || effect == CK_EFFECT_QUOTA;
}

bool cki_scope_item(const ck_model *model, const ck_measure *measure, uint32_t item);
bool cki_scope_origin(const ck_model *model, const ck_measure *measure, uint32_t region);
bool cki_scope_destination(const ck_model *model, const ck_measure *measure, uint32_t region);
bool cki_scope_stockpile(const ck_model *model, const ck_measure *measure, uint32_t site);
bool cki_scope_project(const ck_model *model, const ck_measure *measure, uint32_t project);
void cki_scope_end_uses(const ck_measure *measure, bool in_scope[CK_END_USE_COUNT]);

/* Does the reach of a measure (written by law, flow by flow) hold this end use? True without one. */
static inline bool cki_reach_holds(const ck_model *model, const uint8_t *reach, uint32_t item, uint32_t origin,
                                   uint32_t destination, uint32_t use) {
    if (reach == NULL) return true;
    return reach[((size_t)item * model->region_count + origin) * model->region_count + destination] >> use & 1;
}

/* Share of what the reach holds that is caught: 1 unless the law names some of the parties. */
static inline double cki_reach_part(const ck_model *model, const double *share, uint32_t item, uint32_t origin,
                                    uint32_t destination, uint32_t use) {
    if (share == NULL) return 1.0;
    const size_t cell = ((size_t)item * model->region_count + origin) * model->region_count + destination;
    return share[cell * CK_END_USE_COUNT + use];
}

/* Share of a flow for each end use; the three are >= 0 and civil is what the others leave. */
void cki_flow_end_uses(const ck_model *model, uint32_t flow, double share[CK_END_USE_COUNT]);
/* Their sum over the end uses in scope; exactly 1 when all that have a share are. */
double cki_share_in_scope(const double share[CK_END_USE_COUNT], const bool in_scope[CK_END_USE_COUNT]);

static inline uint32_t cki_flow_origin(const ck_model *model, uint32_t flow) {
    return model->site_region[model->product_site[model->flow_product[flow]]];
}
static inline uint32_t cki_flow_destination(const ck_model *model, uint32_t flow) {
    return model->site_region[model->slot_site[model->flow_slot[flow]]];
}
static inline const char *cki_model_text(const ck_model *model, uint32_t offset) {
    return (const char *)model->text + offset;
}

/* Answers about things by number that were given before. What lies beyond is asked anew each time. */
enum { CKI_MEMO_WORDS = 4 };
typedef struct cki_memo { uint64_t known[CKI_MEMO_WORDS], holds[CKI_MEMO_WORDS]; } cki_memo;

/* Walks over the flows that a measure of reach trade, licences or stockpiles has in its scope, in order of flow. Start
   with {.model, .measure}. Cost of a whole walk: selectors are compared once an item and once a region, the reach is looked
   at once a flow of the products that fit. */
typedef struct cki_walk {
    const ck_model   *model;
    const ck_measure *measure;
    cki_memo items, origins, destinations;   // in scope
    uint32_t uses;                           // end uses in scope, as the bits of a reach
    bool     begun, releases;
    uint32_t product, next_flow;             // to look at next
    bool     entered, fits;                  // about `product`: was it compared, does it fit
    const uint8_t *reach;                    // of the product, by destination; NULL: all
    uint32_t flow;                           // out
    double   share[CK_END_USE_COUNT];        // out: of the flow; 0 for end uses out of scope
    double   scope;                          // out: their sum, > 0
} cki_walk;
bool cki_walk_next(cki_walk *walk);

/* Reports every selector that the model does not know. A control code that no item carries is a warning, because law
   lists more than a world holds. */
ck_status cki_scope_check(const ck_model *model, const ck_measure *measure, ck_diags *diags);

#endif
