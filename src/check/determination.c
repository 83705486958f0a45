/* The determination as one JSON object: what the law answers, regime by regime, with places to look it up. */
#include "check/check_parts.h"

#include "base/base.h"

#include <string.h>

/* ---------------------------------------------------------------- small values ------------------------------------ */

json_t *ck_json_day(ck_date day) {
    char text[16];
    if (day.day == CK_DATE_LAST.day || day.day == CK_DATE_FIRST.day) return json_null();
    ck_date_write(day, text);
    return json_string(text);
}

void ck_json_put(json_t *object, const char *key, const char *text) {
    if (text != NULL && text[0] != '\0') json_object_set_new(object, key, ck_host_json_text(text));
}

void ck_json_put_part(json_t *object, const char *key, const char *text, size_t length) {
    if (text == NULL || length == 0) return;
    json_t *value = json_stringn(text, length);
    if (value != NULL) json_object_set_new(object, key, value);
}

static void put_number(json_t *object, const char *key, double value) {
    if (ck_is_finite(value)) json_object_set_new(object, key, json_real(value));
}

static void put_place(json_t *object, const asking *ask, ck_place place) {
    if (place.file == NULL) return;
    json_t *at = json_object();
    json_object_set_new(at, "file", ck_host_json_text(ck_kept_law_seen(ask->host, place.file)));
    json_object_set_new(at, "line", json_integer(place.line));
    json_object_set_new(object, "place", at);
}

/* Citation, article, grade and link of a thing of the law. */
static void put_cited(json_t *object, const ck_law *law, ck_law_kind kind, uint32_t index) {
    const ck_law_about cited = ck_law_cited(law, kind, index);
    ck_json_put(object, "citation", cited.citation);
    ck_json_put(object, "article", cited.article);
    ck_json_put(object, "grade", cited.grade);
    ck_json_put(object, "link", cited.link);
}

static const char *regime_name(const ck_law *law, uint32_t regime) {
    return regime != CK_NONE ? ck_law_about_of(law, CK_LAW_REGIME, regime).name : "";
}

static json_t *rule_name(const ck_law *law, ck_law_kind kind, uint32_t index) {
    const ck_law_about about = ck_law_about_of(law, kind, index);
    char text[512];
    snprintf(text, sizeof text, "%s/%s", regime_name(law, about.regime), about.name);
    return ck_host_json_text(text);
}

/* ---------------------------------------------------------------- states ------------------------------------------ */

static ck_law_question question_of(const asking *ask) {
    ck_law_question question = ck_law_question_default(ask->on);
    question.known = ask->known;
    question.reading = ask->question->reading;
    question.reading_count = ask->question->reading_count;
    return question;
}

/* When a suspended or coming provision begins, by law and as announced. */
static json_t *state_json(const asking *ask, ck_law_kind kind, uint32_t index) {
    const ck_law_status status = ck_law_status_of(ask->law, kind, index, question_of(ask));
    json_t *state = json_object();
    json_object_set_new(state, "state", json_string(ck_law_state_word(status.state)));
    json_object_set_new(state, "state_by_law", json_string(ck_law_state_word(status.by_law)));
    json_object_set_new(state, "certainty", json_string(ck_certainty_word(status.certainty)));
    ck_json_put(state, "citation", status.citation);
    ck_json_put(state, "grade", status.grade);
    ck_json_put(state, "note", status.note);
    ck_json_put(state, "binds", status.binds);
    json_object_set_new(state, "next_change", ck_json_day(status.next_change));
    json_object_set_new(state, "next_change_by_law", ck_json_day(status.next_change_by_law));
    if (status.next_change.day != CK_DATE_LAST.day) json_object_set_new(state, "next_state", json_string(ck_law_state_word(status.next_state)));
    if (status.next_change_by_law.day != CK_DATE_LAST.day) {
        json_object_set_new(state, "next_state_by_law", json_string(ck_law_state_word(status.next_state_by_law)));
    }
    if (status.contested) json_object_set_new(state, "other_state", json_string(ck_law_state_word(status.other_state)));
    return state;
}

/* ---------------------------------------------------------------- rules ------------------------------------------- */

static const char *finding_word(ck_finding_kind kind) {
    switch (kind) {
        case CK_FINDING_HOLDS: return "holds";
        case CK_FINDING_SILENCED: return "silenced";
        case CK_FINDING_OPEN: return "open";
        case CK_FINDING_WOULD_APPLY: return "would apply";
    }
    return "";
}

