/* The cascade of ESRI: eight scenarios side by side, and only firms that something reaches.

   A firm's state is its loss downstream and upstream, 1 - h of the literature, each rounded as 1 - h: losses below
   the last digit of a level are none, so that a cascade dies out by itself where it no longer shows. An iteration
   uses the losses of the one before. */
#include "spread/esri_worker.h"

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
    uint8_t **const marks[] = {&at.mark_down,  &at.mark_up,   &at.mark_seen,
                               &at.mark_shock, &at.full_down, &at.full_up};
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
    cki_zero(at->mark_shock, firms);
    cki_zero(at->full_down, firms);
    cki_zero(at->full_up, firms);
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

/* Losses only grow (every operation of an iteration is monotone, rounding included), so a firm that has lost all in
   every lane needs no more work, until a lane takes in another scenario. E2 is the exception: there an empty market
   makes the loss that is passed on smaller. */
static bool is_full(const ck_esri *esri, const line *loss) {
    bool full = (esri->options.compat & CK_ESRI_E2) == 0 || esri->markets == 0;
    for (uint32_t b = 0; b < LANES; b++) full = full && loss->at[b] == 1.0;
    return full;
}

/* Puts new losses in place and the firms that moved into the list; returns how many. */
static uint32_t put(worker *at, const ck_esri *esri, bool all, uint32_t count, uint32_t *list, line **loss,
                    line **fresh, uint8_t *full) {
    uint32_t moved = 0;
    if (all) {
        for (uint32_t f = 0; f < esri->network.firms; f++)
            if (!full[f] && differs(&(*fresh)[f], &(*loss)[f])) list[moved++] = f;
        line *old = *loss;
        *loss = *fresh;
        *fresh = old;
    } else {
        for (uint32_t k = 0; k < count; k++) {
            const uint32_t f = list[k];
            if (full[f] || !differs(&(*fresh)[k], &(*loss)[f])) continue;
            (*loss)[f] = (*fresh)[k];
            list[moved++] = f;
        }
    }
    for (uint32_t k = 0; k < moved; k++) {
        see(at, list[k]);
        full[list[k]] = is_full(esri, &(*loss)[list[k]]);
    }
    return moved;
}

/* Where a quarter of the firms moved, nearly all have an input that did. */
static bool most(const ck_esri *esri, uint32_t moved) {
    return moved >= esri->network.firms / 4 + 1;
}

static void commit(worker *at, const ck_esri *esri) {
    const uint32_t downs = put(at, esri, at->all_down, at->down_count, at->list_down, &at->down, &at->new_down,
                               at->full_down);
    at->next_all_down = most(esri, downs);
    if (esri->markets == 0) at->passed = at->down;
    for (uint32_t k = 0; k < downs; k++) {
        if (esri->markets > 0) move_market(at, esri, at->list_down[k]);
        else ask_buyers(at, esri, at->list_down[k]);
    }
    const uint32_t ups = put(at, esri, at->all_up, at->up_count, at->list_up, &at->up, &at->new_up,
                             at->full_up);
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
    cki_esri_compute  compute;
} task;

/* The scenarios that a worker has in its lanes. A lane whose scenario has settled takes in the next one, so that none
   is idle while there is work. */
typedef struct batch {
    size_t         taken;                // scenarios of this worker that were begun
    uint32_t       open;                 // lanes at work
    size_t         scenario[LANES];
    bool           works[LANES];
    uint32_t       iteration[LANES];
    uint32_t       step[LANES];          // thresholds reached
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
    if (!at->mark_shock[firm]) at->shock_down[firm] = at->shock_up[firm] = (line){{0}};
    at->mark_shock[firm] = 1;
    at->shock_down[firm].at[lane] = at->down[firm].at[lane] = 1.0 - (1.0 - down);
    at->shock_up[firm].at[lane] = at->up[firm].at[lane] = 1.0 - (1.0 - up);
    see(at, firm);
}

/* A lane as before any scenario. */
static void clear_lane(worker *at, const ck_esri *esri, uint32_t lane) {
    for (uint32_t k = 0; k < at->seen_count; k++) {
        const uint32_t f = at->seen[k];
        at->down[f].at[lane] = at->up[f].at[lane] = 0.0;
        if (esri->markets > 0) at->passed[f].at[lane] = 0.0;
        if (at->mark_shock[f]) at->shock_down[f].at[lane] = at->shock_up[f].at[lane] = 0.0;
        at->full_down[f] = at->full_up[f] = 0;
    }
}

static void ask_all(worker *at, const ck_esri *esri) {
    for (uint32_t f = 0; f < esri->network.firms; f++) {
        if (!at->next_all_down) ask_down(at, f);
        if (!at->next_all_up) ask_up(at, f);
    }
}

/* What a shocked firm does to others begins with the next iteration. */
static void begin_firm(worker *at, const ck_esri *esri, uint32_t firm) {
    pass_on(at, esri, firm);
    ask_buyers(at, esri, firm);
    if (!at->next_all_up) ask_suppliers(at, esri, firm);
}

static void begin_scenario(worker *at, const task *task, uint32_t lane, size_t k) {
    const ck_esri *esri = task->esri;
    const ck_esri_scenarios *all = &task->scenarios;
    if (all->first == NULL) {
        const uint32_t firm = all->one != NULL ? all->one[k] : (uint32_t)k;
        set_shock(at, firm, lane, 1.0, 1.0);
        for (uint32_t q = 0; q < esri->markets; q++) measure_market(at, esri, q);
        begin_firm(at, esri, firm);
        return;
    }
    for (size_t m = all->first[k]; m < all->first[k + 1]; m++)
        set_shock(at, all->shock[m].firm, lane, all->shock[m].down, all->shock[m].up);
    for (uint32_t q = 0; q < esri->markets; q++) measure_market(at, esri, q);
    for (size_t m = all->first[k]; m < all->first[k + 1]; m++) begin_firm(at, esri, all->shock[m].firm);
}

