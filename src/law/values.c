/* Values of facts as people write them. */
#include "law/facts.h"

#define REPORT(diags, code, from, ...) ck_diags_add((diags), (code), (from)->place, __VA_ARGS__)

static bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void trim(const char **text, size_t *length) {
    while (*length > 0 && is_space((*text)[0])) {
        (*text)++;
        (*length)--;
    }
    while (*length > 0 && is_space((*text)[*length - 1])) (*length)--;
}

uint32_t cki_currency_pack(const char *code, size_t length) {
    if (!cki_currency_known(code, length)) return 0;
    if (cki_compare(code, "RMB", 3) == 0) code = "CNY";
    return (uint32_t)(unsigned char)code[0] << 16 | (uint32_t)(unsigned char)code[1] << 8 | (unsigned char)code[2];
}

uint32_t cki_code_room(const char *text) {
    uint32_t room = 1;
    for (; text != NULL && *text != '\0'; text++) room += *text == ';' || *text == ',';
    return room;
}

/* "12 kg", "USD 1000", "0.1 %": the number, and what stands beside it. */
static bool split_number(const char *text, size_t length, double *number, const char **unit, size_t *unit_length) {
    size_t digits = 0;
    while (digits < length && !is_space(text[digits]) && text[digits] != '%') digits++;
    if (cki_number_read(text, digits, number) >= 0) {
        *unit = text + digits;
        *unit_length = length - digits;
        trim(unit, unit_length);
        return true;
    }
    size_t word = length;
    while (word > 0 && !is_space(text[word - 1])) word--;
    if (word == 0 || cki_number_read(text + word, length - word, number) < 0) return false;
    *unit = text;
    *unit_length = word;
    trim(unit, unit_length);
    return true;
}

static ck_status read_quantity(const cki_decl *fact, const ck_deal_fact *from, const char *text, size_t length, cki_value *value,
                               ck_diags *diags) {
    const char *unit = "";
    size_t unit_length = 0;
    if (text == NULL) value->number = from->number;
    else if (!split_number(text, length, &value->number, &unit, &unit_length))
        return REPORT(diags, CK_E_SYNTAX, from, "%s is %q; expected a number", "a number is written 12 or 0.1, with its unit behind it", fact->name, text);
    if (!ck_is_finite(value->number)) return REPORT(diags, CK_E_RANGE, from, "%s is not a finite number", "", fact->name);
    if (unit_length == 0 && from->unit != NULL) {
        unit = from->unit;
        unit_length = cki_text_length(unit);
    }
    char word[32];
    if (unit_length >= sizeof word) return REPORT(diags, CK_E_UNIT, from, "%s has no unit that is so long", "", fact->name);
    cki_copy(word, unit, unit_length);
    word[unit_length] = '\0';
    double factor = 1.0;
    switch (fact->type) {
        case CKI_PERCENT:
            if (unit_length != 0 && !cki_text_equal(word, "%") && !cki_text_equal(word, "percent"))
                return REPORT(diags, CK_E_UNIT, from, "%s is in %q; expected %%", "0.1 % is written 0.1 %%", fact->name, word);
            return CK_OK;
        case CKI_MONEY:
            value->index = cki_currency_pack(word, unit_length);
            if (unit_length != 0 && value->index == 0)
                return REPORT(diags, CK_E_UNIT, from, "%s is in %q; expected a currency", "ISO codes: USD, CNY, EUR, ...", fact->name, word);
            return CK_OK;
        default:
            if (unit_length != 0 && !cki_unit_factor(word, fact->unit, &factor))
                return REPORT(diags, CK_E_UNIT, from, "%s is in %q; expected %s", "", fact->name, word,
                              fact->unit[0] != '\0' ? fact->unit : "a bare number");
            value->number *= factor;
            return CK_OK;
    }
}

/* The next word of a list joined by ; or , without the spaces around it; empty ones are passed over. */
static bool next_word(const char *text, size_t *at, const char **word, size_t *length) {
    for (*length = 0; *length == 0 && text[*at] != '\0';) {
        size_t end = *at;
        while (text[end] != '\0' && text[end] != ';' && text[end] != ',') end++;
        *word = text + *at;
        *length = end - *at;
        trim(word, length);
        *at = text[end] == '\0' ? end : end + 1;
    }
    return *length > 0;
}

