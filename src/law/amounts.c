/* Duties line by line and fees. What excludes, replaces or goes before is settled first (order.c). */
#include "law/work.h"

static const cki_value *fact_value(const ck_law_work *w, const cki_ref *ref) {
    const cki_decl *fact = &w->law->decl[ref->to];
    return cki_fact_of(&w->eval, fact->subject, 0, fact->ordinal);
}

static void miss(cki_explain *x, const ck_law_work *w, const cki_ref *ref) {
    const cki_decl *fact = &w->law->decl[ref->to];
    cki_explain_missing_fact(x, fact->subject, 0, fact->ordinal);
}

static const char *currency_text(ck_law_work *w, uint32_t packed) {
    if (packed == 0 || packed == CK_NONE || w->text_used + 4 > w->text_size) return "";
    char *code = w->text + w->text_used;
    for (uint32_t k = 0; k < 3; k++) code[k] = (char)(packed >> (16 - 8 * k));
    code[3] = '\0';
    w->text_used += 4;
    return code;
}

/* Half a cent goes up; the small addition keeps 0.125 written in decimal from falling below its half. */
static double to_cents(double amount) {
    return ck_floor(amount * 100.0 + 0.5 + 1e-9) / 100.0;
}

/* State by law and as announced; true when a line is to be shown. */
static bool begin_line(ck_law_work *w, const cki_decl *d, ck_law_state *state, ck_law_state *announced, ck_certainty *certainty) {
    const cki_state *by_law = cki_work_state(w, d, 0), *as_announced = cki_work_state(w, d, 1);
    *state = by_law->state;
    *announced = as_announced->state;
    const bool shown = *state == CK_STATE_OPERATIVE || *state == CK_STATE_SUSPENDED || *state == CK_STATE_NEVER_OPERATED || *announced == CK_STATE_OPERATIVE;
    *certainty = *state != *announced ? as_announced->certainty : by_law->certainty;
    return shown;
}

/* What changes around the moment asked: the next change, and whether there was one since the day began. */
typedef struct changes { int64_t next; bool in_the_day; } changes;

static void note_step(const ck_law_work *w, const cki_moment *from, changes *c) {
    const int64_t at = cki_moment_at(from, &w->asked);
    if (at > w->asked.at) c->next = ck_min_i64(at, c->next);
    else if (at > w->asked.day_start) c->in_the_day = true;
}

/* The condition of a duty or fee. What it looked at, its provision and the steps of its schedule are law of the regime's answer. */
static ck_truth condition_of(ck_law_work *w, const cki_decl *d) {
    const uint32_t regime = w->law->decl[d->regime].ordinal;
    const int fee = d->kind == CKI_FEE;
    ck_truth remembered;
    if (cki_memory_line(&w->memory, fee, regime, d->ordinal, &remembered)) return remembered;
    w->eval.noted = CKI_NOTED_NOTHING;
    const ck_truth truth = cki_condition(&w->eval, cki_env_of_deal(), d->condition);
    if (w->memory.in_use) w->memory.line_truth[fee][d->ordinal] = (uint8_t)truth;
    if (!w->eval.note_changes) return truth;
    changes c = {w->eval.noted.next_change, w->eval.noted.changed_in_the_day};
    if (truth != CK_FALSE) {
        const cki_change *provision = cki_clock_change(&w->clock, cki_governing(d));
        c.next = ck_min_i64(c.next, provision->next);
        c.in_the_day = c.in_the_day || provision->in_the_day;
        for (uint32_t k = d->rates.first; k < d->rates.first + d->rates.count; k++) {
            if (w->law->rate[k].has_from) note_step(w, &w->law->rate[k].from, &c);
        }
        for (uint32_t k = d->charges.first; k < d->charges.first + d->charges.count; k++) {
            if (w->law->charge[k].has_from) note_step(w, &w->law->charge[k].from, &c);
        }
    }
    const ck_date day = cki_day_of(c.next);
    ck_law_answer *a = &w->answer[w->answer_of[regime]];
    if (day.day < a->next_change.day) a->next_change = day;
    a->changed_in_the_day = a->changed_in_the_day || c.in_the_day;
    return truth;
}

static cki_explain explainer(ck_law_work *w) {
    cki_explain_forget(w);
    return (cki_explain){.work = w, .rule = CK_NONE, .missing_first = w->decision.missing_count, .name_first = w->decision.name_count,
                         .share_first = w->decision.share_count, .open = true, .traced = false};
}

/* ---- duties ---- */

