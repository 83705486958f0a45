/* Sustainable payoffs of repeated games: the operator R of Abreu and Sannikov (2014).

   W is the convex set of promises, u the worst payoff of each player in it, h_i(a) what i could gain at once by
   deviating from profile a. The promises that enforce a are Q = {w in W: w_i >= u_i + (1 - delta) / delta h_i(a)}.
   Where the payoff g(a) is one of them, a can be played for ever and gives g(a); otherwise the corners of Q at which
   a constraint binds give (1 - delta) g(a) + delta w. The next W is the convex hull of what all profiles give. */
#include "strategy/strategic.h"

#define ROUND_LIMIT 200000u

typedef struct polygon { ck_payoff_pair *corner; uint32_t count; } polygon;

typedef struct repeat {
    const ck_strategic_game *game;
    uint32_t        profiles;
    double          range;
    ck_payoff_pair *tempted;             // (profiles) h
    ck_payoff_pair *given;               // (4 profiles + 4)
    polygon         now, next, cut, other;
    uint32_t       *order, *scratch;     // (4 profiles + 4)
    bool           *playable;
} repeat;

static void lay_out(repeat *at, const ck_strategic_game *game, cki_arena *arena) {
    *at = (repeat){.game = game, .profiles = cki_strategic_profiles(game)};
    const size_t most = 4 * (size_t)at->profiles + 4;
    at->tempted = cki_arena_take(arena, at->profiles, sizeof *at->tempted);
    at->given = cki_arena_take(arena, most, sizeof *at->given);
    polygon *const all[4] = {&at->now, &at->next, &at->cut, &at->other};
    for (uint32_t k = 0; k < 4; k++) all[k]->corner = cki_arena_take(arena, most + 4, sizeof(ck_payoff_pair));
    at->order = cki_arena_take(arena, most, sizeof(uint32_t));
    at->scratch = cki_arena_take(arena, most, sizeof(uint32_t));
    at->playable = cki_arena_take(arena, at->profiles, sizeof(bool));
}

size_t ck_repeated_bytes(const ck_strategic_game *game) {
    cki_arena arena = cki_arena_measure();
    repeat at;
    lay_out(&at, game, &arena);
    return cki_arena_bytes(&arena);
}

static ck_payoff_pair payoff_of(const repeat *at, uint32_t profile) {
    return (ck_payoff_pair){{at->game->payoff[2 * (size_t)profile], at->game->payoff[2 * (size_t)profile + 1]}};
}

/* Payoff of player p when the other keeps to the profile and p plays `own`. */
static double payoff_playing(const ck_strategic_game *game, uint32_t profile, uint32_t p, uint32_t own) {
    const uint32_t m = game->strategy_count[0], row = profile % m, column = profile / m;
    const uint32_t changed = p == 0 ? column * m + own : own * m + row;
    return game->payoff[2 * (size_t)changed + p];
}

static double best_playing(const ck_strategic_game *game, uint32_t profile, uint32_t p) {
    double best = -CK_INFINITY;
    for (uint32_t own = 0; own < game->strategy_count[p]; own++)
        best = ck_max(best, payoff_playing(game, profile, p, own));
    return best;
}

/* ---------------------------------------------------------------- convex sets ------------------------------------- */

static double turn(ck_payoff_pair a, ck_payoff_pair b, ck_payoff_pair c) {
    return (b.value[0] - a.value[0]) * (c.value[1] - a.value[1]) -
           (b.value[1] - a.value[1]) * (c.value[0] - a.value[0]);
}

static int left_to_right(const void *context, uint32_t a, uint32_t b) {
    const ck_payoff_pair *point = context;
    for (uint32_t p = 0; p < 2; p++) {
        if (point[a].value[p] != point[b].value[p]) return point[a].value[p] < point[b].value[p] ? -1 : 1;
    }
    return 0;
}

/* Convex hull, anticlockwise (Andrew 1979); points within rounding of an edge are no corners. */
static void hull(const repeat *at, const ck_payoff_pair *point, uint32_t count, polygon *out) {
    out->count = 0;
    if (count == 0) return;
    const double flat = 1e-14 * at->range * at->range;
    for (uint32_t k = 0; k < count; k++) at->order[k] = k;
    cki_sort_indices(at->order, at->scratch, count, left_to_right, point);
    uint32_t used = 0;
    for (uint32_t pass = 0; pass < 2; pass++) {
        const uint32_t base = used;
        for (uint32_t k = 0; k < count; k++) {
            const ck_payoff_pair next = point[at->order[pass == 0 ? k : count - 1 - k]];
            while (used >= base + 2 && turn(out->corner[used - 2], out->corner[used - 1], next) <= flat) used--;
            if (used > base && out->corner[used - 1].value[0] == next.value[0] &&
                out->corner[used - 1].value[1] == next.value[1])
                continue;
            out->corner[used++] = next;
        }
        if (used > base + 1) used--;                     // the last corner starts the other side
        if (pass == 0 && used == 1 && count > 0 && base == 0 &&
            out->corner[0].value[0] == point[at->order[count - 1]].value[0] &&
            out->corner[0].value[1] == point[at->order[count - 1]].value[1])
            break;                                       // one point
    }
    out->count = used;
}

