/* Numbers, dates and names in words for people. */
#ifndef CK_STUDY_WORDS_H
#define CK_STUDY_WORDS_H

#include "study/study.h"

typedef struct ck_words { char text[64]; } ck_words;
ck_words ck_words_money(double usd);                     // "12.3 bn USD"
ck_words ck_words_number(double value);                  // three significant digits, thousands in k, M, bn
ck_words ck_words_date(ck_date date);
ck_words ck_words_percent(double share, int digits);
ck_words ck_words_seed(uint64_t seed);                    // decimal digits: JSON integers are signed
/* The item's name without what stands in brackets, at most 63 bytes. */
ck_words ck_words_item(const ck_model *model, uint32_t item);
/* The same inside a sentence: the first letter small unless an abbreviation or a name stands there. */
ck_words ck_words_item_inside(const ck_model *model, uint32_t item);
/* At most `most` characters of a text, with an ellipsis when something is left out. */
ck_words ck_words_short(const char *text, uint32_t most);
/* "2.4", "31": a factor over a base price. */
ck_words ck_words_factor(double factor);

/* What an uncertain number is: "share of reviewed civil cases that are granted (Announcement 18 ...)". Free the text. */
char *ck_words_target(const ck_scenario_spec *spec, const char *target);

#endif