/* The key of a part that hangs on the question and on what follows. */
enum { PIECE_FINDING = 1, PIECE_REGIME };
static ck_piece_key piece_key(const asking *ask, uint64_t kind) {
    uint64_t readings = ask->question->unpublished;
    for (uint32_t i = 0; i < ask->question->reading_count; i++) readings = cki_mix(readings ^ ask->question->reading[i]);
    return (ck_piece_key){{kind, (uint64_t)(uint32_t)ask->on.day << 32 | (uint32_t)ask->known.day, readings}};
}

/* `made` is kept under the key, and given back. */
static json_t *kept_piece(const asking *ask, const ck_piece_key *key, json_t *made) {
    if (ask->pieces != NULL && made != NULL) ask->pieces->keep(ask->pieces, key, made);
    return made;
}

static json_t *make_finding(const asking *ask, const ck_law_finding *finding) {
    const ck_law_about about = ck_law_about_of(ask->law, CK_LAW_RULE, finding->rule);
    json_t *rule = json_object();
    json_object_set_new(rule, "rule", rule_name(ask->law, CK_LAW_RULE, finding->rule));
    json_object_set_new(rule, "finding", json_string(finding_word(finding->kind)));
    json_object_set_new(rule, "outcome", json_string(ck_outcome_word(finding->outcome)));
    json_object_set_new(rule, "exception", json_boolean(ck_law_rule(ask->law, finding->rule).exception));
    ck_json_put(rule, "says", about.says);
    put_cited(rule, ask->law, CK_LAW_RULE, finding->rule);
    const char *by = finding->kind == CK_FINDING_HOLDS ? "may_give_way_to" : "silenced_by";
    if (finding->by != CK_NONE) json_object_set_new(rule, by, rule_name(ask->law, CK_LAW_RULE, finding->by));
    if (finding->kind == CK_FINDING_WOULD_APPLY) json_object_set_new(rule, "condition", json_string(ck_truth_word(finding->truth)));
    json_object_set_new(rule, "state", json_string(ck_law_state_word(finding->state)));
    json_object_set_new(rule, "announced_state", json_string(ck_law_state_word(finding->announced_state)));
    json_object_set_new(rule, "certainty", json_string(ck_certainty_word(finding->certainty)));
    if (finding->kind == CK_FINDING_WOULD_APPLY) {
        json_object_set_new(rule, "provision", about.provision != CK_NONE ? state_json(ask, CK_LAW_PROVISION, about.provision)
                                                                          : state_json(ask, CK_LAW_REGIME, about.regime));
    }
    put_place(rule, ask, about.place);
    return rule;
}

static json_t *finding_json(const asking *ask, const ck_law_finding *f) {
    ck_piece_key key = piece_key(ask, PIECE_FINDING);
    key.word[3] = (uint64_t)f->rule << 32 | f->by;
    key.word[4] = (uint64_t)f->kind | (uint64_t)f->outcome << 8 | (uint64_t)f->truth << 16 | (uint64_t)f->state << 24 |
                  (uint64_t)f->announced_state << 32 | (uint64_t)f->certainty << 40;
    json_t *known = ask->pieces != NULL ? ask->pieces->find(ask->pieces, &key) : NULL;
    return known != NULL ? known : kept_piece(ask, &key, make_finding(ask, f));
}

/* ---------------------------------------------------------------- obligations ------------------------------------- */

/* The day by which something is due. The last working day before the term when it counts backwards. */
static ck_date due_day(const ck_law_obligation *obligation, ck_date event, const ck_host_calendar *calendar) {
    const ck_calendar *days = calendar != NULL ? &calendar->calendar : NULL;
    if (!obligation->working_days) return (ck_date){event.day + (obligation->before ? -1 : 1) * (int32_t)obligation->days};
    if (!obligation->before) return ck_calendar_add(days, event, obligation->days);
    ck_date day = event;
    for (uint32_t left = obligation->days; left > 0;) {
        day.day--;
        left -= ck_calendar_works(days, day);
    }
    return day;
}

static ck_date years_later(ck_date from, uint32_t years) {
    int32_t year, month, day;
    ck_date_split(from, &year, &month, &day);
    year += (int32_t)years;
    if (!ck_date_valid(year, month, day)) day = 28;      // 29 February
    return ck_date_make(year, month, day);
}