/* The part of `from` where value[p] >= low; corners on the line exactly get `low`. */
static void cut_below(const polygon *from, uint32_t p, double low, double slack, polygon *to) {
    to->count = 0;
    for (uint32_t k = 0; k < from->count; k++) {
        const ck_payoff_pair a = from->corner[k], b = from->corner[(k + 1) % from->count];
        const bool a_in = a.value[p] >= low - slack, b_in = b.value[p] >= low - slack;
        if (a_in) to->corner[to->count++] = a;
        if (a_in == b_in || from->count == 1) continue;
        const double share = ck_clamp((low - a.value[p]) / (b.value[p] - a.value[p]), 0.0, 1.0);
        ck_payoff_pair crossing;
        crossing.value[p] = low;
        crossing.value[1 - p] = a.value[1 - p] + share * (b.value[1 - p] - a.value[1 - p]);
        to->corner[to->count++] = crossing;
    }
}

/* ---------------------------------------------------------------- the operator ------------------------------------ */

/* What a profile gives; the number of points added to at->given. */
static uint32_t give(repeat *at, uint32_t profile, double patience, const double threat[2], ck_payoff_pair *out) {
    const ck_payoff_pair g = payoff_of(at, profile);
    const double slack = 1e-12 * at->range;
    double low[2];
    bool adequate = true;
    for (uint32_t p = 0; p < 2; p++) {
        low[p] = threat[p] + (1.0 - patience) / patience * at->tempted[profile].value[p];
        adequate = adequate && g.value[p] >= low[p] - slack;
    }
    if (adequate) {
        out[0] = g;
        return 1;
    }
    cut_below(&at->now, 0, low[0], slack, &at->other);
    cut_below(&at->other, 1, low[1], slack, &at->cut);
    uint32_t count = 0;
    // the extreme points of each binding side: at most two a side
    for (uint32_t p = 0; p < 2; p++) {
        uint32_t least = CK_NONE, most = CK_NONE;
        for (uint32_t k = 0; k < at->cut.count; k++) {
            const ck_payoff_pair w = at->cut.corner[k];
            if (w.value[p] > low[p] + slack) continue;
            if (least == CK_NONE || w.value[1 - p] < at->cut.corner[least].value[1 - p]) least = k;
            if (most == CK_NONE || w.value[1 - p] > at->cut.corner[most].value[1 - p]) most = k;
        }
        if (least == CK_NONE) continue;
        for (uint32_t twice = 0; twice < (least == most ? 1u : 2u); twice++) {
            const ck_payoff_pair w = at->cut.corner[twice == 0 ? least : most];
            for (uint32_t q = 0; q < 2; q++)
                out[count].value[q] = (1.0 - patience) * g.value[q] + patience * w.value[q];
            count++;
        }
    }
    return count;
}

static double distance(const polygon *a, const polygon *b) {
    if (a->count != b->count) return CK_INFINITY;
    double largest = 0.0;
    for (uint32_t k = 0; k < a->count; k++) {
        for (uint32_t p = 0; p < 2; p++)
            largest = ck_max(largest, ck_abs(a->corner[k].value[p] - b->corner[k].value[p]));
    }
    return largest;
}

static ck_status solve(repeat *at, double patience, ck_repeated *repeated) {
    const ck_strategic_game *game = at->game;
    *repeated = (ck_repeated){.playable = at->playable, .movement = CK_INFINITY};
    at->range = cki_strategic_range(game, CK_NONE, NULL);
    for (uint32_t p = 0; p < 2; p++) {                   // what each can always get in pure strategies
        repeated->threat[p] = CK_INFINITY;
        for (uint32_t k = 0; k < at->profiles; k++)
            repeated->threat[p] = ck_min(repeated->threat[p], best_playing(game, k, p));
    }
    for (uint32_t k = 0; k < at->profiles; k++) {
        at->given[k] = payoff_of(at, k);
        for (uint32_t p = 0; p < 2; p++) at->tempted[k].value[p] = best_playing(game, k, p) - at->given[k].value[p];
    }
    hull(at, at->given, at->profiles, &at->now);
    double scale = 0.0;
    for (uint32_t k = 0; k < at->profiles; k++)
        for (uint32_t p = 0; p < 2; p++) scale = ck_max(scale, ck_abs(at->given[k].value[p]));
    while (repeated->rounds < ROUND_LIMIT) {
        uint32_t count = 0;
        for (uint32_t k = 0; k < at->profiles; k++) {
            const uint32_t added = give(at, k, patience, repeated->threat, at->given + count);
            at->playable[k] = added > 0;
            count += added;
        }
        hull(at, at->given, count, &at->next);
        repeated->rounds++;
        double moved = distance(&at->now, &at->next);
        const polygon kept = at->now;
        at->now = at->next;
        at->next = kept;
        for (uint32_t p = 0; p < 2 && at->now.count > 0; p++) {
            double least = CK_INFINITY;
            for (uint32_t k = 0; k < at->now.count; k++) least = ck_min(least, at->now.corner[k].value[p]);
            if (least > repeated->threat[p]) {
                moved = ck_max(moved, least - repeated->threat[p]);
                repeated->threat[p] = least;
            }
        }
        repeated->movement = moved;
        if (at->now.count == 0 || moved <= 1e-13 * (at->range + scale)) break;
    }
    repeated->corner = at->now.corner;
    repeated->corner_count = at->now.count;
    if (at->now.count == 0) repeated->movement = 0.0;
    return repeated->movement <= 1e-13 * (at->range + scale) ? CK_OK : CK_E_NO_SOLUTION;
}

