/* A determination as a memo: one page of HTML, printable, without anything from outside. */
#include "check/check_parts.h"
#include "check/flips.h"
#include "report/html.h"

#include <string.h>

static const char STYLE[] =
    ":root{--ink:#16202a;--soft:#56626e;--line:#cfd6dd;--mark:#8a1f2b;--wash:#f4f6f8}"
    "*{box-sizing:border-box}body{margin:0;background:#fff;color:var(--ink);font:15px/1.45 Georgia,'Times New Roman',serif}"
    "main{max-width:900px;margin:0 auto;padding:28px 26px 40px}h1{font-size:1.45rem;margin:0 0 4px}"
    "h2{font-size:1.06rem;margin:22px 0 4px;border-bottom:1px solid var(--line);padding-bottom:2px}h3{font-size:.95rem;margin:14px 0 2px}"
    "p{margin:4px 0}.soft{color:var(--soft)}.small{font-size:.86rem}"
    ".answer{border-left:5px solid var(--mark);background:var(--wash);padding:10px 14px;margin:14px 0;font-size:1.08rem}"
    ".answer b{font-size:1.2rem}dl{display:grid;grid-template-columns:8.5em 1fr;gap:2px 12px;margin:6px 0}dt{color:var(--soft)}dd{margin:0}"
    "table{border-collapse:collapse;width:100%;font-size:.9rem;margin:6px 0}th{text-align:left;border-bottom:2px solid var(--ink);padding:3px 8px 3px 0;vertical-align:bottom}"
    "td{border-bottom:1px solid var(--line);padding:3px 8px 3px 0;vertical-align:top}.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}"
    "a{color:inherit}footer{border-top:1px solid var(--line);margin-top:26px;padding-top:8px}"
    "@media print{body{font-size:10.5pt}main{max-width:none;padding:0}a{text-decoration:none}tr,dl,.answer{break-inside:avoid}h2,h3{break-after:avoid}@page{margin:16mm}}"
    "@media(max-width:560px){dl{grid-template-columns:1fr}dt{margin-top:4px}.wide{overflow-x:auto}}";

static void say(FILE *out, const char *before, const char *text, const char *after) {
    fputs(before, out);
    ck_html_text(out, text);
    fputs(after, out);
}

static bool is(const json_t *object, const char *key, const char *word) {
    return strcmp(ck_json_get(object, key), word) == 0;
}

static bool yes(const json_t *object, const char *key) {
    return json_is_true(json_object_get(object, key));
}

static void number(FILE *out, const json_t *object, const char *key) {
    const json_t *value = json_object_get(object, key);
    if (value == NULL) fputs("?", out);
    else fprintf(out, "%.10g", json_number_value(value));
}

/* Only web addresses become links: the text of the law may come from anywhere. */
static bool is_address(const char *link) {
    return strncmp(link, "https://", 8) == 0 || strncmp(link, "http://", 7) == 0;
}

static void cite(FILE *out, const json_t *thing) {
    const char *citation = ck_json_get(thing, "citation"), *article = ck_json_get(thing, "article"), *link = ck_json_get(thing, "link");
    if (citation[0] == '\0') return;
    const bool linked = is_address(link);
    fputs("<span class=\"soft\">", out);
    if (linked) say(out, "<a href=\"", link, "\">");
    ck_html_text(out, citation);
    if (linked) fputs("</a>", out);
    if (article[0] != '\0') say(out, ", ", article, "");
    if (ck_json_get(thing, "grade")[0] != '\0') say(out, " [", ck_json_get(thing, "grade"), "]");
    fputs("</span>", out);
}

static void row(FILE *out, const char *label, const char *text) {
    if (text[0] == '\0') return;
    say(out, "<dt>", label, "</dt>");
    say(out, "<dd>", text, "</dd>\n");
}

/* ---------------------------------------------------------------- regimes ----------------------------------------- */

