/* Expected answers. A check looks at the determination as people see it, so that what is compared is what is printed. */
#include "check/expect.h"

#include "check/check_parts.h"

#include "base/base.h"

#include <stdlib.h>
#include <string.h>

typedef struct expecting {
    ck_check           *check;
    const ck_host_deal *deal;
    ck_host_arena      *arena;
    ck_diags           *diags;
    ck_expectation     *result;
    FILE               *report;
    const ck_yaml_node *node;            // the check
    const json_t       *answer;          // the determination
    const json_t       *regime;          // of it; NULL
    ck_date             on, known;
    bool                failed;
} expecting;

static const char *const KEYS[] = {"section", "says", "source", "use", "note", "checks"};
static const char *const CHECK_KEYS[] = {"on", "known", "item", "verdict", "up_to", "regime", "outcome", "not_outcome", "as_announced", "rule", "not_rule",
                                         "open_rule", "would_apply", "missing", "contested", "other", "provision", "state", "state_by_law", "certainty",
                                         "name", "match", "share", "duty", "duty_rate", "duty_amount", "duty_reason", "duties_rate", "duties_total",
                                         "fee", "fee_amount", "fee_reason", "fees_total", "open_lines", "tolerance", "citation", "todo", "due", "note"};
#define COUNT(list) ((uint32_t)(sizeof(list) / sizeof *(list)))

static void fail(expecting *work, const char *key, const char *wanted, const char *found) {
    work->failed = true;
    fprintf(work->report, "line %u: %s should be \"%s\", is \"%s\"\n", (unsigned)work->node->place.line, key, wanted, found);
}

static const char *wanted(const expecting *work, const char *key) {
    const ck_yaml_node *node = ck_yaml_find(work->node, key);
    return node != NULL && node->kind == CK_YAML_TEXT ? node->text : NULL;
}

/* "licence" stands for every kind of licence, "caught" for everything from "subject" on. */
static bool is_outcome(const char *outcome, const char *asked) {
    if (strcmp(asked, "licence") == 0) return strncmp(outcome, "licence", 7) == 0;
    if (strcmp(asked, "not caught") == 0) return strcmp(outcome, "not caught") == 0 || strcmp(outcome, "none") == 0;
    if (strcmp(asked, "caught") == 0) {
        return strncmp(outcome, "licence", 7) == 0 || strcmp(outcome, "subject") == 0 || strcmp(outcome, "exempt") == 0 || strcmp(outcome, "prohibited") == 0;
    }
    return strcmp(outcome, asked) == 0;
}

static void check_outcome(expecting *work, const char *key, const json_t *object, const char *member) {
    const char *asked = wanted(work, key);
    if (asked != NULL && !is_outcome(ck_json_get(object, member), asked)) fail(work, key, asked, ck_json_get(object, member));
}

/* ---------------------------------------------------------------- rules, missing facts, readings ------------------ */

static bool has_rule(const json_t *regime, const char *finding, const char *name) {
    size_t index;
    const json_t *rule;
    json_array_foreach(json_object_get(regime, "rules"), index, rule) {
        const char *full = ck_json_get(rule, "rule"), *slash = strchr(full, '/');
        if (strcmp(ck_json_get(rule, "finding"), finding) != 0) continue;
        if (strcmp(finding, "would apply") == 0 && strcmp(ck_json_get(rule, "condition"), "true") != 0) continue;
        if (strcmp(full, name) == 0 || (slash != NULL && strcmp(slash + 1, name) == 0)) return true;
    }
    return false;
}

static const char *rules_found(expecting *work, const json_t *regime) {
    size_t index;
    const json_t *rule;
    char *text = ck_host_text(work->arena, "", 0);
    json_array_foreach(json_object_get(regime, "rules"), index, rule) {
        char *more = ck_host_join(work->arena, text, text != NULL && text[0] != '\0' ? ", " : "", ck_json_get(rule, "rule"));
        text = ck_host_join(work->arena, more, " ", ck_json_get(rule, "finding"));
    }
    return text != NULL ? text : "";
}

