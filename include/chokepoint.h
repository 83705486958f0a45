/* chokepoint: law, supply networks and damage of export controls, day by day.

   Life of a question:  text -> ck_world, ck_scenario_spec (editable) -> ck_model, ck_scenario (constant) -> ck_run -> results

   All memory is the caller's: a function `ck_x_bytes` measures, `ck_x_build` or `ck_x_start` places into a block aligned to
   16 bytes. Nothing is allocated inside. A status below zero means that there is no usable result. A `ck_diags *` may be
   NULL. Indices count from 0; `CK_NONE` means "no such thing". Quantities are per day unless a comment says otherwise. */
#ifndef CHOKEPOINT_H
#define CHOKEPOINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CK_VERSION_MAJOR 0
#define CK_VERSION_MINOR 1
#define CK_VERSION_PATCH 0
#define CK_VERSION "0.1.0"

#if defined(__GNUC__)
#define CK_MUST_USE __attribute__((warn_unused_result))
#else
#define CK_MUST_USE
#endif
#define CK_NONE UINT32_MAX

/* ---------------------------------------------------------------- 1. status and diagnostics ---------------------- */

/* Below zero: no usable result. Zero: clean. Above zero: a result, with something to read first. */
#define CK_STATUS_LIST(X)                                                                                              \
    X(CK_OK,              0, "ok",            "finished, nothing to report")                                           \
    X(CK_NOTED,           1, "noted",         "finished; read the diagnostics")                                        \
    X(CK_E_SYNTAX,      -10, "syntax",        "the text does not follow the grammar")                                  \
    X(CK_E_UNKNOWN,     -11, "unknown-name",  "a name that nothing defines")                                           \
    X(CK_E_UNIT,        -12, "unit",          "quantities of different kinds are mixed")                               \
    X(CK_E_RANGE,       -13, "range",         "a value outside its stated limits")                                     \
    X(CK_E_MISSING,     -14, "missing",       "something required is absent")                                          \
    X(CK_E_DUPLICATE,   -15, "duplicate",     "the same thing is defined twice")                                       \
    X(CK_E_CYCLE,       -16, "cycle",         "definitions that depend on each other in a circle")                     \
    X(CK_E_OVERLAP,     -17, "overlap",       "periods of one measure overlap")                                        \
    X(CK_E_CLASH,       -20, "rule-clash",    "two rules without a priority disagree")                                 \
    X(CK_E_BALANCE,     -21, "unbalanced",    "what goes in does not equal what comes out")                            \
    X(CK_E_NO_SOLUTION, -30, "no-solution",   "the solver stopped above its tolerance")                                \
    X(CK_E_NUMBER,      -31, "not-a-number",  "a value became NaN or infinite")                                        \
    X(CK_E_ARITHMETIC,  -32, "arithmetic",    "the processor does not keep small numbers (flush to zero is on)")       \
    X(CK_E_MEMORY,      -40, "memory",        "the block given is too small or not aligned")                           \
    X(CK_E_FORMAT,      -41, "format",        "not a file of the expected kind or version")                            \
    X(CK_E_LIMIT,       -42, "limit",         "larger than the stated limit")                                          \
    X(CK_E_IO,          -50, "input-output",  "a file could not be read or written")                                   \
    X(CK_E_USAGE,       -51, "usage",         "the command line or call is wrong")

#define X(name, value, word, help) name = value,
typedef enum ck_status { CK_STATUS_LIST(X) } ck_status;
#undef X

/* "unknown-name" for CK_E_UNKNOWN; "unknown-status" for a value outside the list. Static text. */
const char *ck_status_word(ck_status status);
const char *ck_status_help(ck_status status);

typedef struct ck_place {
    const char *file;            // as the user named it; NULL = not from a file
    uint32_t    line, column;    // from 1, in bytes; line 0 = the whole file
    uint32_t    length;          // bytes to underline; 0 = unknown
} ck_place;

typedef struct ck_diag {
    ck_status   status;          // above zero: a warning
    ck_place    place;
    const char *message;         // what was found, with the offending value, and what was expected
    const char *hint;            // what to do next; "" when there is nothing to say
} ck_diag;

/* Room is the caller's: a list of diagnostics and a block for their texts. Nothing grows; what does not fit is counted in
   `dropped`, and a text that is cut ends in "...". */
typedef struct ck_diags {
    ck_diag *item;
    uint32_t capacity, count, dropped;
    char    *text;
    size_t   text_size, text_used;
} ck_diags;

#define CK_DIAGS(items, texts) \
    {.item = (items), .capacity = sizeof(items) / sizeof((items)[0]), .text = (texts), .text_size = sizeof(texts)}
#define CK_TRY(call) do { ck_status try_ = (call); if (try_ < 0) return try_; } while (0)

/// Append a diagnostic and return its status.
///
/// message, hint  templates: `%s` text, `%q` text in double quotes, `%d` int32_t, `%u` uint32_t, `%g` double (shortest
///                text of at most 6 digits), `%D` ck_date as YYYY-MM-DD, `%%`; arguments follow, message's before hint's
/// Returns        `status`; with diags NULL nothing else happens
ck_status ck_diags_add(ck_diags *diags, ck_status status, ck_place place, const char *message, const char *hint, ...);

/* ---------------------------------------------------------------- 2. dates ---------------------------------------- */

typedef struct ck_date { int32_t day; } ck_date;             // days since 2000-01-01, proleptic Gregorian
#define CK_DATE_FIRST ((ck_date){INT32_MIN})                 // "since ever"
#define CK_DATE_LAST  ((ck_date){INT32_MAX})                 // "for good"

bool      ck_date_valid(int32_t year, int32_t month, int32_t day);
ck_date   ck_date_make(int32_t year, int32_t month, int32_t day);              // needs a valid date
void      ck_date_split(ck_date date, int32_t *year, int32_t *month, int32_t *day);
/* Reads exactly "YYYY-MM-DD" (length bytes). CK_E_SYNTAX or CK_E_RANGE otherwise; `date` is then untouched. */
CK_MUST_USE ck_status ck_date_read(const char *text, size_t length, ck_date *date);
/* Writes 10 characters and a NUL; CK_DATE_FIRST and CK_DATE_LAST as "first" and "open". */
void      ck_date_write(ck_date date, char text[16]);
uint32_t  ck_date_weekday(ck_date date);                     // 0 = Monday .. 6 = Sunday
int32_t   ck_date_month_index(ck_date date);                 // 12 * year + (month - 1)

/* A working-day calendar: Saturdays and Sundays are free unless listed as worked; other days are worked unless listed as
   holidays. Both lists are sorted and without repeats. */
typedef struct ck_calendar { const ck_date *holiday; const ck_date *worked; uint32_t holiday_count, worked_count; } ck_calendar;
bool    ck_calendar_works(const ck_calendar *calendar, ck_date date);          // calendar NULL: weekends only
/* The day on which `days` working days have passed after `from` (days 0: `from` itself). */
ck_date ck_calendar_add(const ck_calendar *calendar, ck_date from, uint32_t days);
/* Working days d with from < d <= to; 0 when to <= from. */
uint32_t ck_calendar_between(const ck_calendar *calendar, ck_date from, ck_date to);