static const cki_rate *rate_on(const ck_law_work *w, const cki_decl *d) {
    const cki_rate *rate = NULL;
    for (uint32_t k = 0; k < d->rates.count; k++) {
        const cki_rate *step = &w->law->rate[d->rates.first + k];
        if (!step->has_from || cki_begun(&step->from, &w->asked)) rate = step;
    }
    return rate;
}

static ck_law_duty_line *line_of(ck_law_work *w, uint32_t decl) {
    const uint32_t line = w->duty_memo[w->law->decl[decl].ordinal].line;
    return line != CK_NONE ? &w->duty[line] : NULL;
}

static void open_line(ck_law_duty_line *line) {
    line->reason = CK_LINE_OPEN;
    line->rate = line->amount = CK_NAN;
}

static void read_rate(ck_law_work *w, cki_explain *x, const cki_rate *rate, ck_law_duty_line *line) {
    if (rate->kind == CKI_RATE_PERCENT) line->rate = rate->percent;
    else {
        const cki_value *value = fact_value(w, &rate->fact);
        if (value == NULL) {
            miss(x, w, &rate->fact);
            open_line(line);
            return;
        }
        line->rate = rate->kind == CKI_RATE_FACT ? value->number : ck_max(0.0, rate->percent - value->number);
        if (rate->kind == CKI_RATE_FLOOR && line->rate == 0.0) line->reason = CK_LINE_FLOOR_REACHED;
    }
    if (line->rate == 0.0 && line->reason == CK_LINE_OWED) line->reason = CK_LINE_FREE;
}

static void read_base(ck_law_work *w, cki_explain *x, const cki_decl *d, ck_law_duty_line *line) {
    const ck_law *law = w->law;
    cki_ref value_ref = {.to = CK_NONE};
    const uint32_t value_fact = cki_fact_find(law, CK_SUBJECT_ITEM, "value", 5);
    if (value_fact != CK_NONE) value_ref.to = law->of_kind[CKI_FACT][value_fact];
    uint32_t unit = CK_NONE;
    line->base = 0.0;
    for (uint32_t k = 0; k < (d->base.count > 0 ? d->base.count : 1); k++) {
        const cki_base *base = d->base.count > 0 ? &law->base[d->base.first + k] : NULL;
        if (base != NULL && base->covered) {
            const ck_law_duty_line *other = line_of(w, base->what.to);
            if (other == NULL) continue;
            if (other->reason == CK_LINE_OPEN) open_line(line);
            else if (other->reason == CK_LINE_OWED) line->base -= other->base;
            continue;
        }
        const cki_ref *ref = base != NULL ? &base->what : &value_ref;
        const cki_value *value = ref->to != CK_NONE ? fact_value(w, ref) : NULL;
        if (value == NULL || (unit != CK_NONE && value->index != unit && value->number != 0.0)) {
            if (ref->to != CK_NONE) miss(x, w, ref);
            line->base = CK_NAN;
            open_line(line);
            return;
        }
        if (k == 0) unit = value->index;
        line->base += k == 0 ? value->number : -value->number;
    }
    line->base = ck_max(line->base, 0.0);
    line->currency = currency_text(w, unit);
}

static void relate(ck_law_work *w, const cki_decl *d, ck_law_duty_line *line) {
    const ck_law *law = w->law;
    for (uint32_t k = 0; k < d->more.count; k++) {
        const uint32_t other_decl = law->ref[d->more.first + k].to;
        const ck_law_duty_line *other = line_of(w, other_decl);
        if (other == NULL) continue;
        if (other->reason == CK_LINE_OPEN && line->reason != CK_LINE_EXCLUDED) open_line(line);
        else if (other->reason == CK_LINE_OWED && (ck_is_nan(other->amount) || other->amount > 0.0)) {
            line->reason = CK_LINE_EXCLUDED;
            line->by = law->decl[other_decl].ordinal;
        }
    }
    for (uint32_t s = d->first_silencer; s != CK_NONE && line->reason != CK_LINE_REPLACED; s = law->silence[s].next) {
        const uint32_t by_duty = law->silence[s].by;
        const ck_law_duty_line *by = line_of(w, law->of_kind[CKI_DUTY][by_duty]);
        if (by == NULL) continue;
        if (by->reason == CK_LINE_OWED || by->reason == CK_LINE_FLOOR_REACHED || by->reason == CK_LINE_FREE) {
            line->reason = CK_LINE_REPLACED;
            line->by = by_duty;
        } else if (by->reason == CK_LINE_OPEN && line->reason == CK_LINE_OWED) open_line(line);
    }
}

