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

/* Moves that are drawn in bulk: each has a table of (1 - chance)^cases, reviews one for each dial under which the
   measure's cells stand, and a key of its random numbers today. In the flags of a cell a move has the bit of its
   number. */
typedef enum bulk { BULK_APPLY, BULK_RETRY, BULK_EXPIRE, BULK_REVIEW, BULK_COUNT } bulk;

enum {
    MOVES_APPLY = 1 << BULK_APPLY,
    MOVES_RETRY = 1 << BULK_RETRY,
    MOVES_EXPIRE = 1 << BULK_EXPIRE,
    MOVES_REVIEW = 1 << BULK_REVIEW,
    WAITS = 1 << BULK_COUNT                  // to be taken up
};

static double *table_of(const ck_run *run, uint32_t measure, uint32_t table) {
    return run->today.still + ((size_t)measure * CKI_STILL_TABLES + table) * run->scenario->still_width;
}

static void fill_table(const ck_run *run, double *table, double chance) {
    const double stays = 1.0 - at_most_1(chance);
    table[0] = 1.0;
    for (uint32_t n = 1; n < run->scenario->still_width; n++) table[n] = table[n - 1] * stays;
}

/* Finds each cell's table of reviews, by its chance; who is left over when all are in use has none. */
static void prepare_reviews(ck_run *run, uint32_t measure, double review) {
    const cki_measure *at = &run->scenario->measure[measure];
    double known[CKI_STILL_TABLES];
    uint32_t end = BULK_REVIEW;
    for (uint32_t c = at->first_cell; c < at->end_cell; c++) {
        const double chance = at_most_1(review * run->today.cell_dial[c]);
        uint32_t table = BULK_REVIEW;
        while (table < end && known[table] != chance) table++;
        if (table == end && end < CKI_STILL_TABLES) {
            known[end++] = chance;
            fill_table(run, table_of(run, measure, table), chance);
        }
        run->today.cell_table[c] = table < end ? table : CK_NONE;
    }
}

/* The chance that none of so many cases moves: 1 if there are none, below 0 where the table does not tell it. */
static double still_of(const double *table, uint32_t width, double cases) {
    const uint32_t n = (uint32_t)cases;
    if (n == 0) return 1.0;
    return n < width && table[n] > 0x1p-40 ? table[n] : -1.0;
}

/* Of a cell, for each move. */
static void note_still(const ck_run *run, uint32_t measure, const cki_cases *at, uint32_t c) {
    const uint32_t width = run->scenario->still_width, table = run->today.cell_table[c];
    const double reviewed = at->review[0][c] + at->review[1][c] + at->review[2][c] + at->review[3][c];
    double *const *still = run->today.cell_still;
    still[BULK_APPLY][c] = still_of(table_of(run, measure, BULK_APPLY), width, at->none[c] + at->expired[c]);
    still[BULK_RETRY][c] = still_of(table_of(run, measure, BULK_RETRY), width, at->refused[c]);
    still[BULK_EXPIRE][c] = still_of(table_of(run, measure, BULK_EXPIRE), width, at->granted[c]);
    still[BULK_REVIEW][c] = table != CK_NONE ? still_of(table_of(run, measure, table), width, reviewed) : -1.0;
}

void cki_prepare_draws(ck_run *run, uint32_t measure, const cki_chances *chance) {
    const cki_measure *at = &run->scenario->measure[measure];
    const cki_cases cases = cki_cases_of(&run->state);
    fill_table(run, table_of(run, measure, BULK_APPLY), chance->apply);
    fill_table(run, table_of(run, measure, BULK_RETRY), chance->retry);
    fill_table(run, table_of(run, measure, BULK_EXPIRE), chance->expire);
    prepare_reviews(run, measure, chance->review);
    for (uint32_t c = at->first_cell; c < at->end_cell; c++) note_still(run, measure, &cases, c);
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

/* As ck_random_binomial, quicker for few cases. */
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
    return (double)(int64_t)cases;
}

/* Takes `count` of the buyers in `groups` groups of given sizes, each buyer with the same chance (within 2^-32), and
   adds them up by group. Who is left stands in a row, group by group: `end` is where a group ends, `taken` how many
   of it and those before are gone. */