/* ---------------------------------------------------------------- 3. numbers -------------------------------------- */

/* Elementary functions in plain C, the same bits on every machine. Largest errors (docs/numbers.md): exp 0.62 ulp,
   log 0.82 ulp, pow 0.63 ulp. Special values as in C17 Annex F; pow covers x >= 0 and integer y for x < 0. */
double ck_exp(double x);
double ck_log(double x);
double ck_pow(double x, double y);
double ck_sqrt(double x);
double ck_floor(double x);

/* Random numbers are found by their address, not by their turn: the same (seed, draw, purpose, day, index) gives the same
   number whatever else is drawn, on whatever thread. splitmix64 mixing (Steele, Lea and Flood 2014). */
typedef struct ck_random { uint64_t seed, draw; } ck_random;
uint64_t ck_random_bits(ck_random random, uint32_t purpose, uint32_t day, uint64_t index);
double   ck_random_unit(ck_random random, uint32_t purpose, uint32_t day, uint64_t index);    // 0 <= u < 1, multiple of 2^-53
double   ck_random_normal(ck_random random, uint32_t purpose, uint32_t day, uint64_t index);  // inverse distribution, 1e-9 absolute
/* Number of successes in `trials` trials of probability `chance`: exact inversion, cost O(trials). trials <= 100000. */
uint32_t ck_random_binomial(ck_random random, uint32_t purpose, uint32_t day, uint64_t index, uint32_t trials, double chance);

/* 64-bit digest (xxHash64-like construction of our own, docs/numbers.md) of typed values, little-endian, order matters. */
typedef struct ck_digest { uint64_t lane[4]; uint64_t length; } ck_digest;
ck_digest ck_digest_start(uint64_t seed);
void      ck_digest_u64(ck_digest *digest, uint64_t value);
void      ck_digest_u32s(ck_digest *digest, const uint32_t *value, size_t count);
/* -0.0 counts as 0.0; returns CK_E_NUMBER and the index of the first NaN, which is hashed as a fixed pattern. */
ck_status ck_digest_doubles(ck_digest *digest, const double *value, size_t count, size_t *at);
void      ck_digest_bytes(ck_digest *digest, const void *bytes, size_t count);
void      ck_digest_text(ck_digest *digest, const char *text);               // NUL included, NULL as ""
uint64_t  ck_digest_value(const ck_digest *digest);

/* ---------------------------------------------------------------- 4. the world as tables -------------------------- */

#define CK_GRADE_LIST(X) X(CK_REPORTED, "reported") X(CK_DERIVED, "derived") X(CK_ESTIMATED, "estimated") X(CK_ASSUMED, "assumed")
#define X(name, word) name,
typedef enum ck_grade { CK_GRADE_LIST(X) CK_GRADE_COUNT } ck_grade;
#undef X
const char *ck_grade_word(ck_grade grade);

typedef struct ck_row {          // what every row of every table carries
    ck_place    place;
    const char *source;          // keys of sources.csv joined by ';'
    const char *note;            // "" when there is none
    int32_t     year;
    ck_grade    grade;
} ck_row;

/* The tables of docs/world-format.md. One list a table: X(kind, column, unit, low, high, meaning). The row structs, the
   reader, the writer, the checks and the manual are expansions. Kinds: NAME required word; TEXT may be empty; REAL required
   number in low..high; MAYBE the same or empty (NaN); DAY date. */
#define CK_REGION_COLUMNS(X)                                                                                           \
    X(NAME, region,        "-",   0, 0,      "ISO 3166 alpha-3 code or ROW")                                           \
    X(NAME, name,          "-",   0, 0,      "name for people")                                                        \
    X(TEXT, blocs,         "-",   0, 0,      "blocs that it belongs to, joined by ;")                                  \
    X(REAL, latitude_deg,  "deg", -90, 90,   "position of the main port or centre")                                    \
    X(REAL, longitude_deg, "deg", -180, 180, "position of the main port or centre")                                    \
    X(TEXT, calendar,      "-",   0, 0,      "calendar of calendars.csv; empty: weekends only")
#define CK_CALENDAR_COLUMNS(X)                                                                                         \
    X(NAME, calendar, "-", 0, 0, "id")                                                                                 \
    X(DAY,  date,     "-", 0, 0, "the day")                                                                            \
    X(NAME, day,      "-", 0, 0, "holiday or working")
#define CK_ITEM_COLUMNS(X)                                                                                             \
    X(NAME, item,          "-", 0, 0, "id")                                                                            \
    X(NAME, name,          "-", 0, 0, "name for people")                                                               \
    X(NAME, tier,          "-", 0, 0, "upstream, input, output or industry")                                           \
    X(NAME, group,         "-", 0, 0, "reporting and selection group")                                                 \
    X(NAME, unit,          "-", 0, 0, "t, unit or MUSD")                                                               \
    X(TEXT, hs,            "-", 0, 0, "HS codes joined by ;")                                                          \
    X(TEXT, control_codes, "-", 0, 0, "control-list codes joined by ;")                                                \
    X(NAME, traded,        "-", 0, 0, "yes or no")
#define CK_CONTENT_COLUMNS(X)                                                                                          \
    X(NAME, item,       "-",     0, 0,    "item")                                                                      \
    X(NAME, element,    "-",     0, 0,    "chemical symbol")                                                           \
    X(REAL, mass_share, "kg/kg", 0, 1e6,  "kg of element in a kg (or in a piece) of the item")
#define CK_FACT_COLUMNS(X)                                                                                             \
    X(NAME, item,  "-", 0, 0, "item")                                                                                  \
    X(NAME, fact,  "-", 0, 0, "fact of an item as the law names it, without its subject: form, family, artificial")    \
    X(NAME, value, "-", 0, 0, "its value, as in a deal file; contents come from contents.csv, customs codes from items.csv")
#define CK_PARTY_COLUMNS(X)                                                                                            \
    X(NAME, party,        "-", 0, 0, "name, as the column owner of sites.csv has it")                                  \
    X(TEXT, listed_as,    "-", 0, 0, "the name by which lists of the law are asked, where it is another one")          \
    X(TEXT, runs,         "-", 0, 0, "sites that it runs itself where the column owner names its parent, joined by ;") \
    X(NAME, country,      "-", 0, 0, "where it is established: ISO 3166 alpha-3 code")                                 \
    X(NAME, owners_known, "-", 0, 0, "yes: holdings.csv names all who hold enough to matter; no: some are not known")
#define CK_HOLDING_COLUMNS(X)                                                                                          \
    X(NAME,  owner, "-", 0, 0, "party")                                                                                \
    X(NAME,  owned, "-", 0, 0, "party, or site that several own")                                                      \
    X(MAYBE, share, "1", 0, 1, "of the owned; empty: not known")
