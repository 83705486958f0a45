#include "exposure/component.h"

enum { ROUNDS = 20000 };
#define UNSEEN UINT32_MAX

ck_component_scratch ck_component_layout(cki_arena *arena, uint32_t nodes, size_t links) {
    (void)links;
    ck_component_scratch at;
    at.first = cki_arena_take(arena, (size_t)nodes + 1, sizeof(uint32_t));
    at.next = cki_arena_take(arena, nodes, sizeof(uint32_t));
    at.index = cki_arena_take(arena, nodes, sizeof(uint32_t));
    at.low = cki_arena_take(arena, nodes, sizeof(uint32_t));
    at.stack = cki_arena_take(arena, nodes, sizeof(uint32_t));
    at.path = cki_arena_take(arena, nodes, sizeof(uint32_t));
    at.group = cki_arena_take(arena, nodes, sizeof(uint32_t));
    at.vector = cki_arena_take(arena, nodes, sizeof(double));
    at.image = cki_arena_take(arena, nodes, sizeof(double));
    return at;
}

/* Numbers the components in at->group and returns how many there are. Walks from importers to their suppliers, without recursion. */
static uint32_t number_components(uint32_t nodes, const uint32_t *from, const double *weight, ck_component_scratch *at) {
    uint32_t groups = 0, seen = 0, depth = 0, waiting = 0;
    for (uint32_t v = 0; v < nodes; v++) at->index[v] = at->group[v] = UNSEEN;
    for (uint32_t root = 0; root < nodes; root++) {
        if (at->index[root] != UNSEEN) continue;
        at->path[depth++] = root;
        while (depth > 0) {
            const uint32_t v = at->path[depth - 1];
            if (at->index[v] == UNSEEN) {
                at->index[v] = at->low[v] = seen++;
                at->next[v] = at->first[v];
                at->stack[waiting++] = v;
            }
            bool deeper = false;
            while (at->next[v] < at->first[v + 1] && !deeper) {
                const uint32_t link = at->next[v], w = from[link];
                if (weight[link] > 0.0 && at->index[w] == UNSEEN) {
                    at->path[depth++] = w;               // comes back to the same link, then with w seen
                    deeper = true;
                    continue;
                }
                if (weight[link] > 0.0 && at->group[w] == UNSEEN) at->low[v] = ck_min_u32(at->low[v], at->low[w]);
                at->next[v]++;
            }
            if (deeper) continue;
            depth--;
            if (at->low[v] != at->index[v]) continue;
            uint32_t w;
            do {
                w = at->stack[--waiting];
                at->group[w] = groups;
            } while (w != v);
            groups++;
        }
    }
    return groups;
}

/* Spectral radius of one component of two nodes or more; its nodes are at->stack[0 .. count). */
static double radius_of(uint32_t group, uint32_t count, const uint32_t *from, const double *weight, ck_component_scratch *at, bool *settled) {
    for (uint32_t k = 0; k < count; k++) at->vector[at->stack[k]] = 1.0;
    double low = 0.0, high = 1.0;
    for (uint32_t round = 0; round < ROUNDS; round++) {
        double largest = 0.0;
        low = CK_INFINITY;
        high = 0.0;
        for (uint32_t k = 0; k < count; k++) {
            const uint32_t v = at->stack[k];
            double sum = at->vector[v];                  // I + V: no component swings
            for (uint32_t link = at->first[v]; link < at->first[v + 1]; link++)
                if (at->group[from[link]] == group) sum += weight[link] * at->vector[from[link]];
            at->image[v] = sum;
            low = ck_min(low, sum / at->vector[v]);
            high = ck_max(high, sum / at->vector[v]);
            largest = ck_max(largest, sum);
        }
        for (uint32_t k = 0; k < count; k++) at->vector[at->stack[k]] = at->image[at->stack[k]] / largest;
        if (high - low <= 1e-10) return 0.5 * (low + high) - 1.0;
    }
    *settled = false;
    return 0.5 * (low + high) - 1.0;
}

ck_component_result ck_component_find(uint32_t nodes, const uint32_t *to, const uint32_t *from, const double *weight, size_t links,
                                      ck_component_scratch *at) {
    size_t link = 0;
    for (uint32_t v = 0; v < nodes; v++) {
        at->first[v] = (uint32_t)link;
        while (link < links && to[link] == v) link++;
    }
    at->first[nodes] = (uint32_t)links;
    const uint32_t groups = number_components(nodes, from, weight, at);
    ck_component_result result = {.settled = true};
    for (uint32_t g = 0; g < groups; g++) {
        uint32_t count = 0;
        for (uint32_t v = 0; v < nodes; v++)
            if (at->group[v] == g) at->stack[count++] = v;
        result.largest = ck_max_u32(result.largest, count);
        if (count > 1) result.radius = ck_max(result.radius, radius_of(g, count, from, weight, at, &result.settled));
    }
    return result;
}
