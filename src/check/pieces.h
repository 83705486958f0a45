/* Parts of determinations that many rows of a table share: each is made once and written once. What is written is what jansson would
   write, byte for byte. */
#ifndef CK_CHECK_PIECES_H
#define CK_CHECK_PIECES_H

#include "check/check.h"

#include <stdio.h>

/* NULL without memory. Not for two checks at once. */
struct ck_pieces *ck_pieces_make(void);
void ck_pieces_free(struct ck_pieces *pieces);           // NULL is fine; answers that share its parts may outlive it
/// Write an answer in one line.
///
/// pieces   those of the check that made it; NULL: none
/// Returns  false: no memory; whether the stream took it, ferror says
bool ck_pieces_write(struct ck_pieces *pieces, const struct json_t *answer, FILE *out);

#endif
