#include "study/joint.h"

#include "base/base.h"

#include <string.h>

ck_joint_case_info ck_joint_case_at(ck_joint_case_name name) {
    static const ck_joint_case_info info[] = {
#define X(name, word, share, change, meaning) {word, meaning, share, change},
        CK_JOINT_CASE_LIST(X)
#undef X
    };
    return info[name];
}

double ck_joint_first_share(ck_joint_loss loss) {
    const double total = ck_joint_total(loss);
    return total > 0.0 ? loss.first / total : CK_NAN;
}

/* ---------------------------------------------------------------- the daily run ----------------------------------- */

static ck_status take_industry(const ck_study *study, uint32_t site, ck_joint_world *world, ck_joint_industry *to,
                               ck_diags *diags) {
    const ck_site_info info = ck_model_site(study->model, site);
    const ck_item_info item = ck_model_item(study->model, info.item);
    const ck_region_info region = ck_model_region(study->model, info.region);
    const ck_series level = ck_run_level(study->variant[0].central, site), usual = ck_run_level(study->baseline, site);
    double *lost = ck_host_take(&world->arena, (size_t)world->days + 1, sizeof *lost);
    if (lost == NULL) return ck_host_no_memory(diags);
    *to = (ck_joint_industry){.industry = item.id,
                              .region = region.id,
                              .name = item.name,
                              .region_name = region.name,
                              .added = info.value_added,
                              .lost = lost};
    for (uint32_t day = 0; day < world->days; day++) {
        const double before = ck_series_at(usual, day), missing = before - ck_series_at(level, day);
        lost[day] = before > 0.0 ? ck_clamp(missing / before, 0.0, 1.0) : 0.0;
        to->lost_usd += info.value_added * missing;
        to->gained_usd += info.value_added * ck_max(0.0, -missing);
    }
    return CK_OK;
}

ck_status ck_joint_world_of(const ck_study *study, ck_joint_world *world, ck_diags *diags) {
    const uint32_t sites = ck_model_count(study->model).sites;
    *world = (ck_joint_world){.start = study->variant[0].spec.start, .days = study->point_count};
    world->industry = ck_host_take(&world->arena, (size_t)sites + 1, sizeof *world->industry);
    if (world->industry == NULL) return ck_host_no_memory(diags);
    for (uint32_t site = 0; site < sites; site++) {
        const ck_site_info info = ck_model_site(study->model, site);
        if (info.kind != CK_SITE_INDUSTRY || info.value_added <= 0.0) continue;
        CK_TRY(take_industry(study, site, world, &world->industry[world->count++], diags));
    }
    return CK_OK;
}

void ck_joint_world_free(ck_joint_world *world) {
    ck_host_arena_free(&world->arena);
    *world = (ck_joint_world){0};
}

/* ---------------------------------------------------------------- links ------------------------------------------- */

static uint32_t find(const char *const *name, uint32_t count, const char *text) {
    for (uint32_t k = 0; k < count; k++)
        if (strcmp(name[k], text) == 0) return k;
    return CK_NONE;
}

static ck_status unknown(const ck_concordance_row *row, const char *what, const char *text, const char *const *name,
                         uint32_t count, ck_diags *diags) {
    const char *near = ck_host_nearest(text, name, count);
    return ck_host_report(diags, CK_E_UNKNOWN, row->place, "there is no %s %q",
                          near != NULL ? "did you mean %q?" : "%s", what, text, near != NULL ? near : "");
}

/* The table's industry of a row; CK_NONE after a message. */
static uint32_t cell_of(const ck_io_table *table, const ck_concordance_row *row, ck_diags *diags) {
    const uint32_t region = find(table->region, table->regions, row->table_region),
                   sector = find(table->sector, table->sectors, row->table_sector);
    if (region == CK_NONE)
        (void)unknown(row, "region of the table", row->table_region, table->region, table->regions, diags);
    if (sector == CK_NONE)
        (void)unknown(row, "sector of the table", row->table_sector, table->sector, table->sectors, diags);
    return region == CK_NONE || sector == CK_NONE ? CK_NONE : region * table->sectors + sector;
}

