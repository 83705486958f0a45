#include "spread/rules.h"

#include "base/base.h"

/* ---------------------------------------------------------------- classes ----------------------------------------- */

static bool in_mask(const uint8_t *mask, uint32_t at) {
    return mask == NULL || mask[at] != 0;
}

static bool sells_in(const ck_rule *rule, const ck_rule_world *world, uint32_t f) {
    return in_mask(rule->origin, world->seller_region[f]) && in_mask(rule->item, world->seller_item[f]);
}

static bool buys_in(const ck_rule *rule, const ck_rule_world *world, uint32_t b) {
    return in_mask(rule->destination, world->buyer_region[b]) && in_mask(rule->user, world->buyer_user[b]);
}

/* Does a rule act on what stays in a region? Not on what stays in one of several. */
static bool acts_inside(const ck_rule *rule, uint32_t regions) {
    uint32_t both = 0, either = 0;
    for (uint32_t r = 0; r < regions; r++) {
        const bool from = in_mask(rule->origin, r), to = in_mask(rule->destination, r);
        both += from && to;
        either += from || to;
    }
    return rule->kind == CK_RULE_DEMAND || (both == 1 && either == 1);
}

/* The region of a seller, or a buyer, to whom a rule on trade would apply at home; CK_NONE. */
static uint32_t home_of_seller(const cki_rules *rules, const ck_rule_world *world, uint32_t f) {
    const uint32_t region = world->seller_region[f];
    for (uint32_t m = 0; m < rules->count; m++)
        if (!rules->inside[m] && sells_in(&rules->rule[m], world, f) && in_mask(rules->rule[m].destination, region))
            return region;
    return CK_NONE;
}
static uint32_t home_of_buyer(const cki_rules *rules, const ck_rule_world *world, uint32_t b) {
    const uint32_t region = world->buyer_region[b];
    for (uint32_t m = 0; m < rules->count; m++)
        if (!rules->inside[m] && buys_in(&rules->rule[m], world, b) && in_mask(rules->rule[m].origin, region))
            return region;
    return CK_NONE;
}

/* What rules can tell apart, 2^rules, and that for each region that one of them covers at both ends; end uses tell
   buyers apart further. */
static uint32_t most_classes(const ck_rule *rule, uint32_t count, uint32_t regions, bool end_uses) {
    uint32_t homes = 1;
    for (uint32_t r = 0; r < regions && homes < CKI_CLASS_LIMIT; r++) {
        bool home = false;
        for (uint32_t m = 0; m < count && !home; m++)
            home = in_mask(rule[m].origin, r) && in_mask(rule[m].destination, r);
        homes += home;
    }
    if (count == 0) return 1;
    return count >= 10 || end_uses ? CKI_CLASS_LIMIT : ck_min_u32(CKI_CLASS_LIMIT, homes << count);
}

static double end_use_of(const ck_rule_world *world, uint32_t b, uint32_t e) {
    if (world->end_use == NULL) return e == 0 ? 1.0 : 0.0;
    return world->end_use[(size_t)b * CK_END_USES + e];
}

static bool same_seller(const cki_rules *rules, const ck_rule_world *world, uint32_t f, uint32_t home,
                        uint32_t class) {
    if (rules->seller_home[class] != home) return false;
    for (uint32_t m = 0; m < rules->count; m++) {
        if (rules->seller_in[(size_t)class * rules->count + m] != sells_in(&rules->rule[m], world, f)) return false;
    }
    return true;
}

static bool same_buyer(const cki_rules *rules, const ck_rule_world *world, uint32_t b, uint32_t home, uint32_t class) {
    if (rules->buyer_home[class] != home) return false;
    for (uint32_t m = 0; m < rules->count; m++) {
        if (rules->buyer_in[(size_t)class * rules->count + m] != buys_in(&rules->rule[m], world, b)) return false;
    }
    for (uint32_t e = 0; e < CK_END_USES; e++) {
        if (rules->buyer_use[(size_t)class * CK_END_USES + e] != end_use_of(world, b, e)) return false;
    }
    return true;
}

static ck_status too_many(const char *what, ck_diags *diags) {
    return ck_diags_add(diags, CK_E_LIMIT, (ck_place){0}, "the rules tell more than %u kinds of %s apart",
                        "use fewer measures, or selectors that overlap less", CKI_CLASS_LIMIT, what);
}

