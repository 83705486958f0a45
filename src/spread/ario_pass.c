/* The pass over Z of a step: what was delivered, what it does to stocks, what is ordered next.

   Products are independent, so each is a part of the crew's work. Within a product, a block of columns is read
   twice while it lies in the cache: once for the deliveries u and the weights v, once for the sums of the new
   orders. Sums over regions run in index order; sums along a row run in eight lanes that are added in a fixed
   order, block by block.

   With c the capacity ratio of a seller and m the permits under which orders were placed,
       O[f,g]    = c[f] m[f,g] Z[f,g] rho[p,g]
       add[p,g]  = rho_old[p,g] * sum over r of served[f] permit[f,g] c_old[f] m_old[f,g] Z[f,g]
       rho[p,g]  = q[p,g] / sum over r of c_new[f] m_new[f,g] Z[f,g] */
#include "spread/ario_run.h"

#define BLOCK 512u                                       // columns: a block of 49 rows is 196 KiB

/* ---------------------------------------------------------------- one block --------------------------------------- */

typedef struct block {
    ck_ario *run;
    uint32_t product, first, count;      // columns
    bool     reuse_add;                  // second reading of a step: deliveries are known
    double   u[BLOCK], v[BLOCK];
    double   rho[BLOCK];                 // of today's orders, then of the next
} block;

static const double *row_of(const ck_ario *run, uint32_t product, uint32_t region) {
    const size_t f = (size_t)region * run->sectors + product;
    return run->table->z + f * run->n;
}

/* A seller whose buyers are permitted different shares: column by column. */
static void add_touched_row(block *at, const double *row, uint32_t f, double k1, double k2) {
    const ck_ario *run = at->run;
    const uint32_t classes = run->rules.buyer_classes;
    const size_t seller = (size_t)run->rules.seller_class[f] * classes;
    const double *permit = run->rules.permit + seller, *weight = run->order_weight + seller;
    for (uint32_t i = 0; i < at->count; i++) {
        const uint32_t class = run->rules.buyer_class[at->first + i];
        at->u[i] += k1 * (permit[class] * weight[class]) * row[i];
        at->v[i] += k2 * (run->spec->alternative_orders ? permit[class] : 1.0) * row[i];
    }
}

/* Columns of the next block of a row. */
static uint32_t columns_ahead(const block *at) {
    return ck_min_u32(BLOCK, at->run->n - at->first - at->count);
}

static void sum_suppliers(block *at) {
    const ck_ario *run = at->run;
    const uint32_t ahead = columns_ahead(at);
    enum { ROWS = 64 };
    const double *row[ROWS];
    double k1[ROWS], k2[ROWS];
    uint32_t held = 0;
    for (uint32_t i = 0; i < at->count; i++) at->u[i] = at->v[i] = 0.0;
    for (uint32_t region = 0; region < run->regions; region++) {
        const uint32_t f = region * run->sectors + at->product;
        const double *z = row_of(run, at->product, region) + at->first;
        if (run->touched_at[f] != CK_NONE) {
            run->sums.add_rows(row, k1, k2, held, at->count, ahead / 2, at->u, at->v);
            held = 0;
            add_touched_row(at, z, f, run->row_k1[f], run->ratio_new[f]);
            continue;
        }
        row[held] = z;
        k1[held] = run->row_k1[f];
        k2[held++] = run->ratio_new[f];
        if (held == ROWS) {
            run->sums.add_rows(row, k1, k2, held, at->count, ahead / 2, at->u, at->v);
            held = 0;
        }
    }
    run->sums.add_rows(row, k1, k2, held, at->count, ahead / 2, at->u, at->v);
}