static void decide_duty(ck_law_work *w, uint32_t ordinal) {
    const cki_decl *d = cki_decl_of(w->law, CKI_DUTY, ordinal);
    ck_law_duty_line line = {.duty = ordinal, .by = CK_NONE, .reason = CK_LINE_OWED, .rate = CK_NAN, .base = CK_NAN, .amount = CK_NAN, .currency = ""};
    const ck_truth truth = condition_of(w, d);
    if (truth == CK_FALSE) return;
    const cki_rate *rate = rate_on(w, d);
    if (rate == NULL || !begin_line(w, d, &line.state, &line.announced_state, &line.certainty)) return;
    cki_explain x = explainer(w);
    if (truth == CK_UNKNOWN) {
        cki_memory_explain_line(&x, d->kind == CKI_FEE, w->law->decl[d->regime].ordinal, ordinal, d->condition);
        open_line(&line);
    }
    if (line.state != CK_STATE_OPERATIVE) line.reason = CK_LINE_SUSPENDED;
    if (line.reason == CK_LINE_OWED) relate(w, d, &line);
    if (line.reason == CK_LINE_OWED) read_rate(w, &x, rate, &line);
    else if (rate->kind == CKI_RATE_PERCENT && line.reason != CK_LINE_OPEN) line.rate = rate->percent;
    if (line.reason != CK_LINE_OPEN) read_base(w, &x, d, &line);
    if (line.reason == CK_LINE_OWED) line.amount = line.rate / 100.0 * line.base;
    else if (line.reason != CK_LINE_OPEN) line.amount = 0.0;
    line.missing = (ck_law_span){x.missing_first, w->decision.missing_count - x.missing_first};
    w->duty_memo[ordinal].line = w->decision.duty_count;
    w->duty[w->decision.duty_count++] = line;
}

void cki_decide_duties(ck_law_work *w) {
    for (uint32_t k = 0; k < w->law->count.kind[CKI_DUTY]; k++) w->duty_memo[k].line = CK_NONE;
    for (uint32_t k = 0; k < w->duties_count; k++) decide_duty(w, w->duties[k]);
}

/* ---- fees ---- */

static double units_of(ck_law_work *w, cki_explain *x, const cki_ref *ref, bool round_up) {
    const cki_value *value = fact_value(w, ref);
    if (value == NULL) {
        miss(x, w, ref);
        return CK_NAN;
    }
    const double whole = ck_floor(value->number);
    return round_up && value->number > whole ? whole + 1.0 : value->number;
}

static void read_charge(ck_law_work *w, cki_explain *x, const cki_decl *d, const cki_charge *charge, ck_law_fee_line *line) {
    line->currency = charge->currency;
    line->rate = charge->number;
    if (charge->kind == CKI_CHARGE_FLAT) {
        line->units = 1.0;
        line->amount = charge->number;
    } else {
        line->units = units_of(w, x, &charge->fact, d->round_units && charge->kind == CKI_CHARGE_PER);
        line->amount = charge->number * line->units / (charge->kind == CKI_CHARGE_PERCENT ? 100.0 : 1.0);
        const cki_value *value = fact_value(w, &charge->fact);
        if (charge->kind == CKI_CHARGE_PERCENT && value != NULL) line->currency = currency_text(w, value->index);
    }
    line->owed = line->amount;
    if (ck_is_nan(charge->other)) return;
    line->other_rate = charge->other;
    line->other_units = units_of(w, x, &charge->other_fact, d->round_units);
    line->other_amount = charge->other * line->other_units;
    line->owed = ck_is_nan(line->other_amount) || ck_is_nan(line->amount) ? CK_NAN : ck_max(line->amount, line->other_amount);
}

static void limit_fee(ck_law_work *w, cki_explain *x, const cki_decl *d, ck_law_fee_line *line) {
    if (!ck_is_nan(d->minimum) && line->owed < d->minimum) {
        line->owed = d->minimum;
        line->at_minimum = true;
    }
    if (!ck_is_nan(d->maximum) && line->owed > d->maximum) {
        line->owed = d->maximum;
        line->at_maximum = true;
    }
    if (!ck_is_nan(d->most_times)) {
        const cki_value *times = fact_value(w, &d->counted_by);
        if (times == NULL) miss(x, w, &d->counted_by);               // the amount stands; the count is named as missing
        else if (times->number >= d->most_times) line->reason = CK_LINE_CAP_REACHED;
    }
    if (d->once.to != CK_NONE) {
        const cki_value *charged = fact_value(w, &d->once);
        if (charged == NULL) miss(x, w, &d->once);
        else if (charged->number != 0.0) line->reason = CK_LINE_ONCE;
    }
}