static ck_status classify_sellers(cki_rules *rules, const ck_rule_world *world, ck_diags *diags) {
    rules->seller_classes = 1;
    for (uint32_t m = 0; m < rules->count; m++) rules->seller_in[m] = 0;         // class 0: nothing
    rules->seller_home[0] = CK_NONE;
    uint32_t last = 0;
    for (uint32_t f = 0; f < world->sellers; f++) {
        const uint32_t home = home_of_seller(rules, world, f);
        uint32_t class = last;
        if (!same_seller(rules, world, f, home, class)) {
            class = 0;
            while (class < rules->seller_classes && !same_seller(rules, world, f, home, class)) class++;
        }
        if (class == rules->seller_classes) {
            if (class == CKI_CLASS_LIMIT) return too_many("sellers", diags);
            for (uint32_t m = 0; m < rules->count; m++)
                rules->seller_in[(size_t)class * rules->count + m] = sells_in(&rules->rule[m], world, f);
            rules->seller_home[class] = home;
            rules->seller_classes++;
        }
        rules->seller_class[f] = (uint16_t)class;
        last = class;
    }
    return CK_OK;
}

static ck_status classify_buyers(cki_rules *rules, const ck_rule_world *world, ck_diags *diags) {
    rules->buyer_classes = 0;
    uint32_t last = 0;
    for (uint32_t b = 0; b < world->buyers; b++) {
        const uint32_t home = home_of_buyer(rules, world, b);
        uint32_t class = last;
        if (class >= rules->buyer_classes || !same_buyer(rules, world, b, home, class)) {
            class = 0;
            while (class < rules->buyer_classes && !same_buyer(rules, world, b, home, class)) class++;
        }
        if (class == rules->buyer_classes) {
            if (class == CKI_CLASS_LIMIT) return too_many("buyers", diags);
            for (uint32_t m = 0; m < rules->count; m++)
                rules->buyer_in[(size_t)class * rules->count + m] = buys_in(&rules->rule[m], world, b);
            rules->buyer_home[class] = home;
            for (uint32_t e = 0; e < CK_END_USES; e++)
                rules->buyer_use[(size_t)class * CK_END_USES + e] = end_use_of(world, b, e);
            rules->buyer_classes++;
        }
        rules->buyer_class[b] = (uint16_t)class;
        last = class;
    }
    return CK_OK;
}

static ck_status list_modifiers(cki_rules *rules, ck_diags *diags) {
    rules->modifiers = 0;
    for (uint32_t m = 0; m < rules->count; m++) {
        if (rules->rule[m].kind != CK_RULE_MEASURE) continue;
        const ck_effect effect = rules->rule[m].measure->effect;
        if (effect != CK_EFFECT_DIAL && effect != CK_EFFECT_REFUSAL && effect != CK_EFFECT_EXEMPTION) continue;
        if (rules->modifiers == CKI_MODIFIERS)
            return ck_diags_add(diags, CK_E_LIMIT, (ck_place){0},
                                "there are more than %u dials, refusals and exemptions",
                                "join those of one scope by amendments", CKI_MODIFIERS);
        rules->modifier[rules->modifiers++] = m;
    }
    return CK_OK;
}

