/* ESRI of a network for the command line: scenarios, the run, what is printed and written. */
#ifndef CK_CLI_NETWORK_ESRI_H
#define CK_CLI_NETWORK_ESRI_H

#include "cli/command.h"
#include "io/network_read.h"

typedef struct ck_network_scenarios {
    ck_intern      name;                 // (count) of sets; empty: single failures
    size_t         count;
    size_t        *first;                // (count + 1); NULL: firm one[k], or k
    ck_esri_shock *shock;
    uint32_t      *one;                  // NULL: all firms
    ck_host_arena  arena;
} ck_network_scenarios;

/* Firms that fail together from --fail, or a table (scenario,firm,down,up), or the largest firms, or every firm
   alone. */
CK_MUST_USE ck_status ck_network_scenarios_read(const ck_arguments *arguments, const ck_network_import *network,
                                                uint64_t largest, ck_network_scenarios *scenarios, ck_diags *diags);
void ck_network_scenarios_free(ck_network_scenarios *scenarios);

typedef struct ck_network_answer {
    const ck_network_import    *network;
    const ck_network_scenarios *scenarios;
    ck_esri_options options;
    const char     *replace;             // none, market, sector
    uint32_t        weights, threads;
    ck_esri_result *result;              // (count)
    double         *index;               // (count x weights)
    double         *at;                  // (count x CK_ESRI_STEPS)
    uint32_t       *at_iteration;
    uint32_t       *order;               // (count) scenarios, the largest index first
    uint64_t        digest;
    double          seconds;
    void           *block;
} ck_network_answer;

CK_MUST_USE ck_status ck_network_answer_make(ck_network_answer *answer, ck_host_progress progress, void *user,
                                             ck_diags *diags);
void ck_network_answer_print(const ck_network_answer *answer, uint32_t top);
void ck_network_answer_json(const ck_network_answer *answer);
CK_MUST_USE ck_status ck_network_answer_write(const ck_network_answer *answer, const char *path, ck_diags *diags);
void ck_network_answer_free(ck_network_answer *answer);

#endif
