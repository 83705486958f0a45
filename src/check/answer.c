/* The whole answer on a deal, as the command and the server give it. */
#include "check/check_parts.h"
#include "check/pieces.h"

ck_status ck_check_answer(ck_check *check, const ck_host_deal *deal, uint32_t line, const ck_check_question *question,
                          json_t **answer, char **trace, ck_diags *diags) {
    const ck_law_decision *decision = NULL;
    size_t length = 0;
    ck_status status = ck_check_decide(check, deal, line, question, &decision, diags);
    CK_TRY(status);
    *answer = ck_determination(check, deal, line, question, decision);
    if (*answer == NULL) return ck_host_no_memory(diags);
    if (question->trace && trace == NULL) json_object_set_new(*answer, "trace", ck_trace_json(check, decision));
    if (question->trace && trace != NULL) CK_TRY(ck_trace_text(check, decision, trace, &length, diags));
    json_object_set_new(*answer, "flips", ck_flips(check, deal, line, question, *answer));
    return status;
}

bool ck_check_answer_write(FILE *out, const json_t *answer, bool alone) {
    if (!alone) return ck_pieces_write(NULL, answer, out) && !ferror(out);
    return json_dumpf(answer, out, JSON_INDENT(2) | JSON_REAL_PRECISION(15)) == 0 && fputc('\n', out) != EOF;
}
