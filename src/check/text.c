/* A determination for a terminal. */
#include "check/check_parts.h"
#include "check/flips.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define WIDTH 108

/* Words in lines of at most WIDTH bytes; the first line goes on from `column`, others begin at `indent`. */
static void wrap(FILE *out, int indent, int column, const char *text) {
    bool start = true;
    while (*text != '\0') {
        const int length = (int)strcspn(text, " \n");
        if (!start && column + 1 + length > WIDTH) {
            fprintf(out, "\n%*s", indent, "");
            column = indent;
            start = true;
        }
        if (!start) fputc(' ', out);
        fprintf(out, "%.*s", length, text);
        column += length + !start;
        start = false;
        text += length;
        while (*text == ' ' || *text == '\n') text++;
    }
    fputc('\n', out);
}

/* A label of twelve bytes and more has a line of its own. */
static void labelled(FILE *out, const char *label, const char *text) {
    fprintf(out, strlen(label) < 12 ? "  %-12s" : "  %s\n              ", label);
    wrap(out, 14, 14, text);
}

/* The same of a text of any length, as printf has it. */
__attribute__((format(printf, 3, 4))) static void labelled_words(FILE *out, const char *label, const char *format, ...) {
    char *text = NULL;
    size_t size = 0;
    FILE *into = open_memstream(&text, &size);
    va_list words;
    va_start(words, format);
    if (into != NULL) vfprintf(into, format, words);
    va_end(words);
    const bool whole = into != NULL && fclose(into) == 0;
    labelled(out, label, whole ? text : "out of memory");
    free(text);
}

/* "Announcement 18 of 2025, art. 3 [A]" */
static void cite(char *text, size_t size, const json_t *thing) {
    const char *citation = ck_json_get(thing, "citation"), *article = ck_json_get(thing, "article"), *grade = ck_json_get(thing, "grade");
    snprintf(text, size, "%s%s%s%s%s%s", citation, article[0] != '\0' && citation[0] != '\0' ? ", " : "", article, grade[0] != '\0' ? " [" : "", grade,
             grade[0] != '\0' ? "]" : "");
}

static void number(char *text, size_t size, const json_t *object, const char *key) {
    const json_t *value = json_object_get(object, key);
    if (value == NULL) snprintf(text, size, "?");
    else snprintf(text, size, "%.10g", json_number_value(value));
}

static bool is(const json_t *object, const char *key, const char *word) {
    return strcmp(ck_json_get(object, key), word) == 0;
}

static bool yes(const json_t *object, const char *key) {
    return json_is_true(json_object_get(object, key));
}

/* ---------------------------------------------------------------- parts of a regime ------------------------------- */

static void print_state(FILE *out, const json_t *rule) {
    const json_t *state = json_object_get(rule, "provision");
    const char *by_law = ck_json_get(state, "next_change_by_law"), *announced = ck_json_get(state, "next_change");
    char text[512];
    snprintf(text, sizeof text, "now %s (%s)%s%s%s%s%s%s%s", ck_json_get(state, "state"), ck_json_get(state, "certainty"),
             by_law[0] != '\0' ? "; by law until " : "", by_law, by_law[0] != '\0' ? ", then " : "",
             by_law[0] != '\0' ? ck_json_get(state, "next_state_by_law") : "",
             announced[0] != '\0' && strcmp(announced, by_law) != 0 ? "; as announced until " : "",
             strcmp(announced, by_law) != 0 ? announced : "", ck_json_get(state, "other_state")[0] != '\0' ? "; contested" : "");
    labelled(out, "", text);
}

