#include "law/state.h"

#define CHANGE_LIMIT 64u                 // boundaries that are looked at for the next change

cki_asked cki_asked_of(ck_law_question question) {
    cki_asked asked = {.by_minute = question.by_minute, .known = question.known.day};
    if (question.by_minute) asked.at = asked.day_start = question.minute;
    else {
        asked.day_start = (int64_t)question.on.day * 1440;
        asked.at = asked.day_start + 1439;
    }
    return asked;
}

ck_date cki_day_of(int64_t at) {
    if (at >= CKI_OPEN) return CK_DATE_LAST;
    return (ck_date){(int32_t)(at >= 0 ? at / 1440 : -((1439 - at) / 1440))};
}

int64_t cki_moment_at(const cki_moment *moment, const cki_asked *asked) {
    if (moment->wall >= CKI_OPEN) return CKI_OPEN;
    return asked->by_minute ? moment->wall - moment->offset : moment->wall;
}

bool cki_begun(const cki_moment *moment, const cki_asked *asked) {
    return cki_moment_at(moment, asked) <= asked->at;
}

uint32_t cki_default_reading(const ck_law *law, uint32_t choice) {
    const cki_span readings = cki_decl_of(law, CKI_CHOICE, choice)->inner;
    for (uint32_t k = readings.first; k < readings.first + readings.count; k++) {
        if (cki_decl_of(law, CKI_READING_OF, k)->is_default) return k;
    }
    return CK_NONE;
}

uint32_t cki_reading_of(const ck_law *law, const ck_law_question *question, uint32_t choice) {
    const cki_span readings = cki_decl_of(law, CKI_CHOICE, choice)->inner;
    for (uint32_t i = question->reading_count; i-- > 0;) {
        const uint32_t k = question->reading[i];
        if (k >= readings.first && k - readings.first < readings.count) return k;
    }
    return cki_default_reading(law, choice);
}

/* ---- statements that count ---- */

/* The statements of a declaration, then those of its regime. Its own publication and its own periods take the place of the regime's. */
typedef struct walker { const ck_law *law; const cki_decl *own, *regime; uint32_t at; bool in_regime, own_published; } walker;

static walker walk_start(const ck_law *law, uint32_t decl) {
    const cki_decl *own = &law->decl[decl];
    const bool inherits = own->kind == CKI_PROVISION && own->regime != CK_NONE && own->regime != decl;
    walker w = {law, own, inherits ? &law->decl[own->regime] : NULL, own->first_time, false, false};
    for (uint32_t t = own->first_time; inherits && t != CK_NONE; t = law->time[t].next) w.own_published |= law->time[t].kind == CKI_TIME_PUBLISHED;
    return w;
}

static const cki_time *walk_next(walker *w, uint32_t *index) {
    for (;;) {
        if (w->at == CK_NONE) {
            if (w->in_regime || w->regime == NULL) return NULL;
            w->in_regime = true;
            w->at = w->regime->first_time;
            continue;
        }
        *index = w->at;
        const cki_time *time = &w->law->time[w->at];
        w->at = time->next;
        if (w->in_regime && time->kind == CKI_TIME_FORCE && w->own->has_force) continue;
        if (w->in_regime && time->kind == CKI_TIME_PUBLISHED && w->own_published) continue;
        return time;
    }
}

static bool counts(const cki_time *time, const cki_asked *asked, bool by_law) {
    if (time->announced.day > asked->known) return false;
    if (time->kind == CKI_TIME_PUBLISHED || time->kind == CKI_TIME_NEVER || !by_law) return true;
    return time->certainty == CK_CERTAINTY_LEGAL || time->certainty == CK_CERTAINTY_HYPOTHETICAL;
}

static int64_t plain_until(const ck_law *law, const cki_time *time, const cki_asked *asked) {
    for (uint32_t w = 0; w < time->when.count; w++) {
        const cki_when *when = &law->when[time->when.first + w];
        const uint32_t choice = law->decl[when->choice.to].ordinal;
        const uint32_t taken = asked->reading != NULL ? asked->reading[choice] : cki_default_reading(law, choice);
        if (when->reading.to == taken) return cki_moment_at(&when->until, asked);
    }
    return cki_moment_at(&time->until, asked);
}