static void check_rules(expecting *work) {
    static const struct { const char *key, *finding; bool there; } RULES[] = {
        {"rule", "holds", true}, {"not_rule", "holds", false}, {"not_rule", "open", false}, {"open_rule", "open", true},
        {"would_apply", "would apply", true}};
    for (size_t i = 0; i < COUNT(RULES); i++) {
        const ck_yaml_node *node = ck_yaml_find(work->node, RULES[i].key);
        const char *const *name = NULL;
        uint32_t count = 0;
        if (node == NULL || ck_yaml_texts(node, RULES[i].key, work->arena, &name, &count, work->diags) < 0) continue;
        for (uint32_t k = 0; k < count; k++) {
            if (has_rule(work->regime, RULES[i].finding, name[k]) != RULES[i].there) fail(work, RULES[i].key, name[k], rules_found(work, work->regime));
        }
    }
}

/* "origin", "item magnet: origin" or "magnet origin". */
static bool is_missing(const json_t *list, const char *asked) {
    size_t index;
    const json_t *missing;
    json_array_foreach(list, index, missing) {
        const char *fact = ck_json_get(missing, "fact"), *name = ck_json_get(missing, "name");
        char text[512];
        if (strcmp(fact, asked) == 0) return true;
        snprintf(text, sizeof text, "%s %s", name, fact);
        if (strcmp(text, asked) == 0) return true;
        snprintf(text, sizeof text, "%s.%s", ck_json_get(missing, "subject"), fact);
        if (strcmp(text, asked) == 0) return true;
    }
    return false;
}

static const char *missing_found(expecting *work, const json_t *list) {
    size_t index;
    const json_t *missing;
    char *text = ck_host_text(work->arena, "", 0);
    json_array_foreach(list, index, missing) {
        char *more = ck_host_join(work->arena, text, text != NULL && text[0] != '\0' ? ", " : "", ck_json_get(missing, "name"));
        text = ck_host_join(work->arena, more, " ", ck_json_get(missing, "fact"));
    }
    return text != NULL ? text : "";
}

/* What the lines of duties or fees ask: of the regime when there is one ("regime/name"). */
static void add_missing_of(json_t *all, const expecting *work, const char *part, const char *kind) {
    const char *regime = work->regime != NULL ? ck_json_get(work->regime, "regime") : "";
    size_t index;
    const json_t *line;
    json_array_foreach(json_object_get(json_object_get(work->answer, part), "lines"), index, line) {
        const char *name = ck_json_get(line, kind);
        if (work->regime != NULL && (strncmp(name, regime, strlen(regime)) != 0 || name[strlen(regime)] != '/')) continue;
        json_t *missing = json_object_get(line, "missing");
        if (missing != NULL) json_array_extend(all, missing);
    }
}

/* The facts listed must be missing; "none": no fact may be. Of the regime, or without one under any regime, duty or fee. */
static void check_missing(expecting *work) {
    const ck_yaml_node *node = ck_yaml_find(work->node, "missing");
    const char *const *asked = NULL;
    uint32_t count = 0;
    if (node == NULL || ck_yaml_texts(node, "missing", work->arena, &asked, &count, work->diags) < 0) return;
    json_t *all = json_array();
    size_t index;
    const json_t *one;
    if (work->regime != NULL) json_array_extend(all, json_object_get(work->regime, "missing"));
    else {
        json_array_foreach(json_object_get(work->answer, "regimes"), index, one) json_array_extend(all, json_object_get(one, "missing"));
    }
    add_missing_of(all, work, "duties", "duty");
    add_missing_of(all, work, "fees", "fee");
    for (uint32_t i = 0; i < count; i++) {
        if (strcmp(asked[i], "none") == 0 ? json_array_size(all) > 0 : !is_missing(all, asked[i])) fail(work, "missing", asked[i], missing_found(work, all));
    }
    json_decref(all);
}

static void check_contested(expecting *work) {
    const char *contested = wanted(work, "contested"), *other = wanted(work, "other");
    const json_t *where = work->regime != NULL ? work->regime : json_object_get(work->answer, "verdict");
    if (contested != NULL && json_is_true(json_object_get(where, "contested")) != (strcmp(contested, "yes") == 0)) {
        fail(work, "contested", contested, json_is_true(json_object_get(where, "contested")) ? "yes" : "no");
    }
    if (other == NULL) return;
    size_t index;
    const json_t *reading;
    json_array_foreach(json_object_get(work->regime, "readings"), index, reading) {
        if (is_outcome(ck_json_get(reading, "outcome"), other)) return;
    }
    fail(work, "other", other, "no reading gives it");
}

/* ---------------------------------------------------------------- states, names, shares --------------------------- */