static json_t *obligation_json(const asking *ask, const ck_law_obligation *obligation) {
    json_t *todo = json_object();
    json_object_set_new(todo, "do", json_string(ck_todo_word(obligation->todo)));
    ck_json_put(todo, "to", obligation->to);
    ck_json_put(todo, "what", obligation->text);
    const ck_date stated = obligation->event != CK_EVENT_NONE ? ask->deal->event[obligation->event] : CK_DATE_LAST;
    const bool assumed = stated.day == CK_DATE_LAST.day && obligation->event == CK_EVENT_EXPORT;
    const ck_date event = assumed ? ask->on : stated;
    if (obligation->event != CK_EVENT_NONE) {
        json_t *term = json_object();
        json_object_set_new(term, "days", json_integer(obligation->days));
        json_object_set_new(term, "working_days", json_boolean(obligation->working_days));
        json_object_set_new(term, "relation", json_string(obligation->before ? "before" : "after"));
        json_object_set_new(term, "event", json_string(ck_event_word(obligation->event)));
        json_object_set_new(term, "event_day", ck_json_day(event));
        json_object_set_new(term, "event_assumed", json_boolean(assumed));
        if (event.day != CK_DATE_LAST.day) {
            const ck_host_calendar *calendar = ck_host_calendar_find(ask->calendars, obligation->calendar);
            const ck_date due = due_day(obligation, event, calendar);
            json_object_set_new(term, "due", ck_json_day(due));
            if (obligation->working_days) {
                ck_json_put(term, "calendar", calendar != NULL ? calendar->name : "weekends only");
                if (calendar != NULL && due.day > calendar->last.day) ck_json_put(term, "note", "the calendar does not reach so far; weekends alone count there");
            }
        }
        json_object_set_new(todo, "term", term);
    }
    if (obligation->years > 0) {
        const ck_date exported = ask->deal->event[CK_EVENT_EXPORT];
        json_object_set_new(todo, "keep_years", json_integer(obligation->years));
        json_object_set_new(todo, "keep_until", ck_json_day(years_later(exported.day != CK_DATE_LAST.day ? exported : ask->on, obligation->years)));
    }
    json_object_set_new(todo, "rule", rule_name(ask->law, CK_LAW_RULE, obligation->rule));
    const ck_law_about cited = ck_law_cited(ask->law, CK_LAW_RULE, obligation->rule);
    ck_json_put(todo, "citation", cited.citation);
    ck_json_put(todo, "article", obligation->article[0] != '\0' ? obligation->article : cited.article);
    return todo;
}

/* ---------------------------------------------------------------- what is missing --------------------------------- */

static json_t *missing_json(const asking *ask, const ck_law_missing *missing) {
    json_t *one = json_object();
    json_object_set_new(one, "subject", json_string(ck_subject_word(missing->subject)));
    ck_json_put(one, "name", missing->name);
    json_object_set_new(one, "fact", ck_host_json_text(missing->what));
    ck_json_put(one, "question", missing->question);
    if (missing->rule != CK_NONE) json_object_set_new(one, "rule", rule_name(ask->law, CK_LAW_RULE, missing->rule));
    if (missing->at != CK_NONE) json_object_set_new(one, "at", json_integer(missing->at));
    if (missing->eases) json_object_set_new(one, "eases", json_true());
    return one;
}

static json_t *missing_list(const asking *ask, const ck_law_decision *decision, ck_law_span span) {
    json_t *list = json_array();
    for (uint32_t i = 0; i < span.count; i++) json_array_append_new(list, missing_json(ask, &decision->missing[span.first + i]));
    return list;
}

/* ---------------------------------------------------------------- shares ------------------------------------------ */

static const char *part_word(ck_share_part part) {
    return part == CK_PART_COUNTED ? "counted" : part == CK_PART_UNKNOWN ? "unknown" : "left out";
}

/* The numerator at which the threshold is crossed. */
static void put_crossing(json_t *object, const ck_law_share *share) {
    if (!ck_is_finite(share->denominator)) return;
    put_number(object, "crossed_at", share->threshold / 100.0 * share->denominator);
}

