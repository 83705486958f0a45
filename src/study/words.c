#include "study/words.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

ck_words ck_words_money(double usd) {
    ck_words words;
    const double size = usd < 0 ? -usd : usd;
    if (size >= 1e12)
        snprintf(words.text, sizeof words.text, "%.2f tn USD", usd / 1e12);
    else if (size >= 1e9)
        snprintf(words.text, sizeof words.text, "%.*f bn USD", size >= 1e11 ? 0 : 1, usd / 1e9);
    else if (size >= 1e6)
        snprintf(words.text, sizeof words.text, "%.*f m USD", size >= 1e8 ? 0 : 1, usd / 1e6);
    else
        snprintf(words.text, sizeof words.text, "%.0f USD", usd);
    return words;
}

ck_words ck_words_number(double value) {
    ck_words words;
    const double size = value < 0 ? -value : value;
    if (size >= 9.995e8)
        snprintf(words.text, sizeof words.text, "%.3g bn", value / 1e9);
    else if (size >= 9.995e5)
        snprintf(words.text, sizeof words.text, "%.3g M", value / 1e6);
    else if (size >= 9.995e3)
        snprintf(words.text, sizeof words.text, "%.3g k", value / 1e3);
    else if (size >= 999.5)
        snprintf(words.text, sizeof words.text, "%.0f", value);
    else
        snprintf(words.text, sizeof words.text, "%.3g", value);
    return words;
}

ck_words ck_words_date(ck_date date) {
    ck_words words;
    ck_date_write(date, words.text);
    return words;
}

ck_words ck_words_seed(uint64_t seed) {
    ck_words words;
    snprintf(words.text, sizeof words.text, "%llu", (unsigned long long)seed);
    return words;
}

ck_words ck_words_percent(double share, int digits) {
    ck_words words;
    snprintf(words.text, sizeof words.text, "%.*f %%", digits, 100.0 * share);
    return words;
}

ck_words ck_words_item(const ck_model *model, uint32_t item) {
    ck_words words;
    const char *name = ck_model_item(model, item).name;
    size_t length = strcspn(name, "(");
    while (length > 0 && name[length - 1] == ' ') length--;
    if (length >= sizeof words.text) {
        length = sizeof words.text - 1;
        while (length > 0 && ((unsigned char)name[length] & 0xc0) == 0x80) length--; // not inside a UTF-8 character
    }
    memcpy(words.text, name, length);
    words.text[length] = '\0';
    return words;
}

ck_words ck_words_item_inside(const ck_model *model, uint32_t item) {
    ck_words words = ck_words_item(model, item);
    if (words.text[0] != '\0' && islower((unsigned char)words.text[1]))
        words.text[0] = (char)tolower((unsigned char)words.text[0]);
    return words;
}

ck_words ck_words_short(const char *text, uint32_t most) {
    ck_words words;
    uint32_t characters = 0;
    size_t at = 0;
    while (text[at] != '\0' && at < sizeof words.text - 8) {
        if (((unsigned char)text[at] & 0xc0) != 0x80 && ++characters > most) break;
        at++;
    }
    snprintf(words.text, sizeof words.text, "%.*s%s", (int)at, text, text[at] != '\0' ? "\xe2\x80\xa6" : "");
    return words;
}

ck_words ck_words_factor(double factor) {
    ck_words words;
    snprintf(words.text, sizeof words.text, "%.*f", factor < 9.95 ? 1 : 0, factor);
    return words;
}

static const ck_measure *find_measure(const ck_scenario_spec *spec, const char *id, size_t length) {
    for (uint32_t m = 0; m < spec->measure_count; m++) {
        if (strlen(spec->measure[m].id) == length && memcmp(spec->measure[m].id, id, length) == 0)
            return &spec->measure[m];
    }
    return NULL;
}

static const char *term_meaning(const char *name) {
    for (uint32_t t = 0; t < CK_TERM_COUNT; t++) {
        if (strcmp(ck_term_info((ck_term)t).name, name) == 0) return ck_term_info((ck_term)t).meaning;
    }
    return name;
}

static const char *parameter_meaning(const char *name) {
    for (uint32_t p = 0; p < CK_PARAMETER_COUNT; p++) {
        if (strcmp(ck_parameter_info((ck_parameter)p).name, name) == 0)
            return ck_parameter_info((ck_parameter)p).meaning;
    }
    return name;
}

char *ck_words_target(const ck_scenario_spec *spec, const char *target) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL) return NULL;
    if (strncmp(target, "measures.", 9) == 0) {
        const char *id = target + 9, *term = strrchr(target, '.');
        const ck_measure *measure = find_measure(spec, id, (size_t)(term - id));
        fprintf(out, "%s (%s)", term_meaning(term + 1), measure != NULL ? measure->id : id);
    } else if (strncmp(target, "parameters.", 11) == 0) {
        fputs(parameter_meaning(target + 11), out);
    } else if (strcmp(target, "inventories") == 0) {
        fputs("size of all inventories in their ranges", out);
    } else if (strncmp(target, "inventories.", 12) == 0) {
        fprintf(out, "inventories of %s", target + 12);
    } else if (strcmp(target, "projects") == 0) {
        fputs("start of all new plants in their ranges", out);
    } else {
        fputs(target, out);
    }
    fclose(out);
    return text;
}
