/* Whose names a rule asks: which roles of a deal it looks up in lists, or whose owners. */
#include "law/program.h"

#define EVERY_ROLE ((1u << CK_ROLE_COUNT) - 1)

static uint32_t roles_of(const ck_law *law, uint32_t at);

/* What a definition or the entries of a list ask; `outer` is the role that a definition of parties is asked about. */
static uint32_t roles_inside(const ck_law *law, const cki_node *node) {
    const cki_kind kind = node->op == CKI_MATCHES ? CKI_LIST : CKI_DEFINE;
    const cki_decl *to = cki_decl_of(law, kind, node->target.to);
    if (!to->names) return 0;
    if (node->who == CKI_WHO_ROLE) return 1u << node->role;
    return kind == CKI_DEFINE && to->condition != CK_NONE ? roles_of(law, to->condition) : EVERY_ROLE;
}

static uint32_t roles_of(const ck_law *law, uint32_t at) {
    const cki_node *node = &law->node[at];
    if (!node->names) return 0;
    if (node->op == CKI_LISTED || node->op == CKI_HELD) return node->who == CKI_WHO_ROLE ? 1u << node->role : EVERY_ROLE;
    if (node->op == CKI_MATCHES || node->op == CKI_DEFINED) return roles_inside(law, node);
    uint32_t roles = 0;
    const bool many = node->op == CKI_AND || node->op == CKI_OR;
    for (uint32_t c = node->child; c != CK_NONE; c = many ? law->node[c].next : CK_NONE) roles |= roles_of(law, c);
    return roles;
}

uint32_t ck_law_rule_names(const ck_law *law, uint32_t rule) {
    const cki_decl *d = cki_decl_of(law, CKI_RULE, rule);
    uint32_t roles = d->condition != CK_NONE ? roles_of(law, d->condition) : 0;
    for (uint32_t s = d->first_silencer; s != CK_NONE; s = law->silence[s].next) {
        roles |= ck_law_rule_names(law, law->silence[s].by);         // order.c refuses circles
    }
    return roles;
}