static json_t *share_json(const asking *ask, const ck_law_decision *decision, const ck_law_share *share) {
    json_t *object = json_object();
    if (share->rule != CK_NONE) {
        json_object_set_new(object, "rule", rule_name(ask->law, CK_LAW_RULE, share->rule));
        put_cited(object, ask->law, CK_LAW_RULE, share->rule);
    }
    const char *name = share->item < ask->asked->item_count ? ask->asked->item[share->item].name : "";
    ck_json_put(object, "of", name);
    json_object_set_new(object, "by", json_string(share->by_mass ? "mass" : "value"));
    ck_json_put(object, "unit", share->unit);
    json_object_set_new(object, "relation", json_string(share->relation));
    json_object_set_new(object, "threshold_percent", json_real(share->threshold));
    put_number(object, "low_percent", share->low);
    put_number(object, "high_percent", share->high);
    put_number(object, "numerator_low", share->numerator_low);
    put_number(object, "numerator_high", share->numerator_high);
    put_number(object, "denominator", share->denominator);
    put_crossing(object, share);
    json_object_set_new(object, "reached", json_string(ck_truth_word(share->truth)));
    json_t *components = json_array();
    for (uint32_t i = 0; i < share->components.count; i++) {
        const ck_law_component *component = &decision->component[share->components.first + i];
        json_t *one = json_object();
        if (component->item < ask->asked->item_count) ck_json_put(one, "item", ask->asked->item[component->item].name);
        json_object_set_new(one, "kind", json_string(part_word(component->kind)));
        put_number(one, "amount", component->amount);
        ck_json_put_part(one, "why", component->why, component->why_length);
        json_array_append_new(components, one);
    }
    json_object_set_new(object, "components", components);
    return object;
}

/* ---------------------------------------------------------------- names and owners -------------------------------- */

static json_t *name_json(const asking *ask, const ck_law_name *name) {
    json_t *one = json_object();
    ck_json_put(one, "party", name->party < ask->asked->party_count ? ask->asked->party[name->party].name : "");
    const ck_law_about list = ck_law_about_of(ask->law, CK_LAW_LIST, name->list);
    ck_json_put(one, "list", list.name);
    ck_json_put(one, "list_title", list.title);
    json_object_set_new(one, "match", json_string(name->match == CK_NAME_MATCHED ? "matched" : name->match == CK_NAME_NEAR ? "near miss" : "not matched"));
    if (name->match != CK_NAME_NOT_MATCHED && name->entity != CK_NONE) {
        const ck_law_about entity = ck_law_about_of(ask->law, CK_LAW_ENTITY, name->entity);
        ck_json_put(one, "entity", entity.title[0] != '\0' ? entity.title : entity.name);
        put_cited(one, ask->law, CK_LAW_ENTITY, name->entity);
    }
    if (name->match == CK_NAME_NOT_MATCHED) ck_json_put(one, "note", "no match is not a clearance");
    return one;
}

typedef struct chains { const asking *ask; const ck_law_decision *decision; json_t *list; uint32_t path[16]; uint32_t depth, steps; } chains;

static const ck_law_name *listed_as(const chains *all, uint32_t party) {
    for (uint32_t i = 0; i < all->decision->name_count; i++) {
        const ck_law_name *name = &all->decision->name[i];
        if (name->party == party && name->match == CK_NAME_MATCHED) return name;
    }
    return NULL;
}

static void add_chain(const chains *all, const ck_law_name *listed, double product) {
    const ck_deal *deal = all->ask->asked;
    json_t *chain = json_object(), *path = json_array();
    for (uint32_t i = 0; i < all->depth; i++) json_array_append_new(path, ck_host_json_text(deal->party[all->path[i]].name));
    ck_json_put(chain, "party", deal->party[all->path[0]].name);
    ck_json_put(chain, "owner", deal->party[all->path[all->depth - 1]].name);
    ck_json_put(chain, "list", ck_law_about_of(all->ask->law, CK_LAW_LIST, listed->list).name);
    json_object_set_new(chain, "path", path);
    json_object_set_new(chain, "direct", json_boolean(all->depth == 2));
    put_number(chain, "product_percent", product);
    json_array_append_new(all->list, chain);
}

/* Every way up from a party to a listed owner; circles end where they close. */
static void climb(chains *all, uint32_t party, double product) {
    const ck_deal *deal = all->ask->asked;
    for (uint32_t i = 0; i < deal->holding_count && all->steps < 10000; i++) {
        const ck_deal_holding *holding = &deal->holding[i];
        if (holding->owned != party || all->depth == sizeof all->path / sizeof *all->path) continue;
        bool circle = false;
        for (uint32_t k = 0; k < all->depth; k++) circle = circle || all->path[k] == holding->owner;
        if (circle) continue;
        all->steps++;
        all->path[all->depth++] = holding->owner;
        const double through = product * holding->percent / 100.0;
        const ck_law_name *listed = listed_as(all, holding->owner);
        if (listed != NULL) add_chain(all, listed, through);
        climb(all, holding->owner, through);
        all->depth--;
    }
}

static json_t *ownership_json(const asking *ask, const ck_law_decision *decision) {
    chains all = {.ask = ask, .decision = decision, .list = json_array()};
    for (uint32_t i = 0; i < ask->asked->party_count; i++) {
        if (ask->asked->party[i].roles == 0) continue;
        all.path[0] = i;
        all.depth = 1;
        climb(&all, i, 100.0);
    }
    return all.list;
}

