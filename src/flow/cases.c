/* Moves of licence cases on one day. */
#include "flow/cases.h"

#include "base/lanes.h"

cki_cases cki_cases_of(const cki_state *state) {
    return (cki_cases){
        state->cell_none, state->cell_applied,
        {state->cell_review_1, state->cell_review_2, state->cell_review_3, state->cell_review_4},
        state->cell_granted, state->cell_refused, state->cell_expired, state->cell_exempt, state->cell_allowed,
    };
}

static double at_most_1(double chance) {
    return chance < 1.0 ? chance : 1.0;
}

/* ---------------------------------------------------------------- expected numbers -------------------------------- */

/* One array a state. `over[s]` is 1 for stages that end the review, else 0. */
CKI_LANES_VOID(expect, (const ck_run *run, const cki_measure *measure, const cki_chances *chance,
                        const double over[CKI_REVIEW_STAGES]), (run, measure, chance, over), run->width) {
    const cki_cases at = cki_cases_of(&run->state);
    double *none = at.none, *applied = at.applied, *granted = at.granted, *refused = at.refused, *expired = at.expired;
    double *review_1 = at.review[0], *review_2 = at.review[1], *review_3 = at.review[2], *review_4 = at.review[3];
    const double *dial = run->today.cell_dial, *approval = run->today.cell_approval;
    const double apply = chance->apply, retry = chance->retry, expire = chance->expire;
    const double take_up = chance->take_up, review = chance->review;
    const double over_1 = over[0], over_2 = over[1], over_3 = over[2], over_4 = over[3];
    CKI_EACH
    for (uint32_t c = measure->first_cell; c < measure->end_cell; c++) {
        const double pass = at_most_1(review * dial[c]);
        const double starts = none[c] * apply, again = expired[c] * apply, retries = refused[c] * retry;
        const double taken = applied[c] * at_most_1(take_up * dial[c]), ends = granted[c] * expire;
        const double pass_1 = review_1[c] * pass, pass_2 = review_2[c] * pass;
        const double pass_3 = review_3[c] * pass, pass_4 = review_4[c] * pass;
        const double done = pass_1 * over_1 + pass_2 * over_2 + pass_3 * over_3 + pass_4 * over_4;
        const double grants = done * approval[c];
        none[c] -= starts;
        applied[c] += starts + again + retries - taken;
        review_1[c] += taken - pass_1;
        review_2[c] += pass_1 * (1.0 - over_1) - pass_2;
        review_3[c] += pass_2 * (1.0 - over_2) - pass_3;
        review_4[c] += pass_3 * (1.0 - over_3) - pass_4;
        granted[c] += grants - ends;
        refused[c] += (done - grants) - retries;
        expired[c] += ends - again;
    }
}

void cki_expect_moves(ck_run *run, uint32_t measure, const cki_chances *chance) {
    double over[CKI_REVIEW_STAGES];
    for (uint32_t s = 0; s < CKI_REVIEW_STAGES; s++) over[s] = s >= chance->last ? 1.0 : 0.0;
    expect(run, &run->scenario->measure[measure], chance, over);
}

/* ---------------------------------------------------------------- whole buyers ------------------------------------ */

/* Moves that are drawn in bulk: their table of (1 - chance)^cases, and the keys of their random numbers today. */
typedef enum bulk { BULK_APPLY, BULK_RETRY, BULK_EXPIRE, BULK_REVIEW, BULK_COUNT } bulk;

static double *table_of(const ck_run *run, uint32_t measure, bulk move) {
    return run->today.still + ((size_t)measure * BULK_COUNT + move) * run->scenario->still_width;
}

static double review_chance(const ck_run *run, uint32_t measure, const cki_chances *chance) {
    return at_most_1(chance->review * run->today.cell_dial[run->scenario->measure[measure].first_cell]);
}