static ck_status read_words(const ck_law *law, const cki_decl *fact, const ck_deal_fact *from, const char *text, cki_value *value,
                            ck_diags *diags) {
    value->mask = 0;
    const char *word = text;
    for (size_t length = 0, at = 0; next_word(text, &at, &word, &length);) {
        uint32_t k = 0;
        while (k < fact->refs.count && !cki_text_equal_part(law->ref[fact->refs.first + k].text, word, length)) k++;
        if (k == fact->refs.count) {
            char said[64];
            const size_t shown = length < sizeof said ? length : sizeof said - 1;
            cki_copy(said, word, shown);
            said[shown] = '\0';
            const char *nearest = NULL;
            uint32_t best = 4;
            for (k = 0; k < fact->refs.count; k++) {
                const char *other = law->ref[fact->refs.first + k].text;
                const uint32_t distance = cki_text_distance(said, other, 3);
                if (distance >= best || distance > length / 2) continue;
                best = distance;
                nearest = other;
            }
            return REPORT(diags, CK_E_UNKNOWN, from, "%q is no word of %s", nearest != NULL ? "did you mean %q?" : "chokepoint law show %s lists its words",
                          said, fact->name, nearest != NULL ? nearest : fact->name);
        }
        if (fact->type == CKI_WORD && value->mask != 0)
            return REPORT(diags, CK_E_SYNTAX, from, "%s takes one word, found %q", "", fact->name, text);
        if (k < 64) value->mask |= UINT64_C(1) << k;
    }
    return value->mask != 0 ? CK_OK : REPORT(diags, CK_E_MISSING, from, "%s has no word", "leave the fact out when it is not known", fact->name);
}

static ck_status read_codes(const cki_decl *fact, const ck_deal_fact *from, const char *text, cki_value *value, const char **code,
                            uint32_t *code_count, cki_arena *texts, ck_diags *diags) {
    value->index = *code_count;
    value->mask = 0;
    const char *word = text;
    for (size_t length = 0, at = 0; next_word(text, &at, &word, &length);) {
        if (fact->type == CKI_CODE && value->mask != 0) return REPORT(diags, CK_E_SYNTAX, from, "%s takes one code, found %q", "", fact->name, text);
        code[(*code_count)++] = cki_arena_text_part(texts, word, length);
        value->mask++;
    }
    return value->mask != 0 ? CK_OK : REPORT(diags, CK_E_MISSING, from, "%s has no code", "leave the fact out when it is not known", fact->name);
}

ck_status cki_value_read(const ck_law *law, uint32_t fact_ordinal, const ck_deal_fact *from, cki_value *value, const char **code,
                         uint32_t *code_count, cki_arena *texts, ck_diags *diags) {
    const cki_decl *fact = cki_decl_of(law, CKI_FACT, fact_ordinal);
    const char *text = from->text;
    size_t length = cki_text_length(text);
    if (text != NULL) trim(&text, &length);
    *value = (cki_value){.index = CK_NONE, .text = from->text};
    if (from->text != NULL && length == 0)
        return REPORT(diags, CK_E_MISSING, from, "%s is empty", "leave the fact out when it is not known", fact->name);
    if (text == NULL && fact->type != CKI_NUMBER && fact->type != CKI_PERCENT && fact->type != CKI_MONEY && fact->type != CKI_YES_NO)
        return REPORT(diags, CK_E_UNIT, from, "%s is a %s; a number does not fit", "", fact->name, cki_type_word(fact->type));
    switch (fact->type) {
        case CKI_YES_NO: {
            const bool yes = text == NULL ? from->number != 0.0 : cki_text_equal_part("yes", text, length) || cki_text_equal_part("true", text, length);
            const bool no = text == NULL ? from->number == 0.0 : cki_text_equal_part("no", text, length) || cki_text_equal_part("false", text, length);
            if (!yes && !no) return REPORT(diags, CK_E_SYNTAX, from, "%s is %q; expected yes or no", "leave the fact out when it is not known", fact->name, text);
            value->number = yes ? 1.0 : 0.0;
            return CK_OK;
        }
        case CKI_NUMBER: case CKI_MONEY: case CKI_PERCENT: return read_quantity(fact, from, text, length, value, diags);
        case CKI_DATE: {
            ck_date date;
            if (ck_date_read(text, length, &date) < 0) return REPORT(diags, CK_E_SYNTAX, from, "%s is %q; expected a date", "the form is YYYY-MM-DD", fact->name, text);
            value->number = date.day;
            return CK_OK;
        }
        case CKI_COUNTRY:
            value->index = cki_country_find(law, text, length);
            return value->index != CK_NONE ? CK_OK
                                           : REPORT(diags, CK_E_UNKNOWN, from, "%s is %q; expected a country", "ISO 3166 alpha-3, CHN for China", fact->name, text);
        case CKI_TEXT: return CK_OK;
        case CKI_CODE: case CKI_CODES: return read_codes(fact, from, text, value, code, code_count, texts, diags);
        case CKI_WORD: case CKI_WORDS: return read_words(law, fact, from, text, value, diags);
        case CKI_ELEMENTS: return REPORT(diags, CK_E_SYNTAX, from, "%s is given element by element", "as shares: symbol and per cent of mass", fact->name);
        case CKI_TYPE_COUNT: break;
    }
    return CK_OK;
}