#define CK_USER_COLUMNS(X)                                                                                             \
    X(NAME, industry, "-", 0, 0, "item of tier industry")                                                              \
    X(NAME, region,   "-", 0, 0, "where")                                                                              \
    X(NAME, item,     "-", 0, 0, "selector of what is bought")                                                         \
    X(NAME, party,    "-", 0, 0, "who buys it")                                                                        \
    X(REAL, share,    "1", 0, 1, "of what the industry buys of it there")
#define CK_RECIPE_COLUMNS(X)                                                                                           \
    X(NAME,  recipe,           "-",    0, 0,   "id")                                                                   \
    X(NAME,  output,           "-",    0, 0,   "item that it makes")                                                   \
    X(NAME,  role,             "-",    0, 0,   "input or coproduct")                                                   \
    X(NAME,  component,        "-",    0, 0,   "item used or made beside")                                             \
    X(REAL,  quantity,         "unit", 0, 1e9, "of component per unit of output")                                      \
    X(NAME,  unit,             "-",    0, 0,   "unit of component / unit of output")                                   \
    X(TEXT,  group,            "-",    0, 0,   "substitution group; empty: alone")                                     \
    X(MAYBE, essentiality,     "1",    0, 1,   "share of output lost when the group is missing")                       \
    X(MAYBE, elasticity_short, "1",    0, 50,  "of substitution in the group, at once")                                \
    X(MAYBE, elasticity_long,  "1",    0, 50,  "of substitution in the group, in the end")                             \
    X(MAYBE, elasticity_days,  "day",  0, 1e5, "time constant from short to long")
#define CK_SITE_COLUMNS(X)                                                                                             \
    X(NAME,  site,              "-",       0, 0,      "id")                                                            \
    X(NAME,  name,              "-",       0, 0,      "name for people")                                               \
    X(NAME,  region,            "-",       0, 0,      "where it stands")                                               \
    X(NAME,  item,              "-",       0, 0,      "main output")                                                   \
    X(TEXT,  recipe,            "-",       0, 0,      "recipe; empty: no inputs (a mine)")                             \
    X(NAME,  kind,              "-",       0, 0,      "plant, rest or recycler")                                       \
    X(REAL,  capacity,          "unit/yr", 0, 1e15,   "nameplate output")                                              \
    X(REAL,  output,            "unit/yr", 0, 1e15,   "output in the base year")                                       \
    X(MAYBE, overtime,          "1",       0, 1,      "share of capacity that can be added for a while")               \
    X(TEXT,  owner,             "-",       0, 0,      "company")                                                       \
    X(TEXT,  technology_origin, "-",       0, 0,      "region whose technology it runs on")                            \
    X(MAYBE, latitude_deg,      "deg",     -90, 90,   "position")                                                      \
    X(MAYBE, longitude_deg,     "deg",     -180, 180, "position")
#define CK_INDUSTRY_COLUMNS(X)                                                                                         \
    X(NAME,  industry,            "-",       0, 0,    "item of tier industry")                                         \
    X(NAME,  region,              "-",       0, 0,    "where")                                                         \
    X(REAL,  output_musd,         "MUSD/yr", 0, 1e9,  "gross output")                                                  \
    X(REAL,  value_added_musd,    "MUSD/yr", 0, 1e9,  "value added")                                                   \
    X(MAYBE, employment_thousand, "1000",    0, 1e6,  "people employed")                                               \
    X(NAME,  recipe,              "-",       0, 0,    "inputs per MUSD of output")                                     \
    X(REAL,  intensity,           "1",       0, 1000, "multiplies the recipe here")
#define CK_DEMAND_COLUMNS(X)                                                                                           \
    X(NAME, item,      "-",       0, 0,    "item used")                                                                \
    X(NAME, region,    "-",       0, 0,    "where")                                                                    \
    X(NAME, use,       "-",       0, 0,    "label for people")                                                         \
    X(REAL, quantity,  "unit/yr", 0, 1e15, "used in the base year")                                                    \
    X(NAME, end_use,   "-",       0, 0,    "civil, military or semiconductor")                                         \
    X(TEXT, essential, "-",       0, 0,    "yes or no; for reports")
#define CK_FLOW_COLUMNS(X)                                                                                             \
    X(NAME,  item,                "-",       0, 0,    "item")                                                          \
    X(NAME,  origin,              "-",       0, 0,    "region of the seller's market")                                 \
    X(NAME,  destination,         "-",       0, 0,    "region of the buyer's market")                                  \
    X(MAYBE, quantity,            "unit/yr", 0, 1e15, "quantity")                                                      \
    X(MAYBE, value_musd,          "MUSD/yr", 0, 1e9,  "value")                                                         \
    X(REAL,  lag_days,            "day",     1, 120,  "from leaving to arriving")                                      \
    X(NAME,  mode,                "-",       0, 0,    "sea, air or land")                                              \
    X(MAYBE, share_military,      "1",       0, 1,    "share for military use; empty: follows from use")               \
    X(MAYBE, share_semiconductor, "1",       0, 1,    "share for advanced semiconductors; empty: follows from use")
#define CK_ROUTE_COLUMNS(X)                                                                                            \
    X(NAME, item,        "-",   0, 0,   "selector")                                                                    \
    X(NAME, origin,      "-",   0, 0,   "selector of regions")                                                         \
    X(NAME, destination, "-",   0, 0,   "selector of regions")                                                         \
    X(REAL, lag_days,    "day", 1, 120, "from leaving to arriving")                                                    \
    X(REAL, setup_days,  "day", 0, 3650,"from first shortage until the first shipment")                                \
    X(REAL, limit_share, "1",   0, 1,   "of the destination's base use, at most")
#define CK_INVENTORY_COLUMNS(X)                                                                                        \
    X(NAME, holder,    "-",   0, 0,    "market, user or maker")                                                        \
    X(NAME, region,    "-",   0, 0,    "selector")                                                                     \
    X(NAME, item,      "-",   0, 0,    "selector of the item held")                                                    \
    X(NAME, user,      "-",   0, 0,    "selector of what the user makes; * for market and maker")                      \
    X(REAL, days_low,  "day", 0, 3650, "days of base use, low")                                                        \
    X(REAL, days,      "day", 0, 3650, "days of base use, most likely")                                                \
    X(REAL, days_high, "day", 0, 3650, "days of base use, high")
#define CK_PROJECT_COLUMNS(X)                                                                                          \
    X(NAME,  project,            "-",       0, 0,    "id")                                                             \
    X(NAME,  name,               "-",       0, 0,    "name for people")                                                \
    X(NAME,  site,               "-",       0, 0,    "site that grows")                                                \
    X(REAL,  capacity_added,     "unit/yr", -1e15, 1e15, "nameplate added (negative: a closure)")                      \
    X(DAY,   start_early,        "-",       0, 0,    "earliest start")                                                 \
    X(DAY,   start,              "-",       0, 0,    "most likely start")                                              \
    X(DAY,   start_late,         "-",       0, 0,    "latest start")                                                   \
    X(REAL,  ramp_days,          "day",     0, 3650, "from start to full output")                                      \
    X(REAL,  learning,           "1",       0, 1,    "share of the added capacity usable at start")                    \
    X(REAL,  bring_forward_days, "day",     0, 3650, "at most, by price or subsidy")                                   \
    X(MAYBE, price_trigger,      "1",       1, 1000, "price over base price that brings it forward")                   \
    X(TEXT,  owner,              "-",       0, 0,    "company")                                                        \
    X(TEXT,  status,             "-",       0, 0,    "as reported")
