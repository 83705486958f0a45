/* The tariff of a sector from the text of the law: each good that stands for the sector is a deal, decided on the day. */
#include "study/tariffs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DEAL_VALUE 100.0                 // USD: amounts of duty are per cent of it

typedef struct asking {
    const ck_law             *law;
    const ck_tariff_scenario *scenario;
    const ck_wedge           *wedge;
    const ck_io_table        *table;
    ck_diags      *diags;
    const char    *importer, *exporter;  // as the law names them
    ck_deal_fact  *fact;                 // room for the facts of a good
    void          *facts_block, *work_block;
    size_t         facts_bytes, work_bytes;
    ck_law_work_size work_size;
    ck_law_work   *work;
} asking;

/* ISO code of a region of the table; the region's own code without a table of regions. */
static const char *iso3_of(const ck_tariff_scenario *scenario, const char *code) {
    for (uint32_t r = 0; r < scenario->region_count; r++) {
        if (strcmp(scenario->region[r].code, code) == 0) return scenario->region[r].iso3;
    }
    return code;
}

/* The value of a fact on the day: of the columns of its name the latest that has begun; NULL: not known. */
static const char *value_on(const ck_goods *goods, const ck_good *good, uint32_t column, ck_date on) {
    const ck_goods_fact *fact = &goods->fact[column];
    if (fact->from.day > on.day) return NULL;
    for (uint32_t c = 0; c < goods->fact_count; c++) {
        if (c == column || strcmp(goods->fact[c].name, fact->name) != 0 || goods->fact[c].from.day > on.day) continue;
        if (goods->fact[c].from.day > fact->from.day) return NULL;    // a later column speaks
    }
    return good->value[column][0] != '\0' ? good->value[column] : NULL;
}

static uint32_t facts_of(const asking *asking, const ck_good *good, ck_date on) {
    const ck_goods *goods = asking->wedge->goods;
    uint32_t count = 0;
    asking->fact[count++] = (ck_deal_fact){.name = "hs", .text = good->hs, .place = good->place};
    asking->fact[count++] = (ck_deal_fact){.name = "origin", .text = asking->exporter, .place = asking->wedge->place};
    asking->fact[count++] = (ck_deal_fact){.name = "value", .number = DEAL_VALUE, .unit = "USD", .place = asking->wedge->place};
    for (uint32_t c = 0; c < goods->fact_count; c++) {
        const char *value = value_on(goods, good, c, on);
        if (value != NULL) asking->fact[count++] = (ck_deal_fact){.name = goods->fact[c].name, .text = value, .place = good->place};
    }
    for (uint32_t f = 0; f < asking->wedge->fact_count; f++) asking->fact[count++] = asking->wedge->fact[f];
    return count;
}

static ck_status grow(void **block, size_t *have, size_t need, ck_diags *diags) {
    if (need <= *have) return CK_OK;
    free(*block);
    *block = aligned_alloc(16, (need + 15) & ~(size_t)15);
    *have = *block != NULL ? need : 0;
    return *block != NULL ? CK_OK : ck_host_no_memory(diags);
}

static ck_status make_work(asking *asking, const ck_facts *facts) {
    const ck_law_work_size need = ck_law_work_default(facts, CK_DETAIL_OUTCOME), have = asking->work_size;
    if (asking->work != NULL && need.items <= have.items && need.parties <= have.parties && need.technologies <= have.technologies &&
        need.rows <= have.rows && need.trace <= have.trace) {
        return CK_OK;
    }
    asking->work_size = (ck_law_work_size){ck_max_u32(need.items, have.items), ck_max_u32(need.parties, have.parties),
                                           ck_max_u32(need.technologies, have.technologies),
                                           ck_max_u32(need.rows, have.rows), ck_max_u32(need.trace, have.trace), 0};
    const size_t bytes = ck_law_work_bytes(asking->law, asking->work_size);
    CK_TRY(grow(&asking->work_block, &asking->work_bytes, bytes, asking->diags));
    return ck_law_work_start(asking->law, asking->work_size, asking->work_block, asking->work_bytes, &asking->work);
}