ck_status cki_rules_layout(cki_arena *arena, cki_rules *rules, const ck_rule_world *world, const ck_rule *rule,
                           uint32_t count, ck_date start, ck_diags *diags) {
    *rules = (cki_rules){.rule = rule, .count = count, .start = start};
    const uint32_t most = most_classes(rule, count, world->regions, world->end_use != NULL);
    rules->most_classes = most;
    rules->inside = cki_arena_take(arena, count, sizeof *rules->inside);
    rules->seller_class = cki_arena_take(arena, world->sellers, sizeof *rules->seller_class);
    rules->buyer_class = cki_arena_take(arena, world->buyers, sizeof *rules->buyer_class);
    rules->seller_in = cki_arena_take(arena, (size_t)most * count + 1, 1);
    rules->buyer_in = cki_arena_take(arena, (size_t)most * count + 1, 1);
    rules->seller_home = cki_arena_take(arena, most, sizeof *rules->seller_home);
    rules->buyer_home = cki_arena_take(arena, most, sizeof *rules->buyer_home);
    rules->buyer_use = cki_arena_take(arena, (size_t)most * CK_END_USES, sizeof *rules->buyer_use);
    rules->licence = cki_arena_take(arena, (size_t)count * CKI_CELLS, sizeof *rules->licence);
    rules->cells = cki_arena_take(arena, count, sizeof *rules->cells);
    rules->modifier = cki_arena_take(arena, CKI_MODIFIERS, sizeof *rules->modifier);
    rules->quota_share = cki_arena_take(arena, count, sizeof *rules->quota_share);
    rules->quota_used = cki_arena_take(arena, count, sizeof *rules->quota_used);
    rules->quota_rate = cki_arena_take(arena, count, sizeof *rules->quota_rate);
    rules->result = cki_arena_take(arena, count, sizeof *rules->result);
    size_t cells = (size_t)most * most;
    const bool placing = arena->base != NULL;
    if (placing) {
        CK_TRY(cki_arena_check(arena));
        CK_TRY(list_modifiers(rules, diags));
        for (uint32_t m = 0; m < count; m++) rules->inside[m] = acts_inside(&rule[m], world->regions);
        if (count == 0) {
            rules->seller_classes = rules->buyer_classes = 1;
            cki_zero(rules->seller_class, world->sellers * sizeof *rules->seller_class);
            cki_zero(rules->buyer_class, world->buyers * sizeof *rules->buyer_class);
            for (uint32_t e = 0; e < CK_END_USES; e++) rules->buyer_use[e] = e == 0 ? 1.0 : 0.0;
        } else {
            CK_TRY(classify_sellers(rules, world, diags));
            CK_TRY(classify_buyers(rules, world, diags));
        }
        cells = (size_t)rules->seller_classes * rules->buyer_classes;
    }
    rules->permit = cki_arena_take(arena, cells, sizeof(double));
    rules->wish = cki_arena_take(arena, cells, sizeof(double));
    rules->ordered = cki_arena_take(arena, cells, sizeof(double));
    rules->shipped = cki_arena_take(arena, cells, sizeof(double));
    rules->base = cki_arena_take(arena, cells, sizeof(double));
    rules->blocker = cki_arena_take(arena, cells, sizeof *rules->blocker);
    if (!placing) return CK_OK;
    CK_TRY(cki_arena_check(arena));
    for (size_t k = 0; k < cells; k++) {
        rules->permit[k] = rules->wish[k] = 1.0;
        rules->ordered[k] = rules->shipped[k] = rules->base[k] = 0.0;
        rules->blocker[k] = CK_NONE;
    }
    for (uint32_t m = 0; m < count; m++) {
        rules->cells[m] = 0;
        rules->quota_share[m] = 1.0;
        rules->quota_used[m] = rules->quota_rate[m] = 0.0;
        rules->result[m] = (ck_rule_result){0};
    }
    return CK_OK;
}

/* ---------------------------------------------------------------- a rule on a day --------------------------------- */

static ck_date date_of(const cki_rules *rules, int32_t day) {
    return (ck_date){rules->start.day + day};
}

static bool in_force(const ck_measure *measure, ck_date date) {
    if (date.day < measure->from.day || date.day >= measure->until.day) return false;
    for (uint32_t k = 0; k < measure->pause_count; k++) {
        if (date.day >= measure->pause[k].from.day && date.day < measure->pause[k].until.day) return false;
    }
    return true;
}

/* The latest amendment of the term that has begun; of two from one day the one written later. */
static double term_on(const ck_measure *measure, ck_date date, ck_term term) {
    double value = measure->term[term];
    int32_t latest = INT32_MIN;
    for (uint32_t k = 0; k < measure->amendment_count; k++) {
        const ck_amendment *amendment = &measure->amendment[k];
        if (amendment->term != term || amendment->from.day > date.day || amendment->from.day < latest) continue;
        latest = amendment->from.day;
        value = amendment->value;
    }
    return value;
}

static double listed_on(const ck_measure *measure, ck_date date) {
    return term_on(measure, date, CK_TERM_coverage) * (1.0 - term_on(measure, date, CK_TERM_leakage));
}

static bool meets(const cki_rules *rules, uint32_t m, uint32_t s, uint32_t b) {
    const uint32_t home = rules->seller_home[s];
    return rules->seller_in[(size_t)s * rules->count + m] != 0 && rules->buyer_in[(size_t)b * rules->count + m] != 0 &&
           (rules->inside[m] || home == CK_NONE || home != rules->buyer_home[b]);
}

/* ---------------------------------------------------------------- licences ---------------------------------------- */

typedef struct practice { double approval, dial, free; } practice;