/* The end of a period with the extensions that count; `extension`: the one that carries it past its own end. */
static int64_t end_of(const ck_law *law, uint32_t decl, uint32_t period, const cki_asked *asked, bool by_law, uint32_t *extension) {
    int64_t until = plain_until(law, &law->time[period], asked);
    *extension = CK_NONE;
    walker w = walk_start(law, decl);
    uint32_t at;
    for (const cki_time *time = walk_next(&w, &at); time != NULL; time = walk_next(&w, &at)) {
        if (time->kind != CKI_TIME_EXTENDED || time->extends != period || !counts(time, asked, by_law)) continue;
        const int64_t later = cki_moment_at(&time->until, asked);
        if (later <= until) continue;
        until = later;
        *extension = at;
    }
    return until;
}

/* The suspension that covers a moment, and what carries it there. */
static bool suspended_at(const ck_law *law, uint32_t decl, int64_t at, const cki_asked *asked, bool by_law, uint32_t *suspension,
                         uint32_t *carrier, int64_t *until) {
    walker w = walk_start(law, decl);
    uint32_t index;
    for (const cki_time *time = walk_next(&w, &index); time != NULL; time = walk_next(&w, &index)) {
        if (time->kind != CKI_TIME_SUSPENDED || time->binds[0] != '\0' || !counts(time, asked, by_law)) continue;
        uint32_t extension;
        const int64_t end = end_of(law, decl, index, asked, by_law, &extension);
        if (cki_moment_at(&time->from, asked) > at || end <= at) continue;
        *suspension = index;
        *carrier = extension != CK_NONE && plain_until(law, time, asked) <= at ? extension : index;
        *until = end;
        return true;
    }
    return false;
}

/* Was there a moment in [from, to) that no suspension covers? */
static bool operated(const ck_law *law, uint32_t decl, int64_t from, int64_t to, const cki_asked *asked, bool by_law) {
    int64_t at = from;
    for (uint32_t round = 0; round < CHANGE_LIMIT && at < to; round++) {
        uint32_t suspension, carrier;
        int64_t until;
        if (!suspended_at(law, decl, at, asked, by_law, &suspension, &carrier, &until)) return true;
        at = until;
    }
    return false;
}

typedef struct gathered {
    int64_t  published, period_from, ends_at, void_at, next_from;
    uint32_t never, period, period_carrier, ends, voids, binds, past, publisher;
    bool     in_period;
} gathered;

static gathered gather(const ck_law *law, uint32_t decl, const cki_asked *asked, bool by_law) {
    gathered g = {.published = CKI_OPEN, .next_from = CKI_OPEN, .never = CK_NONE, .period = CK_NONE, .period_carrier = CK_NONE, .ends = CK_NONE,
                  .voids = CK_NONE, .binds = CK_NONE, .past = CK_NONE, .publisher = CK_NONE};
    walker w = walk_start(law, decl);
    uint32_t index;
    for (const cki_time *time = walk_next(&w, &index); time != NULL; time = walk_next(&w, &index)) {
        if (!counts(time, asked, by_law)) continue;
        const int64_t from = cki_moment_at(&time->from, asked);
        if (time->binds[0] != '\0') {
            if (from <= asked->at) g.binds = index;
            continue;
        }
        switch (time->kind) {
            case CKI_TIME_PUBLISHED:
                if (from < g.published) {
                    g.published = from;
                    g.publisher = index;
                }
                break;
            case CKI_TIME_NEVER: g.never = index; break;
            case CKI_TIME_FORCE: {
                uint32_t extension;
                const int64_t until = end_of(law, decl, index, asked, by_law, &extension);
                if (from > asked->at) {
                    if (from < g.next_from) g.next_from = from;
                } else if (until > asked->at) {
                    g.in_period = true;
                    g.period = index;
                    g.period_from = from;
                    g.period_carrier = extension != CK_NONE && plain_until(law, time, asked) <= asked->at ? extension : index;
                } else g.past = extension != CK_NONE ? extension : index;
                break;
            }
            case CKI_TIME_ENDED:
                if (from <= asked->at) g.ends = index;
                break;
            case CKI_TIME_VOID:
                if (from <= asked->at) g.voids = index;
                break;
            case CKI_TIME_SUSPENDED: case CKI_TIME_EXTENDED: break;
        }
    }
    return g;
}

