/* The cascade of ESRI: eight scenarios side by side, and only firms that something reaches.

   A firm's state is its loss downstream and upstream, 1 - h of the literature, each rounded as 1 - h: losses below
   the last digit of a level are none, so that a cascade dies out by itself where it no longer shows. An iteration
   uses the losses of the one before. */
#include "spread/esri.h"

enum { LANES = CKI_ESRI_LANES };

typedef struct line { double at[LANES]; } line;
typedef double pair __attribute__((vector_size(16), aligned(8), may_alias));  // four of them are a line in registers
_Static_assert(LANES == 8, "a line is four pairs");

typedef struct worker {
    line     *down, *up;                 // (firms) losses
    line     *passed;                    // (firms) what buyers feel: replaceability times loss; no markets: `down`
    line     *shock_down, *shock_up;     // (firms)
    line     *new_down, *new_up;         // (firms) of those in the lists, one after the other, or of all
    uint32_t *list_down, *list_up;       // (firms) to be computed in this iteration
    uint32_t *next_down, *next_up;       // (firms) in the next one
    uint8_t  *mark_down, *mark_up;       // (firms) stands in the next list
    uint32_t *seen;                      // (firms) firms that ever changed: what is to be cleared and summed
    uint8_t  *mark_seen;
    uint32_t *moved_market;              // (markets)
    uint8_t  *mark_market;               // (markets)
    line     *market_size;               // (markets) size left
    uint32_t  down_count, up_count, next_down_count, next_up_count, seen_count, moved_count;
    bool      all_down, all_up;          // so much has moved that all firms are computed, in order and without lists
    bool      next_all_down, next_all_up;
} worker;

/* Lines that begin where a line of the cache does, so that reading one touches one. */
static line *take_lines(cki_arena *arena, size_t count) {
    char *block = cki_arena_take(arena, count + 1, sizeof(line));
    return block == NULL ? NULL
                         : (line *)(void *)(block + (sizeof(line) - (uintptr_t)block % sizeof(line)) % sizeof(line));
}

static worker lay_out(cki_arena *arena, const ck_esri *esri) {
    const size_t firms = esri->network.firms;
    worker at = {0};
    line **const lines[] = {&at.down, &at.up, &at.shock_down, &at.shock_up, &at.new_down, &at.new_up, &at.passed};
    const size_t line_count = sizeof lines / sizeof *lines - (esri->markets == 0);
    uint32_t **const lists[] = {&at.list_down, &at.list_up, &at.next_down, &at.next_up, &at.seen};
    uint8_t **const marks[] = {&at.mark_down, &at.mark_up, &at.mark_seen};
    for (size_t k = 0; k < line_count; k++) *lines[k] = take_lines(arena, firms);
    if (esri->markets == 0) at.passed = at.down;
    for (size_t k = 0; k < sizeof lists / sizeof *lists; k++)
        *lists[k] = cki_arena_take(arena, firms, sizeof(uint32_t));
    for (size_t k = 0; k < sizeof marks / sizeof *marks; k++) *marks[k] = cki_arena_take(arena, firms, 1);
    at.moved_market = cki_arena_take(arena, esri->markets, sizeof *at.moved_market);
    at.mark_market = cki_arena_take(arena, esri->markets, 1);
    at.market_size = cki_arena_take(arena, esri->markets, sizeof(line));
    return at;
}

size_t ck_esri_scratch_bytes(const ck_esri *esri, uint32_t workers) {
    cki_arena arena = cki_arena_measure();
    if (workers == 0) workers = 1;
    (void)cki_arena_take(&arena, workers, sizeof(worker));
    for (uint32_t k = 0; k < workers; k++) (void)lay_out(&arena, esri);
    return cki_arena_bytes(&arena);
}

static void clear(worker *at, const ck_esri *esri) {
    const size_t firms = esri->network.firms;
    cki_zero(at->down, firms * sizeof(line));
    cki_zero(at->up, firms * sizeof(line));
    cki_zero(at->passed, firms * sizeof(line));
    cki_zero(at->shock_down, firms * sizeof(line));
    cki_zero(at->shock_up, firms * sizeof(line));
    cki_zero(at->mark_down, firms);
    cki_zero(at->mark_up, firms);
    cki_zero(at->mark_seen, firms);
    cki_zero(at->mark_market, esri->markets);
    at->seen_count = at->down_count = at->up_count = at->next_down_count = at->next_up_count = at->moved_count = 0;
    at->all_down = at->all_up = at->next_all_down = at->next_all_up = false;
}

