/* From a tree to its sequence form, plans and behaviour, best replies. */
#include "base/base.h"

#define SEQUENCE_LIMIT 4000u

typedef struct scratch { uint32_t *sequence[2]; uint32_t *local; double *weight, *sum; uint32_t *slot; uint32_t bits; } scratch;

static void lay_out(const ck_extensive_game *game, cki_arena *arena, ck_sequence_form *form, scratch *at) {
    size_t sequences = 2, leaves = 0;
    for (uint32_t h = 0; h < game->set_count; h++) sequences += game->set_actions[h];
    for (uint32_t k = 0; k < game->node_count; k++) leaves++;
    (void)sequences;
    for (uint32_t p = 0; p < 2; p++) {
        form->set[p] = cki_arena_take(arena, game->set_count, sizeof(uint32_t));
        form->parent[p] = cki_arena_take(arena, game->set_count, sizeof(uint32_t));
        form->first[p] = cki_arena_take(arena, game->set_count, sizeof(uint32_t));
        at->sequence[p] = cki_arena_take(arena, game->node_count, sizeof(uint32_t));
    }
    form->first_of_set = cki_arena_take(arena, game->set_count, sizeof(uint32_t));
    form->leaf = cki_arena_take(arena, leaves, sizeof *form->leaf);
    at->local = cki_arena_take(arena, game->set_count, sizeof(uint32_t));
    at->weight = cki_arena_take(arena, game->node_count, sizeof(double));
    at->sum = cki_arena_take(arena, 2 * (size_t)game->node_count, sizeof(double));
    at->bits = 4;
    while (((size_t)1 << at->bits) < 2 * leaves) at->bits++;
    at->slot = cki_arena_take(arena, (size_t)1 << at->bits, sizeof(uint32_t));
}

size_t ck_sequence_form_bytes(const ck_extensive_game *game) {
    cki_arena arena = cki_arena_measure();
    ck_sequence_form form;
    scratch at;
    lay_out(game, &arena, &form, &at);
    return cki_arena_bytes(&arena);
}

/* Adds payoffs to the pair of sequences, which is made when it is new. */
static void add_leaf(ck_sequence_form *form, const scratch *at, const uint32_t sequence[2], double first, double second) {
    const size_t last = ((size_t)1 << at->bits) - 1;
    size_t slot = (size_t)cki_mix((uint64_t)sequence[0] << 32 | sequence[1]) & last;
    for (; at->slot[slot] != 0; slot = (slot + 1) & last) {
        ck_leaf_weight *leaf = &form->leaf[at->slot[slot] - 1];
        if (leaf->sequence[0] != sequence[0] || leaf->sequence[1] != sequence[1]) continue;
        leaf->payoff[0] += first;
        leaf->payoff[1] += second;
        return;
    }
    form->leaf[form->leaf_count++] = (ck_leaf_weight){{sequence[0], sequence[1]}, {first, second}};
    at->slot[slot] = form->leaf_count;
}

ck_status ck_sequence_form_build(const ck_extensive_game *game, void *block, size_t bytes, ck_sequence_form *form,
                                 ck_diags *diags) {
    *form = (ck_sequence_form){.game = game, .sequence_count = {1, 1}};
    if (game->player_count != 2)
        return ck_diags_add(diags, CK_E_RANGE, (ck_place){0}, "the game has %u players; the sequence form is for two", "",
                            game->player_count);
    cki_arena arena = cki_arena_over(block, bytes);
    scratch at;
    lay_out(game, &arena, form, &at);
    CK_TRY(cki_arena_check(&arena));
    for (uint32_t h = 0; h < game->set_count; h++) at.local[h] = CK_NONE;
    cki_zero(at.slot, sizeof(uint32_t) << at.bits);
    for (uint32_t k = 0; k < game->node_count; k++) {
        const uint32_t parent = game->parent[k];
        uint32_t sequence[2] = {0, 0};
        double weight = 1.0, sum[2] = {game->payoff[2 * (size_t)k], game->payoff[2 * (size_t)k + 1]};
        if (parent != CK_NONE) {
            for (uint32_t p = 0; p < 2; p++) {
                sequence[p] = at.sequence[p][parent];
                sum[p] += at.sum[2 * (size_t)parent + p];
            }
            weight = at.weight[parent] * game->chance[k];
            if (game->kind[parent] == CK_DECISION) {
                const uint32_t set = game->set[parent];
                sequence[game->set_player[set]] = form->first_of_set[set] + game->action[k];
            }
        }
        at.weight[k] = weight;
        for (uint32_t p = 0; p < 2; p++) {
            at.sequence[p][k] = sequence[p];
            at.sum[2 * (size_t)k + p] = sum[p];
        }
        if (game->kind[k] == CK_TERMINAL) add_leaf(form, &at, sequence, weight * sum[0], weight * sum[1]);
        if (game->kind[k] != CK_DECISION) continue;
        const uint32_t set = game->set[k], p = game->set_player[set];
        if (at.local[set] == CK_NONE) {
            const uint32_t local = at.local[set] = form->set_count[p]++;
            form->set[p][local] = set;
            form->parent[p][local] = sequence[p];
            form->first[p][local] = form->first_of_set[set] = form->sequence_count[p];
            form->sequence_count[p] += game->set_actions[set];
            if (form->sequence_count[0] + form->sequence_count[1] > SEQUENCE_LIMIT)
                return ck_diags_add(diags, CK_E_LIMIT, (ck_place){0}, "the players have more than %u sequences together", "",
                                    SEQUENCE_LIMIT);
        } else if (form->parent[p][at.local[set]] != sequence[p]) {
            return ck_diags_add(diags, CK_E_UNKNOWN, (ck_place){0},
                                "player %u forgets what he did: information set %u is reached after different moves of his own",
                                "sequences are defined for players who remember their moves", p + 1, set + 1);
        }
    }
    return CK_OK;
}