static void sum_orders(block *at) {
    ck_ario *run = at->run;
    const uint32_t ahead = columns_ahead(at);
    for (uint32_t region = 0; region < run->regions; region++) {
        const uint32_t f = region * run->sectors + at->product, touched = run->touched_at[f];
        const double *z = row_of(run, at->product, region) + at->first;
        if (touched == CK_NONE) {
            run->orders_next[f] += run->sums.dot(z, at->rho, at->count, ahead / 2, ahead);
            continue;
        }
        const uint32_t classes = run->rules.buyer_classes;
        const double *permit = run->rules.permit + (size_t)run->rules.seller_class[f] * classes;
        double *sum = run->class_next + (size_t)touched * classes;
        for (uint32_t i = 0; i < at->count; i++) {
            const uint32_t class = run->rules.buyer_class[at->first + i];
            const double weight = run->spec->alternative_orders ? permit[class] : 1.0;
            sum[class] += run->ratio_new[f] * weight * (z[i] * at->rho[i]);
        }
    }
}

/* Before and after the blocks of a product: its rows of the next orders. */
static void clear_orders(ck_ario *run, uint32_t product) {
    for (uint32_t region = 0; region < run->regions; region++) {
        const uint32_t f = region * run->sectors + product, touched = run->touched_at[f];
        run->orders_next[f] = 0.0;
        if (touched == CK_NONE) continue;
        double *sum = run->class_next + (size_t)touched * run->rules.buyer_classes;
        for (uint32_t class = 0; class < run->rules.buyer_classes; class++) sum[class] = 0.0;
    }
}

static void finish_orders(ck_ario *run, uint32_t product) {
    for (uint32_t region = 0; region < run->regions; region++) {
        const uint32_t f = region * run->sectors + product, touched = run->touched_at[f];
        if (touched == CK_NONE) {
            run->orders_next[f] *= run->ratio_new[f];
            continue;
        }
        const double *sum = run->class_next + (size_t)touched * run->rules.buyer_classes;
        for (uint32_t class = 0; class < run->rules.buyer_classes; class++) run->orders_next[f] += sum[class];
    }
}

/* ---------------------------------------------------------------- stocks ------------------------------------------ */

static bool is_close(double a, double b, double absolute) {
    if (a == b) return true;
    return ck_abs(a - b) <= absolute + 1e-5 * ck_abs(b);
}

typedef struct tally { double in, use, stock, spare; bool far_flow, far_stock, bad; } tally;

/* Stocks of the block and the amounts q that its columns order of the product, as q over v into at->rho. */
static void restock_block(block *at, tally *sum) {
    ck_ario *run = at->run;
    const uint32_t p = at->product;
    const size_t base = (size_t)p * run->n + at->first;
    const double target = run->need_days[p], share = run->restock[p];
    const bool compat = (run->spec->compat & CK_ARIO_B9) != 0, endless = !ck_is_finite(target);
    const double absolute = 1e-8 / run->per_step;
    for (uint32_t i = 0; i < at->count; i++) {
        const uint32_t g = at->first + i;
        const double v0 = run->v0[base + i], use = run->level[g] * v0;
        const double add = at->reuse_add ? run->add[base + i] : at->rho[i] * at->u[i];
        double stock = run->stock[base + i];
        sum->in += add;
        sum->use += use;
        if (compat) {
            run->add[base + i] = add;
            if (!is_close(add, use, absolute)) sum->far_flow = true;
            if (run->update_open) {
                stock = stock - use + add;
                if (!(stock >= 0.0)) sum->bad = true;
            }
        } else if (!endless) {
            stock = stock + (add - use);
            if (stock < 0.0) {                           // an input that does not bind ran out
                sum->spare -= stock;
                stock = 0.0;
            }
            run->stock[base + i] = stock;
        }
        if (!endless) sum->stock += stock;
        double gap = 0.0;
        if (!endless) {
            const double goal = run->wanted_level[g] * v0 * target;
            if (compat && !is_close(stock, goal, absolute)) sum->far_stock = true;
            gap = goal > stock && (!compat || run->order_open) ? goal - stock : 0.0;
        } else if (compat && !(run->wanted[g] * v0 > 0.0)) {
            sum->far_stock = true;                       // infinity times 0 is never close to anything
        }
        const double q = use + gap * share;
        at->rho[i] = at->v[i] > 0.0 ? q / at->v[i] : 0.0;
    }
}

