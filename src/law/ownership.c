/* Parties on lists, and what parties on lists hold. Stakes that are not given and owners that are not named make intervals. */
#include "law/eval.h"

ck_truth cki_listed(cki_eval *eval, uint32_t party, uint32_t list, uint32_t *entity, ck_name_match *match) {
    const ck_law *law = eval->law;
    const cki_person *person = &eval->facts->party[party];
    const uint32_t list_decl = law->of_kind[CKI_LIST][list];
    ck_truth truth = CK_FALSE;
    *entity = CK_NONE;
    *match = CK_NAME_NOT_MATCHED;
    for (uint32_t m = person->matches.first; m < person->matches.first + person->matches.count; m++) {
        const cki_match *found = &eval->facts->match[m];
        const cki_decl *d = cki_decl_of(law, CKI_ENTITY, found->entity);
        if (d->parent != list_decl) continue;
        if (!cki_stands(eval, law->of_kind[CKI_ENTITY][found->entity])) continue;
        const ck_truth one = found->match == CK_NAME_MATCHED ? CK_TRUE : CK_UNKNOWN;
        if (one > truth) {
            truth = one;
            *entity = found->entity;
            *match = found->match;
        }
    }
    if (person->name[0] == '\0' || person->matches_cut) truth = cki_or(truth, CK_UNKNOWN);
    if (truth == CK_FALSE) eval->noted.names_not_matched = true;
    return truth;
}

static ck_truth is_listed(cki_eval *eval, uint32_t party, uint32_t list) {
    uint32_t entity;
    ck_name_match match;
    return cki_listed(eval, party, list, &entity, &match);
}

/* Per cent of a party that no listed owner accounts for. */
static double rest_of(const ck_facts *f, uint32_t party) {
    const cki_person *person = &f->party[party];
    if (person->owners_complete) return 0.0;
    double rest = 100.0;
    for (uint32_t k = person->owners.first; k < person->owners.first + person->owners.count; k++) {
        if (!ck_is_nan(f->stake[k].percent)) rest -= f->stake[k].percent;
    }
    return rest > 1e-9 ? rest : 0.0;
}

static double stake_low(const cki_stake *stake) {
    return ck_is_nan(stake->percent) ? 0.0 : stake->percent;
}
static double stake_high(const cki_stake *stake) {
    return ck_is_nan(stake->percent) ? 100.0 : stake->percent;
}

/* The largest stake of a single listed party. */
static ck_truth held_directly(cki_eval *eval, uint32_t party, const cki_node *node) {
    const ck_facts *f = eval->facts;
    const cki_person *person = &f->party[party];
    double low = 0.0, high = rest_of(f, party);
    for (uint32_t k = person->owners.first; k < person->owners.first + person->owners.count; k++) {
        const ck_truth listed = is_listed(eval, f->stake[k].owner, node->target.to);
        if (listed == CK_TRUE) low = ck_max(low, stake_low(&f->stake[k]));
        if (listed != CK_FALSE) high = ck_max(high, stake_high(&f->stake[k]));
    }
    return cki_compare_interval(low, ck_max(low, high), (cki_relation)node->relation, node->number);
}

#define CHAIN_ROUNDS 32u                 // cross-holdings: the product of stakes dies out

/* Interest along all chains, stakes multiplied. x(p) = sum of stake(o, p) * (o is the source ? 1 : x(o)). */
static double chain_interest(cki_eval *eval, uint32_t party, uint32_t list, uint32_t source, bool upper) {
    const ck_facts *f = eval->facts;
    double *x = upper ? eval->stake_high : eval->stake_low;
    for (uint32_t p = 0; p < f->party_count; p++) x[p] = 0.0;
    for (uint32_t round = 0; round < CHAIN_ROUNDS; round++) {
        bool moved = false;
        for (uint32_t p = 0; p < f->party_count; p++) {
            double sum = upper ? rest_of(f, p) : 0.0;
            for (uint32_t k = f->party[p].owners.first; k < f->party[p].owners.first + f->party[p].owners.count; k++) {
                const uint32_t owner = f->stake[k].owner;
                const bool ends = upper ? is_listed(eval, owner, list) != CK_FALSE : owner == source;
                sum += (upper ? stake_high(&f->stake[k]) : stake_low(&f->stake[k])) * (ends ? 1.0 : x[owner] / 100.0);
            }
            sum = ck_min(sum, 100.0);
            if (ck_abs(sum - x[p]) > 1e-12) moved = true;
            x[p] = sum;
        }
        if (!moved) break;
    }
    return x[party];
}

static ck_truth held_through_chains(cki_eval *eval, uint32_t party, const cki_node *node) {
    double low = 0.0;
    for (uint32_t p = 0; p < eval->facts->party_count; p++) {
        if (p != party && is_listed(eval, p, node->target.to) == CK_TRUE) low = ck_max(low, chain_interest(eval, party, node->target.to, p, false));
    }
    const double high = chain_interest(eval, party, node->target.to, CK_NONE, true);
    return cki_compare_interval(low, ck_max(low, high), (cki_relation)node->relation, node->number);
}

/* Marks all parties that listed or covered owners hold together to the threshold, until no more are found. */
static bool covered(cki_eval *eval, uint32_t party, const cki_node *node, bool upper) {
    const ck_facts *f = eval->facts;
    for (uint32_t p = 0; p < f->party_count; p++) eval->covered[p] = 0;
    bool grown = true;
    for (uint32_t round = 0; grown && round <= f->party_count; round++) {
        grown = false;
        for (uint32_t p = 0; p < f->party_count; p++) {
            if (eval->covered[p]) continue;
            double sum = upper ? rest_of(f, p) : 0.0;
            for (uint32_t k = f->party[p].owners.first; k < f->party[p].owners.first + f->party[p].owners.count; k++) {
                const uint32_t owner = f->stake[k].owner;
                const ck_truth listed = is_listed(eval, owner, node->target.to);
                if (eval->covered[owner] || listed == CK_TRUE || (upper && listed == CK_UNKNOWN))
                    sum += upper ? stake_high(&f->stake[k]) : stake_low(&f->stake[k]);
            }
            if (cki_compare_interval(sum, sum, (cki_relation)node->relation, node->number) != CK_TRUE) continue;
            eval->covered[p] = 1;
            grown = true;
        }
    }
    return eval->covered[party] != 0;
}

ck_truth cki_held(cki_eval *eval, uint32_t party, const cki_node *node) {
    switch ((cki_holding)node->holding) {
        case CKI_DIRECTLY: return held_directly(eval, party, node);
        case CKI_CHAINS: return held_through_chains(eval, party, node);
        case CKI_AGGREGATE:
            if (covered(eval, party, node, false)) return CK_TRUE;
            return covered(eval, party, node, true) ? CK_UNKNOWN : CK_FALSE;
    }
    return CK_UNKNOWN;
}
