/* The changing part of a run. One list of fields: storage, snapshot, digest and the manual are its expansions. A field is
   written by the stages named; docs/model.md gives the equations. */
#ifndef CK_FLOW_STATE_H
#define CK_FLOW_STATE_H

#include "world/model.h"

/* X(type, name, shape, unit, stages, meaning). Shapes: those of the model, and SUPPLIER = flows in the order of cki_suppliers (run.h),
   ORDER_WEEK = weeks x SUPPLIER, LONE = lone flows, PART_DAY = days x product and LONE_DAY = days x lone flows (rings: a week or day stands in the place of its
   number modulo their count, which reaches back to what is still under way), CELL, MEASURE (of the scenario), MONTH_SUPPLIER = months x
   SUPPLIER, POINT_SITE, POINT_PRODUCT = recorded points x count, ONE.

   What is shipped is not kept: a flow ships (order of the week x share of it that may leave) x part that its seller ships. Only lone flows
   (run.h) have a share that is not 1.

   A run sleeps (awake 0) while everything is exactly on its baseline: stages would only write what stands there already. Whoever takes
   something off the baseline wakes it (cki_wake in run.h). It never falls asleep again. */
#define CK_STATE_FIELDS(X)                                                                                             \
    /* sites */                                                                                                        \
    X(f64, level,          site,    "1",        "produce",          "output over reference today")                        \
    X(f64, capacity,       site,    "1",        "build",            "capacity as a level, projects included")             \
    X(f64, overtime,       site,    "1",        "produce",          "share of the overtime in use, 0..1")                 \
    X(f64, catch_up,       site,    "unit",     "produce ship",     "lost final output that buyers still want")           \
    /* products */                                                                                                     \
    X(f64, finished,       product, "unit",     "produce ship",     "finished stock at the end of the day")               \
    X(f64, demand,         product, "unit/day", "produce",          "permitted orders of today")                          \
    X(f64, running,        product, "unit/day", "produce",          "part of the demand that serves running use, not restocking") \
    X(f64, discarded,      product, "unit",     "ship",             "discarded so far, deviation from base")              \
    X(u32, special,        product, "-",        "license produce",  "1: some of its flows are restricted, or were yesterday") \
    X(f64, demand_memory,  product, "unit/day", "produce",          "running demand smoothed, that the seller plans with")          \
    X(f64, final_index,    product, "1",        "price",            "sales to final buyers over base, answers to price")  \
    X(f64, scarcity,       product, "1",        "price",            "logarithm of the scarcity part of the price")        \
    X(f64, price,          product, "1",        "price",            "over base price")                                    \
    X(f64, thrift,         product, "1",        "price",            "logarithm of what its buyers use over what they used at base prices") \
    X(f64, repute,         product, "1",        "price",            "logarithm of its weight among sellers by price, moves slowly") \
    /* slots */                                                                                                        \
    X(f64, stock,          slot,    "unit",     "receive produce",  "input stock")                                        \
    X(f64, target,         slot,    "unit",     "reorder",          "stock wanted")                                       \
    X(f64, under_way,      slot,    "unit",     "receive",          "shipped to it before `booked` less what has arrived, deviation from base") \
    X(f64, short_last,     slot,    "day",      "produce",          "last day on which it was short, -CKI_REVIEW_DAYS: never") \
    X(f64, steady,         slot,    "1",        "reorder",          "share of its order that serves running use; the rest restocks") \
    X(f64, alert,          slot,    "1",        "reorder",          "0..1: how far buyers guard against a control or a shortage") \
    X(f64, intensity,      slot,    "1",        "price",            "use per unit of level over base, answers to price")  \
    X(f64, landed,         slot,    "1",        "price",            "landed price over base, duty and fee included")      \
    X(f64, cover_fill,     slot,    "1",        "ship",             "smoothed share of its orders that is shipped")       \
    X(f64, short_days,     slot,    "day",      "produce",          "days since its shortage began, 0 = none")            \
    X(u32, short_flow,     slot,    "flow",     "produce",          "worst flow when it first fell short, or CK_NONE")    \
    X(u32, short_measure,  slot,    "measure",  "produce",          "measure behind it, or CK_NONE")                      \
    X(u32, short_day,      slot,    "day",      "produce",          "when it first fell short, CK_NONE: never")           \
    X(f64, extra_cost,     slot,    "USD",      "ship",            "paid above base prices before `booked`")           \
    X(f64, order,          ORDER_WEEK, "unit/day", "reorder",         "wanted by the buyer in the week")               \
    X(f64, part,           PART_DAY, "1",        "ship",            "part of what may leave that the seller ships")    \
    X(f64, leaves,         LONE_DAY, "1",        "produce ship",    "share of the order that may leave")               \
    /* flows */                                                                                                        \
    X(f64, share,          SUPPLIER, "1",       "reorder",          "weight over the base one by deliveries and duties; routes: share of the slot's order") \
    X(f64, fill,           SUPPLIER, "1",        "ship",            "smoothed shipped over ordered running use, week by week") \
    X(f64, permit,         flow,    "1",        "license",          "share of the steady part of the order that may leave today") \
    X(f64, warned,         flow,    "1",        "license",          "share in scope of restrictions announced and not yet in force") \
    X(f64, held,           LONE,    "unit",     "produce",           "orders held back for want of a permit that are still wanted") \
    X(f64, freed,          LONE,    "unit",     "produce",           "orders held back once, permitted since and not yet shipped") \
    X(f64, permitted,      LONE,    "1",        "produce",           "permit of the day before")                           \
    X(f64, wedge,          flow,    "1",        "license",          "duties over the seller's price")                     \
    X(f64, charge,         flow,    "1",        "license",          "fees over the seller's base price")                  \
    X(u32, blocker,        flow,    "measure",  "license",          "measure that holds back most, or CK_NONE")           \
    /* licence cells: cases by state, in expected values or whole customers */                                         \
    X(f64, cell_none,      CELL,    "case",     "license",          "no application yet")                                 \
    X(f64, cell_applied,   CELL,    "case",     "license",          "documents in preparation or waiting to be taken up") \
    X(f64, cell_review_1,  CELL,    "case",     "license",          "in review, first stage")                             \
    X(f64, cell_review_2,  CELL,    "case",     "license",          "second stage")                                       \
    X(f64, cell_review_3,  CELL,    "case",     "license",          "third stage")                                        \
    X(f64, cell_review_4,  CELL,    "case",     "license",          "fourth stage")                                       \
    X(f64, cell_granted,   CELL,    "case",     "license",          "holds a licence")                                    \
    X(f64, cell_refused,   CELL,    "case",     "license",          "refused, waits to apply again")                      \
    X(f64, cell_expired,   CELL,    "case",     "license",          "licence ran out, renewal not yet applied for")       \
    X(f64, cell_exempt,    CELL,    "case",     "license",          "general licence")                                    \
    X(f64, cell_allowed,   CELL,    "1",        "license",          "share of its quantity that may leave, settled on the authority's working days") \
    /* projects */                                                                                                     \
    X(f64, project_progress, project, "day",    "build",            "days since start, < 0: to come")                     \
    X(f64, project_advance,  project, "day",    "build",            "days brought forward so far")                        \
    X(f64, project_subsidy,  project, "day",    "license",          "days that subsidies in force bring it forward (negative: back)") \
    X(f64, built,          site,    "1",        "build",            "capacity added in answer to price, as a level")      \
    /* results */                                                                                                      \
    X(u32, first_slow,     site,    "day",      "account",          "CK_NONE: never")                                     \
    X(u32, first_stop,     site,    "day",      "account",          "")                                                   \
    X(u32, lowest_day,     site,    "day",      "account",          "")                                                   \
    X(u32, slow_bound,     site,    "-",        "account",          "ck_bound on the first slow day")                     \
    X(u32, slow_slot,      site,    "slot",     "account",          "short input on the first slow day")                  \
    X(u32, slow_flow,      site,    "flow",     "account",          "flow that fails its buyers on the first slow day, when demand binds") \
    X(u32, slow_measure,   site,    "measure",  "account",          "measure behind it, or CK_NONE")                      \
    X(f64, lowest,         site,    "1",        "account",          "lowest level, relative to base level")               \
    X(f64, slow_days,      site,    "day",      "account",          "")                                                   \
    X(f64, stop_days,      site,    "day",      "account",          "")                                                   \
    X(f64, lost_output,    site,    "unit",     "account",          "")                                                   \
    X(f64, measure_blocked, MEASURE, "unit",    "produce",           "")                                                   \
    X(f64, measure_paid,   MEASURE, "USD",      "ship",             "")                                                   \
    X(f64, measure_released, MEASURE, "unit",   "ship",             "")                                                   \
    X(f64, measure_granted, MEASURE, "day",     "license",          "sum over operative days of the granted share")       \
    X(f64, measure_days,   MEASURE, "day",      "license",          "operative days")                                     \
    X(f64, measure_used,   MEASURE, "unit",     "ship",             "quota used in the current quota year")               \
    X(f64, month_quantity, MONTH_SUPPLIER, "unit",     "ship",            "shipped in the month before `booked`, deviation from base") \
    X(f64, month_value,    MONTH_SUPPLIER, "USD",      "ship",            "at the seller's price, deviation from base") \
    X(f64, series_level,   POINT_SITE, "1",     "account",          "")                                                   \
    X(f64, series_price,   POINT_PRODUCT, "1",  "account",          "")                                                   \
    X(f64, series_stock,   POINT_PRODUCT, "1",  "account",          "")                                                   \
    X(u32, awake,          ONE,     "-",        "all",             "0 while everything is exactly on the baseline")    \
    X(u32, booked,         ONE,     "day",      "ship",            "first day whose shipments are not in sums yet")    \
    X(f64, mass_error,     ONE,     "1",        "account",          "largest relative mass error of a day so far")

typedef struct cki_state {
#define X(type, name, shape, unit, stages, meaning) cki_##type *name;
    CK_STATE_FIELDS(X)
#undef X
} cki_state;

#endif
