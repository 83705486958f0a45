/* Words of the law's enumerations. */
#include "law/program.h"

const char *ck_outcome_word(ck_outcome outcome) {
    switch (outcome) {
#define X(name, word, meaning) case name: return word;
        CK_OUTCOME_LIST(X)
#undef X
        case CK_OUTCOME_COUNT: break;
    }
    return "unknown-outcome";
}

const char *ck_law_state_word(ck_law_state state) {
    switch (state) {
#define X(name, word, meaning) case name: return word;
        CK_LAW_STATE_LIST(X)
#undef X
        case CK_LAW_STATE_COUNT: break;
    }
    return "unknown-state";
}

const char *ck_certainty_word(ck_certainty certainty) {
    static const char *const WORD[] = {"legal", "announced", "political", "hypothetical"};
    return (uint32_t)certainty < 4 ? WORD[certainty] : "unknown-certainty";
}

const char *ck_truth_word(ck_truth truth) {
    return truth == CK_TRUE ? "true" : truth == CK_FALSE ? "false" : "unknown";
}

const char *ck_law_kind_word(ck_law_kind kind) {
    static const char *const WORD[] = {"authority", "regime", "provision", "choice", "reading", "fact", "group", "list", "entry", "entity",
                                       "table", "row", "definition", "rule", "duty", "fee"};
    return (uint32_t)kind < sizeof WORD / sizeof WORD[0] ? WORD[kind] : "unknown-kind";
}

const char *ck_role_word(ck_role role) {
    switch (role) {
#define X(name, word) case CK_ROLE_##name: return word;
        CK_ROLE_LIST(X)
#undef X
        case CK_ROLE_COUNT: break;
    }
    return "unknown-role";
}

const char *ck_subject_word(ck_subject subject) {
    static const char *const WORD[] = {"deal", "item", "party", "vessel", "technology"};
    return (uint32_t)subject < CK_SUBJECT_COUNT ? WORD[subject] : "unknown-subject";
}

const char *ck_todo_word(ck_todo todo) {
    static const char *const WORD[] = {"report", "notify", "record", "declare", "hand-over", "apply", "commit", "verify"};
    return (uint32_t)todo < CK_TODO_COUNT ? WORD[todo] : "unknown-duty";
}

const char *ck_event_word(ck_event event) {
    static const char *const WORD[] = {"", "export", "entry", "arrival", "acceptance"};
    return (uint32_t)event < sizeof WORD / sizeof WORD[0] ? WORD[event] : "unknown-event";
}

const char *ck_line_reason_word(ck_line_reason reason) {
    static const char *const WORD[] = {"owed", "excluded", "replaced", "floor already reached", "suspended", "free", "yields", "cap reached",
                                       "already charged", "depends on missing facts"};
    return (uint32_t)reason < sizeof WORD / sizeof WORD[0] ? WORD[reason] : "unknown-reason";
}

const char *cki_type_word(cki_type type) {
    static const char *const WORD[] = {"yes-no", "number", "money", "percent", "date", "country", "text", "code", "codes", "word", "words",
                                       "element-share"};
    return (uint32_t)type < CKI_TYPE_COUNT ? WORD[type] : "unknown-type";
}