static void print_rules(FILE *out, const json_t *regime) {
    size_t index;
    const json_t *rule;
    json_array_foreach(json_object_get(regime, "rules"), index, rule) {
        char text[2048], cited[768];
        cite(cited, sizeof cited, rule);
        if (ck_json_is_gone(rule)) continue;
        const bool holds = is(rule, "finding", "holds"), silenced = is(rule, "finding", "silenced"), open = is(rule, "finding", "open");
        const char *by = ck_json_get(rule, silenced ? "silenced_by" : "may_give_way_to");
        snprintf(text, sizeof text, "%s: %s %s%s%s", ck_json_get(rule, "rule"), ck_json_get(rule, "says"), cited,
                 silenced ? "; silenced by " : holds && by[0] != '\0' ? "; may give way to " : "", silenced || holds ? by : "");
        labelled(out, holds ? "because" : silenced ? "silenced" : open ? "open" : "if revived", text);
        if (!holds && !silenced && !open) {
            snprintf(text, sizeof text, "would be: %s%s", ck_json_get(rule, "outcome"), is(rule, "condition", "unknown") ? ", if the missing facts say so" : "");
            labelled(out, "", text);
            print_state(out, rule);
        }
    }
}

static void print_obligations(FILE *out, const json_t *regime) {
    size_t index;
    const json_t *todo;
    json_array_foreach(json_object_get(regime, "obligations"), index, todo) {
        char text[2048], term[512] = "", keep[128] = "", cited[512];
        const json_t *when = json_object_get(todo, "term");
        if (when != NULL) {
            const char *due = ck_json_get(when, "due"), *day = ck_json_get(when, "event_day");
            snprintf(term, sizeof term, ", within %d %sdays %s %s%s%s%s%s%s", (int)json_integer_value(json_object_get(when, "days")),
                     yes(when, "working_days") ? "working " : "", ck_json_get(when, "relation"), ck_json_get(when, "event"),
                     due[0] != '\0' ? ": by " : "", due, day[0] != '\0' ? (yes(when, "event_assumed") ? " (if it is on " : " (it is on ") : "", day,
                     day[0] != '\0' ? ")" : "");
        }
        if (json_object_get(todo, "keep_years") != NULL) {
            snprintf(keep, sizeof keep, ", keep %d years, until %s", (int)json_integer_value(json_object_get(todo, "keep_years")), ck_json_get(todo, "keep_until"));
        }
        cite(cited, sizeof cited, todo);
        const char *to = ck_json_get(todo, "to"), *what = ck_json_get(todo, "what");
        snprintf(text, sizeof text, "%s%s%s%s%s%s%s (%s)", ck_json_get(todo, "do"), to[0] != '\0' ? " to " : "", to, what[0] != '\0' ? ": " : "", what, term,
                 keep, cited);
        labelled(out, "to do", text);
    }
}

static void print_readings(FILE *out, const json_t *regime) {
    size_t index;
    const json_t *reading;
    json_array_foreach(json_object_get(regime, "readings"), index, reading) {
        const char *taken = !yes(reading, "taken")      ? ""
                            : is(reading, "by", "user") ? "; taken, chosen by the user"
                                                        : "; taken by default";
        labelled_words(out, yes(regime, "contested") ? "contested" : "reading", "%s If \"%s\" (%s): %s%s",
                       ck_json_get(reading, "question"), ck_json_get(reading, "says"), ck_json_get(reading, "reading"),
                       ck_json_get(reading, "outcome"), taken);
    }
}

static void print_missing(FILE *out, const json_t *list) {
    size_t index;
    const json_t *missing;
    json_array_foreach(list, index, missing) {
        char text[1024];
        const char *name = ck_json_get(missing, "name");
        if (is(missing, "subject", name)) name = "";
        snprintf(text, sizeof text, "%s%s%s, %s: %s", ck_json_get(missing, "subject"), name[0] != '\0' ? " " : "", name, ck_json_get(missing, "fact"),
                 ck_json_get(missing, "question"));
        labelled(out, yes(missing, "eases") ? "could ease" : "missing", text);
    }
}

