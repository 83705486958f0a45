/* What asks what first: definitions and lists that ask each other, rules that silence rules, duties and fees that look at
   others. Ranks are raised until they hold; when they do not come to rest, something goes in a circle. */
#include "law/program.h"

#define ROUNDS (CK_LAW_CALL_LIMIT + 1)
#define CHAIN_ROUNDS 64u

/* Highest rank that a condition asks for. */
static uint32_t rank_of_condition(const ck_law *law, uint32_t at) {
    uint32_t rank = 0;
    const cki_node *node = &law->node[at];
    if (node->op == CKI_MATCHES && node->target.to != CK_NONE) return cki_decl_of(law, CKI_LIST, node->target.to)->rank + 1;
    if (node->op == CKI_DEFINED && node->target.to != CK_NONE) return cki_decl_of(law, CKI_DEFINE, node->target.to)->rank + 1;
    if (node->op != CKI_AND && node->op != CKI_OR && node->op != CKI_NOT && node->op != CKI_QUANTIFIED && node->op != CKI_SHARE) return 0;
    const bool many = node->op == CKI_AND || node->op == CKI_OR;
    for (uint32_t c = node->child; c != CK_NONE; c = many ? law->node[c].next : CK_NONE) rank = ck_max_u32(rank, rank_of_condition(law, c));
    return rank;
}

static ck_status order_definitions(ck_law *law, ck_diags *diags) {
    uint32_t raised = CK_NONE;
    for (uint32_t round = 0; round <= ROUNDS; round++) {
        raised = CK_NONE;
        for (uint32_t i = 0; i < law->count.decl; i++) {
            cki_decl *d = &law->decl[i];
            if (d->condition == CK_NONE || (d->kind != CKI_DEFINE && d->kind != CKI_ENTRY)) continue;
            const uint32_t rank = rank_of_condition(law, d->condition), to = d->kind == CKI_ENTRY ? d->parent : i;
            if (rank <= law->decl[to].rank) continue;
            law->decl[to].rank = rank;
            raised = i;
        }
        if (raised == CK_NONE) break;
    }
    for (uint32_t i = 0; i < law->count.decl && raised == CK_NONE; i++) {
        if (law->decl[i].rank > CK_LAW_CALL_LIMIT) raised = i;
    }
    if (raised == CK_NONE) return CK_OK;
    const cki_decl *d = &law->decl[raised];
    return ck_diags_add(diags, CK_E_CYCLE, d->place, "%q asks itself, or asks others to a depth of more than 16",
                        "definitions and lists may ask others, but never in a circle", d->name);
}

/* True when the answer to a condition may differ between readings. */
static bool reads(const ck_law *law, uint32_t at) {
    const cki_node *node = &law->node[at];
    if (node->op == CKI_READING) return true;
    if (node->op == CKI_MATCHES) return cki_decl_of(law, CKI_LIST, node->target.to)->reads;
    if (node->op == CKI_DEFINED) return cki_decl_of(law, CKI_DEFINE, node->target.to)->reads;
    if (node->op != CKI_AND && node->op != CKI_OR && node->op != CKI_NOT && node->op != CKI_QUANTIFIED && node->op != CKI_SHARE) return false;
    const bool many = node->op == CKI_AND || node->op == CKI_OR;
    for (uint32_t c = node->child; c != CK_NONE; c = many ? law->node[c].next : CK_NONE) {
        if (reads(law, c)) return true;
    }
    return false;
}

static void mark_readers(ck_law *law) {
    for (uint32_t round = 0; round <= ROUNDS; round++) {
        bool grown = false;
        for (uint32_t i = 0; i < law->count.decl; i++) {
            const cki_decl *d = &law->decl[i];
            if (d->kind != CKI_DEFINE && d->kind != CKI_ENTRY) continue;
            cki_decl *to = d->kind == CKI_ENTRY ? &law->decl[d->parent] : &law->decl[i];
            if (to->reads || !(d->first_time != CK_NONE || (d->condition != CK_NONE && reads(law, d->condition)))) continue;
            to->reads = true;
            grown = true;
        }
        if (!grown) return;
    }
}

