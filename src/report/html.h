/* The frame of an HTML document and its texts. */
#ifndef CK_REPORT_HTML_H
#define CK_REPORT_HTML_H

#include "study/words.h"

#include <stdio.h>

void ck_html_text(FILE *out, const char *text);          // escaped
void ck_html_head(FILE *out, const char *title);         // up to and with <body>
void ck_html_foot(FILE *out);

#endif