/* ---------------------------------------------------------------- lists ------------------------------------------- */

static inline void see(worker *at, uint32_t firm) {
    if (at->mark_seen[firm]) return;
    at->mark_seen[firm] = 1;
    at->seen[at->seen_count++] = firm;
}
static inline void ask_down(worker *at, uint32_t firm) {
    if (at->mark_down[firm]) return;
    at->mark_down[firm] = 1;
    at->next_down[at->next_down_count++] = firm;
}
static inline void ask_up(worker *at, uint32_t firm) {
    if (at->mark_up[firm]) return;
    at->mark_up[firm] = 1;
    at->next_up[at->next_up_count++] = firm;
}
static void ask_buyers(worker *at, const ck_esri *esri, uint32_t firm) {
    const ck_network_view *network = &esri->network;
    if (at->next_all_down) return;
    for (uint32_t k = network->sale_first[firm]; k < network->sale_first[firm + 1]; k++)
        ask_down(at, network->buyer[k]);
}
static void ask_suppliers(worker *at, const ck_esri *esri, uint32_t firm) {
    const ck_network_view *network = &esri->network;
    for (uint32_t k = network->purchase_first[firm]; k < network->purchase_first[firm + 1]; k++)
        ask_up(at, network->supplier[k]);
}
static void take_lists(worker *at) {
    uint32_t *list = at->list_down;
    at->list_down = at->next_down;
    at->next_down = list;
    list = at->list_up;
    at->list_up = at->next_up;
    at->next_up = list;
    at->down_count = at->next_down_count;
    at->up_count = at->next_up_count;
    at->next_down_count = at->next_up_count = 0;
    at->all_down = at->next_all_down;
    at->all_up = at->next_all_up;
    at->next_all_down = at->next_all_up = false;
    for (uint32_t k = 0; k < at->down_count; k++) at->mark_down[at->list_down[k]] = 0;
    for (uint32_t k = 0; k < at->up_count; k++) at->mark_up[at->list_up[k]] = 0;
}

/* ---------------------------------------------------------------- replaceability ---------------------------------- */

static inline bool differs(const line *a, const line *b) {
    bool any = false;
    for (uint32_t k = 0; k < LANES; k++) any |= a->at[k] != b->at[k];
    return any;
}

static void measure_market(worker *at, const ck_esri *esri, uint32_t q) {
    line size = {{0}};
    double base = 0.0;
    for (uint32_t k = esri->member_first[q]; k < esri->member_first[q + 1]; k++) {
        const uint32_t f = esri->member[k];
        const double sold = esri->network.sold[f];
        base += sold;
        for (uint32_t b = 0; b < LANES; b++) size.at[b] += sold * (1.0 - at->down[f].at[b]);
    }
    const bool compat = (esri->options.compat & CK_ESRI_E2) != 0;
    for (uint32_t b = 0; b < LANES; b++) {
        if (size.at[b] <= (compat ? 1e-10 : 1e-10 * base)) size.at[b] = compat ? 1.0 : 0.0;
    }
    at->market_size[q] = size;
}

static void pass_on(worker *at, const ck_esri *esri, uint32_t f) {
    if (esri->markets == 0) return;
    const line size = at->market_size[esri->market[f]];
    const double sold = esri->network.sold[f];
    for (uint32_t b = 0; b < LANES; b++) {
        const double part = sold < size.at[b] ? sold / size.at[b] : 1.0;
        at->passed[f].at[b] = part * at->down[f].at[b];
    }
}

static void move_market(worker *at, const ck_esri *esri, uint32_t firm) {
    const uint32_t q = esri->market[firm];
    if (at->mark_market[q]) return;
    at->mark_market[q] = 1;
    at->moved_market[at->moved_count++] = q;
}