static void print_shares(FILE *out, const json_t *regime) {
    size_t index, at;
    const json_t *share, *component;
    json_array_foreach(json_object_get(regime, "shares"), index, share) {
        char low[40], high[40], threshold[40], from[40], to[40], whole[40], text[1024];
        number(low, sizeof low, share, "low_percent");
        number(high, sizeof high, share, "high_percent");
        number(threshold, sizeof threshold, share, "threshold_percent");
        number(from, sizeof from, share, "numerator_low");
        number(to, sizeof to, share, "numerator_high");
        number(whole, sizeof whole, share, "denominator");
        const bool one = strcmp(low, high) == 0;
        snprintf(text, sizeof text, "%s of %s %s%s%s %%: %s%s%s of %s %s; asked: %s %s %% (%s)", ck_json_get(share, "by"), ck_json_get(share, "of"), low,
                 one ? "" : " to ", one ? "" : high, from, strcmp(from, to) == 0 ? "" : " to ", strcmp(from, to) == 0 ? "" : to, whole,
                 ck_json_get(share, "unit"), ck_json_get(share, "relation"), threshold, ck_json_get(share, "reached"));
        labelled(out, "share", text);
        json_array_foreach(json_object_get(share, "components"), at, component) {
            char amount[40];
            number(amount, sizeof amount, component, "amount");
            snprintf(text, sizeof text, "%-9s %s, %s %s%s%s", ck_json_get(component, "kind"), ck_json_get(component, "item"), amount, ck_json_get(share, "unit"),
                     ck_json_get(component, "why")[0] != '\0' ? ": " : "", ck_json_get(component, "why"));
            labelled(out, "", text);
        }
    }
}

static void print_names(FILE *out, const json_t *regime) {
    size_t index;
    const json_t *name;
    json_array_foreach(json_object_get(regime, "names"), index, name) {
        if (is(name, "match", "not matched")) continue;
        char text[1024], cited[512];
        cite(cited, sizeof cited, name);
        snprintf(text, sizeof text, "\"%s\" %s \"%s\" of %s (%s)", ck_json_get(name, "party"), is(name, "match", "matched") ? "is" : "comes near",
                 ck_json_get(name, "entity"), ck_json_get(name, "list"), cited);
        labelled(out, "name", text);
    }
    if (yes(regime, "names_not_matched")) labelled(out, "name", "no match with the lists; that is not a clearance");
}

static void print_regime(FILE *out, const json_t *regime) {
    char text[1024], cited[768];
    fprintf(out, "\n%s  ", ck_json_get(regime, "regime"));
    wrap(out, 2, 2 + (int)strlen(ck_json_get(regime, "regime")), ck_json_get(regime, "title"));
    const char *outcome = ck_json_get(regime, "outcome"), *announced = ck_json_get(regime, "as_announced");
    const bool open = strcmp(outcome, "indeterminate") == 0 || strcmp(outcome, "licence") == 0;
    snprintf(text, sizeof text, "%s%s%s%s%s%s%s%s%s%s", outcome, open ? ": from \"" : "", open ? ck_json_get(regime, "least") : "", open ? "\" to \"" : "",
             open ? ck_json_get(regime, "most") : "", open ? "\"" : "", strcmp(outcome, announced) != 0 ? "; as announced: " : "",
             strcmp(outcome, announced) != 0 ? announced : "", yes(regime, "contested") ? "; CONTESTED" : "",
             is(regime, "certainty", "legal") ? "" : "; not by law alone");
    labelled(out, "outcome", text);
    cite(cited, sizeof cited, regime);
    snprintf(text, sizeof text, "%s; verified through %s%s", cited, ck_json_get(regime, "verified_through")[0] != '\0' ? ck_json_get(regime, "verified_through") : "?",
             yes(regime, "unchecked") ? ": NOBODY HAS CHECKED the time since" : "");
    labelled(out, "law", text);
    print_rules(out, regime);
    print_obligations(out, regime);
    print_readings(out, regime);
    print_missing(out, json_object_get(regime, "missing"));
    print_shares(out, regime);
    print_names(out, regime);
    const json_t *next = json_object_get(regime, "next_other_answer");
    if (next != NULL) {
        snprintf(text, sizeof text, "on %s the answer becomes: %s", ck_json_get(next, "on"), ck_json_get(next, "outcome"));
        labelled(out, "next", text);
    }
}