static cki_state state_made(const ck_law *law, ck_law_state state, uint32_t made, uint32_t binds) {
    return (cki_state){state, made != CK_NONE ? law->time[made].certainty : CK_CERTAINTY_LEGAL, made, binds};
}

cki_state cki_state_of(const ck_law *law, uint32_t decl, const cki_asked *asked, bool by_law) {
    const cki_decl *d = &law->decl[decl];
    const bool listed = d->kind == CKI_ENTITY || d->kind == CKI_ENTRY;
    if (listed && d->first_time == CK_NONE) return (cki_state){CK_STATE_OPERATIVE, CK_CERTAINTY_LEGAL, CK_NONE, CK_NONE};
    gathered g = gather(law, decl, asked, by_law);
    if (listed && !d->has_force) {                                   // on the list since ever
        g.in_period = true;
        g.period_from = -CKI_OPEN;
        g.period_carrier = CK_NONE;
    }
    const bool issued = g.in_period || g.past != CK_NONE || g.next_from < CKI_OPEN;      // after all
    if (g.never != CK_NONE && !issued) return state_made(law, g.published <= asked->at ? CK_STATE_THREATENED : CK_STATE_UNKNOWN, g.never, g.binds);
    if (g.voids != CK_NONE) return state_made(law, CK_STATE_VOID, g.voids, g.binds);
    if (g.ends != CK_NONE) return state_made(law, CK_STATE_EXPIRED, g.ends, g.binds);
    uint32_t suspension, carrier;
    int64_t until;
    const bool suspended = suspended_at(law, decl, asked->at, asked, by_law, &suspension, &carrier, &until);
    if (g.in_period) {
        if (!suspended) return state_made(law, CK_STATE_OPERATIVE, g.period_carrier, g.binds);
        const bool used = operated(law, decl, g.period_from, asked->at, asked, by_law);
        return state_made(law, used ? CK_STATE_SUSPENDED : CK_STATE_NEVER_OPERATED, carrier, g.binds);
    }
    if (g.next_from < CKI_OPEN) {
        if (suspended && until > g.next_from && g.past == CK_NONE) return state_made(law, CK_STATE_NEVER_OPERATED, carrier, g.binds);
        if (g.published <= asked->at) return state_made(law, CK_STATE_PUBLISHED, g.publisher, g.binds);
        return state_made(law, g.past != CK_NONE ? CK_STATE_EXPIRED : CK_STATE_UNKNOWN, g.past, g.binds);
    }
    if (g.past != CK_NONE) return state_made(law, CK_STATE_EXPIRED, g.past, g.binds);
    if (g.published <= asked->at) return state_made(law, CK_STATE_PUBLISHED, g.publisher, g.binds);
    return (cki_state){CK_STATE_UNKNOWN, CK_CERTAINTY_LEGAL, CK_NONE, g.binds};
}

static void nearer(int64_t candidate, int64_t after, int64_t *best) {
    if (candidate > after && candidate < *best) *best = candidate;
}

int64_t cki_next_change(const ck_law *law, uint32_t decl, const cki_asked *asked, bool by_law, ck_law_state *next) {
    const ck_law_state now = cki_state_of(law, decl, asked, by_law).state;
    cki_asked later = *asked;
    for (uint32_t round = 0; round < CHANGE_LIMIT; round++) {
        int64_t best = CKI_OPEN;
        walker w = walk_start(law, decl);
        uint32_t index;
        for (const cki_time *time = walk_next(&w, &index); time != NULL; time = walk_next(&w, &index)) {
            if (!counts(time, asked, by_law)) continue;
            nearer(cki_moment_at(&time->from, asked), later.at, &best);
            nearer(cki_moment_at(&time->until, asked), later.at, &best);
            for (uint32_t k = 0; k < time->when.count; k++) nearer(cki_moment_at(&law->when[time->when.first + k].until, asked), later.at, &best);
        }
        if (best >= CKI_OPEN) break;
        later.at = best;
        *next = cki_state_of(law, decl, &later, by_law).state;
        if (*next != now) return best;
    }
    *next = now;
    return CKI_OPEN;
}