/* ---------------------------------------------------------------- regimes ----------------------------------------- */

static json_t *named_reading(const asking *ask, uint32_t reading) {
    const ck_law_about choice = ck_law_about_of(ask->law, CK_LAW_CHOICE, ck_law_choice_of(ask->law, reading));
    const ck_law_about named = ck_law_about_of(ask->law, CK_LAW_READING, reading);
    json_t *one = json_object();
    ck_json_put(one, "choice", choice.name);
    ck_json_put(one, "question", choice.title);
    ck_json_put(one, "reading", named.name);
    ck_json_put(one, "says", named.title);
    ck_json_put(one, "citation", named.citation);
    return one;
}

static json_t *reading_json(const asking *ask, const ck_law_reading_answer *reading) {
    json_t *one = named_reading(ask, reading->reading);
    json_object_set_new(one, "taken", json_boolean(reading->taken));
    if (reading->taken) json_object_set_new(one, "by", json_string(reading->chosen ? "user" : "default"));
    json_object_set_new(one, "outcome", json_string(ck_outcome_word(reading->outcome)));
    return one;
}

/* The readings that the question names, whether or not the deal comes near them. */
static json_t *chosen_json(const asking *ask) {
    json_t *list = json_array();
    for (uint32_t i = 0; i < ask->question->reading_count; i++) json_array_append_new(list, named_reading(ask, ask->question->reading[i]));
    return list;
}

/* Which provision decided, and how it stands: of the strongest rule that holds, else of the last that would apply. */
typedef struct standing { uint32_t provision; ck_law_state state, announced; } standing;

/* The decision knows it with rules that nobody could know; without them it is found again. */
static standing standing_of(const asking *ask, const ck_law_decision *decision, const ck_law_answer *answer) {
    const ck_law_finding *finding = &decision->finding[answer->findings.first];
    bool all = true;
    for (uint32_t i = 0; i < answer->findings.count; i++) all = all && (ask->question->unpublished || !ck_finding_is_unpublished(&finding[i]));
    if (all) return (standing){answer->provision, answer->state, answer->announced_state};
    ck_law_question moment = question_of(ask);
    moment.by_minute = ask->deal->by_minute && ask->question->on.day == CK_DATE_LAST.day;
    moment.minute = ask->deal->minute;
    const ck_law_status own = ck_law_status_of(ask->law, CK_LAW_REGIME, answer->regime, moment);
    standing found = {CK_NONE, own.by_law, own.state};
    ck_outcome strongest = CK_OUTCOME_NONE;
    for (uint32_t i = 0; i < answer->findings.count; i++) {
        const bool holds = finding[i].kind == CK_FINDING_HOLDS;
        if (ck_finding_is_unpublished(&finding[i]) || !(holds || strongest == CK_OUTCOME_NONE) || finding[i].outcome < strongest) continue;
        if (holds) strongest = finding[i].outcome;
        found = (standing){ck_law_about_of(ask->law, CK_LAW_RULE, finding[i].rule).provision, finding[i].state, finding[i].announced_state};
    }
    return found;
}