/* Modifiers that meet flows from a class of sellers to a class of buyers. */
static uint64_t met_by(const cki_rules *rules, uint32_t s, uint32_t b) {
    uint64_t met = 0;
    for (uint32_t k = 0; k < rules->modifiers; k++) {
        if (meets(rules, rules->modifier[k], s, b)) met |= (uint64_t)1 << k;
    }
    return met;
}

static practice practice_on(const cki_rules *rules, uint32_t m, uint64_t met, uint32_t e, ck_date date) {
    static const ck_term approvals[CK_END_USES] = {CK_TERM_approval_civil, CK_TERM_approval_military,
                                                   CK_TERM_approval_semiconductor};
    const ck_measure *measure = rules->rule[m].measure;
    double dial = term_on(measure, date, CK_TERM_dial), dial_approval = term_on(measure, date, CK_TERM_dial_approval);
    double bound = 1.0 - term_on(measure, date, CK_TERM_exempt_share), refused = 0.0;
    for (uint32_t k = 0; k < rules->modifiers; k++) {
        const ck_rule *other = &rules->rule[rules->modifier[k]];
        if ((met >> k & 1) == 0 || !other->end_use[e] || !in_force(other->measure, date)) continue;
        const ck_effect effect = other->measure->effect;
        const double reach = listed_on(other->measure, date);
        if (effect == CK_EFFECT_DIAL) {
            dial *= term_on(other->measure, date, CK_TERM_dial);
            dial_approval *= term_on(other->measure, date, CK_TERM_dial_approval);
        } else if (effect == CK_EFFECT_REFUSAL) {
            refused = ck_max(refused, reach);
        } else {
            bound *= 1.0 - term_on(other->measure, date, CK_TERM_exempt_share) * reach;
        }
    }
    const double approval = ck_clamp(term_on(measure, date, approvals[e]) * dial_approval, 0.0, 1.0) * (1.0 - refused);
    return (practice){approval, dial, 1.0 - bound};
}

static void clear_licence(cki_licence *at, uint32_t e) {
    at->none[e] = 1.0;
    at->applied[e] = at->granted[e] = at->refused[e] = at->expired[e] = at->exempt[e] = at->allowed[e] = 0.0;
    for (uint32_t s = 0; s < 4; s++) at->review[s][e] = 0.0;
}

/* Newly freed applicants come from all states alike; those whose general licence ends begin again. */
static void set_exempt(cki_licence *at, uint32_t e, double wanted) {
    const double more = wanted - at->exempt[e], bound = 1.0 - at->exempt[e];
    if (more == 0.0) return;
    at->exempt[e] = wanted;
    if (more < 0.0) {
        at->none[e] -= more;
        return;
    }
    const double left = wanted < 1.0 ? 1.0 - more / bound : 0.0;
    double *const state[] = {&at->none[e],      &at->applied[e],   &at->review[0][e],
                             &at->review[1][e], &at->review[2][e], &at->review[3][e],
                             &at->granted[e],   &at->refused[e],   &at->expired[e]};
    for (uint32_t s = 0; s < sizeof state / sizeof *state; s++) *state[s] *= left;
}

/* Some rule begins, ends, pauses or changes a term. */
static bool changes_on(const cki_rules *rules, ck_date date) {
    for (uint32_t m = 0; m < rules->count; m++) {
        const ck_measure *measure = rules->rule[m].measure;
        bool changes = measure->from.day == date.day || measure->until.day == date.day;
        for (uint32_t k = 0; k < measure->pause_count; k++)
            changes = changes || measure->pause[k].from.day == date.day || measure->pause[k].until.day == date.day;
        for (uint32_t k = 0; k < measure->amendment_count; k++)
            changes = changes || measure->amendment[k].from.day == date.day;
        if (changes) return true;
    }
    return false;
}

/* What may leave is counted anew on working days and when the law changes, as in the daily engine: a licence that runs
   out on a weekend is missed on Monday. */
static void settle_cell(const cki_rules *rules, uint32_t m, cki_licence *at, ck_date date) {
    if (!ck_calendar_works(NULL, date) && !changes_on(rules, date)) return;
    const double quantity = term_on(rules->rule[m].measure, date, CK_TERM_quantity_share);
    for (uint32_t e = 0; e < CK_END_USES; e++) at->allowed[e] = ck_min(1.0, at->granted[e] * quantity + at->exempt[e]);
}