void cki_prepare_draws(ck_run *run, uint32_t measure, const cki_chances *chance) {
    const double chances[BULK_COUNT] = {chance->apply, chance->retry, chance->expire,
                                        review_chance(run, measure, chance)};
    for (uint32_t move = 0; move < BULK_COUNT; move++) {
        double *table = table_of(run, measure, (bulk)move);
        table[0] = 1.0;
        const double stays = 1.0 - at_most_1(chances[move]);
        for (uint32_t n = 1; n < run->scenario->still_width; n++) table[n] = table[n - 1] * stays;
    }
}

/* Binomial number by inversion from 0 upward; `still` is the chance of 0. Exact as long as that chance is not tiny. */
static uint32_t invert(double u, double still, uint32_t trials, double chance) {
    const double odds = chance / (1.0 - chance), mean = trials * chance;
    double weight = still, passed = still;
    uint32_t successes = 0;
    while (u >= passed && successes < trials) {
        weight *= odds * (double)(trials - successes) / (successes + 1.0);
        if (weight < 0x1p-80 && successes > mean) break;             // what is left of the unit interval is rounding
        successes++;
        passed += weight;
    }
    return successes;
}

/* As ck_random_binomial, quicker where a table tells the chance of 0 and little moves. */
static double bulk_binomial(const ck_run *run, const double *table, uint64_t key, uint64_t address, double trials,
                            double chance) {
    const uint32_t n = (uint32_t)trials;
    if (n == 0 || chance <= 0.0) return 0.0;
    if (chance >= 1.0) return trials;
    const double u = cki_random_unit_at(key, address);
    if (n < run->scenario->still_width && table[n] > 0x1p-40) {
        return u < table[n] ? 0.0 : invert(u, table[n], n, chance);
    }
    return ck_random_binomial((ck_random){key, 0}, 0, 0, address, n, chance);
}

/* The same without a table, for few cases. */
static double few_binomial(uint64_t key, uint64_t address, double trials, double chance) {
    const uint32_t n = (uint32_t)trials;
    if (n == 0 || chance <= 0.0) return 0.0;
    if (chance >= 1.0) return trials;
    double still = 1.0;
    for (uint32_t i = 0; i < n && still > 0x1p-40; i++) still *= 1.0 - chance;
    if (still > 0x1p-40) return invert(cki_random_unit_at(key, address), still, n, chance);
    return ck_random_binomial((ck_random){key, 0}, 0, 0, address, n, chance);
}

/* Whole part of a number of cases. */
static double whole(double cases) {
    return (double)(uint64_t)cases;
}

/* Takes `count` of the buyers in `groups` groups of given sizes, each buyer with the same chance (within 2^-32), and
   adds them up by group. */
static void pick_among(const uint32_t *size, uint32_t groups, uint32_t count, uint64_t key, uint64_t address,
                       uint32_t *picked) {
    uint32_t left[CKI_REVIEW_STAGES], total = 0;
    for (uint32_t g = 0; g < groups; g++) {
        total += left[g] = size[g];
        picked[g] = 0;
    }
    for (uint32_t i = 0; i < count; i++, total--) {
        const uint64_t bits = cki_mix(key ^ (address + 0x9e3779b97f4a7c15u * (i + 1)));
        uint32_t at = (uint32_t)((bits >> 32) * total >> 32), g = 0;
        while (at >= left[g]) at -= left[g++];
        left[g]--;
        picked[g]++;
    }
}

/* What all cells of a measure share on one day. */
typedef struct drawing {
    const ck_run      *run;
    const cki_chances *chance;
    const double      *table[BULK_COUNT];
    uint64_t           key[BULK_COUNT], pick_review, pick_apply, approval;
    double             table_review;         // chance for which the table of reviews was made
} drawing;

/* Buyers without an application and with an expired licence apply alike. */
static double draw_applications(const drawing *with, const cki_cases *at, uint32_t c, uint64_t address) {
    const double able = at->none[c] + at->expired[c];
    const double count =
        bulk_binomial(with->run, with->table[BULK_APPLY], with->key[BULK_APPLY], address, able, with->chance->apply);
    if (count == 0.0) return 0.0;
    const uint32_t size[2] = {(uint32_t)at->none[c], (uint32_t)at->expired[c]};
    uint32_t picked[2];
    pick_among(size, 2, (uint32_t)count, with->pick_apply, address, picked);
    at->none[c] -= picked[0];
    at->expired[c] -= picked[1];
    return count;
}