static void write_rules(FILE *out, const json_t *regime) {
    size_t index;
    const json_t *rule;
    json_array_foreach(json_object_get(regime, "rules"), index, rule) {
        if (ck_json_is_gone(rule)) continue;
        const bool would = is(rule, "finding", "would apply");
        say(out, "<dt>", is(rule, "finding", "holds") ? "because" : would ? "if revived" : ck_json_get(rule, "finding"), "</dt><dd>");
        say(out, "", ck_json_get(rule, "says"), " ");
        if (would) {
            const json_t *state = json_object_get(rule, "provision");
            say(out, "Would be: ", ck_json_get(rule, "outcome"), ". ");
            say(out, "Now ", ck_json_get(state, "state"), "");
            say(out, " (", ck_json_get(state, "certainty"), ")");
            if (ck_json_get(state, "next_change_by_law")[0] != '\0') say(out, ", by law until ", ck_json_get(state, "next_change_by_law"), "");
            if (ck_json_get(state, "next_change")[0] != '\0' && strcmp(ck_json_get(state, "next_change"), ck_json_get(state, "next_change_by_law")) != 0) {
                say(out, ", as announced until ", ck_json_get(state, "next_change"), "");
            }
            fputs(". ", out);
        }
        if (ck_json_get(rule, "may_give_way_to")[0] != '\0') say(out, "May give way to ", ck_json_get(rule, "may_give_way_to"), ". ");
        const char *by = is(rule, "finding", "silenced") ? "Silenced by " : "Could give way to ";
        if (ck_json_get(rule, "silenced_by")[0] != '\0') say(out, by, ck_json_get(rule, "silenced_by"), ". ");
        cite(out, rule);
        fputs("</dd>\n", out);
    }
}

static void write_obligations(FILE *out, const json_t *regime) {
    size_t index;
    const json_t *todo;
    json_array_foreach(json_object_get(regime, "obligations"), index, todo) {
        const json_t *term = json_object_get(todo, "term");
        say(out, "<dt>to do</dt><dd>", ck_json_get(todo, "do"), "");
        if (ck_json_get(todo, "to")[0] != '\0') say(out, " to ", ck_json_get(todo, "to"), "");
        if (ck_json_get(todo, "what")[0] != '\0') say(out, ": ", ck_json_get(todo, "what"), "");
        if (term != NULL) {
            fprintf(out, ", within %d %sdays ", (int)json_integer_value(json_object_get(term, "days")), yes(term, "working_days") ? "working " : "");
            say(out, "", ck_json_get(term, "relation"), " ");
            say(out, "", ck_json_get(term, "event"), "");
            if (ck_json_get(term, "due")[0] != '\0') say(out, ": <b>by ", ck_json_get(term, "due"), "</b>");
            if (yes(term, "event_assumed")) say(out, " (if it is on ", ck_json_get(term, "event_day"), ")");
        }
        if (json_object_get(todo, "keep_years") != NULL) {
            fprintf(out, ", keep %d years", (int)json_integer_value(json_object_get(todo, "keep_years")));
            say(out, ", until <b>", ck_json_get(todo, "keep_until"), "</b>");
        }
        fputs(". ", out);
        cite(out, todo);
        fputs("</dd>\n", out);
    }
}