#define CK_STOCKPILE_COLUMNS(X)                                                                                        \
    X(NAME, stockpile,       "-",        0, 0,    "id")                                                                \
    X(NAME, name,            "-",        0, 0,    "name for people")                                                   \
    X(NAME, region,          "-",        0, 0,    "where, and for whose market")                                       \
    X(NAME, item,            "-",        0, 0,    "item held")                                                         \
    X(REAL, quantity,        "unit",     0, 1e15, "held in the base year")                                             \
    X(REAL, release_per_day, "unit/day", 0, 1e12, "at most")                                                           \
    X(NAME, priority,        "-",        0, 0,    "military or all")
#define CK_CUSTOMER_COLUMNS(X)                                                                                         \
    X(NAME, region,       "-", 0, 0,   "selector of the buyer's region")                                               \
    X(NAME, item,         "-", 0, 0,   "selector")                                                                     \
    X(NAME, end_use,      "-", 0, 0,   "civil, military or semiconductor")                                             \
    X(REAL, count,        "1", 1, 1e5, "buyers that apply for licences")                                               \
    X(REAL, share,        "1", 0, 1,   "of the region's purchases")                                                    \
    X(TEXT, owner_region, "-", 0, 0,   "region of the controlling owner, where it differs")                            \
    X(TEXT, owner_note,   "-", 0, 0,   "who owns whom")
#define CK_PRICE_COLUMNS(X)                                                                                            \
    X(NAME,  item,       "-",        0, 0,   "item")                                                                   \
    X(NAME,  region,     "-",        0, 0,   "selector")                                                               \
    X(REAL,  price_usd,  "USD/kg or USD/unit", 0, 1e12, "price in the base year")                                      \
    X(MAYBE, low_usd,    "USD/kg or USD/unit", 0, 1e12, "low of the year")                                             \
    X(MAYBE, high_usd,   "USD/kg or USD/unit", 0, 1e12, "high of the year")                                            \
    X(TEXT,  year_basis, "-",        0, 0,   "annual average, year end, quote")
#define CK_ELASTICITY_COLUMNS(X)                                                                                       \
    X(NAME, item,      "-", 0, 0,    "selector")                                                                       \
    X(NAME, parameter, "-", 0, 0,    "demand_elasticity, supplier_elasticity, price_flexibility or capacity_response") \
    X(REAL, low,       "1", 0, 100,  "low")                                                                            \
    X(REAL, value,     "1", 0, 100,  "most likely")                                                                    \
    X(REAL, high,      "1", 0, 100,  "high")                                                                           \
    X(TEXT, unit,      "-", 0, 0,    "1, or 1/yr")
#define CK_MARGIN_COLUMNS(X)                                                                                           \
    X(NAME, kind,    "-", 0, 0,    "output-total, output-share, import-total, import-share or export-total")           \
    X(NAME, item,    "-", 0, 0,    "selector")                                                                         \
    X(TEXT, region,  "-", 0, 0,    "region or bloc; empty: world")                                                     \
    X(TEXT, partner, "-", 0, 0,    "origin, for import-share")                                                         \
    X(REAL, value,   "unit/yr or 1", 0, 1e15, "published value")                                                       \
    X(TEXT, unit,    "-", 0, 0,    "unit of value")

/* X(member, table, row type, COLUMNS): also the order of reading and of hashing. */
#define CK_WORLD_TABLES(X)                                                                                             \
    X(region,     "regions",      ck_region_row,     CK_REGION_COLUMNS)                                                \
    X(calendar,   "calendars",    ck_calendar_row,   CK_CALENDAR_COLUMNS)                                              \
    X(item,       "items",        ck_item_row,       CK_ITEM_COLUMNS)                                                  \
    X(content,    "contents",     ck_content_row,    CK_CONTENT_COLUMNS)                                               \
    X(recipe,     "recipes",      ck_recipe_row,     CK_RECIPE_COLUMNS)                                                \
    X(site,       "sites",        ck_site_row,       CK_SITE_COLUMNS)                                                  \
    X(industry,   "industries",   ck_industry_row,   CK_INDUSTRY_COLUMNS)                                              \
    X(demand,     "demand",       ck_demand_row,     CK_DEMAND_COLUMNS)                                                \
    X(flow,       "flows",        ck_flow_row,       CK_FLOW_COLUMNS)                                                  \
    X(route,      "routes",       ck_route_row,      CK_ROUTE_COLUMNS)                                                 \
    X(inventory,  "inventories",  ck_inventory_row,  CK_INVENTORY_COLUMNS)                                             \
    X(project,    "projects",     ck_project_row,    CK_PROJECT_COLUMNS)                                               \
    X(stockpile,  "stockpiles",   ck_stockpile_row,  CK_STOCKPILE_COLUMNS)                                             \
    X(customer,   "customers",    ck_customer_row,   CK_CUSTOMER_COLUMNS)                                              \
    X(price,      "prices",       ck_price_row,      CK_PRICE_COLUMNS)                                                 \
    X(elasticity, "elasticities", ck_elasticity_row, CK_ELASTICITY_COLUMNS)                                            \
    X(margin,     "margins",      ck_margin_row,     CK_MARGIN_COLUMNS)                                                \
    X(fact,       "facts",        ck_fact_row,       CK_FACT_COLUMNS)                                                  \
    X(party,      "parties",      ck_party_row,      CK_PARTY_COLUMNS)                                                 \
    X(holding,    "holdings",     ck_holding_row,    CK_HOLDING_COLUMNS)                                               \
    X(user,       "users",        ck_user_row,       CK_USER_COLUMNS)

#define CK_COLUMN_NAME  const char *
#define CK_COLUMN_TEXT  const char *
#define CK_COLUMN_REAL  double
#define CK_COLUMN_MAYBE double
#define CK_COLUMN_DAY   ck_date
#define CK_COLUMN_FIELD(kind, column, unit, low, high, meaning) CK_COLUMN_##kind column;
#define X(member, table, type, COLUMNS) typedef struct type { ck_row row; COLUMNS(CK_COLUMN_FIELD) } type;
CK_WORLD_TABLES(X)
#undef X
#undef CK_COLUMN_FIELD

/* A world, editable. Arrays and texts belong to whoever made it; a text is never NULL. */
typedef struct ck_world {
    const char *name, *title;
    int32_t     base_year;
    double      minimum_flow_share;      // 1; used by ck_world_balance
#define X(member, table, type, COLUMNS) type *member; uint32_t member##_count;
    CK_WORLD_TABLES(X)
#undef X
} ck_world;