static void move_cell(const cki_rules *rules, uint32_t m, cki_licence *at, ck_date date) {
    const ck_measure *measure = rules->rule[m].measure;
    const bool works = ck_calendar_works(NULL, date);
    const double apply = 1.0 / ck_max(1.0, term_on(measure, date, CK_TERM_apply_days));
    const double retry = 1.0 / ck_max(1.0, term_on(measure, date, CK_TERM_retry_days));
    const double expire = (1.0 - term_on(measure, date, CK_TERM_renewal_share)) /
                          ck_max(1.0, term_on(measure, date, CK_TERM_validity_days));
    const double days = ck_max(1.0, term_on(measure, date, CK_TERM_review_days));
    double stages = ck_floor(term_on(measure, date, CK_TERM_review_stages) + 0.5);
    if (stages > days) stages = ck_floor(days);
    const uint32_t last = (uint32_t)stages - 1;
    for (uint32_t e = 0; e < CK_END_USES; e++) {
        const practice now = practice_on(rules, m, at->met, e, date);
        set_exempt(at, e, now.free);
        const double out = at->none[e] * apply, again = at->expired[e] * apply, retried = at->refused[e] * retry;
        const double ended = at->granted[e] * expire;
        const double taken = works && now.dial > 0.0 ? at->applied[e] : 0.0;
        double moved[4] = {0};
        for (uint32_t s = 0; s <= last && works; s++)
            moved[s] = at->review[s][e] * ck_min(1.0, stages / days * now.dial);
        const double decided = moved[last];
        at->none[e] -= out;
        at->expired[e] += ended - again;
        at->refused[e] += decided * (1.0 - now.approval) - retried;
        at->granted[e] += decided * now.approval - ended;
        at->applied[e] += out + again + retried - taken;
        at->review[0][e] += taken - moved[0];
        for (uint32_t s = 1; s <= last; s++) at->review[s][e] += moved[s - 1] - moved[s];
    }
    settle_cell(rules, m, at, date);
}

static void move_licence(cki_rules *rules, uint32_t m, ck_date date) {
    for (uint32_t k = 0; k < rules->cells[m]; k++)
        move_cell(rules, m, &rules->licence[(size_t)m * CKI_CELLS + k], date);
}

static cki_licence *cell_of(const cki_rules *rules, uint32_t m, uint64_t met) {
    for (uint32_t k = 0; k < rules->cells[m]; k++) {
        cki_licence *at = &rules->licence[(size_t)m * CKI_CELLS + k];
        if (at->met == met) return at;
    }
    return NULL;
}

#define RUN_IN_DAYS 3650
#define CLEAR_SHARE 0.01                     // a smaller share cannot explain base flows (src/flow/permit.c)

/* The share that a licence lets through just before the start is the one that the table's flows already lived with. */
static void begin_cell(const cki_rules *rules, uint32_t m, cki_licence *at) {
    const ck_measure *measure = rules->rule[m].measure;
    for (uint32_t e = 0; e < CK_END_USES; e++) {
        clear_licence(at, e);
        at->base[e] = 1.0;
    }
    int64_t first = (int64_t)measure->from.day - rules->start.day;
    if (first < -RUN_IN_DAYS) first = -RUN_IN_DAYS;
    for (int32_t day = (int32_t)first; day < 0; day++) {
        const ck_date date = date_of(rules, day);
        if (in_force(measure, date)) move_cell(rules, m, at, date);
    }
    if (first >= 0 || !in_force(measure, date_of(rules, -1))) return;
    for (uint32_t e = 0; e < CK_END_USES; e++) {
        const double share = at->allowed[e];
        at->base[e] = share >= CLEAR_SHARE ? share : 0.0;
    }
}

ck_status cki_rules_begin(cki_rules *rules, ck_diags *diags) {
    for (uint32_t m = 0; m < rules->count; m++) {
        if (rules->rule[m].kind != CK_RULE_MEASURE || rules->rule[m].measure->effect != CK_EFFECT_LICENCE) continue;
        for (uint32_t s = 0; s < rules->seller_classes; s++) {
            for (uint32_t b = 0; b < rules->buyer_classes; b++) {
                if (!meets(rules, m, s, b)) continue;
                const uint64_t met = met_by(rules, s, b);
                if (cell_of(rules, m, met) != NULL) continue;
                if (rules->cells[m] == CKI_CELLS)
                    return ck_diags_add(diags, CK_E_LIMIT, (ck_place){0},
                                        "more than %u kinds of applicants ask for licence %q",
                                        "use fewer dials, refusals and exemptions, or let their scopes overlap less",
                                        CKI_CELLS, rules->rule[m].id);
                cki_licence *at = &rules->licence[(size_t)m * CKI_CELLS + rules->cells[m]++];
                *at = (cki_licence){.met = met};
                begin_cell(rules, m, at);
            }
        }
    }
    return CK_OK;
}