int64_t cki_nearest_change(const ck_law *law, uint32_t decl, const cki_asked *asked, int64_t best) {
    ck_law_state next;
    const int64_t by_law = cki_next_change(law, decl, asked, true, &next), announced = cki_next_change(law, decl, asked, false, &next);
    return ck_min_i64(best, ck_min_i64(by_law, announced));
}

bool cki_changed_in_the_day(const ck_law *law, uint32_t decl, const cki_asked *asked, bool by_law) {
    cki_asked start = *asked;
    start.at = start.day_start;
    return cki_state_of(law, decl, &start, by_law).state != cki_state_of(law, decl, asked, by_law).state;
}

bool cki_depends_on_choice(const ck_law *law, uint32_t decl, uint32_t choice) {
    walker w = walk_start(law, decl);
    uint32_t index;
    for (const cki_time *time = walk_next(&w, &index); time != NULL; time = walk_next(&w, &index)) {
        for (uint32_t k = 0; k < time->when.count; k++) {
            const uint32_t to = law->when[time->when.first + k].choice.to;
            if (to != CK_NONE && law->decl[to].ordinal == choice) return true;
        }
    }
    return false;
}

/* ---- for the table of states ---- */

static const char *citation_of(const ck_law *law, uint32_t made, bool grade) {
    if (made == CK_NONE) return "";
    const cki_time *time = &law->time[made];
    const char *own = grade ? time->grade : time->citation;
    if (own[0] != '\0' || time->amend == CK_NONE) return own;
    const cki_decl *amend = &law->decl[time->amend];
    return grade ? amend->grade : amend->citation;
}

ck_law_status ck_law_status_of(const ck_law *law, ck_law_kind kind, uint32_t index, ck_law_question question) {
    const uint32_t decl = law->of_kind[(cki_kind)kind][index];
    cki_asked asked = cki_asked_of(question);
    uint32_t reading[256];
    const uint32_t choices = law->count.kind[CKI_CHOICE];
    const bool fits = choices <= sizeof reading / sizeof reading[0];
    for (uint32_t c = 0; fits && c < choices; c++) reading[c] = cki_reading_of(law, &question, c);
    if (fits) asked.reading = reading;
    const cki_state state = cki_state_of(law, decl, &asked, false), legal = cki_state_of(law, decl, &asked, true);
    ck_law_status status = {.state = state.state, .by_law = legal.state, .certainty = state.certainty, .choice = CK_NONE,
                            .other_reading = CK_NONE, .citation = citation_of(law, state.made, false),
                            .grade = citation_of(law, state.made, true), .note = "", .binds = ""};
    if (state.made != CK_NONE) status.note = law->time[state.made].note;
    if (state.binds != CK_NONE) {
        status.binds = law->time[state.binds].binds;
        if (status.note[0] == '\0') status.note = law->time[state.binds].note;
    }
    status.next_change = cki_day_of(cki_next_change(law, decl, &asked, false, &status.next_state));
    status.next_change_by_law = cki_day_of(cki_next_change(law, decl, &asked, true, &status.next_state_by_law));
    status.changed_in_the_day = cki_changed_in_the_day(law, decl, &asked, false) ||
                                cki_changed_in_the_day(law, decl, &asked, true);
    for (uint32_t c = 0; fits && c < choices && !status.contested; c++) {
        if (!cki_depends_on_choice(law, decl, c)) continue;
        const cki_span others = cki_decl_of(law, CKI_CHOICE, c)->inner;
        const uint32_t taken = reading[c];
        for (uint32_t k = others.first; k < others.first + others.count && !status.contested; k++) {
            reading[c] = k;
            const cki_state other = cki_state_of(law, decl, &asked, true);
            if (other.state == legal.state) continue;
            status.contested = true;
            status.other_state = other.state;
            status.choice = c;
            status.other_reading = k;
        }
        reading[c] = taken;
    }
    return status;
}