/* The world's industry of a row; CK_NONE after a message. */
static uint32_t industry_of(const ck_joint_world *world, const ck_concordance_row *row, ck_diags *diags) {
    bool industry = false, region = false;
    for (uint32_t k = 0; k < world->count; k++) {
        const bool same = strcmp(world->industry[k].industry, row->industry) == 0,
                   here = strcmp(world->industry[k].region, row->region) == 0;
        if (same && here) return k;
        industry = industry || same;
        region = region || here;
    }
    (void)ck_host_report(diags, CK_E_UNKNOWN, row->place, "the world has no %q in %q",
                         !industry ? "no industry of this name adds value anywhere"
                         : !region ? "no industry adds value in this region"
                                   : "the industry is not there",
                         row->industry, row->region);
    return CK_NONE;
}

/* Rows resolved in their order; what is wrong is reported. */
static ck_status resolve(const ck_concordance *concordance, const ck_io_table *table, const ck_joint_world *world,
                         uint32_t *cell, uint32_t *industry, ck_diags *diags) {
    ck_status status = CK_OK;
    for (uint32_t k = 0; k < concordance->row_count; k++) {
        const ck_concordance_row *row = &concordance->row[k];
        cell[k] = cell_of(table, row, diags);
        industry[k] = row->industry != NULL ? industry_of(world, row, diags) : CK_NONE;
        if (cell[k] == CK_NONE || (row->industry != NULL && industry[k] == CK_NONE)) status = CK_E_UNKNOWN;
    }
    return status;
}

static ck_status check_cell(const ck_joint_links *links, const ck_io_table *table, uint32_t cell, double rest,
                            ck_diags *diags) {
    const uint32_t first = links->first[cell], end = links->first[cell + 1];
    double middle = rest, high = 0.0;
    for (uint32_t a = first; a < end; a++) {
        for (uint32_t b = first; b < a; b++) {
            if (links->link[a].industry != links->link[b].industry) continue;
            return ck_host_report(diags, CK_E_DUPLICATE, links->link[a].row->place,
                                  "%q in %q has a second share of %q in %q", "one row for each pair",
                                  links->link[a].row->industry, links->link[a].row->region,
                                  table->sector[cell % table->sectors], table->region[cell / table->sectors]);
        }
        middle += links->link[a].share[CK_SHARE_MIDDLE];
        high += links->link[a].share[CK_SHARE_HIGH];
    }
    if (first == end && rest == 0.0) return CK_OK;
    if (ck_abs(middle - 1.0) > 1e-6 && first < end)
        return ck_host_report(diags, CK_E_RANGE, links->link[first].row->place,
                              "shares of %q in %q sum to %g; they and the rest must sum to 1",
                              "the row \"rest\" is what no industry of the world makes",
                              table->sector[cell % table->sectors], table->region[cell / table->sectors], middle);
    if (high > 1.0 + 1e-9)
        return ck_host_report(diags, CK_E_RANGE, links->link[first].row->place,
                              "high ends of %q in %q sum to %g, which is above 1", "",
                              table->sector[cell % table->sectors], table->region[cell / table->sectors], high);
    return CK_OK;
}

/* Rows by cell, in their order inside one: a counting sort. */
static void fill_links(ck_joint_links *links, const ck_concordance *concordance, const uint32_t *cell,
                       const uint32_t *industry, double *rest) {
    for (uint32_t k = 0; k < concordance->row_count; k++) {
        if (industry[k] != CK_NONE)
            links->first[cell[k] + 1]++;
        else
            rest[cell[k]] += concordance->row[k].share[CK_SHARE_MIDDLE];
    }
    for (uint32_t f = 0; f < links->cells; f++) links->first[f + 1] += links->first[f];
    for (uint32_t k = 0; k < concordance->row_count; k++) {
        if (industry[k] == CK_NONE) continue;
        ck_joint_link *link = &links->link[links->first[cell[k]]++];
        *link = (ck_joint_link){.cell = cell[k], .industry = industry[k], .row = &concordance->row[k]};
        memcpy(link->share, concordance->row[k].share, sizeof link->share);
        links->count++;
    }
    for (uint32_t f = links->cells; f > 0; f--) links->first[f] = links->first[f - 1];
    links->first[0] = 0;
}