/* Cases that pass their stage; returns those that leave the review. `taken` enter it. */
static double draw_review(const drawing *with, const cki_cases *at, uint32_t c, uint64_t address, double dial,
                          double taken) {
    uint32_t stage[CKI_REVIEW_STAGES], passed[CKI_REVIEW_STAGES], total = 0, done = 0;
    for (uint32_t s = 0; s < CKI_REVIEW_STAGES; s++) total += stage[s] = (uint32_t)at->review[s][c];
    at->review[0][c] += taken;
    const double chance = at_most_1(with->chance->review * dial);
    double count = 0.0;
    if (chance == with->table_review) {
        count = bulk_binomial(with->run, with->table[BULK_REVIEW], with->key[BULK_REVIEW], address, total, chance);
    } else {
        count = few_binomial(with->key[BULK_REVIEW], address, total, chance);
    }
    if (count == 0.0) return 0.0;
    pick_among(stage, CKI_REVIEW_STAGES, (uint32_t)count, with->pick_review, address, passed);
    for (uint32_t s = 0; s < CKI_REVIEW_STAGES; s++) {
        at->review[s][c] -= passed[s];
        if (s >= with->chance->last) done += passed[s];
        else at->review[s + 1][c] += passed[s];
    }
    return done;
}

/* `line` is the sum of expected take-ups of the cells before this one plus a common uniform number: whole cases are
   taken up where it passes a whole number, which is what a queue does that serves all cells in proportion. */
static double take_up(const cki_cases *at, uint32_t c, double chance, double *line) {
    if (chance <= 0.0) return 0.0;
    const double before = whole(*line);
    *line += at->applied[c] * at_most_1(chance);
    return ck_min(whole(*line) - before, at->applied[c]);
}

typedef struct mover { const double *table; double chance; uint64_t key; } mover;      // of one kind of move

/* Flags the cells in which some of so many cases may move. On most days most rest: the same numbers as for their moves say so, many cells at
   once. A table that is of no use says nothing. */
CKI_LANES_VOID(flag_moves, (const ck_run *run, mover move, const double *cases, uint32_t first, uint32_t end),
               (run, move, cases, first, end), run->width) {
    const uint64_t *address = run->today.cell_address;
    const uint32_t width = run->scenario->still_width;
    uint8_t *flag = run->today.cell_flag;
    CKI_EACH
    for (uint32_t c = first; c < end; c++) {
        const uint32_t n = (uint32_t)cases[c], known = n < width ? n : 0;
        const double still = move.table[known];
        const bool rests = (n < width) & (still > 0x1p-40) & (cki_random_unit_at(move.key, address[c]) < still);
        flag[c] |= (n != 0) & !rests;
    }
}

CKI_LANES_VOID(add_states, (const ck_run *run, const double *const *state, uint32_t states, uint32_t first, uint32_t end),
               (run, state, states, first, end), run->width) {
    double *sum = run->today.cell_cases;
    CKI_EACH
    for (uint32_t c = first; c < end; c++) sum[c] = state[0][c] + state[1][c];
    for (uint32_t s = 2; s < states; s++) {
        CKI_EACH
        for (uint32_t c = first; c < end; c++) sum[c] += state[s][c];
    }
}

/* Flags cells with another chance than that of the table. */
CKI_LANES_VOID(flag_others, (const ck_run *run, double chance, double of_table, uint32_t first, uint32_t end),
               (run, chance, of_table, first, end), run->width) {
    const double *dial = run->today.cell_dial, *cases = run->today.cell_cases;
    uint8_t *flag = run->today.cell_flag;
    CKI_EACH
    for (uint32_t c = first; c < end; c++) flag[c] |= (at_most_1(chance * dial[c]) != of_table) & (cases[c] > 0.0);
}