static json_t *make_regime(const asking *ask, const ck_law_decision *decision, const ck_law_answer *answer) {
    const ck_law *law = ask->law;
    const ck_law_about about = ck_law_about_of(law, CK_LAW_REGIME, answer->regime);
    json_t *regime = json_object();
    ck_json_put(regime, "regime", about.name);
    ck_json_put(regime, "title", about.title);
    ck_json_put(regime, "citation", about.citation);
    ck_json_put(regime, "link", about.link);
    ck_json_put(regime, "grade", about.grade);
    json_object_set_new(regime, "verified_through", ck_json_day(about.verified_through));
    json_object_set_new(regime, "outcome", json_string(ck_outcome_word(answer->outcome)));
    json_object_set_new(regime, "as_announced", json_string(ck_outcome_word(answer->announced)));
    json_object_set_new(regime, "least", json_string(ck_outcome_word(answer->least)));
    json_object_set_new(regime, "most", json_string(ck_outcome_word(answer->most)));
    json_object_set_new(regime, "certainty", json_string(ck_certainty_word(answer->certainty)));
    const standing standing = standing_of(ask, decision, answer);
    json_object_set_new(regime, "state", json_string(ck_law_state_word(standing.state)));
    json_object_set_new(regime, "announced_state", json_string(ck_law_state_word(standing.announced)));
    if (standing.provision != CK_NONE) ck_json_put(regime, "provision", ck_law_about_of(law, CK_LAW_PROVISION, standing.provision).name);
    json_object_set_new(regime, "contested", json_boolean(answer->contested));
    json_object_set_new(regime, "unchecked", json_boolean(answer->unchecked));
    json_object_set_new(regime, "changed_in_the_day", json_boolean(answer->changed_in_the_day));
    json_object_set_new(regime, "names_not_matched", json_boolean(answer->names_not_matched));
    json_object_set_new(regime, "next_change", ck_json_day(answer->next_change));
    if (answer->next_other_answer.day != CK_DATE_LAST.day) {
        json_t *next = json_object();
        json_object_set_new(next, "on", ck_json_day(answer->next_other_answer));
        json_object_set_new(next, "outcome", json_string(ck_outcome_word(answer->next_outcome)));
        json_object_set_new(regime, "next_other_answer", next);
    }
    json_t *rules = json_array(), *todo = json_array(), *readings = json_array(), *names = json_array(), *shares = json_array();
    for (uint32_t i = answer->findings.first; i < answer->findings.first + answer->findings.count; i++) {
        const ck_law_finding *finding = &decision->finding[i];
        if (ask->question->unpublished || !ck_finding_is_unpublished(finding)) json_array_append_new(rules, finding_json(ask, finding));
    }
    for (uint32_t i = 0; i < answer->obligations.count; i++) {
        json_array_append_new(todo, obligation_json(ask, &decision->obligation[answer->obligations.first + i]));
    }
    for (uint32_t i = 0; i < answer->readings.count; i++) json_array_append_new(readings, reading_json(ask, &decision->reading[answer->readings.first + i]));
    for (uint32_t i = 0; i < answer->names.count; i++) json_array_append_new(names, name_json(ask, &decision->name[answer->names.first + i]));
    for (uint32_t i = 0; i < answer->shares.count; i++) json_array_append_new(shares, share_json(ask, decision, &decision->share[answer->shares.first + i]));
    json_object_set_new(regime, "rules", rules);
    json_object_set_new(regime, "obligations", todo);
    json_object_set_new(regime, "missing", missing_list(ask, decision, answer->missing));
    json_object_set_new(regime, "readings", readings);
    json_object_set_new(regime, "names", names);
    json_object_set_new(regime, "shares", shares);
    return regime;
}

/* A regime that has nothing to tell of the deal says the same of many. */
static json_t *regime_json(const asking *ask, const ck_law_decision *decision, const ck_law_answer *a) {
    const uint32_t told = a->findings.count | a->obligations.count | a->missing.count | a->readings.count | a->names.count | a->shares.count;
    if (ask->pieces == NULL || told != 0) return make_regime(ask, decision, a);
    ck_piece_key key = piece_key(ask, PIECE_REGIME);
    key.word[3] = (uint64_t)a->regime << 32 | a->provision;
    key.word[4] = (uint64_t)a->outcome | (uint64_t)a->announced << 8 | (uint64_t)a->least << 16 | (uint64_t)a->most << 24 |
                  (uint64_t)a->state << 32 | (uint64_t)a->announced_state << 40 | (uint64_t)a->next_outcome << 48 | (uint64_t)a->certainty << 56;
    key.word[5] = (uint64_t)a->contested | (uint64_t)a->unchecked << 1 | (uint64_t)a->changed_in_the_day << 2 | (uint64_t)a->names_not_matched << 3;
    key.word[6] = (uint64_t)(uint32_t)a->next_change.day << 32 | (uint32_t)a->next_other_answer.day;
    json_t *known = ask->pieces->find(ask->pieces, &key);
    return known != NULL ? known : kept_piece(ask, &key, make_regime(ask, decision, a));
}

/* ---------------------------------------------------------------- duties and fees --------------------------------- */

typedef struct total { const char *currency; double amount; uint32_t open; } total;

static void add_total(total *list, uint32_t *count, uint32_t limit, const char *currency, double amount) {
    uint32_t i = 0;
    while (i < *count && strcmp(list[i].currency, currency) != 0) i++;
    if (i == limit) return;
    if (i == *count) list[(*count)++] = (total){.currency = currency};
    if (ck_is_finite(amount)) list[i].amount += amount;
    else list[i].open++;
}