typedef enum ck_end_use { CK_CIVIL, CK_MILITARY, CK_SEMICONDUCTOR, CK_END_USE_COUNT } ck_end_use;
const char *ck_end_use_word(ck_end_use end_use);

/// Check a world's tables: words, references, units, ranges, repeats, recipes without a circle, routes and projects that fit;
/// for a built world (`balanced`) also mass balance at every market and site within 1e-6 of its throughput.
///
/// scratch        memory for lookup tables; ck_world_scratch_bytes(world) bytes
/// Returns        CK_OK, CK_NOTED with warnings, or the status of the first error; all errors are in diags
/// Cost           O(rows log rows)
size_t ck_world_scratch_bytes(const ck_world *world);
CK_MUST_USE ck_status ck_world_check(const ck_world *world, bool balanced, void *scratch, size_t bytes, ck_diags *diags);

/* What `ck_world_balance` did: one row a published margin, and one a group of changed rows. */
typedef struct ck_balance_margin { uint32_t margin; double published, reached; } ck_balance_margin;   // index into world->margin
typedef struct ck_balance_item {
    uint32_t item;               // index into world->item
    double   use, output;        // unit/yr, in the built world
    double   intensity_factor;   // what estimated recipe rows that use it were multiplied by, 1
    double   output_factor;      // what estimated outputs were multiplied by, 1
    double   discarded;          // unit/yr of coproduct without a use
    uint32_t ras_rounds;
    double   ras_residual;       // largest relative miss of a row or column sum
} ck_balance_item;
typedef struct ck_balance_report {
    ck_balance_margin *margin; uint32_t margin_count;
    ck_balance_item   *item;   uint32_t item_count;
} ck_balance_report;

/// Turn an incomplete world into a balanced one: use from the end of the chain upward, estimated intensities scaled to meet
/// reported totals, bilateral flows by RAS on published flows and gravity priors. docs/model.md, "Balance".
///
/// block, bytes   memory for the new world's tables and the report; ck_world_balance_bytes(world)
/// built          out; its texts are shared with `world`
size_t ck_world_balance_bytes(const ck_world *world);
CK_MUST_USE ck_status ck_world_balance(const ck_world *world, void *block, size_t bytes, ck_world *built,
                                       ck_balance_report *report, ck_diags *diags);

/* ---------------------------------------------------------------- 5. the model ------------------------------------ */

/* A world compiled: constant, shared by any number of runs and threads, savable as one file. */
typedef struct ck_model ck_model;

size_t ck_model_bytes(const ck_world *world);
CK_MUST_USE ck_status ck_model_build(const ck_world *world, void *block, size_t bytes, const ck_model **model, ck_diags *diags);
uint64_t ck_model_digest(const ck_model *model);

/* The model file: header with layout hash, digest and counts, then the arrays, little-endian. `load` copies into block. */
size_t ck_model_file_bytes(const ck_model *model);
void   ck_model_save(const ck_model *model, void *file);
CK_MUST_USE ck_status ck_model_file_block_bytes(const void *file, size_t file_bytes, size_t *block_bytes, ck_diags *diags);
CK_MUST_USE ck_status ck_model_load(const void *file, size_t file_bytes, void *block, size_t bytes, const ck_model **model,
                                    ck_diags *diags);

typedef enum ck_site_kind {
    CK_SITE_PLANT, CK_SITE_REST, CK_SITE_RECYCLER, CK_SITE_MARKET, CK_SITE_INDUSTRY, CK_SITE_FINAL_USE, CK_SITE_STOCKPILE
} ck_site_kind;

typedef struct ck_model_counts {
    uint32_t regions, items, groups, sites, products, input_groups, slots, flows, projects, customers;
} ck_model_counts;
ck_model_counts ck_model_count(const ck_model *model);

typedef struct ck_region_info { const char *id, *name, *blocs; double latitude_deg, longitude_deg; } ck_region_info;
typedef struct ck_item_info {
    const char *id, *name, *tier, *unit, *hs, *control_codes;
    uint32_t    group;                       // report group
    double      usd_per_unit;                // world price in the base year (per tonne for items in t)
} ck_item_info;
typedef struct ck_site_info {
    const char  *id, *name, *owner;
    ck_site_kind kind;
    uint32_t     region, item;
    double       capacity, base_output;      // unit/day
    double       value_added;                // USD/day (industries)
    double       employment;                 // people (industries)
    double       latitude_deg, longitude_deg;
    uint32_t     first_product, product_count, first_slot, slot_count;
} ck_site_info;
typedef struct ck_product_info { uint32_t site, item; double base_output, base_stock, base_price_usd; } ck_product_info;
typedef struct ck_slot_info { uint32_t site, item, input_group; double base_use, base_stock, essentiality; } ck_slot_info;
typedef struct ck_flow_info {
    uint32_t product, slot, item, origin, destination, lag_days;
    bool     bilateral;                      // between markets of two regions
    bool     potential;                      // carries nothing in the baseline
    double   base_quantity;                  // unit/day
    double   base_value_usd;                 // USD/day
    double   share_military, share_semiconductor;
} ck_flow_info;
const char     *ck_model_name(const ck_model *model);
const char     *ck_model_group(const ck_model *model, uint32_t group);       // id of a report group
ck_region_info  ck_model_region(const ck_model *model, uint32_t region);
ck_item_info    ck_model_item(const ck_model *model, uint32_t item);
ck_site_info    ck_model_site(const ck_model *model, uint32_t site);
ck_product_info ck_model_product(const ck_model *model, uint32_t product);
ck_slot_info    ck_model_slot(const ck_model *model, uint32_t slot);
ck_flow_info    ck_model_flow(const ck_model *model, uint32_t flow);
uint32_t ck_model_find_region(const ck_model *model, const char *id);        // CK_NONE when there is none
uint32_t ck_model_find_item(const ck_model *model, const char *id);
uint32_t ck_model_find_site(const ck_model *model, const char *id);          // markets: "market-ITEM-REGION"

/* ---------------------------------------------------------------- 6. measures and scenarios ----------------------- */

#define CK_EFFECT_LIST(X)                                                                                              \
    X(CK_EFFECT_LICENCE,   "licence",   "customers need a licence; states, times and approval in the terms")           \
    X(CK_EFFECT_REFUSAL,   "refusal",   "applications in scope are refused in principle")                              \
    X(CK_EFFECT_BAN,       "ban",       "nothing in scope may leave")                                                  \
    X(CK_EFFECT_QUOTA,     "quota",     "at most a quantity a year, or a share of the baseline, may leave")            \
    X(CK_EFFECT_DUTY,      "duty",      "ad-valorem duty paid by the buyer")                                           \
    X(CK_EFFECT_FEE,       "fee",       "charge in USD a unit (port fees and the like)")                               \
    X(CK_EFFECT_DIAL,      "dial",      "the authority throttles or opens its licensing")                              \
    X(CK_EFFECT_EXEMPTION, "exemption", "general licences: a share of customers is free of the licence")               \
    X(CK_EFFECT_RELEASE,   "release",   "a stockpile is released")                                                     \
    X(CK_EFFECT_SUBSIDY,   "subsidy",   "projects in scope are brought forward")