/* ---------------------------------------------------------------- quotas ------------------------------------------ */

static double scope_of_class(const cki_rules *rules, uint32_t m, uint32_t buyer_class) {
    double scope = 0.0;
    for (uint32_t e = 0; e < CK_END_USES; e++) {
        if (rules->rule[m].end_use[e]) scope += rules->buyer_use[(size_t)buyer_class * CK_END_USES + e];
    }
    return scope;
}

/* Sum over the scope of a rule of a class matrix, weighted by the end uses in scope. */
static double sum_scope(const cki_rules *rules, uint32_t m, const double *matrix) {
    double sum = 0.0;
    for (uint32_t s = 0; s < rules->seller_classes; s++) {
        for (uint32_t b = 0; b < rules->buyer_classes; b++) {
            if (!meets(rules, m, s, b)) continue;
            sum += matrix[(size_t)s * rules->buyer_classes + b] * scope_of_class(rules, m, b);
        }
    }
    return sum;
}

/* What is left of the year's quota, spread evenly over the days that are left; a first, partial year has its part.
   A quota begins anew where its year or its first day lies between `first` and `date`; what the step before used
   after that day counts. */
static double quota_share_on(cki_rules *rules, uint32_t m, ck_date first, ck_date date) {
    const ck_measure *measure = rules->rule[m].measure;
    int32_t year = 0, month = 0, of_month = 0;
    ck_date_split(date, &year, &month, &of_month);
    const ck_date january = ck_date_make(year, 1, 1), next = ck_date_make(year + 1, 1, 1);
    const double year_days = next.day - january.day, left = next.day - date.day;
    int32_t start = january.day > rules->start.day ? january.day : rules->start.day;
    if (measure->from.day > start) start = measure->from.day;
    if (start >= first.day && start <= date.day) rules->quota_used[m] = rules->quota_rate[m] * (date.day - start);
    const double yearly =
        ck_min(term_on(measure, date, CK_TERM_quota),
               term_on(measure, date, CK_TERM_quota_share) * sum_scope(rules, m, rules->base) * year_days);
    const double allowance =
        ck_max(0.0, yearly * (left + (date.day - start)) / year_days - rules->quota_used[m]) / left;
    const double wanted = sum_scope(rules, m, rules->ordered) * listed_on(measure, date);
    return wanted > allowance ? allowance / wanted : 1.0;
}

/* ---------------------------------------------------------------- permits ----------------------------------------- */

/* 1 - reach * (1 - allowed) of one rule for one class of buyers. */
static double factor_of(const cki_rules *rules, uint32_t m, uint32_t seller_class, uint32_t buyer_class, ck_date date) {
    const ck_rule *rule = &rules->rule[m];
    const double scope = scope_of_class(rules, m, buyer_class);
    if (rule->kind == CK_RULE_TRANSPORT) return 1.0 - scope * (1.0 - rule->share);
    const double listed = listed_on(rule->measure, date);
    switch (rule->measure->effect) {
        case CK_EFFECT_BAN: return 1.0 - listed * scope;
        case CK_EFFECT_QUOTA: return 1.0 - listed * scope * (1.0 - rules->quota_share[m]);
        case CK_EFFECT_LICENCE: {
            const cki_licence *at = cell_of(rules, m, met_by(rules, seller_class, buyer_class));
            double held = 0.0;
            for (uint32_t e = 0; e < CK_END_USES; e++) {
                if (!rule->end_use[e]) continue;
                const double share = at->allowed[e], base = at->base[e];
                const double allowed = share < base ? share / base : 1.0;
                held += rules->buyer_use[(size_t)buyer_class * CK_END_USES + e] * (1.0 - allowed);
            }
            return 1.0 - listed * held;
        }
        default: return 1.0;
    }
}