static json_t *totals_json(const total *list, uint32_t count) {
    json_t *totals = json_array();
    for (uint32_t i = 0; i < count; i++) {
        json_t *one = json_object();
        json_object_set_new(one, "currency", ck_host_json_text(list[i].currency));
        json_object_set_new(one, "amount", json_real(list[i].amount));
        json_object_set_new(one, "open_lines", json_integer(list[i].open));
        json_array_append_new(totals, one);
    }
    return totals;
}

static void put_line(json_t *line, const asking *ask, ck_law_kind kind, uint32_t index, uint32_t by, ck_line_reason reason, ck_law_state state,
                     ck_law_state announced, ck_certainty certainty) {
    json_object_set_new(line, kind == CK_LAW_DUTY ? "duty" : "fee", rule_name(ask->law, kind, index));
    ck_json_put(line, "title", ck_law_about_of(ask->law, kind, index).title);
    put_cited(line, ask->law, kind, index);
    json_object_set_new(line, "reason", json_string(ck_line_reason_word(reason)));
    if (by != CK_NONE) json_object_set_new(line, "by", rule_name(ask->law, kind, by));
    json_object_set_new(line, "state", json_string(ck_law_state_word(state)));
    json_object_set_new(line, "announced_state", json_string(ck_law_state_word(announced)));
    json_object_set_new(line, "certainty", json_string(ck_certainty_word(certainty)));
}

static json_t *duties_json(const asking *ask, const ck_law_decision *decision) {
    json_t *duties = json_object(), *lines = json_array();
    total totals[8];
    uint32_t count = 0;
    for (uint32_t i = 0; i < decision->duty_count; i++) {
        const ck_law_duty_line *duty = &decision->duty[i];
        json_t *line = json_object();
        put_line(line, ask, CK_LAW_DUTY, duty->duty, duty->by, duty->reason, duty->state, duty->announced_state, duty->certainty);
        put_number(line, "rate_percent", duty->rate);
        put_number(line, "base", duty->base);
        put_number(line, "amount", duty->amount);
        ck_json_put(line, "currency", duty->currency);
        if (duty->missing.count > 0) json_object_set_new(line, "missing", missing_list(ask, decision, duty->missing));
        json_array_append_new(lines, line);
        add_total(totals, &count, 8, duty->currency != NULL ? duty->currency : "", duty->reason == CK_LINE_OPEN ? CK_NAN : duty->amount);
    }
    json_object_set_new(duties, "lines", lines);
    json_object_set_new(duties, "totals", totals_json(totals, count));
    return duties;
}

static json_t *fees_json(const asking *ask, const ck_law_decision *decision) {
    json_t *fees = json_object(), *lines = json_array();
    total totals[8];
    uint32_t count = 0;
    for (uint32_t i = 0; i < decision->fee_count; i++) {
        const ck_law_fee_line *fee = &decision->fee[i];
        json_t *line = json_object();
        put_line(line, ask, CK_LAW_FEE, fee->fee, fee->by, fee->reason, fee->state, fee->announced_state, fee->certainty);
        put_number(line, "rate", fee->rate);
        put_number(line, "units", fee->units);
        put_number(line, "charge", fee->amount);
        put_number(line, "other_rate", fee->other_rate);
        put_number(line, "other_units", fee->other_units);
        put_number(line, "other_charge", fee->other_amount);
        put_number(line, "amount", fee->owed);
        ck_json_put(line, "currency", fee->currency);
        if (fee->at_minimum) json_object_set_new(line, "limit", json_string("minimum"));
        if (fee->at_maximum) json_object_set_new(line, "limit", json_string("maximum"));
        if (fee->missing.count > 0) json_object_set_new(line, "missing", missing_list(ask, decision, fee->missing));
        json_array_append_new(lines, line);
        add_total(totals, &count, 8, fee->currency != NULL ? fee->currency : "", fee->reason == CK_LINE_OPEN ? CK_NAN : fee->owed);
    }
    json_object_set_new(fees, "lines", lines);
    json_object_set_new(fees, "totals", totals_json(totals, count));
    return fees;
}

/* ---------------------------------------------------------------- the whole --------------------------------------- */

static json_t *verdict_json(const asking *ask, const ck_law_decision *decision) {
    const ck_verdict verdict = ck_verdict_of(decision);
    json_t *object = json_object(), *regimes = json_array();
    json_object_set_new(object, "outcome", json_string(ck_outcome_word(verdict.outcome)));
    json_object_set_new(object, "most", json_string(ck_outcome_word(verdict.most)));
    json_object_set_new(object, "open", json_boolean(verdict.open));
    json_object_set_new(object, "contested", json_boolean(verdict.contested));
    for (uint32_t i = 0; i < decision->answer_count; i++) {
        const ck_law_answer *answer = &decision->answer[i];
        const bool gives = answer->outcome == verdict.outcome ||
                           ((answer->outcome == CK_OUTCOME_INDETERMINATE || answer->outcome == CK_OUTCOME_LICENCE) && answer->least == verdict.outcome);
        if (gives && verdict.outcome > CK_OUTCOME_NOT_CAUGHT) json_array_append_new(regimes, ck_host_json_text(regime_name(ask->law, answer->regime)));
    }
    json_object_set_new(object, "regimes", regimes);
    return object;
}