/* A market that lost something makes each of its damaged firms harder to replace. */
static void settle_markets(worker *at, const ck_esri *esri) {
    for (uint32_t m = 0; m < at->moved_count; m++) {
        const uint32_t q = at->moved_market[m];
        at->mark_market[q] = 0;
        measure_market(at, esri, q);
        for (uint32_t k = esri->member_first[q]; k < esri->member_first[q + 1]; k++) {
            const uint32_t f = esri->member[k];
            if (!at->mark_seen[f]) continue;
            const line before = at->passed[f];
            pass_on(at, esri, f);
            if (differs(&before, &at->passed[f])) ask_buyers(at, esri, f);
        }
    }
    at->moved_count = 0;
}

/* ---------------------------------------------------------------- one iteration ----------------------------------- */

/* Weighted losses of links first to end. `cut`: of what the other end still does, a part may not pass; NULL: all
   may. */
static inline void add_links(line *sum, const double *weight, const double *cut, const uint32_t *firm, const line *loss,
                             uint32_t first, uint32_t end) {
    pair a = {0}, b = {0}, c = {0}, d = {0};
    if (cut == NULL) {
        for (uint32_t k = first; k < end; k++) {
            const pair *at = (const pair *)&loss[firm[k]];
            const pair w = {weight[k], weight[k]};
            a += w * at[0];
            b += w * at[1];
            c += w * at[2];
            d += w * at[3];
        }
    } else {
        for (uint32_t k = first; k < end; k++) {
            const pair *at = (const pair *)&loss[firm[k]];
            const pair w = {weight[k], weight[k]}, q = {cut[k], cut[k]};
            a += w * (at[0] + q * (1.0 - at[0]));
            b += w * (at[1] + q * (1.0 - at[1]));
            c += w * (at[2] + q * (1.0 - at[2]));
            d += w * (at[3] + q * (1.0 - at[3]));
        }
    }
    pair *to = (pair *)sum;
    to[0] = a;
    to[1] = b;
    to[2] = c;
    to[3] = d;
}

static inline void take_worse(line *worst, const line *sum) {
    for (uint32_t b = 0; b < LANES; b++) worst->at[b] = ck_max(worst->at[b], 1.0 - (1.0 - sum->at[b]));
}
static inline void bound(line *worst) {
    for (uint32_t b = 0; b < LANES; b++) worst->at[b] = ck_min(1.0, worst->at[b]);
}

static void loss_down(const ck_esri *esri, const worker *at, uint32_t f, line *out) {
    line worst = at->shock_down[f];
    uint32_t k = esri->down_first[f];
    for (uint32_t g = esri->group_first[f]; g < esri->group_first[f + 1]; g++) {
        line sum;
        add_links(&sum, esri->down, esri->cut, esri->supplier, at->passed, k, esri->group_end[g]);
        k = esri->group_end[g];
        take_worse(&worst, &sum);
    }
    line sum;
    add_links(&sum, esri->down, esri->cut, esri->supplier, at->passed, k, esri->down_first[f + 1]);
    take_worse(&worst, &sum);
    bound(&worst);
    *out = worst;
}

static void loss_up(const ck_esri *esri, const worker *at, uint32_t f, line *out) {
    const ck_network_view *network = &esri->network;
    line worst = at->shock_up[f];
    line sum;
    add_links(&sum, esri->up, esri->up_cut, network->buyer, at->up, network->sale_first[f], network->sale_first[f + 1]);
    take_worse(&worst, &sum);
    bound(&worst);
    *out = worst;
}

static void widen(line *change, const line *after, const line *before) {
    for (uint32_t b = 0; b < LANES; b++) change->at[b] = ck_max(change->at[b], after->at[b] - before->at[b]);
}

/* New losses of all listed firms, from the losses of the iteration before. */
static line compute(worker *at, const ck_esri *esri) {
    const uint32_t downs = at->all_down ? esri->network.firms : at->down_count,
                   ups = at->all_up ? esri->network.firms : at->up_count;
    line change = {{0}};
    for (uint32_t k = 0; k < downs; k++) {
        const uint32_t f = at->all_down ? k : at->list_down[k];
        loss_down(esri, at, f, &at->new_down[k]);
        widen(&change, &at->new_down[k], &at->down[f]);
    }
    for (uint32_t k = 0; k < ups; k++) {
        const uint32_t f = at->all_up ? k : at->list_up[k];
        loss_up(esri, at, f, &at->new_up[k]);
        widen(&change, &at->new_up[k], &at->up[f]);
    }
    return change;
}