ck_status ck_joint_link_up(const ck_concordance *concordance, const ck_io_table *table, const ck_joint_world *world,
                           ck_joint_links *links, ck_diags *diags) {
    const uint32_t cells = ck_io_table_industries(table), rows = concordance->row_count;
    *links = (ck_joint_links){.cells = cells};
    links->link = ck_host_take(&links->arena, (size_t)rows + 1, sizeof *links->link);
    links->first = ck_host_take(&links->arena, (size_t)cells + 2, sizeof *links->first);
    links->unlinked = ck_host_take(&links->arena, (size_t)world->count + 1, sizeof *links->unlinked);
    uint32_t *cell = ck_host_take(&links->arena, (size_t)rows + 1, sizeof *cell),
             *industry = ck_host_take(&links->arena, (size_t)rows + 1, sizeof *industry);
    double *rest = ck_host_take(&links->arena, (size_t)cells + 1, sizeof *rest);
    bool *linked = ck_host_take(&links->arena, (size_t)world->count + 1, sizeof *linked);
    if (links->link == NULL || links->first == NULL || links->unlinked == NULL || cell == NULL || industry == NULL ||
        rest == NULL || linked == NULL)
        return ck_host_no_memory(diags);
    CK_TRY(resolve(concordance, table, world, cell, industry, diags));
    fill_links(links, concordance, cell, industry, rest);
    ck_status status = CK_OK;
    for (uint32_t f = 0; f < cells; f++) status = ck_host_worse(status, check_cell(links, table, f, rest[f], diags));
    for (uint32_t k = 0; k < links->count; k++) linked[links->link[k].industry] = true;
    for (uint32_t k = 0; k < world->count; k++)
        if (!linked[k] && world->industry[k].lost_usd > 0.0) links->unlinked[links->unlinked_count++] = k;
    return status;
}

void ck_joint_links_free(ck_joint_links *links) {
    ck_host_arena_free(&links->arena);
    *links = (ck_joint_links){0};
}

/* ---------------------------------------------------------------- a run ------------------------------------------- */

typedef struct joining {
    ck_joint *joint;
    ck_joint_case *now;
    double *added_share; // (cells) value added of a unit of output at baseline
} joining;

/* Loss of capacity of the hit cells by day: sum over their links of share times what is missing. */
static void fill_series(const ck_joint *joint, ck_share_bound bound, const uint32_t *hit, double *series) {
    for (uint32_t day = 0; day < joint->world->days; day++) {
        for (uint32_t h = 0; h < joint->hit; h++) {
            double lost = 0.0;
            for (uint32_t k = joint->links->first[hit[h]]; k < joint->links->first[hit[h] + 1]; k++)
                lost += joint->links->link[k].share[bound] *
                        joint->world->industry[joint->links->link[k].industry].lost[day];
            series[(size_t)day * joint->hit + h] = ck_min(1.0, lost);
        }
    }
}

/* Losses of the last step: capacity that the daily run took, then orders, then inputs; their sum is what is missing. */
static void book(joining *at, const ck_spread_study *study) {
    const ck_ario_view view = ck_ario_see(study->run);
    ck_joint_loss *day = &at->now->day[view.step - 1];
    for (uint32_t f = 0; f < at->joint->links->cells; f++) {
        const double base = view.base_output[f], unit = at->added_share[f] * view.per_step;
        const double left = base * (1.0 - view.capacity_loss[f]);
        const double wanted = ck_min(view.demand[f], left * view.overproduction[f]);
        const ck_joint_loss loss = {unit * (base - left), unit * (left - wanted), unit * (wanted - view.output[f])};
        ck_joint_loss *cell = &at->now->cell[f];
        cell->first += loss.first;
        cell->orders += loss.orders;
        cell->inputs += loss.inputs;
        day->first += loss.first;
        day->orders += loss.orders;
        day->inputs += loss.inputs;
    }
}

static ck_status watch(void *user, const ck_spread_study *study, uint32_t step) {
    if (step > 0) book(user, study);
    return CK_OK;
}