#define X(name, word, meaning) name,
typedef enum ck_effect { CK_EFFECT_LIST(X) CK_EFFECT_COUNT } ck_effect;
#undef X
const char *ck_effect_word(ck_effect effect);

/* Terms of a measure: X(name, unit, default, low, high, meaning). All may be uncertain and may be amended at a date. */
#define CK_TERM_LIST(X)                                                                                                \
    X(coverage,               "1",            1,    0, 1,    "share of the flow's quantity that the listed items are")   \
    X(rate,                   "1",            0,    0, 50,   "duty, ad valorem")                                         \
    X(charge,                 "USD/unit",     0,    0, 1e9,  "fee")                                                      \
    X(quota,                  "unit/yr",      1e15, 0, 1e15, "quota, sum over the scope")                                \
    X(quota_share,            "1",            1e3,  0, 1e3,  "quota as a share of the base flow of the scope")           \
    X(apply_days,             "day",          14,   0, 3650, "from need to an accepted application (documents)")         \
    X(review_days,            "working day",  45,   0, 3650, "mean time in review, capacity permitting")                 \
    X(review_stages,          "1",            4,    1, 4,    "stages of the review (shape of its time)")                 \
    X(capacity,               "case/working day", 1e6, 0, 1e9, "cases that the authority can move on a day")             \
    X(approval_civil,         "1",            0.8,  0, 1,    "share of reviewed civil cases that are granted")           \
    X(approval_military,      "1",            0,    0, 1,    "the same, military end use")                               \
    X(approval_semiconductor, "1",            0.5,  0, 1,    "the same, advanced semiconductors")                        \
    X(validity_days,          "day",          365,  1, 3650, "a licence lasts")                                          \
    X(renewal_share,          "1",            0.5,  0, 1,    "share of expiring licences renewed without a gap")         \
    X(retry_days,             "day",          90,   1, 3650, "from refusal to a new application")                        \
    X(quantity_share,         "1",            1,    0, 1,    "share of the wanted quantity that a licence allows")       \
    X(dial,                   "1",            1,    0, 10,   "multiplies capacity and speed of review")                  \
    X(dial_approval,          "1",            1,    0, 10,   "multiplies approval")                                      \
    X(exempt_share,           "1",            0,    0, 1,    "share of customers with a general licence")                \
    X(leakage,                "1",            0,    0, 1,    "share that leaves all the same (evasion, misdeclaration)") \
    X(release_share,          "1",            1,    0, 1,    "of the stockpile's daily maximum")                         \
    X(bring_forward_days,     "day",          0,    -3650, 3650, "projects start earlier by so much (negative: later)")
typedef enum ck_term {
#define X(name, unit, value, low, high, meaning) CK_TERM_##name,
    CK_TERM_LIST(X)
#undef X
    CK_TERM_COUNT
} ck_term;

/* Behaviour of the engine, documented one by one in docs/model.md. X(name, unit, default, low, high, meaning). */
#define CK_PARAMETER_LIST(X)                                                                                           \
    X(stock_multiplier,        "1",   1,    0, 100,  "multiplies every target stock (and the first stock)")              \
    X(substitution_multiplier, "1",   1,    0, 20,   "multiplies every elasticity of substitution in recipes")           \
    X(project_advance_days,    "day", 0,    0, 3650, "every project starts earlier by so much")                          \
    X(general_licence_share,   "1",   0,    0, 1,    "share of civil customers freed by general licences everywhere")    \
    X(stock_gap_days,          "day", 20,   1, 365,  "time over which a gap between stock and target is closed")         \
    X(thrift_cover,            "1",   0.35, 0, 1,    "share of target stock below which users stretch what they have")    \
    X(precaution,              "1",   0.3,  0, 5,    "rise of target stock when half of the supply is missing, share")     \
    X(anticipation,            "1",   0.3,  0, 10,   "extra orders between announcement and start, share")               \
    X(backlog_share,           "1",   0.9,  0, 1,    "share of orders held back by law that are still wanted when freed") \
    X(fill_memory_days,        "day", 14,   1, 365,  "memory of how well a supplier delivers and of what is asked")       \
    X(switch_days,             "day", 60,   1, 3650, "time over which orders move to suppliers who deliver")             \
    X(switch_price,            "1",   1,    0, 10,   "multiplies supplier_elasticity")                                   \
    X(reroute,                 "1",   1,    0, 1,    "share of each route's limit that can be used")                     \
    X(overtime_days,           "day", 30,   1, 365,  "time to reach full overtime")                                      \
    X(price_days,              "day", 20,   1, 365,  "time over which prices move to their target")                      \
    X(price_ceiling,           "1",   20,   1, 1000, "largest price over base price")                                    \
    X(price_flexibility,       "1",   1,    0, 10,   "multiplies the item's price_flexibility")                          \
    X(pass_through,            "1",   0.8,  0, 1,    "share of input cost passed on")                                    \
    X(demand_response,         "1",   1,    0, 10,   "multiplies the item's demand_elasticity")                          \
    X(demand_days,             "day", 120,  1, 3650, "time over which use responds to price")                            \
    X(capacity_response,       "1",   1,    0, 10,   "multiplies the item's capacity_response")                          \
    X(catch_up_share,          "1",   0.3,  0, 1,    "share of lost final output that buyers still want later")          \
    X(slow_threshold,          "1",   0.9,  0, 1,    "a site below this share of its base output is slowed")             \
    X(stop_threshold,          "1",   0.5,  0, 1,    "a site below this share is stopped")
typedef enum ck_parameter {
#define X(name, unit, value, low, high, meaning) CK_PARAMETER_##name,
    CK_PARAMETER_LIST(X)
#undef X
    CK_PARAMETER_COUNT
} ck_parameter;

typedef struct ck_knob_info { const char *name, *unit, *meaning; double value, low, high; } ck_knob_info;
ck_knob_info ck_term_info(ck_term term);
ck_knob_info ck_parameter_info(ck_parameter parameter);

typedef enum ck_allocation { CK_PROPORTIONAL, CK_DOMESTIC_FIRST, CK_DEFENCE_FIRST, CK_BY_PRICE } ck_allocation;
const char *ck_allocation_word(ck_allocation allocation);

typedef struct ck_names { const char *const *name; uint32_t count; ck_place place; } ck_names;   // selectors; count 0: all
typedef struct ck_pause { ck_date from, until; const char *citation; ck_place place; } ck_pause; // suspended [from, until)
typedef struct ck_amendment { ck_date from; ck_term term; double value; const char *citation; ck_place place; } ck_amendment;