static ck_status ready(repeat *at, const ck_strategic_game *game, void *block, size_t bytes, ck_diags *diags) {
    CK_TRY(cki_strategic_check(game, diags));
    if (game->player_count != 2)
        return ck_diags_add(diags, CK_E_RANGE, (ck_place){0},
                            "the game has %u players; repeated games are solved for two", "", game->player_count);
    cki_arena arena = cki_arena_over(block, bytes);
    lay_out(at, game, &arena);
    return cki_arena_check(&arena);
}

ck_status ck_repeated_solve(const ck_strategic_game *game, double patience, void *block, size_t bytes,
                            ck_repeated *repeated, ck_diags *diags) {
    if (!(patience > 0.0 && patience < 1.0))
        return ck_diags_add(diags, CK_E_RANGE, (ck_place){0}, "the patience is %g; it must lie between 0 and 1", "",
                            patience);
    repeat at;
    CK_TRY(ready(&at, game, block, bytes, diags));
    if (solve(&at, patience, repeated) < 0)
        return ck_diags_add(diags, CK_E_NO_SOLUTION, (ck_place){0}, "the set of payoffs still moves by %g", "",
                            repeated->movement);
    return CK_OK;
}

/* Whether the point lies in the set, within 1e-9 of the range. */
static bool holds(const repeat *at, const ck_repeated *set, const double payoff[2]) {
    const ck_payoff_pair point = {{payoff[0], payoff[1]}};
    const double near = 1e-9 * at->range;
    if (set->corner_count == 0) return false;
    bool inside = set->corner_count > 2;
    for (uint32_t k = 0; k < set->corner_count; k++) {
        const ck_payoff_pair a = set->corner[k], b = set->corner[(k + 1) % set->corner_count];
        const double across[2] = {b.value[0] - a.value[0], b.value[1] - a.value[1]};
        const double length = across[0] * across[0] + across[1] * across[1];
        inside = inside && turn(a, b, point) >= 0.0;
        double along = 0.0;
        for (uint32_t p = 0; p < 2; p++) along += (payoff[p] - a.value[p]) * across[p];
        const double share = length > 0.0 ? ck_clamp(along / length, 0.0, 1.0) : 0.0;
        double off = 0.0;
        for (uint32_t p = 0; p < 2; p++) off = ck_max(off, ck_abs(payoff[p] - a.value[p] - share * across[p]));
        if (off <= near) return true;
    }
    return inside;
}

double ck_repeated_threshold(const ck_strategic_game *game, const double payoff[2], void *block, size_t bytes) {
    repeat at;
    if (ready(&at, game, block, bytes, NULL) < 0) return CK_NAN;
    ck_repeated set;
    double low = 0.0, high = 1.0 - 1e-6;
    (void)solve(&at, high, &set);
    if (!holds(&at, &set, payoff)) {
        high = 0.999;                                    // a set that moves slowly is judged where it settles
        if (solve(&at, high, &set) < 0 || !holds(&at, &set, payoff)) return CK_NAN;
    }
    while (high - low > 1e-9) {
        const double middle = 0.5 * (low + high);
        if (solve(&at, middle, &set) >= 0 && holds(&at, &set, payoff))
            high = middle;
        else
            low = middle;
    }
    return high;
}

double ck_trigger_threshold(const ck_strategic_game *game, const uint32_t target[2], const uint32_t punishment[2]) {
    if (game->player_count != 2) return CK_NAN;
    const uint32_t m = game->strategy_count[0];
    const uint32_t kept = target[1] * m + target[0], after = punishment[1] * m + punishment[0];
    double needed = 0.0;
    for (uint32_t p = 0; p < 2; p++) {
        const double deviation = best_playing(game, kept, p), reward = game->payoff[2 * (size_t)kept + p];
        const double punished = game->payoff[2 * (size_t)after + p];
        if (best_playing(game, after, p) > punished) return CK_NAN;
        if (deviation <= reward) continue;
        if (!(punished < reward)) return CK_NAN;
        needed = ck_max(needed, (deviation - reward) / (deviation - punished));
    }
    return needed;
}
