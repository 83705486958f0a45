/* Determinations as rows of a table. Written straight from the decision: tables are long. */
#include "check/table.h"

#include "base/base.h"
#include "io/csv.h"

#include <string.h>

static const char *const COLUMN[CK_TABLE_COLUMNS] = {"deal", "item", "on", "known", "verdict", "up_to", "regime", "rule", "citation", "other_regimes", "contested",
                                     "certainty", "missing", "would_apply", "names", "duty", "duty_currency", "fee", "fee_currency", "open_lines",
                                     "unchecked"};

void ck_table_header_write(FILE *out, bool trace) {
    for (uint32_t i = 0; i < CK_TABLE_COLUMNS; i++) fprintf(out, "%s%s", i > 0 ? "," : "", COLUMN[i]);
    fputs(trace ? ",trace\n" : "\n", out);
}

/* A field gathered from parts; what does not fit ends in "...". */
typedef struct gathered { char text[1024]; size_t used; bool full; } gathered;

static void add(gathered *field, const char *separator, const char *text) {
    const size_t before = field->used > 0 ? strlen(separator) : 0, length = strlen(text);
    if (field->full || field->used + before + length + 4 > sizeof field->text) {
        if (!field->full) memcpy(field->text + field->used, "...", 4);
        field->full = true;
        return;
    }
    if (before > 0) memcpy(field->text + field->used, separator, before);
    memcpy(field->text + field->used + before, text, length + 1);
    field->used += before + length;
}

static void put(FILE *out, const char *text) {
    putc_unlocked(',', out);
    if (text[0] != '\0') ck_csv_write_field(out, text);
}

static void put_amount(FILE *out, double amount) {
    char text[CK_HOST_NUMBER_SIZE];
    putc_unlocked(',', out);
    if (amount == 0.0) return;
    ck_host_number_write(amount, text);
    fputs(text, out);
}

static const ck_law_finding *deciding(const ck_law_decision *decision, const ck_law_answer *answer) {
    for (uint32_t i = 0; i < answer->findings.count; i++) {
        const ck_law_finding *finding = &decision->finding[answer->findings.first + i];
        if (finding->kind == CK_FINDING_HOLDS && finding->outcome == answer->outcome) return finding;
    }
    for (uint32_t i = 0; i < answer->findings.count; i++) {
        const ck_law_finding *finding = &decision->finding[answer->findings.first + i];
        if (finding->kind == CK_FINDING_OPEN) return finding;
    }
    return NULL;
}

#define PART_SIZE 200                    // of one part of a gathered field, with its end

/* Up to nine texts after each other; what does not fit is left out. */
static void join(char text[PART_SIZE], const char *const *part, uint32_t count) {
    size_t used = 0;
    for (uint32_t i = 0; i < count; i++) {
        const size_t length = strlen(part[i]), fits = length < PART_SIZE - 1 - used ? length : PART_SIZE - 1 - used;
        memcpy(text + used, part[i], fits);
        used += fits;
    }
    text[used] = '\0';
}
#define JOIN(text, ...) join((text), (const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

/* What several regimes miss is written once. The same words of the law, or of the program, mostly have the same place in memory; what
   does not is told by its text. */
#define SEEN_PLACES 256u
#define PARTS_MOST  256u                 // parts of a field have more than four bytes
typedef struct seen { const char *what; uint32_t subject, at; } seen;           // what: NULL: free
typedef struct parts { uint64_t hash[PARTS_MOST]; uint32_t count; } parts;

static bool seen_before(seen place[SEEN_PLACES], const ck_law_missing *one) {
    uint32_t at = (uint32_t)((uintptr_t)one->what * 31u + (uint32_t)one->subject * 7u + one->at * 131u) % SEEN_PLACES;
    for (uint32_t step = 0; step < 8; step++, at = (at + 1) % SEEN_PLACES) {
        if (place[at].what == NULL) {
            place[at] = (seen){one->what, (uint32_t)one->subject, one->at};
            return false;
        }
        if (place[at].what == one->what && place[at].subject == (uint32_t)one->subject && place[at].at == one->at) return true;
    }
    return false;                                                    // full here: its text is looked for
}

/* True when the text was not there before. */
static bool is_new(parts *all, const char *text) {
    const uint64_t hash = cki_text_hash(text, strlen(text));
    for (uint32_t k = 0; k < all->count; k++) {
        if (all->hash[k] == hash) return false;
    }
    if (all->count < PARTS_MOST) all->hash[all->count++] = hash;
    return true;
}

static void gather_missing(const ck_law_decision *decision, const ck_law_answer *answer, seen places[SEEN_PLACES], parts *all, gathered *missing) {
    for (uint32_t k = 0; k < answer->missing.count && !missing->full; k++) {
        const ck_law_missing *one = &decision->missing[answer->missing.first + k];
        if (one->eases || seen_before(places, one)) continue;
        char text[PART_SIZE];
        JOIN(text, ck_subject_word(one->subject), one->name[0] != '\0' ? " " : "", one->name, ": ", one->what);
        if (is_new(all, text)) add(missing, "; ", text);
    }
}