static void write_shares(FILE *out, const json_t *regime) {
    size_t index, at;
    const json_t *share, *component;
    json_array_foreach(json_object_get(regime, "shares"), index, share) {
        fputs("<p class=\"small\">Share of ", out);
        say(out, "", ck_json_get(share, "of"), " by ");
        say(out, "", ck_json_get(share, "by"), ": ");
        number(out, share, "numerator_low");
        if (json_number_value(json_object_get(share, "numerator_low")) != json_number_value(json_object_get(share, "numerator_high"))) {
            fputs(" to ", out);
            number(out, share, "numerator_high");
        }
        fputs(" of ", out);
        number(out, share, "denominator");
        say(out, " ", ck_json_get(share, "unit"), ", that is ");
        number(out, share, "low_percent");
        fputs(" to ", out);
        number(out, share, "high_percent");
        say(out, " %; asked: ", ck_json_get(share, "relation"), " ");
        number(out, share, "threshold_percent");
        say(out, " % (", ck_json_get(share, "reached"), ").</p>\n<div class=\"wide\"><table><tr><th>component</th><th class=\"n\">amount</th><th></th><th>why</th></tr>\n");
        json_array_foreach(json_object_get(share, "components"), at, component) {
            say(out, "<tr><td>", ck_json_get(component, "item"), "</td><td class=\"n\">");
            number(out, component, "amount");
            say(out, "</td><td>", ck_json_get(component, "kind"), "</td>");
            say(out, "<td>", ck_json_get(component, "why"), "</td></tr>\n");
        }
        fputs("</table></div>\n", out);
    }
}

static void write_regime(FILE *out, const json_t *regime) {
    size_t index;
    const json_t *one;
    say(out, "<h3>", ck_json_get(regime, "title"), "</h3><dl>\n");
    fputs("<dt>outcome</dt><dd><b>", out);
    ck_html_text(out, ck_json_get(regime, "outcome"));
    fputs("</b>", out);
    if (is(regime, "outcome", "indeterminate") || is(regime, "outcome", "licence")) {
        say(out, ": from \xe2\x80\x9c", ck_json_get(regime, "least"), "\xe2\x80\x9d");
        say(out, " to \xe2\x80\x9c", ck_json_get(regime, "most"), "\xe2\x80\x9d");
    }
    if (strcmp(ck_json_get(regime, "outcome"), ck_json_get(regime, "as_announced")) != 0) say(out, "; as announced: ", ck_json_get(regime, "as_announced"), "");
    if (!is(regime, "certainty", "legal")) say(out, "; certainty: ", ck_json_get(regime, "certainty"), "");
    if (yes(regime, "contested")) fputs("; contested", out);
    fputs("</dd>\n<dt>law</dt><dd>", out);
    cite(out, regime);
    if (ck_json_get(regime, "verified_through")[0] != '\0') say(out, "; verified through ", ck_json_get(regime, "verified_through"), "");
    if (yes(regime, "unchecked")) fputs("; <b>nobody has checked the time since</b>", out);
    fputs("</dd>\n", out);
    write_rules(out, regime);
    write_obligations(out, regime);
    json_array_foreach(json_object_get(regime, "readings"), index, one) {
        say(out, yes(regime, "contested") ? "<dt>contested</dt><dd>" : "<dt>reading</dt><dd>", ck_json_get(one, "question"), " ");
        say(out, "If \xe2\x80\x9c", ck_json_get(one, "says"), "\xe2\x80\x9d: ");
        say(out, "<b>", ck_json_get(one, "outcome"), "</b>");
        if (yes(one, "taken")) fputs(is(one, "by", "user") ? "; taken, chosen by the user" : "; taken by default", out);
        fputs("</dd>\n", out);
    }
    json_array_foreach(json_object_get(regime, "missing"), index, one) {
        say(out, yes(one, "eases") ? "<dt>could ease</dt><dd>" : "<dt>missing</dt><dd>", ck_json_get(one, "name"), " ");
        say(out, "", ck_json_get(one, "fact"), ": ");
        say(out, "", ck_json_get(one, "question"), "</dd>\n");
    }
    json_array_foreach(json_object_get(regime, "names"), index, one) {
        if (is(one, "match", "not matched")) continue;
        say(out, "<dt>name</dt><dd>\xe2\x80\x9c", ck_json_get(one, "party"), "\xe2\x80\x9d ");
        say(out, is(one, "match", "matched") ? "is" : "comes near", "", " \xe2\x80\x9c");
        say(out, "", ck_json_get(one, "entity"), "\xe2\x80\x9d of ");
        say(out, "", ck_json_get(one, "list_title"), ". ");
        cite(out, one);
        fputs("</dd>\n", out);
    }
    const json_t *next = json_object_get(regime, "next_other_answer");
    if (next != NULL) {
        say(out, "<dt>next change</dt><dd>on <b>", ck_json_get(next, "on"), "</b>: ");
        say(out, "", ck_json_get(next, "outcome"), "</dd>\n");
    }
    fputs("</dl>\n", out);
    write_shares(out, regime);
}

