/* The answer of a study in words: about fifteen lines, the same for terminal and report. */
#ifndef CK_STUDY_ANSWER_H
#define CK_STUDY_ANSWER_H

#include "study/study.h"

typedef struct ck_answer_line {
    const char *topic;           // cost, first, who, price, trade, remedy, hinge, note
    char       *text;            // one sentence or two
} ck_answer_line;

typedef struct ck_answer { ck_answer_line *line; uint32_t count; } ck_answer;

/// The answer for variant 0 of a study. Returns CK_OK or CK_E_MEMORY. Free with ck_answer_free.
CK_MUST_USE ck_status ck_answer_make(const ck_study *study, const char *question, ck_answer *answer);
void ck_answer_free(ck_answer *answer);

/* The sites that make items of a tier ("industry", "output" ...) in order of their first slow day (central run), those only
   that slow and whose output is worth at least so much in the base year; up to `capacity`. */
typedef struct ck_first_stop { uint32_t site, day; } ck_first_stop;
uint32_t ck_study_first_slow(const ck_study *study, const char *tier, double least_usd_a_year, ck_first_stop *stop, uint32_t capacity);
#define CK_STUDY_LEAST_INDUSTRY 5e9          // USD a year: smaller ones are in the tables, not in the words
#define CK_STUDY_LEAST_MAKER    5e7

/* Industries that lose value added without slowing, by what they lose (USD, central run), those that lose at least so much. */
typedef struct ck_quiet_loss { uint32_t site; double lost; } ck_quiet_loss;
uint32_t ck_study_quiet_losses(const ck_study *study, double least_usd, ck_quiet_loss *loss, uint32_t capacity);
#define CK_STUDY_LEAST_LOSS 1e6              // USD: smaller ones are not listed

/* Why a site slowed or makes less, in words: "for want of heavy magnets from China: Announcement 18". Free the text. */
char *ck_study_why_text(const ck_study *study, uint32_t variant, uint32_t site);
/* A day of the study as a date. */
ck_date ck_study_date(const ck_study *study, uint32_t day);

#endif