/* All duties owed on the good on the day, as a share of its value. */
static ck_status duties_on(asking *asking, const ck_good *good, ck_date on, double *rate, bool *open) {
    const ck_deal_fact deal_fact[2] = {{.name = "destination", .text = asking->importer, .place = asking->wedge->place},
                                       {.name = "export_from", .text = asking->exporter, .place = asking->wedge->place}};
    const ck_deal_item item = {.name = good->hs, .parent = CK_NONE, .facts = {asking->fact, facts_of(asking, good, on)},
                               .composition_complete = true, .parts_complete = true, .technologies_complete = true, .place = good->place};
    const ck_deal deal = {.name = good->hs, .facts = {deal_fact, 2}, .item = &item, .item_count = 1, .place = good->place};
    const ck_facts *facts = NULL;
    CK_TRY(grow(&asking->facts_block, &asking->facts_bytes, ck_deal_bytes(asking->law, &deal), asking->diags));
    CK_TRY(ck_deal_bind(asking->law, &deal, asking->facts_block, asking->facts_bytes, &facts, asking->diags));
    CK_TRY(make_work(asking, facts));
    ck_law_question question = ck_law_question_default(on);
    question.known = CK_DATE_LAST;                                    // with what was made retroactive later
    question.detail = CK_DETAIL_OUTCOME;
    const ck_law_decision *decision = NULL;
    CK_TRY(ck_law_decide(asking->work, facts, question, &decision, asking->diags));
    *rate = 0.0;
    *open = false;
    for (uint32_t d = 0; d < decision->duty_count; d++) {
        const ck_law_duty_line *line = &decision->duty[d];
        if (line->reason == CK_LINE_OWED) *rate += line->amount / DEAL_VALUE;
        else if (line->reason == CK_LINE_OPEN) *open = true;
    }
    return CK_OK;
}

static ck_status ask_all(asking *asking, ck_tariff_duty *duty) {
    const ck_goods *goods = asking->wedge->goods;
    const uint32_t J = asking->table->sectors;
    double *weight = calloc(J, sizeof *weight), all = 0.0;
    if (weight == NULL) return ck_host_no_memory(asking->diags);
    ck_status status = CK_OK;
    for (uint32_t g = 0; g < goods->good_count && status >= 0; g++) {
        const ck_good *good = &goods->good[g];
        const uint32_t j = ck_tariff_find(asking->table->sector, J, good->sector);
        if (j == CK_NONE) continue;                                   // a sector of another table
        double now = 0.0, then = 0.0;
        bool open_now = false, open_then = false;
        status = duties_on(asking, good, asking->wedge->on, &now, &open_now);
        if (status >= 0 && asking->wedge->over.day != CK_DATE_FIRST.day) status = duties_on(asking, good, asking->wedge->over, &then, &open_then);
        duty->rate[j] += good->weight * (now - then);
        duty->open[j] += open_now ? good->weight : 0.0;
        weight[j] += good->weight;
        duty->goods++;
    }
    for (uint32_t j = 0; j < J; j++) {
        all += weight[j];
        duty->mean += duty->rate[j];
        duty->open_mean += duty->open[j];
        duty->rate[j] = weight[j] > 0.0 ? duty->rate[j] / weight[j] : (double)NAN;
        duty->open[j] = weight[j] > 0.0 ? duty->open[j] / weight[j] : 0.0;
    }
    free(weight);
    if (status >= 0 && !(all > 0.0)) {
        return ck_diags_add(asking->diags, CK_E_MISSING, asking->wedge->place, "no good of %q belongs to a sector of the table",
                            "its column \"sector\" must use the table's codes", goods->path);
    }
    duty->mean /= all;
    duty->open_mean /= all;
    return status;
}

ck_status ck_tariff_duty_of(const ck_law *law, const ck_tariff_scenario *scenario, const ck_wedge *wedge, const ck_io_table *table,
                            ck_tariff_duty *duty, ck_diags *diags) {
    asking asking = {.law = law, .scenario = scenario, .wedge = wedge, .table = table, .diags = diags,
                     .importer = iso3_of(scenario, wedge->importer[0]), .exporter = iso3_of(scenario, wedge->exporter[0])};
    *duty = (ck_tariff_duty){.importer = ck_tariff_find(table->region, table->regions, wedge->importer[0]),
                             .exporter = ck_tariff_find(table->region, table->regions, wedge->exporter[0]), .table = wedge->value};
    duty->rate = calloc(table->sectors, sizeof *duty->rate);
    duty->open = calloc(table->sectors, sizeof *duty->open);
    asking.fact = calloc((size_t)wedge->goods->fact_count + wedge->fact_count + 3, sizeof *asking.fact);
    ck_status status = duty->rate != NULL && duty->open != NULL && asking.fact != NULL ? CK_OK : ck_host_no_memory(diags);
    if (status >= 0) status = ask_all(&asking, duty);
    free(asking.fact);
    free(asking.facts_block);
    free(asking.work_block);
    return status;
}