/* One rule's effect on flows: who, what, where from, where to, end use, dates, effect. Periods are half-open [from, until). */
typedef struct ck_measure {
    ck_place    place;
    const char *id, *title, *citation, *link;
    const char *authority;                   // region whose authority licenses or collects
    const char *certainty;                   // legal, announced, political or hypothetical
    ck_effect   effect;
    ck_names    items, except_items;         // ids, group:, tier:, code:1C905 (control codes by prefix), *
    ck_names    origins, except_origins;     // regions, bloc:, *
    ck_names    destinations, except_destinations;
    ck_names    end_uses;                    // civil, military, semiconductor
    ck_names    stockpiles, projects;        // for release and subsidy
    ck_names    law;                         // rules or duties of the law that the measure stands for; `reach` is then theirs
    bool        reexports;                   // law: about goods of the authority's country that others sell on
    const uint8_t *reach;                    // (items x regions x regions) item, origin, destination of the model: bit u set
                                             //   when end use u is caught; NULL: all that the selectors pick. Borrowed.
    const double  *reach_share;              // (items x regions x regions x end uses) share of what `reach` holds that is caught,
                                             //   because the law names some of its parties; NULL: all of it. Borrowed.
    double      open_parties;                // law: share that counts as caught where only the name of a party is missing
    ck_names    reach_rows;                  // reach as text (chokepoint_wire.h), to be resolved by ck_reach_read
    bool        reach_written;               // it was: no rows then mean that nothing is caught
    ck_date     announced, from, until;      // announced: also knowledge time
    const ck_pause     *pause;     uint32_t pause_count;
    const ck_amendment *amendment; uint32_t amendment_count;
    double      term[CK_TERM_COUNT];
} ck_measure;

typedef enum ck_distribution_kind { CK_FIXED, CK_UNIFORM, CK_TRIANGULAR, CK_NORMAL, CK_LOGNORMAL, CK_BETA_PERT, CK_CHOICE } ck_distribution_kind;
typedef struct ck_distribution {
    ck_distribution_kind kind;
    double a, b, c;              // uniform low, high; triangular and pert low, mode, high; normal mean, sd; lognormal median, sigma
    double low, high;            // cut to this range; -inf, +inf when absent
} ck_distribution;
/* Value of the distribution at probability u in [0, 1). */
double ck_distribution_value(const ck_distribution *distribution, double u);

/* A number that differs between draws. `target`: "parameters.NAME", "measures.ID.TERM", "inventories" (one common quantile of
   all inventory ranges), "inventories.SELECTOR" (of one item or group), "projects" (common quantile), "projects.ID". Inventories
   and projects use the world's own ranges and ignore `distribution`. */
typedef struct ck_uncertain { ck_place place; const char *target; ck_distribution distribution; } ck_uncertain;

typedef struct ck_scenario_spec {
    ck_place    place;
    const char *name, *title, *description;
    ck_date     start;
    uint32_t    days;                        // 1..36600
    uint32_t    draws;
    uint64_t    seed;
    ck_date     law_known_on;                // measures announced later than this are not known; CK_DATE_LAST: all
    ck_allocation allocation;
    double      parameter[CK_PARAMETER_COUNT];
    const ck_measure   *measure;   uint32_t measure_count;
    const ck_uncertain *uncertain; uint32_t uncertain_count;
} ck_scenario_spec;
ck_scenario_spec ck_scenario_spec_default(void);
ck_measure       ck_measure_default(void);

/* Measures resolved against a model: constant, shared by any number of runs and threads. */
typedef struct ck_scenario ck_scenario;
size_t ck_scenario_bytes(const ck_model *model, const ck_scenario_spec *spec);
CK_MUST_USE ck_status ck_scenario_build(const ck_model *model, const ck_scenario_spec *spec, void *block, size_t bytes,
                                        const ck_scenario **scenario, ck_diags *diags);

/* Do two specs differ in dates, terms, parameters and uncertain numbers alone? The same measures in the same order then pick the
   same flows, projects and licences, with as many suspensions, amendments and uncertain numbers. A reach at the same address is
   not compared. */
bool ck_scenario_alike(const ck_model *model, const ck_scenario_spec *a, const ck_scenario_spec *b);

/// Give a scenario the dates, terms, parameters and uncertain numbers of another spec: it is then the same, bit for bit, as one
/// that was built from it, for a small part of the work. No run of it may be in progress.
///
/// spec     ck_scenario_alike to the one from which `block` of `bytes` was built (the caller's promise)
/// Returns  as ck_scenario_build; after an error the scenario is as it was
CK_MUST_USE ck_status ck_scenario_rebuild(const ck_model *model, const ck_scenario_spec *spec, void *block, size_t bytes,
                                         const ck_scenario **scenario, ck_diags *diags);
uint64_t ck_scenario_digest(const ck_scenario *scenario);
uint32_t ck_scenario_flow_count(const ck_scenario *scenario, uint32_t measure);           // flows in scope of a measure
double   ck_scenario_base_quantity(const ck_scenario *scenario, uint32_t measure);        // sum of base_quantity in scope, per day
uint32_t ck_scenario_cell_count(const ck_scenario *scenario);                             // licence cells
/* First day (0..days) on which anything can differ from the baseline: before it a run is on its baseline. */
uint32_t ck_scenario_first_day(const ck_scenario *scenario);

/* ---------------------------------------------------------------- 7. runs ----------------------------------------- */

typedef struct ck_run ck_run;    // one future in progress; one thread at a time

typedef struct ck_run_options {
    uint32_t size;               // set by ck_run_options_default(); 0 means it was not called
    uint32_t record_every;       // days between recorded points of the series, >= 1
    uint64_t draw;               // index of this future in its ensemble
    bool     sample;             // false: central values and expected licences; true: sampled values and whole customers
    double   mass_tolerance;     // largest relative mass error in a day, 1
} ck_run_options;
ck_run_options ck_run_options_default(void);

size_t ck_run_bytes(const ck_model *model, const ck_scenario *scenario, ck_run_options options);
CK_MUST_USE ck_status ck_run_start(const ck_model *model, const ck_scenario *scenario, ck_run_options options, void *block,
                                   size_t bytes, ck_run **run, ck_diags *diags);
/* One day. CK_E_NUMBER or CK_E_BALANCE with day, field and place when the state is no longer sound. */
CK_MUST_USE ck_status ck_run_step(ck_run *run, ck_diags *diags);
CK_MUST_USE ck_status ck_run_to(ck_run *run, uint32_t day, ck_diags *diags);              // steps until `day` days are done
uint32_t ck_run_day(const ck_run *run);                                                    // days done
uint64_t ck_run_digest(const ck_run *run);                                                 // of state and results so far

/* A snapshot holds everything that a day needs. It fits any scenario over the same model that is the same up to that day
   (the caller's promise) and the same options; results up to that day come along. */
