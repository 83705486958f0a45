/* Units of the tables. */
#include "base.h"

#define KG_PER_TONNE  1000.0
#define USD_PER_MUSD  1e6

const char *cki_unit_word(cki_unit unit) {
    switch (unit) {
#define X(name, word) case name: return word;
        CKI_UNIT_LIST(X)
#undef X
        case CKI_UNIT_COUNT: break;
    }
    return "unknown-unit";
}

ck_status cki_unit_read(const char *text, size_t length, cki_unit *unit) {
    for (uint32_t i = 0; i < CKI_UNIT_COUNT; i++) {
        if (!cki_text_equal_part(cki_unit_word((cki_unit)i), text, length)) continue;
        *unit = (cki_unit)i;
        return CK_OK;
    }
    return CK_E_UNIT;
}

ck_status cki_ratio_unit_read(const char *text, size_t length, cki_ratio_unit *unit) {
    size_t slash = length;
    for (size_t i = 0; i < length; i++) {
        if (text[i] != '/') continue;
        if (slash != length) return CK_E_SYNTAX;
        slash = i;
    }
    if (slash == length) return CK_E_SYNTAX;
    cki_ratio_unit read;
    CK_TRY(cki_unit_read(text, slash, &read.above));
    CK_TRY(cki_unit_read(text + slash + 1, length - slash - 1, &read.below));
    *unit = read;
    return CK_OK;
}

double cki_price_per_unit(cki_unit unit, double table_price) {
    switch (unit) {
        case CKI_TONNE: return table_price * KG_PER_TONNE;
        case CKI_MUSD: return table_price * USD_PER_MUSD;
        case CKI_PIECE: case CKI_UNIT_COUNT: break;
    }
    return table_price;
}

double cki_price_in_table(cki_unit unit, double price_per_unit) {
    switch (unit) {
        case CKI_TONNE: return price_per_unit / KG_PER_TONNE;
        case CKI_MUSD: return price_per_unit / USD_PER_MUSD;
        case CKI_PIECE: case CKI_UNIT_COUNT: break;
    }
    return price_per_unit;
}