static void check_state(expecting *work) {
    const char *name = wanted(work, "provision"), *state = wanted(work, "state"), *by_law = wanted(work, "state_by_law");
    const char *certainty = wanted(work, "certainty");
    if (name == NULL) {
        if (state != NULL) check_outcome(work, "state", work->regime, "state");
        if (certainty != NULL) check_outcome(work, "certainty", work->regime, "certainty");
        return;
    }
    const ck_law *law = ck_check_law(work->check)->law;
    ck_law_kind kind = CK_LAW_PROVISION;
    uint32_t index = ck_law_find(law, kind, name);
    if (index == CK_NONE) {
        kind = CK_LAW_REGIME;
        index = ck_law_find(law, kind, name);
    }
    if (index == CK_NONE) {
        fail(work, "provision", name, "the law has no such provision or regime");
        return;
    }
    ck_law_question question = ck_law_question_default(work->on);
    question.known = work->known;
    const ck_law_status status = ck_law_status_of(law, kind, index, question);
    const char *found = ck_law_state_word(status.state), *found_by_law = ck_law_state_word(status.by_law);
    if (state != NULL && strcmp(state, found) != 0) fail(work, "state", state, found);
    if (by_law != NULL && strcmp(by_law, found_by_law) != 0) fail(work, "state_by_law", by_law, found_by_law);
    if (certainty != NULL && strcmp(certainty, ck_certainty_word(status.certainty)) != 0) fail(work, "certainty", certainty, ck_certainty_word(status.certainty));
    const char *contested = wanted(work, "contested");
    if (contested != NULL && status.contested != (strcmp(contested, "yes") == 0)) fail(work, "contested", contested, status.contested ? "yes" : "no");
}

static void check_name(expecting *work) {
    const char *party = wanted(work, "name"), *match = wanted(work, "match"), *found = "not looked at";
    if (match == NULL) return;
    size_t index, at;
    const json_t *regime, *name;
    json_array_foreach(json_object_get(work->answer, "regimes"), index, regime) {
        if (work->regime != NULL && regime != work->regime) continue;
        json_array_foreach(json_object_get(regime, "names"), at, name) {
            if (party != NULL && strcmp(ck_json_get(name, "party"), party) != 0) continue;
            if (strcmp(found, "matched") != 0) found = ck_json_get(name, "match");
            if (strcmp(ck_json_get(name, "match"), match) == 0) return;
        }
        if (strcmp(match, "not matched") == 0 && json_is_true(json_object_get(regime, "names_not_matched"))) return;
    }
    fail(work, "match", match, found);
}

static void check_share(expecting *work) {
    const char *asked = wanted(work, "share"), *found = "no share was asked";
    if (asked == NULL) return;
    size_t index, at;
    const json_t *regime, *share;
    json_array_foreach(json_object_get(work->answer, "regimes"), index, regime) {
        if (work->regime != NULL && regime != work->regime) continue;
        json_array_foreach(json_object_get(regime, "shares"), at, share) {
            found = ck_json_get(share, "reached");
            if (strcmp(found, asked) == 0) return;
        }
    }
    fail(work, "share", asked, found);
}

static void check_todo(expecting *work) {
    const char *asked = wanted(work, "todo"), *due = wanted(work, "due"), *found = "nothing";
    if (asked == NULL) return;
    size_t index;
    const json_t *todo;
    json_array_foreach(json_object_get(work->regime, "obligations"), index, todo) {
        if (strcmp(ck_json_get(todo, "do"), asked) != 0) continue;
        found = ck_json_get(json_object_get(todo, "term"), "due");
        if (due == NULL || strcmp(found, due) == 0) return;
    }
    fail(work, due == NULL ? "todo" : "due", due == NULL ? asked : due, found);
}

/* ---------------------------------------------------------------- duties and fees --------------------------------- */

static void check_amount(expecting *work, const char *key, double found) {
    const char *asked = wanted(work, key), *tolerance_text = wanted(work, "tolerance");
    double value = 0.0, tolerance = 0.005;
    char text[40];
    if (asked == NULL) return;
    if (tolerance_text != NULL && ck_host_number(tolerance_text, strlen(tolerance_text), &tolerance) < 0) fail(work, "tolerance", "a number", tolerance_text);
    snprintf(text, sizeof text, "%.10g", found);
    if (strcmp(asked, "open") == 0) {
        if (ck_is_finite(found)) fail(work, key, asked, text);
    } else if (ck_host_number(asked, strlen(asked), &value) < 0) {
        fail(work, key, "a number", asked);
    } else if (!(found - value <= tolerance && value - found <= tolerance)) {
        fail(work, key, asked, text);
    }
}

