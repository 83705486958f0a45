/* What every kernel folder shares: memory and text without libc, comparisons with stated NaN behaviour, sorting, name
   tables, units. Kernel code includes this instead of <string.h>, <math.h> and <stdlib.h>. */
#ifndef CK_BASE_BASE_H
#define CK_BASE_BASE_H

#include "arena.h"
#include "chokepoint.h"

/* ---------------------------------------------------------------- memory ------------------------------------------ */

/* These accept NULL with 0 bytes, which memcpy and its kin do not. */
static inline void cki_copy(void *to, const void *from, size_t bytes) {
    if (bytes != 0) __builtin_memcpy(to, from, bytes);
}
static inline void cki_move(void *to, const void *from, size_t bytes) {       // may overlap
    if (bytes != 0) __builtin_memmove(to, from, bytes);
}
static inline void cki_zero(void *at, size_t bytes) {
    if (bytes != 0) __builtin_memset(at, 0, bytes);
}
static inline int cki_compare(const void *a, const void *b, size_t bytes) {
    return bytes != 0 ? __builtin_memcmp(a, b, bytes) : 0;
}

/* ---------------------------------------------------------------- numbers ----------------------------------------- */

#define CK_INFINITY (__builtin_inf())
#define CK_NAN      (__builtin_nan(""))

static inline bool ck_is_nan(double x) {
    return x != x;
}
static inline bool ck_is_finite(double x) {
    return x - x == 0.0;
}
static inline double ck_abs(double x) {
    return __builtin_fabs(x);
}
/* Of `b < a ? b : a` with 0 or 1 for b clang makes the minimum of IEEE 754: eight instructions in a browser, which has the comparison itself as
   one, and another sign of zero. So it does not get to see these two. */
extern const double cki_unseen_0, cki_unseen_1;
#ifdef __wasm_simd128__
#define CKI_UNSEEN(b) (!__builtin_constant_p(b) ? (b) : (b) == 0.0 ? cki_unseen_0 : (b) == 1.0 ? cki_unseen_1 : (b))
#else
#define CKI_UNSEEN(b) (b)
#endif

/* The smaller one, `a` when they are equal or when either is NaN: a NaN in `a` stays, a NaN in `b` is passed over. */
static inline double ck_min(double a, double b) {
    const double other = CKI_UNSEEN(b);
    return other < a ? other : a;
}
/* The larger one; equal values and NaN as in ck_min. */
static inline double ck_max(double a, double b) {
    const double other = CKI_UNSEEN(b);
    return other > a ? other : a;
}
/* x moved into low .. high; a NaN stays NaN. */
static inline double ck_clamp(double x, double low, double high) {
    return x < low ? low : x > high ? high : x;
}
static inline uint32_t ck_min_u32(uint32_t a, uint32_t b) {
    return b < a ? b : a;
}
static inline int64_t ck_min_i64(int64_t a, int64_t b) {
    return a < b ? a : b;
}
static inline uint32_t ck_max_u32(uint32_t a, uint32_t b) {
    return b > a ? b : a;
}
static inline uint64_t cki_bits_of(double x) {
    uint64_t bits;
    __builtin_memcpy(&bits, &x, sizeof bits);
    return bits;
}
static inline double cki_double_of(uint64_t bits) {
    double x;
    __builtin_memcpy(&x, &bits, sizeof x);
    return x;
}

/* ---------------------------------------------------------------- text -------------------------------------------- */

size_t   cki_text_length(const char *text);                                   // NULL: 0
bool     cki_text_equal(const char *a, const char *b);                        // NULL counts as ""
bool     cki_text_equal_part(const char *whole, const char *part, size_t length);   // whole equals part[0 .. length)
bool     cki_text_starts(const char *text, const char *prefix);
int      cki_text_compare(const char *a, const char *b);                      // by bytes as unsigned, < 0, 0, > 0
uint64_t cki_text_hash(const char *text, size_t length);

/// Next part of a list joined by a separator, for example the blocs "EU;G7;NATO". Start with *at = 0.
///
/// part, length   out: the part, not NUL-terminated; may be empty between two separators
/// Returns        false when no part is left; "" has no parts
bool cki_text_next_part(const char *list, char separator, size_t *at, const char **part, size_t *length);

/* Smallest number of inserted, deleted, replaced or swapped neighbouring bytes that turns a into b (optimal string
   alignment), or limit + 1 when it is above `limit`. limit <= CKI_DISTANCE_LIMIT. Texts of any length, cost
   O(length * limit). */
#define CKI_DISTANCE_LIMIT 7u
uint32_t cki_text_distance(const char *a, const char *b, uint32_t limit);

/// Number to text: the value rounded to `digits` significant digits, without trailing zeros, with an
/// exponent when below 1e-4 or from 10^digits on ("0.1", "1e+06", "-2.5e-07", "nan", "inf").
///
/// digits   1..17; correctly rounded (half to even on the exact binary value)
/// text     room for CKI_NUMBER_SIZE bytes, NUL included
/// Returns  length without the NUL
#define CKI_NUMBER_SIZE 32u
size_t cki_number_write(double value, uint32_t digits, char text[CKI_NUMBER_SIZE]);