/* Puts new losses in place and the firms that moved into the list; returns how many. */
static uint32_t put(worker *at, const ck_esri *esri, bool all, uint32_t count, uint32_t *list, line **loss,
                    line **fresh) {
    uint32_t moved = 0;
    if (all) {
        for (uint32_t f = 0; f < esri->network.firms; f++)
            if (differs(&(*fresh)[f], &(*loss)[f])) list[moved++] = f;
        line *old = *loss;
        *loss = *fresh;
        *fresh = old;
    } else {
        for (uint32_t k = 0; k < count; k++) {
            const uint32_t f = list[k];
            if (!differs(&(*fresh)[k], &(*loss)[f])) continue;
            (*loss)[f] = (*fresh)[k];
            list[moved++] = f;
        }
    }
    for (uint32_t k = 0; k < moved; k++) see(at, list[k]);
    return moved;
}

/* Where a quarter of the firms moved, nearly all have an input that did. */
static bool most(const ck_esri *esri, uint32_t moved) {
    return moved >= esri->network.firms / 4 + 1;
}

static void commit(worker *at, const ck_esri *esri) {
    const uint32_t downs = put(at, esri, at->all_down, at->down_count, at->list_down, &at->down, &at->new_down);
    at->next_all_down = most(esri, downs);
    if (esri->markets == 0) at->passed = at->down;
    for (uint32_t k = 0; k < downs; k++) {
        if (esri->markets > 0) move_market(at, esri, at->list_down[k]);
        else ask_buyers(at, esri, at->list_down[k]);
    }
    const uint32_t ups = put(at, esri, at->all_up, at->up_count, at->list_up, &at->up, &at->new_up);
    at->next_all_up = most(esri, ups);
    for (uint32_t k = 0; k < ups && !at->next_all_up; k++) ask_suppliers(at, esri, at->list_up[k]);
    settle_markets(at, esri);
}

/* ---------------------------------------------------------------- results ----------------------------------------- */

typedef struct task {
    const ck_esri    *esri;
    ck_esri_scenarios scenarios;
    uint32_t          workers;
    worker           *worker;
    ck_esri_result   *result;
    ck_esri_columns   columns;
} task;

typedef struct batch {
    size_t         first;
    uint32_t       count;
    ck_esri_result result[LANES];
    bool           done[LANES];
    uint32_t       step[LANES];          // thresholds reached
    double         index[LANES];         // where the last iteration ended
} batch;

/* Indices of all lanes of weight w. Firms in the order of their index, so that the path of the cascade does not
   show. */
static void index_all(const ck_esri *esri, const worker *at, uint32_t w, line *index, line *down, line *up) {
    const double *weight = esri->weight + (size_t)w * esri->network.firms;
    *index = *down = *up = (line){{0}};
    for (uint32_t f = 0; f < esri->network.firms; f++) {
        if (!at->mark_seen[f]) continue;
        for (uint32_t b = 0; b < LANES; b++) {
            const double d = at->down[f].at[b], u = at->up[f].at[b];
            down->at[b] += weight[f] * d;
            up->at[b] += weight[f] * u;
            index->at[b] += weight[f] * ck_max(d, u);
        }
    }
}

static void set_shock(worker *at, uint32_t firm, uint32_t lane, double down, double up) {
    at->shock_down[firm].at[lane] = at->down[firm].at[lane] = 1.0 - (1.0 - down);
    at->shock_up[firm].at[lane] = at->up[firm].at[lane] = 1.0 - (1.0 - up);
    see(at, firm);
}