void ck_sequence_behaviour(const ck_sequence_form *form, uint32_t player, const double *plan, double *probability) {
    probability[0] = 1.0;
    for (uint32_t h = 0; h < form->set_count[player]; h++) {
        const uint32_t first = form->first[player][h], count = form->game->set_actions[form->set[player][h]];
        double sum = 0.0;
        for (uint32_t a = 0; a < count; a++) sum += ck_max(plan[first + a], 0.0);
        for (uint32_t a = 0; a < count; a++)
            probability[first + a] = sum > 1e-12 ? ck_max(plan[first + a], 0.0) / sum : 1.0 / count;
    }
}

void ck_sequence_plan(const ck_sequence_form *form, uint32_t player, const double *probability, double *plan) {
    plan[0] = 1.0;
    for (uint32_t h = 0; h < form->set_count[player]; h++) {
        const uint32_t first = form->first[player][h], count = form->game->set_actions[form->set[player][h]];
        for (uint32_t a = 0; a < count; a++) plan[first + a] = plan[form->parent[player][h]] * probability[first + a];
    }
}

size_t ck_sequence_deviation_bytes(const ck_sequence_form *form) {
    cki_arena arena = cki_arena_measure();
    (void)cki_arena_take(&arena, ck_max_u32(form->sequence_count[0], form->sequence_count[1]), sizeof(double));
    return cki_arena_bytes(&arena);
}

ck_status ck_sequence_deviation(const ck_sequence_form *form, const double *const plan[2], void *block, size_t bytes,
                                ck_sequence_result *result) {
    cki_arena arena = cki_arena_over(block, bytes);
    double *value = cki_arena_take(&arena, ck_max_u32(form->sequence_count[0], form->sequence_count[1]), sizeof *value);
    CK_TRY(cki_arena_check(&arena));
    result->payoff[0] = result->payoff[1] = 0.0;
    for (uint32_t k = 0; k < form->leaf_count; k++) {
        const ck_leaf_weight *leaf = &form->leaf[k];
        const double reach = plan[0][leaf->sequence[0]] * plan[1][leaf->sequence[1]];
        for (uint32_t p = 0; p < 2; p++) result->payoff[p] += reach * leaf->payoff[p];
    }
    for (uint32_t p = 0; p < 2; p++) {
        cki_zero(value, form->sequence_count[p] * sizeof *value);
        for (uint32_t k = 0; k < form->leaf_count; k++) {
            const ck_leaf_weight *leaf = &form->leaf[k];
            value[leaf->sequence[p]] += leaf->payoff[p] * plan[1 - p][leaf->sequence[1 - p]];
        }
        for (uint32_t h = form->set_count[p]; h-- > 0;) {        // later sets first: they follow from earlier ones
            const uint32_t first = form->first[p][h], count = form->game->set_actions[form->set[p][h]];
            double best = value[first];
            for (uint32_t a = 1; a < count; a++) best = ck_max(best, value[first + a]);
            value[form->parent[p][h]] += best;
        }
        result->gain[p] = ck_max(value[0] - result->payoff[p], 0.0);
    }
    return CK_OK;
}