size_t ck_run_snapshot_bytes(const ck_run *run);             // of one that is taken now
size_t ck_run_snapshot_most(const ck_run *run);              // of one on any day of the run
void   ck_run_snapshot(const ck_run *run, void *snapshot);
CK_MUST_USE ck_status ck_run_resume(const ck_model *model, const ck_scenario *scenario, ck_run_options options,
                                    const void *snapshot, size_t snapshot_bytes, void *block, size_t bytes, ck_run **run,
                                    ck_diags *diags);

/* ---------------------------------------------------------------- 8. results -------------------------------------- */

/* A column of results. Borrowed: valid until the block of its run is used again. Never freed. Point k is the end of day
   (k + 1) * every - 1. */
typedef struct ck_series { const double *value; uint32_t count, stride, every; const char *unit; } ck_series;
static inline double ck_series_at(ck_series series, uint32_t point) { return series.value[(size_t)point * series.stride]; }

ck_series ck_run_level(const ck_run *run, uint32_t site);            // 1: output over base output (new sites: over capacity)
ck_series ck_run_price(const ck_run *run, uint32_t product);         // 1: price over base price
ck_series ck_run_stock(const ck_run *run, uint32_t product);         // 1: finished stock (markets: goods held) over target

/* Monthly totals of a flow. `month` 0 is the month of the first day. */
uint32_t ck_run_month_count(const ck_run *run);
int32_t  ck_run_month_index(const ck_run *run, uint32_t month);      // 12 * year + (month - 1)
double   ck_run_month_quantity(const ck_run *run, uint32_t flow, uint32_t month);         // unit, shipped in the month
double   ck_run_month_value(const ck_run *run, uint32_t flow, uint32_t month);            // USD, at the exporter's price

typedef enum ck_bound { CK_BOUND_NONE, CK_BOUND_DEMAND, CK_BOUND_CAPACITY, CK_BOUND_INPUT } ck_bound;
typedef struct ck_site_result {
    uint32_t first_slow_day, first_stop_day;     // CK_NONE: never
    double   lowest_level;                       // 1
    uint32_t lowest_day;
    double   slow_days, stop_days;               // day
    double   lost_output;                        // unit, against the baseline
    double   lost_value_added;                   // USD (industries)
    double   extra_cost;                         // USD paid above base prices for what was bought
    ck_bound bound;                              // what bound on the first slow day
    uint32_t bound_slot;                         // the short input, for CK_BOUND_INPUT
} ck_site_result;
ck_site_result ck_run_site(const ck_run *run, uint32_t site);

typedef struct ck_measure_result {
    double blocked;              // unit: orders in scope that could not leave because of this measure
    double paid;                 // USD of duty or fee
    double released;             // unit from stockpiles
    double granted_share;        // 1: mean over the operative days of the licensed share of the scope, by base quantity
} ck_measure_result;
ck_measure_result ck_run_measure(const ck_run *run, uint32_t measure);

/* Licence cases by state, sum over all cells that `measure` covers, on the last day done. */
typedef struct ck_licence_count { double none, applied, review, granted, refused, expired; } ck_licence_count;
ck_licence_count ck_run_licences(const ck_run *run, uint32_t measure);

/* What a site makes less, by where it is missing; USD at base prices. Nothing vanishes: output = sales + final_sales - discarded - stocked. */
typedef struct ck_site_losses {
    double   output, sales, final_sales;         // made less than in the baseline; sold less to users and markets, to final buyers
    double   discarded, stocked;                 // discarded more; more finished goods in stock than wanted at first
    uint32_t outlet;                             // flow that lost most of the sales, CK_NONE: none did
    double   outlet_sales;                       // of it
} ck_site_losses;
ck_site_losses ck_run_losses(const ck_run *run, uint32_t site);

typedef enum ck_why {
    CK_WHY_SHORT,                // an input fell short, by the flow that failed most, on `day`; `cover`: its usual days of stock
    CK_WHY_ORDERS,               // buyers order less, most through `flow` (CK_NONE: final buyers), which takes `usd` less
    CK_WHY_DEARER,               // an input was paid `price` times its base price, `usd` more, most of it by `flow`
    CK_WHY_SCARCE                // less of an input came than in the baseline, `usd` less by `flow`
} ck_why;

/* Why a site slowed first, or lost output without slowing: step by step to the flow and the measure behind it. */
typedef struct ck_why_step {
    ck_why   cause;
    uint32_t site, slot, flow, measure, day;     // CK_NONE: none, unknown
    double   cover, usd, price;                  // day; over the run, at base prices (dearer: above them); mean over base, duties included
} ck_why_step;
/// Returns the number of steps written (at most capacity), 0 when the site lost nothing; the last one has a measure, or CK_NONE
/// when no measure is behind it.
uint32_t ck_run_why(const ck_run *run, uint32_t site, ck_why_step *step, uint32_t capacity);

typedef struct ck_run_ledger {   // whole run, sums over everything
    double made, used, discarded, shipped, arrived;      // value at base prices, USD
    double largest_mass_error;   // relative, over all days and nodes
    double lost_value_added;     // USD
    bool   on_baseline;          // level of every site within 1e-9 of 1 on the last day
} ck_run_ledger;
ck_run_ledger ck_run_account(const ck_run *run);

/* The values that this run uses, after sampling. */
double ck_run_parameter(const ck_run *run, ck_parameter parameter);
double ck_run_term(const ck_run *run, uint32_t measure, ck_term term);
double ck_run_uncertain(const ck_run *run, uint32_t uncertain);      // sampled value, or quantile 0..1 for inventories and projects

/* ---------------------------------------------------------------- 9. ensembles ------------------------------------ */

/* Runs draws first .. first + count - 1 on `threads` threads and hands each finished run, in order of draw, to `take` on the
   caller's thread. The run is valid during the call only. A negative status from `take` stops the ensemble and is returned.
   Results do not depend on `threads`. block: ck_ensemble_bytes(...). */
typedef ck_status (*ck_ensemble_take)(void *user, uint64_t draw, const ck_run *run);
size_t ck_ensemble_bytes(const ck_model *model, const ck_scenario *scenario, ck_run_options options, uint32_t threads);
CK_MUST_USE ck_status ck_ensemble_run(const ck_model *model, const ck_scenario *scenario, ck_run_options options, uint64_t first,
                                      uint64_t count, uint32_t threads, void *block, size_t bytes, ck_ensemble_take take,
                                      void *user, ck_diags *diags);

/// Quantile of n values by linear interpolation between order statistics (Hyndman and Fan 1996, type 7). Sorts `value`.
double ck_quantile(double *value, size_t n, double probability);
void   ck_sort_doubles(double *value, double *scratch, size_t n);    // stable merge sort, scratch (n)

#ifdef __cplusplus
}
#endif
/* Law, exposure, games, the escalation loop, shocks that spread and scenarios as bytes have headers of their own; including this one brings them. */
#include "chokepoint_escalation.h"
#include "chokepoint_exposure.h"
#include "chokepoint_law.h"
#include "chokepoint_network.h"
#include "chokepoint_spread.h"
#include "chokepoint_strategy.h"
#include "chokepoint_wire.h"

#endif
