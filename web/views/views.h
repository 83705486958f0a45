/* What the files of the views' module share: exported names, memory, and answers as JSON. */
#ifndef CK_VIEWS_H
#define CK_VIEWS_H

#include "chokepoint.h"

#define CK_WEB(name) __attribute__((export_name(#name)))

/* All JSON values made so far are gone. */
void views_json_forget(void);
/* Messages: a list of {"status", "message", "hint", "file", "line", "column", "length"}. */
struct json_t *views_diags_json(const ck_diags *diags);

#endif