static void set_class(cki_rules *rules, uint32_t s, ck_date date) {
    for (uint32_t b = 0; b < rules->buyer_classes; b++) {
        double permit = 1.0, smallest = 1.0;
        uint32_t blocker = CK_NONE;
        for (uint32_t m = 0; m < rules->count; m++) {
            if (rules->rule[m].kind == CK_RULE_DEMAND || !meets(rules, m, s, b)) continue;
            if (!in_force(rules->rule[m].measure, date)) continue;
            const double factor = factor_of(rules, m, s, b, date);
            permit *= factor;
            if (factor < smallest) {
                smallest = factor;
                blocker = m;
            }
        }
        const size_t cell = (size_t)s * rules->buyer_classes + b;
        rules->permit[cell] = permit;
        rules->blocker[cell] = blocker;
    }
}

void cki_rules_wish(cki_rules *rules, uint32_t day) {
    const ck_date date = date_of(rules, (int32_t)day);
    for (uint32_t s = 0; s < rules->seller_classes; s++) {
        for (uint32_t b = 0; b < rules->buyer_classes; b++) {
            double wish = 1.0;
            for (uint32_t m = 0; m < rules->count; m++) {
                if (rules->rule[m].kind == CK_RULE_DEMAND && meets(rules, m, s, b) &&
                    in_force(rules->rule[m].measure, date)) {
                    wish *= rules->rule[m].share;
                }
            }
            rules->wish[(size_t)s * rules->buyer_classes + b] = wish;
        }
    }
}

void cki_rules_day(cki_rules *rules, uint32_t first, uint32_t day) {
    const ck_date since = date_of(rules, (int32_t)first), date = date_of(rules, (int32_t)day);
    for (uint32_t m = 0; m < rules->count; m++) {
        const ck_rule *rule = &rules->rule[m];
        if (rule->kind != CK_RULE_MEASURE) continue;
        for (ck_date on = since; rule->measure->effect == CK_EFFECT_LICENCE && on.day <= date.day; on.day++)
            if (in_force(rule->measure, on)) move_licence(rules, m, on);
        if (rule->measure->effect == CK_EFFECT_QUOTA && in_force(rule->measure, date))
            rules->quota_share[m] = quota_share_on(rules, m, since, date);
    }
    for (uint32_t s = 0; s < rules->seller_classes && rules->count > 0; s++) set_class(rules, s, date);
}

/* The part of a flow that a rule covers, once the rule has let `factor` of the whole flow leave: it holds back of its
   own part alone. */
static double part_left(double part, double factor) {
    return factor > 0.0 ? ck_max(0.0, 1.0 - (1.0 - part) / factor) : part;
}

/* What left of the scope of a rule, and in `counted` what of it is listed: a quota counts that. */
static double sum_shipped(const cki_rules *rules, uint32_t m, ck_date date, double *counted) {
    const ck_measure *measure = rules->rule[m].measure;
    const double listed = rules->rule[m].kind == CK_RULE_MEASURE ? listed_on(measure, date) : 1.0;
    double sum = 0.0;
    *counted = 0.0;
    for (uint32_t s = 0; s < rules->seller_classes; s++) {
        for (uint32_t b = 0; b < rules->buyer_classes; b++) {
            if (!meets(rules, m, s, b)) continue;
            const double scope = scope_of_class(rules, m, b), factor = factor_of(rules, m, s, b, date),
                         shipped = rules->shipped[(size_t)s * rules->buyer_classes + b];
            sum += shipped * part_left(scope, factor);
            *counted += shipped * part_left(scope * listed, factor);
        }
    }
    return sum;
}

void cki_rules_book(cki_rules *rules, uint32_t day, double days) {
    const ck_date date = date_of(rules, (int32_t)day);
    for (uint32_t m = 0; m < rules->count; m++) {
        rules->quota_rate[m] = 0.0;
        if (rules->rule[m].kind == CK_RULE_DEMAND || !in_force(rules->rule[m].measure, date)) continue;
        rules->result[m].shipped += sum_shipped(rules, m, date, &rules->quota_rate[m]) * days;
        rules->result[m].wanted += sum_scope(rules, m, rules->ordered) * days;
        rules->quota_used[m] += rules->quota_rate[m] * days;
    }
    for (uint32_t s = 0; s < rules->seller_classes; s++) {
        for (uint32_t b = 0; b < rules->buyer_classes; b++) {
            const size_t cell = (size_t)s * rules->buyer_classes + b;
            if (rules->blocker[cell] == CK_NONE) continue;
            rules->result[rules->blocker[cell]].blocked += rules->ordered[cell] * (1.0 - rules->permit[cell]) * days;
        }
    }
}
