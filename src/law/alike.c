/* What a decision asks once: tests that are worded alike share one answer, and answers that hang on facts alone are
   kept. */
#include "law/program.h"

/* A test of one thing says all that it asks in its own words. */
static bool worded(const cki_node *node) {
    return node->op != CKI_AND && node->op != CKI_OR && node->op != CKI_NOT &&
           node->op != CKI_QUANTIFIED && node->op != CKI_SHARE;
}

static bool same_words(const cki_node *a, const cki_node *b) {
    return a->op == b->op && a->target.to == b->target.to && a->words_length == b->words_length &&
           cki_compare(a->words, b->words, a->words_length) == 0;
}

static void share_answers(ck_law *law) {
    cki_zero(law->alike, (size_t)law->alike_count * sizeof *law->alike);
    for (uint32_t at = 0; at < law->count.node; at++) {
        cki_node *node = &law->node[at];
        node->same = at;
        if (!worded(node) || node->words_length == 0) continue;
        uint32_t slot = (uint32_t)cki_text_hash(node->words, node->words_length) & (law->alike_count - 1);
        while (law->alike[slot] != 0 && !same_words(&law->node[law->alike[slot] - 1], node)) {
            slot = (slot + 1) & (law->alike_count - 1);
        }
        if (law->alike[slot] == 0) law->alike[slot] = at + 1;
        else node->same = law->alike[slot] - 1;
    }
}

/* A test of a fact of the deal, an item, component or part that is a number or an index: no text is compared. */
static bool is_simple(const ck_law *law, const cki_node *node) {
    if (node->op != CKI_YES && node->op != CKI_IS && node->op != CKI_IN_GROUP && node->op != CKI_COMPARE) return false;
    if (node->who != CKI_WHO_DEAL && node->who != CKI_WHO_ITEM && node->who != CKI_WHO_COMPONENT && node->who != CKI_WHO_PART) return false;
    const cki_type type = cki_decl_of(law, CKI_FACT, node->subject.to)->type;
    return type != CKI_CODE && type != CKI_CODES && type != CKI_TEXT;
}

/* Marks what is below first. Definitions and lists have been marked, as far as this round knows. */
static void mark_node(ck_law *law, uint32_t at) {
    cki_node *node = &law->node[at];
    node->simple = is_simple(law, node);
    if (node->simple) node->slot = law->fact_slot[node->subject.to];
    bool reads = node->op == CKI_READING, shares = node->op == CKI_SHARE;
    bool names = node->op == CKI_LISTED || node->op == CKI_HELD;
    if (node->op == CKI_MATCHES || node->op == CKI_DEFINED) {
        const cki_decl *to = cki_decl_of(law, node->op == CKI_MATCHES ? CKI_LIST : CKI_DEFINE, node->target.to);
        reads = to->reads;
        names = to->names;
        shares = to->shares;
    }
    const bool many = node->op == CKI_AND || node->op == CKI_OR;
    for (uint32_t c = worded(node) ? CK_NONE : node->child; c != CK_NONE; c = many ? law->node[c].next : CK_NONE) {
        mark_node(law, c);
        reads = reads || !law->node[c].steady;
        names = names || law->node[c].names;
        shares = shares || law->node[c].tells;
    }
    node->names = names;
    node->tells = names || shares;
    node->steady = !reads && !names;
}

void cki_law_alike(ck_law *law) {
    share_answers(law);
    for (bool grown = true; grown;) {
        grown = false;
        for (uint32_t i = 0; i < law->count.decl; i++) {
            cki_decl *d = &law->decl[i];
            if (d->condition == CK_NONE || d->kind == CKI_TERM) continue;
            mark_node(law, d->condition);
            if (d->kind != CKI_DEFINE && d->kind != CKI_ENTRY) continue;
            cki_decl *to = d->kind == CKI_ENTRY ? &law->decl[d->parent] : d;
            const cki_node *condition = &law->node[d->condition];
            const bool names = to->names || condition->names, shares = to->shares || condition->tells;
            grown = grown || names != to->names || shares != to->shares;
            to->names = names;
            to->shares = shares;
        }
    }
}