static bool goes_by_sea(const ck_law_work *w) {
    const uint32_t mode = cki_fact_find(w->law, CK_SUBJECT_DEAL, "mode", 4);
    const cki_value *value = mode != CK_NONE ? cki_fact_of(&w->eval, CK_SUBJECT_DEAL, 0, mode) : NULL;
    if (value == NULL) return false;
    const cki_decl *fact = cki_decl_of(w->law, CKI_FACT, mode);
    for (uint32_t k = 0; k < fact->refs.count; k++) {
        if ((value->mask >> k & 1) != 0 && cki_text_equal(w->law->ref[fact->refs.first + k].text, "sea")) return true;
    }
    return false;
}

/* Fees on a ship are asked of deals that state something of a ship, or that go by sea: of others they would all be open. */
static bool has_ship(const ck_law_work *w) {
    for (uint32_t slot = 0; slot < w->law->slot_count[CK_SUBJECT_VESSEL]; slot++) {
        if (w->facts->slot[CK_SUBJECT_VESSEL][slot] != 0) return true;
    }
    return goes_by_sea(w);
}

static bool is_on_ships(const ck_law *law, const cki_charge *charge) {
    return charge->kind == CKI_CHARGE_PER && law->decl[charge->fact.to].subject == CK_SUBJECT_VESSEL;
}

static void decide_fee(ck_law_work *w, uint32_t ordinal) {
    const ck_law *law = w->law;
    const cki_decl *d = cki_decl_of(law, CKI_FEE, ordinal);
    const ck_truth truth = condition_of(w, d);
    if (truth == CK_FALSE) return;
    const cki_charge *charge = NULL;
    for (uint32_t k = 0; k < d->charges.count; k++) {
        const cki_charge *step = &law->charge[d->charges.first + k];
        if (!step->has_from || cki_begun(&step->from, &w->asked)) charge = step;
    }
    ck_law_fee_line line = {.fee = ordinal, .by = CK_NONE, .reason = CK_LINE_OWED, .rate = CK_NAN, .units = CK_NAN, .amount = CK_NAN,
                            .other_rate = CK_NAN, .other_units = CK_NAN, .other_amount = CK_NAN, .owed = CK_NAN, .currency = ""};
    if (charge == NULL || !begin_line(w, d, &line.state, &line.announced_state, &line.certainty)) return;
    if (is_on_ships(law, charge) && !has_ship(w)) {
        w->decision.no_ship = true;
        return;
    }
    cki_explain x = explainer(w);
    if (truth == CK_UNKNOWN) {
        cki_memory_explain_line(&x, d->kind == CKI_FEE, w->law->decl[d->regime].ordinal, ordinal, d->condition);
        line.reason = CK_LINE_OPEN;
    }
    read_charge(w, &x, d, charge, &line);
    if (ck_is_nan(line.owed)) line.reason = CK_LINE_OPEN;
    if (line.reason == CK_LINE_OWED) limit_fee(w, &x, d, &line);
    for (uint32_t k = 0; k < d->more.count && line.reason == CK_LINE_OWED; k++) {
        const uint32_t to = law->decl[law->ref[d->more.first + k].to].ordinal, at = w->fee_memo[to].line;
        if (at == CK_NONE) continue;
        if (w->fee[at].reason == CK_LINE_OPEN) line.reason = CK_LINE_OPEN;
        else if (w->fee[at].reason == CK_LINE_OWED) {
            line.reason = CK_LINE_YIELDS;
            line.by = to;
        }
    }
    if (line.state != CK_STATE_OPERATIVE) line.reason = CK_LINE_SUSPENDED;
    line.owed = line.reason == CK_LINE_OWED ? to_cents(line.owed) : line.reason == CK_LINE_OPEN ? CK_NAN : 0.0;
    line.missing = (ck_law_span){x.missing_first, w->decision.missing_count - x.missing_first};
    w->fee_memo[ordinal].line = w->decision.fee_count;
    w->fee[w->decision.fee_count++] = line;
}

void cki_decide_fees(ck_law_work *w) {
    for (uint32_t k = 0; k < w->law->count.kind[CKI_FEE]; k++) w->fee_memo[k].line = CK_NONE;
    for (uint32_t k = 0; k < w->fees_count; k++) decide_fee(w, w->fees[k]);
}