/* Gives a lane the worker's next scenario; false when there is none. Workers take eight in turn. */
static bool fill_lane(worker *at, const task *task, uint32_t part, batch *batch, uint32_t lane) {
    const size_t k =
        (batch->taken / LANES * task->workers + part) * LANES + batch->taken % LANES;
    batch->works[lane] = k < task->scenarios.count;
    if (!batch->works[lane]) return false;
    batch->taken++;
    batch->open++;
    batch->scenario[lane] = k;
    batch->iteration[lane] = batch->step[lane] = 0;
    begin_scenario(at, task, lane, k);
    if (task->esri->cut != NULL) ask_all(at, task->esri);                // a cut link hurts without any failure
    return true;
}

static void end_lane(const task *task, const worker *at, size_t k, uint32_t lane, ck_esri_result result) {
    const ck_esri *esri = task->esri;
    const size_t firms = esri->network.firms;
    for (uint32_t f = 0; f < firms; f++) {
        const double d = at->down[f].at[lane], u = at->up[f].at[lane];
        if (d > 0.0 || u > 0.0) result.touched++;
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
            result.index = index;
            result.down = down;
            result.up = up;
        }
        if (task->columns.index != NULL) task->columns.index[k * esri->weights + w] = index;
        if (task->columns.down != NULL) task->columns.down[k * esri->weights + w] = down;
        if (task->columns.up != NULL) task->columns.up[k * esri->weights + w] = up;
    }
    task->result[k] = result;
}

/* The thresholds that the change of the last iteration is the first one not to be above. */
static void note_steps(const task *task, batch *batch, uint32_t lane, uint32_t iteration, double change, double index) {
    for (uint32_t s = batch->step[lane]; s < CK_ESRI_STEPS && change <= ck_esri_step(s); s++) {
        const size_t cell = batch->scenario[lane] * CK_ESRI_STEPS + s;
        if (task->columns.at != NULL) task->columns.at[cell] = index;
        if (task->columns.at_iteration != NULL) task->columns.at_iteration[cell] = iteration;
        batch->step[lane] = s + 1;
    }
}

static bool reaches_step(const batch *batch, uint32_t lane, double change) {
    return batch->step[lane] < CK_ESRI_STEPS && change <= ck_esri_step(batch->step[lane]);
}

/* One iteration of all lanes. Returns which of them have ended. */
static void iterate(worker *at, const task *task, batch *batch, line *index, bool *ended) {
    const ck_esri *esri = task->esri;
    const ck_esri_options *options = &esri->options;
    const bool growth = options->stop == CK_ESRI_STOP_GROWTH;
    const bool steps = task->columns.at != NULL || task->columns.at_iteration != NULL;
    line change, down, up;
    take_lists(at);
    task->compute(at, esri, &change);
    bool look = growth;
    for (uint32_t b = 0; b < LANES; b++) {
        ended[b] = false;
        if (!batch->works[b]) continue;
        batch->iteration[b]++;
        ended[b] = (!growth && change.at[b] <= options->epsilon) || batch->iteration[b] >= options->iterations;
        look = look || ended[b] || (steps && reaches_step(batch, b, change.at[b]));
    }
    line before = *index;
    if (look && !growth) index_all(esri, at, 0, &before, &down, &up);
    commit(at, esri);
    if (look) index_all(esri, at, 0, index, &down, &up);
    for (uint32_t b = 0; b < LANES && look; b++) {
        if (!batch->works[b]) continue;
        note_steps(task, batch, b, batch->iteration[b], change.at[b], index->at[b]);
        const bool grown = growth && index->at[b] > before.at[b] * (1.0 + options->epsilon);
        const bool settled = growth ? !grown : change.at[b] <= options->epsilon;
        ended[b] = ended[b] || settled;
        if (!ended[b]) continue;
        end_lane(task, at, batch->scenario[b], b,
                 (ck_esri_result){.before = before.at[b], .change = change.at[b], .iterations = batch->iteration[b],
                                  .settled = settled});
    }
}

static void work(void *user, uint32_t part) {
    const task *task = user;
    const ck_esri *esri = task->esri;
    worker own = task->worker[part];     // counters of workers side by side in memory would share cache lines
    worker *at = &own;
    batch batch = {0};
    bool ended[LANES];
    line index, down, up;
    clear(at, esri);
    for (uint32_t b = 0; b < LANES; b++) (void)fill_lane(at, task, part, &batch, b);
    index_all(esri, at, 0, &index, &down, &up);
    while (batch.open > 0) {
        iterate(at, task, &batch, &index, ended);
        bool filled = false;
        for (uint32_t b = 0; b < LANES; b++) {
            if (!ended[b]) continue;
            batch.open--;
            clear_lane(at, esri, b);
            filled = fill_lane(at, task, part, &batch, b) || filled;
        }
        if (filled) index_all(esri, at, 0, &index, &down, &up);
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
    task task = {esri, scenarios, workers, at, result, columns, cki_esri_compute_choose()};
    cki_crew_run(crew, workers, work, &task);
    for (size_t k = 0; k < scenarios.count; k++) {
        if (!result[k].settled)
            return ck_diags_add(
                diags, CK_NOTED, (ck_place){0}, "scenario %u and perhaps others did not settle within %u iterations",
                "the result says which; allow more, or a larger epsilon", (uint32_t)k, esri->options.iterations);
    }
    return CK_OK;
}