static json_t *notices_json(const asking *ask, const ck_law_decision *decision) {
    json_t *notices = json_array();
    bool unchecked = false, names = false, near = false, changed = false;
    for (uint32_t i = 0; i < decision->answer_count; i++) {
        unchecked = unchecked || decision->answer[i].unchecked;
        names = names || decision->answer[i].names_not_matched;
        changed = changed || decision->answer[i].changed_in_the_day;
    }
    for (uint32_t i = 0; i < decision->name_count; i++) near = near || decision->name[i].match == CK_NAME_NEAR;
    if (unchecked) json_array_append_new(notices, json_string("Some law was last verified before this day; see verified through."));
    if (names) json_array_append_new(notices, json_string("A name that matches no list is not thereby cleared."));
    if (near) json_array_append_new(notices, json_string("A name comes near one on a list: compare them before anything else."));
    if (changed) json_array_append_new(notices, json_string("The law changed in the course of this day; state the moment with at:."));
    if (ask->deal->stop_count > 2) {
        json_array_append_new(notices, json_string("The route has stops in between: the law of each of them, and each onward export, is a deal of its own."));
    }
    if (decision->no_ship) json_array_append_new(notices, json_string(CK_NOTICE_NO_SHIP));
    if (decision->dropped > 0) json_array_append_new(notices, json_string("Some rows did not fit and are left out."));
    json_array_append_new(notices, json_string("An instrument for analysis; not legal advice."));
    return notices;
}

json_t *ck_determination(ck_check *check, const ck_host_deal *deal, uint32_t line, const ck_check_question *question,
                         const ck_law_decision *decision) {
    asking ask = {.law = ck_check_law(check)->law, .host = ck_check_law(check), .calendars = &ck_check_law(check)->calendars, .deal = deal, .asked = &deal->line[line],
                  .question = question, .pieces = ck_check_pieces(check)};
    ck_check_dates(deal, question, &ask.on, &ask.known);
    char digest[17];
    json_t *whole = json_object();
    json_object_set_new(whole, "format", json_string(CK_DETERMINATION_FORMAT));
    json_object_set_new(whole, "program", json_string("chokepoint " CK_VERSION));
    ck_host_digest_text(ck_law_digest(ask.law), digest);
    json_object_set_new(whole, "law", json_string(digest));
    ck_host_digest_text(decision->digest, digest);
    json_object_set_new(whole, "digest", json_string(digest));
    json_object_set_new(whole, "deal", ck_host_json_text(deal->name));
    ck_json_put(whole, "title", deal->title);
    json_object_set_new(whole, "item", ck_host_json_text(ask.asked->item[0].name));
    ck_json_put(whole, "description", ask.asked->item[0].description);
    json_object_set_new(whole, "on", ck_json_day(ask.on));
    json_object_set_new(whole, "known", ck_json_day(ask.known));
    if (deal->stop_count > 0) {
        json_t *route = json_array();
        for (uint32_t i = 0; i < deal->stop_count; i++) json_array_append_new(route, ck_host_json_text(deal->stop[i]));
        json_object_set_new(whole, "route", route);
    }
    if (question->reading_count > 0) json_object_set_new(whole, "chosen_readings", chosen_json(&ask));
    json_object_set_new(whole, "verdict", verdict_json(&ask, decision));
    json_t *regimes = json_array();
    for (uint32_t i = 0; i < decision->answer_count; i++) json_array_append_new(regimes, regime_json(&ask, decision, &decision->answer[i]));
    json_object_set_new(whole, "regimes", regimes);
    json_object_set_new(whole, "ownership", ownership_json(&ask, decision));
    json_object_set_new(whole, "duties", duties_json(&ask, decision));
    json_object_set_new(whole, "fees", fees_json(&ask, decision));
    json_object_set_new(whole, "notices", notices_json(&ask, decision));
    return whole;
}

char *ck_determination_write(const json_t *determination) {
    return json_dumps(determination, JSON_INDENT(2) | JSON_REAL_PRECISION(15));
}