/* ---------------------------------------------------------------- one product ------------------------------------- */

typedef struct pass { ck_ario *run; bool second; } pass;

static void pass_product(void *task, uint32_t product) {
    const pass *todo = task;
    ck_ario *run = todo->run;
    tally sum = {0};
    clear_orders(run, product);
    block at = {.run = run, .product = product, .reuse_add = todo->second};
    for (at.first = 0; at.first < run->n; at.first += at.count) {
        at.count = ck_min_u32(BLOCK, run->n - at.first);
        double *rho = run->rho + (size_t)product * run->n + at.first;
        sum_suppliers(&at);
        cki_copy(at.rho, rho, at.count * sizeof *rho);
        restock_block(&at, &sum);
        sum_orders(&at);
        cki_copy(rho, at.rho, at.count * sizeof *rho);
    }
    finish_orders(run, product);
    run->in_sum[product] = sum.in;
    run->use_sum[product] = sum.use;
    run->stock_left[product] = sum.stock;
    run->spare[product] = sum.spare;
    run->far_flow[product] = sum.far_flow;
    run->far_stock[product] = sum.far_stock;
    run->bad_stock[product] = sum.bad;
}

static bool any(const uint8_t *flag, uint32_t count) {
    for (uint32_t k = 0; k < count; k++) {
        if (flag[k] != 0) return true;
    }
    return false;
}

/* B9: the stocks of a step are written when both gates are known. */
static void commit_product(void *task, uint32_t product) {
    ck_ario *run = ((const pass *)task)->run;
    const size_t base = (size_t)product * run->n;
    for (uint32_t g = 0; g < run->n; g++)
        run->stock[base + g] = run->stock[base + g] - run->level[g] * run->v0[base + g] + run->add[base + g];
}

void cki_ario_pass(ck_ario *run, ck_crew *crew) {
    pass todo = {.run = run};
    cki_crew_run(crew, run->sectors, pass_product, &todo);
    if ((run->spec->compat & CK_ARIO_B9) == 0) return;
    // The gates were guessed to be what they were a step ago. A wrong guess costs another reading of Z.
    todo.second = true;
    const bool update = any(run->far_flow, run->sectors);
    if (update != run->update_open) {
        run->update_open = update;
        cki_crew_run(crew, run->sectors, pass_product, &todo);
    }
    const bool order = any(run->far_stock, run->sectors);
    if (order != run->order_open) {
        run->order_open = order;
        cki_crew_run(crew, run->sectors, pass_product, &todo);
    }
    if (run->update_open) cki_crew_run(crew, run->sectors, commit_product, &todo);
}

/* ---------------------------------------------------------------- baseline ---------------------------------------- */

static void base_product(void *task, uint32_t product) {
    ck_ario *run = ((const pass *)task)->run;
    block at = {.run = run, .product = product};
    clear_orders(run, product);
    for (uint32_t i = 0; i < BLOCK; i++) at.rho[i] = 1.0;
    for (at.first = 0; at.first < run->n; at.first += at.count) {
        at.count = ck_min_u32(BLOCK, run->n - at.first);
        sum_suppliers(&at);
        cki_copy(run->v0 + (size_t)product * run->n + at.first, at.v, at.count * sizeof *at.v);
        sum_orders(&at);
    }
    finish_orders(run, product);
}

/* With every ratio and permit 1, so that a run at rest repeats exactly these sums. */
void cki_ario_base_inputs(ck_ario *run, ck_crew *crew) {
    pass todo = {.run = run};
    cki_crew_run(crew, run->sectors, base_product, &todo);
}
