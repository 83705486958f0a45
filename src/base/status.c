/* The words and help texts of the status codes. */
#include "base.h"

const char *ck_status_word(ck_status status) {
    switch (status) {
#define X(name, value, word, help) case name: return word;
        CK_STATUS_LIST(X)
#undef X
    }
    return "unknown-status";
}

const char *ck_status_help(ck_status status) {
    switch (status) {
#define X(name, value, word, help) case name: return help;
        CK_STATUS_LIST(X)
#undef X
    }
    return "a status that this version does not know";
}
