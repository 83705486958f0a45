/* One offline HTML file about a game: odds of the futures, who is hurt, what it hinges on, what single things are worth, the leverage curve. */
#ifndef CK_REPORT_PLAY_REPORT_H
#define CK_REPORT_PLAY_REPORT_H

#include "study/play_answer.h"

#include <stdio.h>

/* Writes the whole document; errors of writing stay in the FILE. `command`: the words that make it again. `answer` holds all parts. */
void ck_play_report_write(FILE *out, const ck_play_answer *answer, const char *command);

#endif