static void begin(worker *at, const task *task, batch *batch) {
    const ck_esri *esri = task->esri;
    clear(at, esri);
    for (uint32_t lane = 0; lane < batch->count; lane++) {
        const size_t k = batch->first + lane;
        if (task->scenarios.first == NULL) {
            set_shock(at, task->scenarios.one != NULL ? task->scenarios.one[k] : (uint32_t)k, lane, 1.0, 1.0);
            continue;
        }
        for (size_t m = task->scenarios.first[k]; m < task->scenarios.first[k + 1]; m++) {
            const ck_esri_shock *shock = &task->scenarios.shock[m];
            set_shock(at, shock->firm, lane, shock->down, shock->up);
        }
    }
    for (uint32_t q = 0; q < esri->markets; q++) measure_market(at, esri, q);
    for (uint32_t k = 0; k < at->seen_count; k++) {
        pass_on(at, esri, at->seen[k]);
        ask_buyers(at, esri, at->seen[k]);
        ask_suppliers(at, esri, at->seen[k]);
    }
    for (uint32_t f = 0; f < esri->network.firms && esri->cut != NULL; f++) {    // a cut link hurts without any failure
        ask_down(at, f);
        ask_up(at, f);
    }
}

static void end_lane(const task *task, const worker *at, batch *batch, uint32_t lane) {
    const ck_esri *esri = task->esri;
    const size_t k = batch->first + lane, firms = esri->network.firms;
    batch->done[lane] = true;
    for (uint32_t f = 0; f < firms; f++) {
        const double d = at->down[f].at[lane], u = at->up[f].at[lane];
        if (d > 0.0 || u > 0.0) batch->result[lane].touched++;
        if (task->columns.loss_down != NULL) task->columns.loss_down[k * firms + f] = d;
        if (task->columns.loss_up != NULL) task->columns.loss_up[k * firms + f] = u;
    }
    for (uint32_t w = 0; w < esri->weights; w++) {
        const double *weight = esri->weight + (size_t)w * firms;
        double index = 0.0, down = 0.0, up = 0.0;
        for (uint32_t f = 0; f < firms; f++) {
            const double d = at->down[f].at[lane], u = at->up[f].at[lane];
            down += weight[f] * d;
            up += weight[f] * u;
            index += weight[f] * ck_max(d, u);
        }
        if (w == 0) {
            batch->result[lane].index = index;
            batch->result[lane].down = down;
            batch->result[lane].up = up;
        }
        if (task->columns.index != NULL) task->columns.index[k * esri->weights + w] = index;
        if (task->columns.down != NULL) task->columns.down[k * esri->weights + w] = down;
        if (task->columns.up != NULL) task->columns.up[k * esri->weights + w] = up;
    }
    task->result[k] = batch->result[lane];
}

/* The thresholds that the change of the last iteration is the first one not to be above. */
static void note_steps(const task *task, batch *batch, uint32_t lane, uint32_t iteration, double change, double index) {
    for (uint32_t s = batch->step[lane]; s < CK_ESRI_STEPS && change <= ck_esri_step(s); s++) {
        const size_t cell = (batch->first + lane) * CK_ESRI_STEPS + s;
        if (task->columns.at != NULL) task->columns.at[cell] = index;
        if (task->columns.at_iteration != NULL) task->columns.at_iteration[cell] = iteration;
        batch->step[lane] = s + 1;
    }
}

static bool reaches_step(const batch *batch, uint32_t lane, double change) {
    return batch->step[lane] < CK_ESRI_STEPS && change <= ck_esri_step(batch->step[lane]);
}