static bool chooses_time(const ck_law *law, const cki_decl *d) {
    for (uint32_t t = d->first_time; t != CK_NONE; t = law->time[t].next) {
        if (law->time[t].when.count > 0) return true;
    }
    return false;
}

static void mark_timed(ck_law *law) {
    for (uint32_t i = 0; i < law->count.decl; i++) {
        cki_decl *d = &law->decl[i];
        d->timed_by_choice = chooses_time(law, d) || (d->kind == CKI_PROVISION && d->regime != CK_NONE && chooses_time(law, &law->decl[d->regime]));
    }
}

/* Raises what comes after: for every declaration of the kind, each thing that must come before it. */
static bool raise_over(ck_law *law, uint32_t first, uint32_t then) {
    if (first == CK_NONE || then == CK_NONE || law->decl[then].rank > law->decl[first].rank) return false;
    law->decl[then].rank = law->decl[first].rank + 1;
    return true;
}

static bool raise_one(ck_law *law, uint32_t at) {
    const cki_decl *d = &law->decl[at];
    bool raised = false;
    if (d->kind == CKI_RULE) {                                       // what silences comes before what is silenced
        for (uint32_t k = 0; k < d->refs.count; k++) raised |= raise_over(law, at, law->ref[d->refs.first + k].to);
        for (uint32_t k = 0; k < d->more.count; k++) raised |= raise_over(law, at, law->ref[d->more.first + k].to);
        return raised;
    }
    for (uint32_t k = 0; k < d->more.count; k++) raised |= raise_over(law, law->ref[d->more.first + k].to, at);
    if (d->kind != CKI_DUTY) return raised;
    for (uint32_t k = 0; k < d->third.count; k++) raised |= raise_over(law, at, law->ref[d->third.first + k].to);
    for (uint32_t k = 0; k < d->base.count; k++) {
        const cki_base *base = &law->base[d->base.first + k];
        if (base->covered) raised |= raise_over(law, base->what.to, at);
    }
    return raised;
}

static ck_status order_kind(ck_law *law, cki_kind kind, uint32_t *order, uint32_t *scratch, ck_diags *diags) {
    const uint32_t count = law->count.kind[kind];
    for (uint32_t k = 0; k < count; k++) law->decl[law->of_kind[kind][k]].rank = 0;
    uint32_t raised = CK_NONE;
    for (uint32_t round = 0; round <= CHAIN_ROUNDS; round++) {
        raised = CK_NONE;
        for (uint32_t k = 0; k < count; k++) {
            if (raise_one(law, law->of_kind[kind][k])) raised = law->of_kind[kind][k];
        }
        if (raised == CK_NONE) break;
    }
    for (uint32_t k = 0; k < count && raised == CK_NONE; k++) {
        if (cki_decl_of(law, kind, k)->rank > CHAIN_ROUNDS) raised = law->of_kind[kind][k];
    }
    if (raised != CK_NONE) {
        const cki_decl *d = &law->decl[raised];
        return ck_diags_add(diags, CK_E_CYCLE, d->place, "%q goes before what goes before it",
                            "priorities and exclusions may not run in a circle, nor in chains of more than 64", d->name);
    }
    uint32_t used = 0;
    for (uint32_t rank = 0; rank <= CHAIN_ROUNDS; rank++) {
        for (uint32_t k = 0; k < count; k++) {
            if (cki_decl_of(law, kind, k)->rank == rank) scratch[used++] = k;
        }
    }
    cki_copy(order, scratch, (size_t)count * sizeof *order);
    return CK_OK;
}

ck_status cki_law_order(ck_law *law, uint32_t *scratch, ck_diags *diags) {
    ck_status status = order_definitions(law, diags);
    const ck_status rules = order_kind(law, CKI_RULE, law->rule_order, scratch, diags);
    const ck_status duties = order_kind(law, CKI_DUTY, law->duty_order, scratch, diags);
    const ck_status fees = order_kind(law, CKI_FEE, law->fee_order, scratch, diags);
    if (status >= 0) status = rules;
    if (status >= 0) status = duties;
    if (status >= 0 && fees >= 0) {
        mark_readers(law);
        mark_timed(law);
    }
    return status >= 0 ? fees : status;
}