static bool says_something(const json_t *regime) {
    return !(is(regime, "outcome", "not caught") || is(regime, "outcome", "none")) || json_array_size(json_object_get(regime, "rules")) > 0 ||
           yes(regime, "contested") || json_object_get(regime, "next_other_answer") != NULL || json_array_size(json_object_get(regime, "missing")) > 0;
}

/* ---------------------------------------------------------------- duties and fees --------------------------------- */

static void write_lines(FILE *out, const json_t *duties, const char *title, const char *rate, const char *base) {
    size_t index;
    const json_t *line, *total;
    if (json_array_size(json_object_get(duties, "lines")) == 0) return;
    say(out, "<h2>", title, "</h2><div class=\"wide\"><table><tr><th>line</th><th class=\"n\">rate</th><th class=\"n\">on</th><th class=\"n\">amount</th><th></th><th>law</th></tr>\n");
    json_array_foreach(json_object_get(duties, "lines"), index, line) {
        say(out, "<tr><td>", ck_json_get(line, "title"), "</td><td class=\"n\">");
        number(out, line, rate);
        fputs("</td><td class=\"n\">", out);
        number(out, line, base);
        fputs("</td><td class=\"n\">", out);
        number(out, line, "amount");
        say(out, " ", ck_json_get(line, "currency"), "</td>");
        say(out, "<td>", is(line, "reason", "owed") ? "" : ck_json_get(line, "reason"), "</td><td>");
        cite(out, line);
        fputs("</td></tr>\n", out);
    }
    json_array_foreach(json_object_get(duties, "totals"), index, total) {
        fprintf(out, "<tr><td><b>total</b></td><td></td><td></td><td class=\"n\"><b>%.2f ", json_number_value(json_object_get(total, "amount")));
        say(out, "", ck_json_get(total, "currency"), "</b></td><td></td><td>");
        if (json_integer_value(json_object_get(total, "open_lines")) > 0) fputs("and lines that depend on missing facts", out);
        fputs("</td></tr>\n", out);
    }
    fputs("</table></div>\n", out);
}

static void write_flips(FILE *out, const json_t *flips) {
    size_t index, at, other, k;
    const json_t *flip, *value, *same, *regime;
    if (json_array_size(flips) == 0) return;
    fputs("<h2>What would change the answer</h2><dl>\n", out);
    json_array_foreach(flips, index, flip) {
        if (is(flip, "subject", "share")) {
            say(out, "<dt>share of ", ck_json_get(flip, "name"), "</dt><dd>counted now: ");
            number(out, flip, "numerator_high");
            fputs("; the threshold of ", out);
            number(out, flip, "threshold_percent");
            fputs(" % is crossed at ", out);
            number(out, flip, "crossed_at");
            say(out, " ", ck_json_get(flip, "unit"), ".</dd>\n");
            continue;
        }
        say(out, "<dt>", ck_json_get(flip, "fact"), "</dt><dd>");
        say(out, "", ck_json_get(flip, "name"), " ");
        say(out, "", ck_json_get(flip, "question"), "<br>");
        const json_t *values = json_object_get(flip, "values");
        json_array_foreach(values, at, value) {
            if (!ck_flip_is_first(values, at)) continue;
            json_array_foreach(values, other, same) {
                if (ck_flip_same(values, at, other)) say(out, other > at ? ", <b>" : at > 0 ? "<br><b>" : "<b>", ck_json_get(same, "value"), "</b>");
            }
            fputs(": ", out);
            json_array_foreach(json_object_get(value, "regimes"), k, regime) {
                say(out, k > 0 ? "; " : "", ck_json_get(regime, "regime"), ": ");
                say(out, "", ck_json_get(regime, "outcome"), "");
            }
        }
        fputs("</dd>\n", out);
    }
    fputs("</dl>\n", out);
}