static void run_batch(worker *at, const task *task, batch *batch) {
    const ck_esri *esri = task->esri;
    const ck_esri_options *options = &esri->options;
    const bool growth = options->stop == CK_ESRI_STOP_GROWTH;
    const bool steps = task->columns.at != NULL || task->columns.at_iteration != NULL;
    line index, down, up;
    begin(at, task, batch);
    index_all(esri, at, 0, &index, &down, &up);
    uint32_t open = batch->count;
    for (uint32_t iteration = 1; open > 0; iteration++) {
        take_lists(at);
        const line change = compute(at, esri);
        bool ends[LANES] = {false}, look = growth;
        for (uint32_t b = 0; b < batch->count; b++) {
            if (batch->done[b]) continue;
            ends[b] = (!growth && change.at[b] <= options->epsilon) || iteration >= options->iterations;
            look = look || ends[b] || (steps && reaches_step(batch, b, change.at[b]));
        }
        line before = index;
        if (look && !growth) index_all(esri, at, 0, &before, &down, &up);
        commit(at, esri);
        if (!look) continue;
        index_all(esri, at, 0, &index, &down, &up);
        for (uint32_t b = 0; b < batch->count; b++) {
            if (batch->done[b]) continue;
            note_steps(task, batch, b, iteration, change.at[b], index.at[b]);
            const bool grown = growth && index.at[b] > before.at[b] * (1.0 + options->epsilon);
            const bool settled = growth ? !grown : change.at[b] <= options->epsilon;
            if (!settled && !ends[b]) continue;
            batch->result[b] = (ck_esri_result){.before = before.at[b], .change = change.at[b], .iterations = iteration,
                                                .settled = settled};
            end_lane(task, at, batch, b);
            open--;
        }
    }
}

static void work(void *user, uint32_t part) {
    const task *task = user;
    worker own = task->worker[part];     // counters of workers side by side in memory would share cache lines
    for (size_t first = (size_t)part * LANES; first < task->scenarios.count; first += (size_t)task->workers * LANES) {
        const size_t left = task->scenarios.count - first;
        batch batch = {.first = first, .count = left < LANES ? (uint32_t)left : LANES};
        run_batch(&own, task, &batch);
    }
}

static ck_status check(const ck_esri *esri, const ck_esri_scenarios *scenarios, ck_diags *diags) {
    const uint32_t firms = esri->network.firms;
    for (size_t k = 0; k < scenarios->count && scenarios->first == NULL; k++) {
        const size_t firm = scenarios->one != NULL ? scenarios->one[k] : k;
        if (firm >= firms)
            return ck_diags_add(diags, CK_E_RANGE, (ck_place){0}, "there is no firm %u", "", (uint32_t)firm);
    }
    if (scenarios->first == NULL) return CK_OK;
    for (size_t k = scenarios->first[0]; k < scenarios->first[scenarios->count]; k++) {
        const ck_esri_shock *shock = &scenarios->shock[k];
        if (shock->firm >= firms || !(shock->down >= 0.0 && shock->down <= 1.0) ||
            !(shock->up >= 0.0 && shock->up <= 1.0))
            return ck_diags_add(diags, CK_E_RANGE, (ck_place){0}, "shock %g, %g of firm %u; shocks are from 0 to 1", "",
                                shock->down, shock->up, shock->firm);
    }
    return CK_OK;
}

ck_status ck_esri_run(const ck_esri *esri, ck_esri_scenarios scenarios, uint32_t workers, ck_crew *crew, void *scratch,
                      size_t bytes, ck_esri_result *result, ck_esri_columns columns, ck_diags *diags) {
    CK_TRY(check(esri, &scenarios, diags));
    if (workers == 0) workers = 1;
    cki_arena arena = cki_arena_over(scratch, bytes);
    worker *at = cki_arena_take(&arena, workers, sizeof *at);
    for (uint32_t k = 0; k < workers; k++) {
        const worker placed = lay_out(&arena, esri);
        if (cki_arena_check(&arena) < 0)
            return ck_diags_add(diags, CK_E_MEMORY, (ck_place){0},
                                "the block for ESRI is too small or not aligned to 16 bytes",
                                "ask ck_esri_scratch_bytes for its size");
        at[k] = placed;
    }
    for (size_t k = 0; k < scenarios.count * CK_ESRI_STEPS; k++) {
        if (columns.at != NULL) columns.at[k] = CK_NAN;
        if (columns.at_iteration != NULL) columns.at_iteration[k] = 0;
    }
    task task = {esri, scenarios, workers, at, result, columns};
    cki_crew_run(crew, workers, work, &task);
    for (size_t k = 0; k < scenarios.count; k++) {
        if (!result[k].settled)
            return ck_diags_add(
                diags, CK_NOTED, (ck_place){0}, "scenario %u and perhaps others did not settle within %u iterations",
                "the result says which; allow more, or a larger epsilon", (uint32_t)k, esri->options.iterations);
    }
    return CK_OK;
}