static double member(const json_t *object, const char *key) {
    const json_t *value = json_object_get(object, key);
    return value != NULL ? json_number_value(value) : CK_NAN;
}

static const json_t *find_line(const json_t *lines, const char *kind, const char *name) {
    size_t index;
    const json_t *line;
    json_array_foreach(lines, index, line) {
        const char *full = ck_json_get(line, kind), *slash = strchr(full, '/');
        if (strcmp(full, name) == 0 || (slash != NULL && strcmp(slash + 1, name) == 0)) return line;
    }
    return NULL;
}

static void check_line(expecting *work, const json_t *lines, const char *kind, const char *rate_key, const char *amount_key, const char *reason_key) {
    const char *name = wanted(work, kind);
    if (name == NULL) return;
    const json_t *line = find_line(lines, kind, name);
    const char *reason = wanted(work, reason_key);
    if (line == NULL && (reason == NULL || strcmp(reason, "none") != 0)) fail(work, kind, name, "no such line");
    if (line == NULL) return;
    if (rate_key != NULL) check_amount(work, rate_key, member(line, "rate_percent"));
    check_amount(work, amount_key, member(line, "amount"));
    if (reason != NULL && strcmp(reason, ck_json_get(line, "reason")) != 0) fail(work, reason_key, reason, ck_json_get(line, "reason"));
}

static double total_of(const json_t *part) {
    size_t index;
    const json_t *total;
    double sum = 0.0;
    json_array_foreach(json_object_get(part, "totals"), index, total) sum += json_number_value(json_object_get(total, "amount"));
    return sum;
}

static void check_money(expecting *work) {
    const json_t *duties = json_object_get(work->answer, "duties"), *fees = json_object_get(work->answer, "fees");
    size_t index;
    const json_t *line;
    double rate = 0.0;
    long long open = 0;
    json_array_foreach(json_object_get(duties, "lines"), index, line) {
        if (strcmp(ck_json_get(line, "reason"), "owed") == 0) rate += ck_is_finite(member(line, "rate_percent")) ? member(line, "rate_percent") : 0.0;
        open += json_object_get(line, "amount") == NULL;
    }
    json_array_foreach(json_object_get(fees, "lines"), index, line) open += json_object_get(line, "amount") == NULL;
    check_line(work, json_object_get(duties, "lines"), "duty", "duty_rate", "duty_amount", "duty_reason");
    check_line(work, json_object_get(fees, "lines"), "fee", NULL, "fee_amount", "fee_reason");
    check_amount(work, "duties_rate", rate);
    check_amount(work, "duties_total", total_of(duties));
    check_amount(work, "fees_total", total_of(fees));
    check_amount(work, "open_lines", (double)open);
}

/* ---------------------------------------------------------------- a check ----------------------------------------- */

static const json_t *find_regime(const json_t *answer, const char *name) {
    size_t index;
    const json_t *regime;
    json_array_foreach(json_object_get(answer, "regimes"), index, regime) {
        if (strcmp(ck_json_get(regime, "regime"), name) == 0) return regime;
    }
    return NULL;
}

static void check_citation(expecting *work) {
    const char *asked = wanted(work, "citation");
    if (asked == NULL) return;
    size_t index;
    const json_t *rule;
    if (strstr(ck_json_get(work->regime, "citation"), asked) != NULL) return;
    json_array_foreach(json_object_get(work->regime, "rules"), index, rule) {
        if (strstr(ck_json_get(rule, "citation"), asked) != NULL || strstr(ck_json_get(rule, "article"), asked) != NULL) return;
    }
    fail(work, "citation", asked, "no rule that was found cites it");
}