static inline void pick_among(const uint32_t *size, uint32_t groups, uint32_t count, uint64_t key, uint64_t address,
                              uint32_t *picked) {
    uint32_t end[CKI_REVIEW_STAGES], taken[CKI_REVIEW_STAGES], total = 0;
    for (uint32_t g = 0; g < groups; g++) {
        end[g] = total += size[g];
        taken[g] = 0;
    }
    for (uint32_t i = 0; i < count; i++, total--) {
        const uint64_t bits = cki_mix(key ^ (address + 0x9e3779b97f4a7c15u * (i + 1)));
        const uint32_t at = (uint32_t)((bits >> 32) * total >> 32);
        for (uint32_t g = 0; g < groups; g++) {
            const uint32_t before_end = at < end[g] ? 1 : 0;
            end[g] -= before_end;
            taken[g] += before_end;
        }
    }
    for (uint32_t g = 0; g < groups; g++) picked[g] = g > 0 ? taken[g] - taken[g - 1] : taken[g];
}

/* What all cells of a measure share on one day. */
typedef struct drawing {
    const ck_run      *run;
    uint32_t           measure;
    const cki_chances *chance;
    uint64_t           key[BULK_COUNT], pick_review, pick_apply, approval;
    bool               has_parts;
} drawing;

/* ---------------------------------------------------------------- who moves --------------------------------------- */

/* On most days most cases rest: the same numbers as for their moves say so, many cells at once. A chance that is not
   known says nothing. */
static inline uint32_t may_move(uint32_t flag, double still, uint64_t key, uint64_t address) {
    return cki_random_unit_at(key, address) < still ? 0 : flag;
}

/* Moves of every day, in the flags. */
CKI_LANES_VOID(find_daily, (const ck_run *run, const drawing *with, uint32_t first, uint32_t end),
               (run, with, first, end), run->width) {
    double *const *still = run->today.cell_still;
    const double *apply = still[BULK_APPLY], *retry = still[BULK_RETRY], *expire = still[BULK_EXPIRE];
    const uint64_t apply_key = with->key[BULK_APPLY], retry_key = with->key[BULK_RETRY];
    const uint64_t expire_key = with->key[BULK_EXPIRE];
    const uint64_t *address = run->today.cell_address;
    uint8_t *flag = run->today.cell_flag;
    CKI_EACH
    for (uint32_t c = first; c < end; c++) {
        flag[c] = (uint8_t)(may_move(MOVES_APPLY, apply[c], apply_key, address[c]) |
                            may_move(MOVES_RETRY, retry[c], retry_key, address[c]) |
                            may_move(MOVES_EXPIRE, expire[c], expire_key, address[c]));
    }
}

/* Those of working days, added to them. */
CKI_LANES_VOID(find_reviewed, (const ck_run *run, const drawing *with, uint32_t first, uint32_t end),
               (run, with, first, end), run->width) {
    const double *review = run->today.cell_still[BULK_REVIEW], *applied = run->state.cell_applied;
    const uint64_t key = with->key[BULK_REVIEW], *address = run->today.cell_address;
    uint8_t *flag = run->today.cell_flag;
    CKI_EACH
    for (uint32_t c = first; c < end; c++) {
        const uint32_t waits = applied[c] > 0.0 ? WAITS : 0;
        flag[c] |= (uint8_t)(may_move(MOVES_REVIEW, review[c], key, address[c]) | waits);
    }
}

/* ---------------------------------------------------------------- their moves ------------------------------------- */

/* How many of so many cases make a move: as ck_random_binomial, quicker where the chance of 0 is known. */
static double draw_move(const drawing *with, bulk move, uint32_t c, double cases, double chance) {
    const double still = with->run->today.cell_still[move][c];
    const uint64_t key = with->key[move], address = with->run->today.cell_address[c];
    if (still > 0.0) return invert(cki_random_unit_at(key, address), still, (uint32_t)cases, chance);
    return ck_random_binomial((ck_random){key, 0}, 0, 0, address, (uint32_t)cases, chance);
}

/* Buyers without an application and with an expired licence apply alike. */
static double draw_applications(const drawing *with, const cki_cases *at, uint32_t c, uint64_t address) {
    const double able = at->none[c] + at->expired[c];
    const double count = draw_move(with, BULK_APPLY, c, able, with->chance->apply);
    if (count == 0.0) return 0.0;
    const uint32_t size[2] = {(uint32_t)at->none[c], (uint32_t)at->expired[c]};
    uint32_t picked[2];
    pick_among(size, 2, (uint32_t)count, with->pick_apply, address, picked);
    at->none[c] -= picked[0];
    at->expired[c] -= picked[1];
    return count;
}