/* Worth more than a name in a list of quiet regimes. */
static bool says_something(const json_t *regime) {
    size_t index;
    const json_t *rule;
    bool rules = false;
    json_array_foreach(json_object_get(regime, "rules"), index, rule) rules = rules || !ck_json_is_gone(rule);
    return !(is(regime, "outcome", "not caught") || is(regime, "outcome", "none")) || rules ||
           yes(regime, "contested") || json_object_get(regime, "next_other_answer") != NULL || json_array_size(json_object_get(regime, "missing")) > 0;
}

/* ---------------------------------------------------------------- duties and fees --------------------------------- */

static void print_lines(FILE *out, const json_t *duties, const char *what, const char *kind) {
    size_t index;
    const json_t *line, *total;
    if (json_array_size(json_object_get(duties, "lines")) == 0) return;
    fprintf(out, "\n%s\n", what);
    json_array_foreach(json_object_get(duties, "lines"), index, line) {
        char amount[40], rate[40], base[40], cited[512], text[1024];
        number(amount, sizeof amount, line, "amount");
        number(rate, sizeof rate, line, strcmp(kind, "duty") == 0 ? "rate_percent" : "rate");
        number(base, sizeof base, line, strcmp(kind, "duty") == 0 ? "base" : "units");
        cite(cited, sizeof cited, line);
        const bool owed = is(line, "reason", "owed");
        snprintf(text, sizeof text, "%s %s = %s%s x %s: %s%s%s%s (%s; %s)", amount, ck_json_get(line, "currency"), rate, strcmp(kind, "duty") == 0 ? " %" : "", base,
                 ck_json_get(line, "title"), owed ? "" : "; ", owed ? "" : ck_json_get(line, "reason"), "", ck_json_get(line, kind), cited);
        labelled(out, "", text);
        if (json_object_get(line, "other_charge") != NULL) {
            number(amount, sizeof amount, line, "other_charge");
            number(rate, sizeof rate, line, "other_rate");
            number(base, sizeof base, line, "other_units");
            char first[40];
            number(first, sizeof first, line, "charge");
            snprintf(text, sizeof text, "the higher of %s and %s (%s x %s)", first, amount, rate, base);
            labelled(out, "", text);
        }
        if (ck_json_get(line, "by")[0] != '\0') labelled(out, "", ck_json_get(line, "by"));
        print_missing(out, json_object_get(line, "missing"));
    }
    json_array_foreach(json_object_get(duties, "totals"), index, total) {
        char text[128];
        const int open = (int)json_integer_value(json_object_get(total, "open_lines"));
        snprintf(text, sizeof text, "%.2f %s%s", json_number_value(json_object_get(total, "amount")), ck_json_get(total, "currency"),
                 open > 0 ? ", and lines that depend on missing facts" : "");
        labelled(out, "total", text);
    }
}

/* Values that make the same difference stand in one line: "ns-1, rs-1: us-ear-de-minimis subject". */
static void print_flip_values(FILE *out, const json_t *values) {
    size_t first, other, k;
    const json_t *value, *same, *regime;
    json_array_foreach(values, first, value) {
        if (!ck_flip_is_first(values, first)) continue;
        char *text = NULL;
        size_t size = 0;
        FILE *into = open_memstream(&text, &size);
        if (into == NULL) return;
        json_array_foreach(values, other, same) {
            if (ck_flip_same(values, first, other)) fprintf(into, "%s%s", other > first ? ", " : "", ck_json_get(same, "value"));
        }
        json_array_foreach(json_object_get(value, "regimes"), k, regime) {
            fprintf(into, "%s%s %s", k > 0 ? "; " : ": ", ck_json_get(regime, "regime"), ck_json_get(regime, "outcome"));
        }
        if (fclose(into) == 0) labelled(out, "", text);
        free(text);
    }
}