static void compare(expecting *work) {
    const char *regime = wanted(work, "regime"), *not_outcome = wanted(work, "not_outcome");
    const json_t *verdict = json_object_get(work->answer, "verdict");
    work->regime = regime != NULL ? find_regime(work->answer, regime) : NULL;
    if (regime != NULL && work->regime == NULL) {
        fail(work, "regime", regime, "the law has no such regime");
        return;
    }
    check_outcome(work, "verdict", verdict, "outcome");
    check_outcome(work, "up_to", work->regime != NULL ? work->regime : verdict, "most");
    if (work->regime != NULL) {
        check_outcome(work, "outcome", work->regime, "outcome");
        check_outcome(work, "as_announced", work->regime, "as_announced");
        if (not_outcome != NULL && is_outcome(ck_json_get(work->regime, "outcome"), not_outcome)) {
            fail(work, "not_outcome", not_outcome, ck_json_get(work->regime, "outcome"));
        }
        check_rules(work);
        check_todo(work);
        check_citation(work);
    } else if (not_outcome != NULL && is_outcome(ck_json_get(verdict, "outcome"), not_outcome)) {
        fail(work, "not_outcome", not_outcome, ck_json_get(verdict, "outcome"));
    }
    check_missing(work);
    if (wanted(work, "provision") == NULL) check_contested(work);
    check_state(work);
    check_name(work);
    check_share(work);
    check_money(work);
}

static ck_status run_check(expecting *work) {
    ck_check_question question = {.on = work->deal->on, .known = work->deal->known};
    const ck_yaml_node *on = ck_yaml_find(work->node, "on"), *known = ck_yaml_find(work->node, "known");
    if (on != NULL) CK_TRY(ck_yaml_date(on, "on", &question.on, work->diags));
    if (on == NULL && work->deal->by_minute) question.on = CK_DATE_LAST;
    if (known != NULL) CK_TRY(ck_yaml_date(known, "known", &question.known, work->diags));
    ck_check_dates(work->deal, &question, &work->on, &work->known);
    const char *item = wanted(work, "item");
    uint32_t line = 0;
    while (item != NULL && line < work->deal->line_count && strcmp(work->deal->line[line].item[0].name, item) != 0) line++;
    if (line == work->deal->line_count) {
        return ck_host_report(work->diags, CK_E_UNKNOWN, work->node->place, "the deal has no item %q", "", item);
    }
    const ck_law_decision *decision = NULL;
    CK_TRY(ck_check_decide(work->check, work->deal, line, &question, &decision, work->diags));
    json_t *answer = ck_determination(work->check, work->deal, line, &question, decision);
    if (answer == NULL) return ck_host_no_memory(work->diags);
    work->answer = answer;
    work->failed = false;
    compare(work);
    json_decref(answer);
    work->result->checks++;
    work->result->failed += work->failed;
    return CK_OK;
}

static const char *text_of(const ck_yaml_node *map, const char *key) {
    const ck_yaml_node *node = ck_yaml_find(map, key);
    return node != NULL && node->kind == CK_YAML_TEXT ? node->text : "";
}

ck_status ck_expect(ck_check *check, const ck_host_deal *deal, ck_host_arena *arena, ck_expectation *expectation, ck_diags *diags) {
    *expectation = (ck_expectation){.section = "", .says = "", .source = "", .use = "", .note = "", .report = ""};
    if (deal->expect == NULL) {
        return ck_host_report(diags, CK_E_MISSING, deal->place, "the deal says nothing of what should come out", "add expect: with checks:");
    }
    CK_TRY(ck_yaml_check_keys(deal->expect, "expect", KEYS, COUNT(KEYS), arena, diags));
    expectation->section = text_of(deal->expect, "section");
    expectation->says = text_of(deal->expect, "says");
    expectation->source = text_of(deal->expect, "source");
    expectation->use = text_of(deal->expect, "use");
    expectation->note = text_of(deal->expect, "note");
    const ck_yaml_node *checks = ck_yaml_find(deal->expect, "checks");
    if (checks == NULL || checks->kind != CK_YAML_LIST || checks->count == 0) {
        return ck_host_report(diags, CK_E_MISSING, deal->expect->place, "expect has no checks", "write checks: with a list");
    }
    char  *report = NULL;
    size_t length = 0;
    expecting work = {.check = check, .deal = deal, .arena = arena, .diags = diags, .result = expectation, .report = open_memstream(&report, &length)};
    if (work.report == NULL) return ck_host_no_memory(diags);
    ck_status status = CK_OK;
    for (work.node = checks->first; work.node != NULL && status >= 0; work.node = work.node->next) {
        status = ck_yaml_check_keys(work.node, "a check", CHECK_KEYS, COUNT(CHECK_KEYS), arena, diags);
        if (status >= 0) status = run_check(&work);
    }
    if (fclose(work.report) == 0 && status >= 0) {
        expectation->report = ck_host_text(arena, report, length);
        if (expectation->report == NULL) status = ck_host_no_memory(diags);
    }
    free(report);
    return status;
}