static void sum_up(ck_joint *joint, ck_joint_case *run, ck_share_bound bound) {
    for (uint32_t f = 0; f < joint->links->cells; f++) {
        const ck_joint_loss *cell = &run->cell[f];
        run->total.first += cell->first;
        run->total.orders += cell->orders;
        run->total.inputs += cell->inputs;
        run->gained += ck_max(0.0, -ck_joint_further(*cell));
    }
    for (uint32_t k = 0; k < joint->links->count; k++) {
        const ck_joint_link *link = &joint->links->link[k];
        double days = 0.0;
        for (uint32_t day = 0; day < joint->steps && day < joint->world->days; day++)
            days += joint->world->industry[link->industry].lost[day];
        run->first[link->industry] += link->share[bound] * joint->base_added[link->cell] * days / 365.0;
    }
    const double lost = run->ledger.lost_value_added, gap = ck_abs(ck_joint_total(run->total) - lost);
    run->closure = lost != 0.0 ? gap / ck_abs(lost) : gap;
}

static ck_status run_case(joining *at, const ck_spread_case *base, ck_joint_case_name name, const uint32_t *hit,
                          double *series, uint32_t threads, ck_host_progress progress, void *user, ck_diags *diags) {
    ck_joint *joint = at->joint;
    const ck_joint_case_info info = ck_joint_case_at(name);
    at->now = &joint->run[name];
    fill_series(joint, info.share, hit, series);
    ck_ario_event *event = ck_host_take(&joint->arena, (size_t)base->spec.event_count + 1, sizeof *event);
    if (event == NULL) return ck_host_no_memory(diags);
    if (base->spec.event_count > 0) memcpy(event, base->spec.event, base->spec.event_count * sizeof *event);
    event[base->spec.event_count] = (ck_ario_event){.kind = CK_EVENT_SERIES,
                                                    .id = "daily-run",
                                                    .count = joint->hit,
                                                    .industry = hit,
                                                    .days = joint->world->days,
                                                    .series = series,
                                                    .unit = 1.0};
    ck_spread_case spread = *base;
    spread.spec.event = event;
    spread.spec.event_count += 1;
    if (info.change == CK_JOINT_RELIEF) spread.spec.alpha_max = ck_ario_spec_default().alpha_max;
    if (info.change == CK_JOINT_STRICT) spread.spec.psi_model = false;
    ck_spread_study study = {0};
    ck_status status =
        ck_spread_study_run(joint->table, &spread, threads, NULL, watch, at, progress, user, &study, diags);
    if (status >= 0) {
        book(at, &study);
        at->now->ledger = study.ledger;
        at->now->digest = study.digest;
        at->now->seconds = study.seconds;
        joint->check = study.check;
        sum_up(joint, at->now, info.share);
    }
    ck_spread_study_free(&study);
    return status;
}

/* ---------------------------------------------------------------- all runs ---------------------------------------- */

static bool loses(const ck_joint_world *world, uint32_t industry) {
    for (uint32_t day = 0; day < world->days; day++)
        if (world->industry[industry].lost[day] > 0.0) return true;
    return false;
}

static uint32_t find_hit(const ck_joint *joint, uint32_t *hit) {
    uint32_t count = 0;
    for (uint32_t f = 0; f < joint->links->cells; f++) {
        bool any = false;
        for (uint32_t k = joint->links->first[f]; k < joint->links->first[f + 1] && !any; k++)
            any = loses(joint->world, joint->links->link[k].industry);
        if (any) hit[count++] = f;
    }
    return count;
}