/* ---------------------------------------------------------------- the page ---------------------------------------- */

void ck_memo_write(FILE *out, const json_t *determination) {
    size_t index;
    const json_t *regime, *one;
    const json_t *verdict = json_object_get(determination, "verdict");
    const char *title = ck_json_get(determination, "title")[0] != '\0' ? ck_json_get(determination, "title") : ck_json_get(determination, "deal");
    say(out, "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>", title,
        "</title><style>");
    fputs(STYLE, out);
    fputs("</style></head><body><main>\n", out);
    say(out, "<h1>", title, "</h1>\n<dl>");
    row(out, "deal", ck_json_get(determination, "deal"));
    row(out, "item", ck_json_get(determination, "description")[0] != '\0' ? ck_json_get(determination, "description") : ck_json_get(determination, "item"));
    row(out, "judged on", ck_json_get(determination, "on"));
    row(out, "as known on", ck_json_get(determination, "known"));
    fputs("</dl>\n<div class=\"answer\"><b>", out);
    ck_html_text(out, ck_json_get(verdict, "outcome"));
    fputs("</b>", out);
    json_array_foreach(json_object_get(verdict, "regimes"), index, one) say(out, index == 0 ? ", under " : ", ", json_string_value(one), "");
    if (yes(verdict, "open")) say(out, "<br>Missing facts leave open: up to \xe2\x80\x9c", ck_json_get(verdict, "most"), "\xe2\x80\x9d.");
    json_array_foreach(json_object_get(determination, "chosen_readings"), index, one) {
        say(out, "<br>By a reading chosen by the user: ", ck_json_get(one, "question"), " ");
        say(out, "\xe2\x80\x9c", ck_json_get(one, "says"), "\xe2\x80\x9d");
    }
    if (yes(verdict, "contested")) fputs("<br>Contested: another reading of the law gives another answer.", out);
    fputs("</div>\n<h2>Regimes</h2>\n", out);
    json_array_foreach(json_object_get(determination, "regimes"), index, regime) {
        if (says_something(regime)) write_regime(out, regime);
    }
    json_array_foreach(json_object_get(determination, "ownership"), index, one) {
        size_t at;
        const json_t *name;
        if (index == 0) fputs("<h2>Ownership</h2>\n", out);
        fputs("<p>", out);
        json_array_foreach(json_object_get(one, "path"), at, name) say(out, at > 0 ? " \xe2\x86\x90 " : "", json_string_value(name), "");
        fputs(": ", out);
        number(out, one, "product_percent");
        say(out, " % through the chain (", ck_json_get(one, "list"), ")</p>\n");
    }
    write_lines(out, json_object_get(determination, "duties"), "Duties", "rate_percent", "base");
    write_lines(out, json_object_get(determination, "fees"), "Fees", "rate", "units");
    write_flips(out, json_object_get(determination, "flips"));
    bool quiet = false;
    json_array_foreach(json_object_get(determination, "regimes"), index, regime) {
        if (says_something(regime) || ck_json_is_unpublished(regime)) continue;
        say(out, quiet ? "; " : "<h2>Nothing found under</h2><p class=\"small soft\">", ck_json_get(regime, "title"), "");
        quiet = true;
    }
    if (quiet) fputs("</p>\n", out);
    fputs("<footer class=\"small soft\">\n", out);
    json_array_foreach(json_object_get(determination, "notices"), index, one) say(out, "<p>", json_string_value(one), "</p>\n");
    say(out, "<p>", ck_json_get(determination, "program"), "");
    say(out, "; law ", ck_json_get(determination, "law"), "");
    say(out, "; decision ", ck_json_get(determination, "digest"), "</p></footer>\n</main></body></html>\n");
}