/* ---------------------------------------------------------------- sorting ----------------------------------------- */

/* < 0 when item a goes before item b, 0 when they are equal, > 0 when it goes after. */
typedef int (*cki_order)(const void *context, uint32_t a, uint32_t b);

/* Stable merge sort of a list of indices; scratch (n). Cost at most n * log2(n) comparisons. */
void cki_sort_indices(uint32_t *index, uint32_t *scratch, uint32_t n, cki_order order, const void *context);

/* ---------------------------------------------------------------- name tables ------------------------------------- */

/* name -> value, in memory of an arena. Names are borrowed and must live as long as the table. Entries keep the order
   in which they came. */
typedef struct cki_name { const char *name; uint64_t hash; uint32_t value; } cki_name;
typedef struct cki_names {
    cki_name *entry;             // (capacity) in order of insertion
    uint32_t *slot;              // (slot_count) index into entry + 1, 0 = free
    uint32_t  count, capacity, slot_count;
} cki_names;

/* Room for `capacity` names; the table is empty and usable when the arena placed it. While measuring nothing is
   written. */
void cki_names_make(cki_names *names, cki_arena *arena, uint32_t capacity);
/// Add a name.
///
/// Returns  CK_NONE when the name was new, else the value that the name already has (nothing is changed then).
///          Needs count < capacity.
uint32_t cki_names_insert(cki_names *names, const char *name, uint32_t value);
/* The value of a name, CK_NONE when there is none. */
uint32_t cki_names_find(const cki_names *names, const char *name);
uint32_t cki_names_find_part(const cki_names *names, const char *name, size_t length);
/* The name that is nearest to `name` by cki_text_distance, for "did you mean"; NULL when none is within a third of its
   length (at least 1, at most CKI_DISTANCE_LIMIT). Ties: the one that was inserted first. Cost O(count * length). */
const char *cki_names_nearest(const cki_names *names, const char *name);

/* ---------------------------------------------------------------- units ------------------------------------------- */

/* Kinds of quantity that items are counted in; the words are those of the tables. */
#define CKI_UNIT_LIST(X) X(CKI_TONNE, "t") X(CKI_PIECE, "unit") X(CKI_MUSD, "MUSD")
#define X(name, word) name,
typedef enum cki_unit { CKI_UNIT_LIST(X) CKI_UNIT_COUNT } cki_unit;
#undef X
const char *cki_unit_word(cki_unit unit);

/* "t" -> CKI_TONNE. CK_E_UNIT for another text; `unit` is then untouched. */
CK_MUST_USE ck_status cki_unit_read(const char *text, size_t length, cki_unit *unit);

/* "t/unit" -> tonnes of component per piece of output. CK_E_SYNTAX without exactly one '/', CK_E_UNIT for unknown
   words. */
typedef struct cki_ratio_unit { cki_unit above, below; } cki_ratio_unit;
CK_MUST_USE ck_status cki_ratio_unit_read(const char *text, size_t length, cki_ratio_unit *unit);

/* Prices of items in t are written per kg; the engine takes USD per unit of the item, so per tonne. The price of a MUSD
   item (1 in the tables) is one million USD. */
double cki_price_per_unit(cki_unit unit, double table_price);
double cki_price_in_table(cki_unit unit, double price_per_unit);

#define CKI_DAYS_PER_YEAR 365.0                          // of the tables' yearly quantities

/* ---------------------------------------------------------------- random numbers in bulk -------------------------- */

/* splitmix64 (Steele, Lea and Flood 2014): step and finaliser. */
static inline uint64_t cki_mix(uint64_t z) {
    z += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}
/* An address in two steps, for many indices of one purpose and day:
   ck_random_unit(random, purpose, day, index) == cki_random_unit_at(cki_random_key(random, purpose, day), index). */
static inline uint64_t cki_random_key(ck_random random, uint32_t purpose, uint32_t day) {
    const uint64_t future = cki_mix(cki_mix(random.seed) ^ random.draw);
    return cki_mix(future ^ ((uint64_t)purpose << 32 | day));
}
static inline double cki_random_unit_at(uint64_t key, uint64_t index) {
    return (double)(cki_mix(key ^ index) >> 11) * 0x1p-53;
}

/* ---------------------------------------------------------------- numbers that others need ------------------------ */

/* Inverse of the standard normal distribution at 0 < p < 1, absolute error below 1e-9; -inf at 0, +inf at 1. */
double cki_normal_inverse(double p);
/* Standard normal density and distribution; absolute error below 1e-15, in the lower tail also relative 1e-13 or so. */
double cki_normal_density(double x);
double cki_normal_below(double x);
/* Regularised incomplete beta function I_x(a, b) and its inverse in x; a, b > 0. docs/numbers.md gives the accuracy. */
double cki_beta(double x, double a, double b);
double cki_beta_inverse(double p, double a, double b);
/* ln of the gamma function of x > 0; absolute error below 1e-14 up to x = 100, then relative 1e-16 or so. */
double cki_log_gamma(double x);

#endif