/* Output, inputs and value added as the engine begins with them. */
static void find_base(joining *at, bool as_published) {
    ck_joint *joint = at->joint;
    const ck_io_table *t = joint->table;
    const uint32_t n = ck_io_table_industries(t), columns = ck_io_table_final_columns(t);
    double *inputs = joint->base_added; // until the value added takes their place
    for (uint32_t f = 0; f < n; f++)
        for (uint32_t g = 0; g < n; g++) inputs[g] += t->z[(size_t)f * n + g];
    for (uint32_t f = 0; f < n; f++) {
        double sales = 0.0;
        for (uint32_t g = 0; g < n; g++) sales += t->z[(size_t)f * n + g];
        for (uint32_t j = 0; j < columns; j++) sales += ck_max(0.0, t->y[(size_t)f * columns + j]);
        const double output = as_published ? t->x[f] : sales;
        at->added_share[f] = output > 0.0 ? 1.0 - inputs[f] / output : 0.0;
        joint->base_added[f] = at->added_share[f] * output;
    }
    for (uint32_t k = 0; k < joint->links->count; k++) {
        const ck_joint_link *link = &joint->links->link[k];
        joint->stands_for[link->industry] += link->share[CK_SHARE_MIDDLE] * joint->base_added[link->cell];
    }
}

static ck_status check_base(const ck_spread_case *base, const ck_joint_world *world, ck_diags *diags) {
    const ck_place place = ck_host_whole(base->file.path);
    if (base->spec.step_days != 1.0)
        return ck_host_report(diags, CK_E_RANGE, place, "a step is %g days; a daily run joins steps of one day", "",
                              base->spec.step_days);
    if (base->spec.start.day != world->start.day) {
        char here[16], there[16];
        ck_date_write(base->spec.start, here);
        ck_date_write(world->start, there);
        return ck_host_report(diags, CK_E_RANGE, place, "the events begin on %s, the scenario on %s",
                              "both need the same start", here, there);
    }
    return CK_OK;
}

static bool take_room(ck_joint *joint, joining *at) {
    const size_t n = ck_io_table_industries(joint->table), industries = joint->world->count;
    joint->base_added = ck_host_take(&joint->arena, n + 1, sizeof(double));
    joint->stands_for = ck_host_take(&joint->arena, industries + 1, sizeof(double));
    at->added_share = ck_host_take(&joint->arena, n + 1, sizeof(double));
    bool good = joint->base_added != NULL && joint->stands_for != NULL && at->added_share != NULL;
    for (uint32_t c = 0; c < CK_JOINT_CASE_COUNT; c++) {
        ck_joint_case *run = &joint->run[c];
        run->cell = ck_host_take(&joint->arena, n + 1, sizeof *run->cell);
        run->day = ck_host_take(&joint->arena, (size_t)joint->steps + 1, sizeof *run->day);
        run->first = ck_host_take(&joint->arena, industries + 1, sizeof *run->first);
        good = good && run->cell != NULL && run->day != NULL && run->first != NULL;
    }
    return good;
}

ck_status ck_joint_run(const ck_io_table *table, const ck_spread_case *base, const ck_joint_world *world,
                       const ck_joint_links *links, uint32_t threads, ck_host_progress progress, void *user,
                       ck_joint *joint, ck_diags *diags) {
    ck_spread_case usual = {.name = "join", .title = "", .steps = world->days};
    usual.spec = ck_ario_spec_default();
    usual.spec.start = world->start;
    usual.spec.alpha_max = usual.spec.alpha_base; // the daily run has already made use of spare hours
    if (base == NULL)
        base = &usual;
    else
        CK_TRY(check_base(base, world, diags));
    *joint = (ck_joint){.table = table, .world = world, .links = links, .steps = base->steps};
    joining at = {.joint = joint};
    uint32_t *hit = ck_host_take(&joint->arena, (size_t)links->cells + 1, sizeof *hit);
    if (hit == NULL || !take_room(joint, &at)) return ck_host_no_memory(diags);
    joint->hit = find_hit(joint, hit);
    double *series = ck_host_take(&joint->arena, (size_t)joint->hit * world->days + 1, sizeof *series);
    if (series == NULL) return ck_host_no_memory(diags);
    find_base(&at, (base->spec.compat & CK_ARIO_B0) != 0);
    for (int c = 0; c < CK_JOINT_CASE_COUNT; c++)
        CK_TRY(run_case(&at, base, (ck_joint_case_name)c, hit, series, threads, progress, user, diags));
    return CK_OK;
}

void ck_joint_free(ck_joint *joint) {
    ck_host_arena_free(&joint->arena);
    *joint = (ck_joint){0};
}