/* Cases that pass their stage; returns those that leave the review. */
static double draw_review(const drawing *with, const cki_cases *at, uint32_t c, uint64_t address) {
    uint32_t stage[CKI_REVIEW_STAGES], passed[CKI_REVIEW_STAGES], total = 0, done = 0;
    for (uint32_t s = 0; s < CKI_REVIEW_STAGES; s++) total += stage[s] = (uint32_t)at->review[s][c];
    const double chance = at_most_1(with->chance->review * with->run->today.cell_dial[c]);
    const bool has_table = with->run->today.cell_table[c] != CK_NONE;
    const double count = has_table ? draw_move(with, BULK_REVIEW, c, total, chance)
                                   : few_binomial(with->key[BULK_REVIEW], address, total, chance);
    if (count == 0.0) return 0.0;
    pick_among(stage, CKI_REVIEW_STAGES, (uint32_t)count, with->pick_review, address, passed);
    for (uint32_t s = 0; s < CKI_REVIEW_STAGES; s++) {
        at->review[s][c] -= passed[s];
        if (s >= with->chance->last) done += passed[s];
        else at->review[s + 1][c] += passed[s];
    }
    return done;
}

/* All moves follow from the numbers at the beginning of the day; `taken` cases enter the review. */
static void draw_cell(const drawing *with, const cki_cases *at, uint32_t c, uint32_t moves, double taken) {
    const ck_run *run = with->run;
    const uint64_t address = run->today.cell_address[c];
    double applications = 0.0, retries = 0.0, ends = 0.0, done = 0.0, grants = 0.0;
    if (moves & MOVES_RETRY) retries = draw_move(with, BULK_RETRY, c, at->refused[c], with->chance->retry);
    if (moves & MOVES_EXPIRE) ends = draw_move(with, BULK_EXPIRE, c, at->granted[c], with->chance->expire);
    if (moves & MOVES_APPLY) applications = draw_applications(with, at, c, address);
    if (moves & MOVES_REVIEW) done = draw_review(with, at, c, address);
    if (done > 0.0) grants = few_binomial(with->approval, address, done, run->today.cell_approval[c]);
    at->applied[c] += applications + retries - taken;
    at->review[0][c] += taken;
    at->granted[c] += grants - ends;
    at->refused[c] += (done - grants) - retries;
    at->expired[c] += ends;
    note_still(run, with->measure, at, c);
}

/* `line` is the sum of expected take-ups of the cells before this one plus a common uniform number: whole cases are
   taken up where it passes a whole number, which is what a queue does that serves all cells in proportion. Parts of
   the same buyers, whose first cell is `buyers`, stand at the same place. Cells in which nobody waits do not move it.
   */
typedef struct queue { double line, place; uint32_t buyers; } queue;

static double take_up(const drawing *with, const cki_cases *at, uint32_t c, queue *queue) {
    const uint32_t part = with->has_parts ? with->run->scenario->cell[c].part : 0;
    if (queue->buyers != c - part) {
        queue->buyers = c - part;
        queue->place = queue->line;
    }
    const double chance = at_most_1(with->chance->take_up * with->run->today.cell_dial[c]);
    if (chance <= 0.0) return 0.0;
    const double here = queue->place + at->applied[c] * chance;
    if (part == 0) queue->line = here;
    return ck_min(whole(here) - whole(queue->place), at->applied[c]);
}

void cki_draw_moves(ck_run *run, uint32_t measure, const cki_chances *chance, ck_date date) {
    const cki_measure *at = &run->scenario->measure[measure];
    const cki_cases cases = cki_cases_of(&run->state);
    static const cki_purpose PURPOSE[BULK_COUNT] = {CKI_FOR_APPLY, CKI_FOR_RETRY, CKI_FOR_EXPIRY, CKI_FOR_REVIEW};
    const uint32_t day = (uint32_t)date.day, end = at->end_cell;
    const uint8_t *flag = run->today.cell_flag;
    drawing with = {
        .run = run, .measure = measure, .chance = chance,
        .pick_review = cki_random_key(run->random, CKI_FOR_REVIEW_PICK, day),
        .pick_apply = cki_random_key(run->random, CKI_FOR_APPLY_PICK, day),
        .approval = cki_random_key(run->random, CKI_FOR_APPROVAL, day),
        .has_parts = at->has_parts,
    };
    for (uint32_t move = 0; move < BULK_COUNT; move++) {
        with.key[move] = cki_random_key(run->random, PURPOSE[move], day);
    }
    find_daily(run, &with, at->first_cell, end);
    if (chance->review > 0.0) find_reviewed(run, &with, at->first_cell, end);
    queue queue = {.line = ck_random_unit(run->random, CKI_FOR_QUEUE, day, at->key), .buyers = CK_NONE};
    for (uint32_t c = cki_next_flag(flag, at->first_cell, end); c < end; c = cki_next_flag(flag, c + 1, end)) {
        const uint32_t moves = flag[c];
        const double taken = moves & WAITS ? take_up(&with, &cases, c, &queue) : 0.0;
        if (taken != 0.0 || moves != WAITS) draw_cell(&with, &cases, c, moves, taken);
    }
}
