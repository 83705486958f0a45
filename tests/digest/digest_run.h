/* What every build of the kernel has to agree on to the last bit: elementary functions, random numbers, the compiled model
   of the small world, a scenario with every kind of measure, a central run, sampled draws, a resumed run, an ensemble,
   and deals decided under a law. */
#ifndef CK_DIGEST_RUN_H
#define CK_DIGEST_RUN_H

#include "chokepoint.h"

#define CK_DIGEST_LIST(X)                                                                                              \
    X(numbers,  "ck_exp, ck_log, ck_pow, ck_sqrt and ck_floor over their ranges")                                      \
    X(random,   "random bits, normal and binomial numbers, distributions")                                             \
    X(model,    "the small world, compiled")                                                                           \
    X(file,     "its model file, byte for byte")                                                                       \
    X(scenario, "every kind of measure, resolved")                                                                     \
    X(baseline, "a run without measures")                                                                              \
    X(central,  "a run with measures, expected values")                                                                \
    X(sampled,  "a draw with whole customers and sampled parameters")                                                  \
    X(resumed,  "the same draw, resumed from a snapshot half way")                                                     \
    X(ensemble, "all draws in order, with quantiles of their losses")                            \
    X(law,      "600 deals decided under a law that is read from its text")

typedef enum ck_digest_case {
#define X(name, meaning) CK_DIGEST_##name,
    CK_DIGEST_LIST(X)
#undef X
    CK_DIGEST_COUNT
} ck_digest_case;

/* Memory that ck_digest_cases can do with. */
#define CK_DIGEST_BYTES ((size_t)64 << 20)

/// Compute every case.
///
/// block, bytes   memory aligned to 16 bytes, CK_DIGEST_BYTES
/// threads        of the ensemble; no digest depends on it
/// value          (CK_DIGEST_COUNT) out
CK_MUST_USE ck_status ck_digest_cases(void *block, size_t bytes, uint32_t threads, uint64_t *value, ck_diags *diags);

/* The small world, compiled into the front of `memory`; also for tests that need a model file. */
typedef struct ck_digest_memory { unsigned char *at; size_t left; } ck_digest_memory;
void *ck_digest_take(ck_digest_memory *memory, size_t bytes);            // NULL when too little is left
CK_MUST_USE ck_status ck_digest_model(ck_digest_memory *memory, const ck_model **model, ck_diags *diags);

#endif