/* Flags the cells of a measure in which cases may move, but for those that are taken up. */
static void find_moves(const ck_run *run, const drawing *with, const cki_measure *measure) {
    const cki_cases at = cki_cases_of(&run->state);
    const cki_chances *chance = with->chance;
    const uint32_t first = measure->first_cell, end = measure->end_cell;
    const double *const may_apply[2] = {at.none, at.expired};
    const double *const under_review[CKI_REVIEW_STAGES] = {at.review[0], at.review[1], at.review[2], at.review[3]};
    const double chances[BULK_COUNT] = {chance->apply, chance->retry, chance->expire,
                                        chance->review > 0.0 ? with->table_review : 0.0};
    for (uint32_t c = first; c < end; c++) run->today.cell_flag[c] = 0;
    for (uint32_t kind = 0; kind < BULK_COUNT; kind++) {
        const mover move = {with->table[kind], chances[kind], with->key[kind]};
        const double *cases = kind == BULK_RETRY ? at.refused : kind == BULK_EXPIRE ? at.granted : run->today.cell_cases;
        if (kind == BULK_APPLY) add_states(run, may_apply, 2, first, end);
        if (kind == BULK_REVIEW) add_states(run, under_review, CKI_REVIEW_STAGES, first, end);
        if (move.chance > 0.0) flag_moves(run, move, cases, first, end);
    }
    if (chance->review > 0.0) flag_others(run, chance->review, with->table_review, first, end);
}

static void draw_cell(const drawing *with, const cki_cases *at, uint32_t c, double taken) {
    const ck_run *run = with->run;
    const uint64_t address = run->scenario->cell[c].address;
    const double dial = run->today.cell_dial[c];
    const double retries = bulk_binomial(run, with->table[BULK_RETRY], with->key[BULK_RETRY], address, at->refused[c],
                                         with->chance->retry);
    const double ends = bulk_binomial(run, with->table[BULK_EXPIRE], with->key[BULK_EXPIRE], address, at->granted[c],
                                      with->chance->expire);
    const double applications = draw_applications(with, at, c, address);
    const double done = with->chance->review > 0.0 ? draw_review(with, at, c, address, dial, taken) : 0.0;
    const double grants = few_binomial(with->approval, address, done, run->today.cell_approval[c]);
    at->applied[c] += applications + retries - taken;
    at->granted[c] += grants - ends;
    at->refused[c] += (done - grants) - retries;
    at->expired[c] += ends;
}

void cki_draw_moves(ck_run *run, uint32_t measure, const cki_chances *chance, ck_date date) {
    const cki_measure *at = &run->scenario->measure[measure];
    const cki_cases cases = cki_cases_of(&run->state);
    static const cki_purpose PURPOSE[BULK_COUNT] = {CKI_FOR_APPLY, CKI_FOR_RETRY, CKI_FOR_EXPIRY, CKI_FOR_REVIEW};
    const uint32_t day = (uint32_t)date.day;
    drawing with = {
        .run = run, .chance = chance,
        .pick_review = cki_random_key(run->random, CKI_FOR_REVIEW_PICK, day),
        .pick_apply = cki_random_key(run->random, CKI_FOR_APPLY_PICK, day),
        .approval = cki_random_key(run->random, CKI_FOR_APPROVAL, day),
        .table_review = review_chance(run, measure, chance),
    };
    for (uint32_t move = 0; move < BULK_COUNT; move++) {
        with.table[move] = table_of(run, measure, (bulk)move);
        with.key[move] = cki_random_key(run->random, PURPOSE[move], day);
    }
    find_moves(run, &with, at);
    double line = ck_random_unit(run->random, CKI_FOR_QUEUE, day, at->key), place = line;
    for (uint32_t c = at->first_cell; c < at->end_cell; c++) {
        const bool first = run->scenario->cell[c].part == 0;
        if (first) place = line;
        double here = place;                                         // parts stand at the same place in the queue
        const double taken = take_up(&cases, c, chance->take_up * run->today.cell_dial[c], first ? &line : &here);
        if (taken != 0.0 || run->today.cell_flag[c] != 0) draw_cell(&with, &cases, c, taken);
    }
}