static void print_flips(FILE *out, const json_t *flips) {
    size_t index;
    const json_t *flip;
    if (json_array_size(flips) == 0) return;
    fputs("\nwhat would change the answer\n", out);
    json_array_foreach(flips, index, flip) {
        char text[2048];
        if (is(flip, "subject", "share")) {
            char crossed[40], from[40], threshold[40];
            number(crossed, sizeof crossed, flip, "crossed_at");
            number(from, sizeof from, flip, "numerator_high");
            number(threshold, sizeof threshold, flip, "threshold_percent");
            snprintf(text, sizeof text, "what counts in %s is %s %s; %s %% is crossed at %s %s (%s)", ck_json_get(flip, "name"), from, ck_json_get(flip, "unit"), threshold,
                     crossed, ck_json_get(flip, "unit"), ck_json_get(flip, "rule"));
            labelled(out, "share", text);
            continue;
        }
        labelled_words(out, ck_json_get(flip, "fact"), "%s %s: %s", ck_json_get(flip, "subject"),
                       ck_json_get(flip, "name"), ck_json_get(flip, "question"));
        print_flip_values(out, json_object_get(flip, "values"));
    }
}

/* ---------------------------------------------------------------- the whole --------------------------------------- */

void ck_determination_print(FILE *out, const json_t *determination) {
    size_t index;
    const json_t *regime, *notice, *chain;
    const json_t *verdict = json_object_get(determination, "verdict");
    fprintf(out, "%s / %s%s%s\n", ck_json_get(determination, "deal"), ck_json_get(determination, "item"), ck_json_get(determination, "title")[0] != '\0' ? ": " : "",
            ck_json_get(determination, "title"));
    fprintf(out, "on %s as known on %s; law %s\n\n", ck_json_get(determination, "on"), ck_json_get(determination, "known"), ck_json_get(determination, "law"));
    char text[2048];
    size_t used = (size_t)snprintf(text, sizeof text, "%s", ck_json_get(verdict, "outcome"));
    json_array_foreach(json_object_get(verdict, "regimes"), index, regime) {
        if (used < sizeof text) used += (size_t)snprintf(text + used, sizeof text - used, "%s%s", index == 0 ? ", under " : ", ", json_string_value(regime));
    }
    labelled(out, "ANSWER", text);
    if (yes(verdict, "open")) {
        snprintf(text, sizeof text, "missing facts leave open: up to \"%s\"", ck_json_get(verdict, "most"));
        labelled(out, "", text);
    }
    json_array_foreach(json_object_get(determination, "chosen_readings"), index, regime) {
        labelled_words(out, "", "by the reading %s=%s, chosen by the user: \"%s\"", ck_json_get(regime, "choice"),
                       ck_json_get(regime, "reading"), ck_json_get(regime, "says"));
    }
    if (yes(verdict, "contested")) labelled(out, "", "contested: another reading of the law gives another answer, see below");

    char quiet[4096] = "";
    used = 0;
    json_array_foreach(json_object_get(determination, "regimes"), index, regime) {
        if (says_something(regime)) print_regime(out, regime);
        else if (used < sizeof quiet && !ck_json_is_unpublished(regime)) used += (size_t)snprintf(quiet + used, sizeof quiet - used, "%s%s", used > 0 ? ", " : "", ck_json_get(regime, "regime"));
    }
    json_array_foreach(json_object_get(determination, "ownership"), index, chain) {
        size_t at;
        const json_t *name;
        if (index == 0) fputs("\nownership\n", out);
        used = 0;
        json_array_foreach(json_object_get(chain, "path"), at, name) {
            if (used < sizeof text) used += (size_t)snprintf(text + used, sizeof text - used, "%s%s", at > 0 ? " <- " : "", json_string_value(name));
        }
        char product[40];
        number(product, sizeof product, chain, "product_percent");
        if (used < sizeof text) snprintf(text + used, sizeof text - used, ": %s %% through the chain (%s)", product, ck_json_get(chain, "list"));
        labelled(out, yes(chain, "direct") ? "direct" : "indirect", text);
    }
    print_lines(out, json_object_get(determination, "duties"), "duties", "duty");
    print_lines(out, json_object_get(determination, "fees"), "fees", "fee");
    print_flips(out, json_object_get(determination, "flips"));
    if (quiet[0] != '\0') {
        fputs("\nnothing found under\n", out);
        labelled(out, "", quiet);
    }
    fputc('\n', out);
    json_array_foreach(json_object_get(determination, "notices"), index, notice) wrap(out, 0, 0, json_string_value(notice));
}