static void gather(const ck_law *law, const ck_law_decision *decision, const ck_verdict *verdict, gathered *others, gathered *missing, gathered *would,
                   gathered *names) {
    seen places[SEEN_PLACES] = {0};
    parts told = {.count = 0};
    char text[PART_SIZE];
    for (uint32_t i = 0; i < decision->answer_count; i++) {
        const ck_law_answer *answer = &decision->answer[i];
        if (answer->regime != verdict->regime && answer->outcome > CK_OUTCOME_NOT_CAUGHT) {
            JOIN(text, ck_law_about_of(law, CK_LAW_REGIME, answer->regime).name, ": ", ck_outcome_word(answer->outcome));
            add(others, "; ", text);
        }
        for (uint32_t k = 0; k < answer->findings.count; k++) {
            const ck_law_finding *finding = &decision->finding[answer->findings.first + k];
            if (finding->kind != CK_FINDING_WOULD_APPLY || finding->truth != CK_TRUE) continue;
            if (finding->state == CK_STATE_EXPIRED || finding->state == CK_STATE_VOID || ck_finding_is_unpublished(finding)) continue;
            JOIN(text, ck_law_about_of(law, CK_LAW_REGIME, answer->regime).name, "/", ck_law_about_of(law, CK_LAW_RULE, finding->rule).name, " (",
                 ck_law_state_word(finding->state), ")");
            add(would, "; ", text);
        }
        gather_missing(decision, answer, places, &told, missing);
    }
    for (uint32_t i = 0; i < decision->name_count; i++) {
        const ck_law_name *name = &decision->name[i];
        if (name->match == CK_NAME_NOT_MATCHED) continue;
        JOIN(text, name->match == CK_NAME_MATCHED ? "on" : "near", " ", ck_law_about_of(law, CK_LAW_LIST, name->list).name);
        if (strstr(names->text, text) == NULL) add(names, "; ", text);
    }
}

/* Sums of the first currency; lines in another are counted as open. */
static void totals(const ck_law_decision *decision, double *duty, const char **duty_currency, double *fee, const char **fee_currency, uint32_t *open) {
    for (uint32_t i = 0; i < decision->duty_count; i++) {
        const ck_law_duty_line *line = &decision->duty[i];
        const char *currency = line->currency != NULL ? line->currency : "";
        if (line->reason == CK_LINE_OPEN || !ck_is_finite(line->amount)) *open += 1;
        else if (line->amount != 0.0 && (*duty_currency)[0] == '\0') *duty_currency = currency;
        if (line->reason != CK_LINE_OPEN && ck_is_finite(line->amount)) {
            if (line->amount == 0.0 || strcmp(currency, *duty_currency) == 0) *duty += line->amount;
            else *open += 1;
        }
    }
    for (uint32_t i = 0; i < decision->fee_count; i++) {
        const ck_law_fee_line *line = &decision->fee[i];
        const char *currency = line->currency != NULL ? line->currency : "";
        if (line->reason == CK_LINE_OPEN || !ck_is_finite(line->owed)) {
            *open += 1;
            continue;
        }
        if (line->owed != 0.0 && (*fee_currency)[0] == '\0') *fee_currency = currency;
        if (line->owed == 0.0 || strcmp(currency, *fee_currency) == 0) *fee += line->owed;
        else *open += 1;
    }
}

void ck_table_row_write(FILE *out, ck_check *check, const ck_host_deal *deal, uint32_t line, const ck_check_question *question,
                        const ck_law_decision *decision) {
    const ck_law *law = ck_check_law(check)->law;
    const ck_verdict verdict = ck_verdict_of(decision);
    const ck_law_answer *answer = NULL;
    bool unchecked = false, unmatched = false;
    for (uint32_t i = 0; i < decision->answer_count; i++) {
        if (decision->answer[i].regime == verdict.regime) answer = &decision->answer[i];
        unchecked = unchecked || decision->answer[i].unchecked;
        unmatched = unmatched || decision->answer[i].names_not_matched;
    }
    const ck_law_finding *finding = answer != NULL ? deciding(decision, answer) : NULL;
    const ck_law_about cited = finding != NULL  ? ck_law_cited(law, CK_LAW_RULE, finding->rule)
                               : answer != NULL ? ck_law_cited(law, CK_LAW_REGIME, answer->regime)
                                                : (ck_law_about){.citation = "", .article = ""};
    gathered others = {0}, missing = {0}, would = {0}, names = {0}, citation = {0};
    gather(law, decision, &verdict, &others, &missing, &would, &names);
    if (names.used == 0 && unmatched) add(&names, "", "not matched, not cleared");
    add(&citation, "", cited.citation);
    if (cited.article[0] != '\0') add(&citation, ", ", cited.article);
    ck_date on, known;
    ck_check_dates(deal, question, &on, &known);
    char day[16], known_day[16], open_text[16] = "";
    ck_date_write(on, day);
    ck_date_write(known, known_day);
    double duty = 0.0, fee = 0.0;
    const char *duty_currency = "", *fee_currency = "";
    uint32_t open = 0;
    totals(decision, &duty, &duty_currency, &fee, &fee_currency, &open);
    if (open > 0) snprintf(open_text, sizeof open_text, "%u", (unsigned)open);

    ck_csv_write_field(out, deal->name);
    put(out, deal->line[line].item[0].name);
    put(out, day);
    put(out, known_day);
    put(out, ck_outcome_word(verdict.outcome));
    put(out, verdict.open ? ck_outcome_word(verdict.most) : "");
    put(out, answer != NULL ? ck_law_about_of(law, CK_LAW_REGIME, answer->regime).name : "");
    put(out, finding != NULL ? ck_law_about_of(law, CK_LAW_RULE, finding->rule).name : "");
    put(out, citation.text);
    put(out, others.text);
    put(out, verdict.contested ? "contested" : "");
    put(out, answer != NULL ? ck_certainty_word(answer->certainty) : "");
    put(out, missing.text);
    put(out, would.text);
    put(out, names.text);
    put_amount(out, duty);
    put(out, duty_currency);
    put_amount(out, fee);
    put(out, fee_currency);
    put(out, open_text);
    put(out, unchecked ? "unchecked" : "");
    if (question->trace) fputc(',', out);
    fputc('\n', out);
}
