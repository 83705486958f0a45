/* Closed vocabularies: countries (ISO 3166-1 alpha-3), elements, currencies, units; numbers; codes by prefix. */
#include "law/program.h"

static const char COUNTRIES[] =
    "ABWAFGAGOAIAALAALBANDAREARGARMASMATAATFATGAUSAUTAZEBDIBELBENBESBFABGDBGRBHRBHSBIHBLMBLRBLZBMUBOLBRABRBBRNBTNBVTBWACAFCANCCKCHECHLCHNCIVCMR"
    "CODCOGCOKCOLCOMCPVCRICUBCUWCXRCYMCYPCZEDEUDJIDMADNKDOMDZAECUEGYERIESHESPESTETHFINFJIFLKFRAFROFSMGABGBRGEOGGYGHAGIBGINGLPGMBGNBGNQGRCGRDGRL"
    "GTMGUFGUMGUYHKGHMDHNDHRVHTIHUNIDNIMNINDIOTIRLIRNIRQISLISRITAJAMJEYJORJPNKAZKENKGZKHMKIRKNAKORKWTLAOLBNLBRLBYLCALIELKALSOLTULUXLVAMACMAFMAR"
    "MCOMDAMDGMDVMEXMHLMKDMLIMLTMMRMNEMNGMNPMOZMRTMSRMTQMUSMWIMYSMYTNAMNCLNERNFKNGANICNIUNLDNORNPLNRUNZLOMNPAKPANPCNPERPHLPLWPNGPOLPRIPRKPRTPRY"
    "PSEPYFQATREUROURUSRWASAUSDNSENSGPSGSSHNSJMSLBSLESLVSMRSOMSPMSRBSSDSTPSURSVKSVNSWESWZSXMSYCSYRTCATCDTGOTHATJKTKLTKMTLSTONTTOTUNTURTUVTWNTZA"
    "UGAUKRUMIURYUSAUZBVATVCTVENVGBVIRVNMVUTWLFWSMYEMZAFZMBZWE";
#define ISO_COUNT ((uint32_t)(sizeof COUNTRIES / 3))
_Static_assert(sizeof COUNTRIES == 3 * CKI_COUNTRY_ROW + 1, "249 countries");

static uint32_t iso_find(const char *code, size_t length) {
    if (length != 3) return CK_NONE;
    uint32_t low = 0, high = ISO_COUNT;
    while (low < high) {
        const uint32_t middle = (low + high) / 2;
        const int order = cki_compare(COUNTRIES + 3 * middle, code, 3);
        if (order == 0) return middle;
        if (order < 0) low = middle + 1;
        else high = middle;
    }
    return CK_NONE;
}

static bool user_assigned(const char *code, size_t length) {
    return length == 3 && code[0] == 'X' && code[1] >= 'A' && code[1] <= 'Z' && code[2] >= 'A' && code[2] <= 'Z';
}

uint32_t cki_country_find(const ck_law *law, const char *code, size_t length) {
    const uint32_t iso = iso_find(code, length);
    if (iso != CK_NONE) return iso;
    if (length == 3 && cki_compare(code, "ROW", 3) == 0) return CKI_COUNTRY_ROW;
    for (uint32_t i = 0; i < law->extra_country_count; i++) {
        if (length == 3 && cki_compare(code, law->extra_country[i], 3) == 0) return CKI_COUNTRY_ROW + 1 + i;
    }
    /* A user-assigned code that no law names is in no group and equals no other. */
    return user_assigned(code, length) ? CKI_COUNTRY_LIMIT - 1 : CK_NONE;
}

uint32_t cki_country_intern(ck_law *law, const char *code, size_t length) {
    const uint32_t found = cki_country_find(law, code, length);
    if (found != CKI_COUNTRY_LIMIT - 1) return found;
    if (CKI_COUNTRY_ROW + 1 + law->extra_country_count >= CKI_COUNTRY_LIMIT - 1) return CK_NONE;
    cki_copy(law->extra_country[law->extra_country_count], code, 3);
    law->extra_country[law->extra_country_count][3] = '\0';
    return CKI_COUNTRY_ROW + 1 + law->extra_country_count++;
}

const char *cki_country_code(const ck_law *law, uint32_t country) {
    if (country < ISO_COUNT) return COUNTRIES + 3 * country;         // three bytes, no NUL
    if (country == CKI_COUNTRY_ROW) return "ROW";
    const uint32_t extra = country - CKI_COUNTRY_ROW - 1;
    return extra < law->extra_country_count ? law->extra_country[extra] : "X..";
}

bool ck_country_known(const char *code) {
    const size_t length = cki_text_length(code);
    return iso_find(code, length) != CK_NONE || user_assigned(code, length) || (length == 3 && cki_compare(code, "ROW", 3) == 0);
}

static const char ELEMENTS[] = "H  He Li Be B  C  N  O  F  Ne Na Mg Al Si P  S  Cl Ar K  Ca Sc Ti V  Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr "
    "Rb Sr Y  Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I  Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W  Re Os Ir Pt Au Hg Tl "
    "Pb Bi Po At Rn Fr Ra Ac Th Pa U  Np Pu Am Cm Bk Cf Es Fm Md No Lr Rf Db Sg Bh Hs Mt Ds Rg Cn Nh Fl Mc Lv Ts Og ";

uint32_t cki_element_find(const char *symbol, size_t length) {
    if (length < 1 || length > 2 || (length == 2 && symbol[1] == ' ')) return CK_NONE;
    const char second = length == 2 ? symbol[1] : ' ';
    for (const char *at = ELEMENTS; *at != '\0'; at += 3) {
        if (at[0] == symbol[0] && at[1] == second) return (uint32_t)((at - ELEMENTS) / 3);
    }
    return CK_NONE;
}

bool ck_element_known(const char *symbol) {
    return cki_element_find(symbol, cki_text_length(symbol)) != CK_NONE;
}

/* ---- numbers ---- */

ck_status cki_number_read(const char *text, size_t length, double *value) {
    size_t at = 0;
    bool negative = false;
    if (at < length && (text[at] == '-' || text[at] == '+')) negative = text[at++] == '-';
    uint64_t digits = 0;
    int32_t exponent = 0;
    uint32_t count = 0, seen = 0;
    bool point = false;
    for (; at < length; at++) {
        const char c = text[at];
        if (c == '.' && !point) {
            point = true;
            continue;
        }
        if (c < '0' || c > '9') break;
        seen++;
        if (count < 18) {
            digits = digits * 10 + (uint64_t)(c - '0');
            if (digits != 0) count++;
            if (point) exponent--;
        } else if (!point) exponent++;
    }
    if (seen == 0 || text[at - 1] == '.') return CK_E_SYNTAX;
    if (at < length && (text[at] == 'e' || text[at] == 'E')) {
        at++;
        bool down = false;
        if (at < length && (text[at] == '-' || text[at] == '+')) down = text[at++] == '-';
        int32_t power = 0;
        const size_t first = at;
        for (; at < length && text[at] >= '0' && text[at] <= '9'; at++) {
            if (power < 10000) power = power * 10 + (text[at] - '0');
        }
        if (at == first) return CK_E_SYNTAX;
        exponent += down ? -power : power;
    }
    if (at != length) return CK_E_SYNTAX;
    double result = (double)digits;
    if (digits != 0 && (exponent > 300 || exponent < -320)) return CK_E_RANGE;
    double scale = 1.0;
    for (int32_t e = exponent < 0 ? -exponent : exponent; e > 0; e--) {
        if (scale > 1e300) {                                         // in two steps
            result = exponent < 0 ? result / scale : result * scale;
            scale = 1.0;
        }
        scale *= 10.0;                                               // exact up to 10^22
    }
    result = exponent < 0 ? result / scale : result * scale;
    if (!ck_is_finite(result)) return CK_E_RANGE;
    *value = negative ? -result : result;
    return CK_OK;
}

/* ---- units ---- */

static const struct { const char *unit, *of; double factor; } UNITS[] = {
    {"mg", "mass", 1e-6}, {"g", "mass", 1e-3}, {"kg", "mass", 1.0}, {"t", "mass", 1e3}, {"nm", "length", 1e-9}, {"um", "length", 1e-6},
    {"mm", "length", 1e-3}, {"cm", "length", 1e-2}, {"m", "length", 1.0}, {"km", "length", 1e3}, {"g/cm3", "density", 1e3},
    {"kg/m3", "density", 1.0}, {"W", "power", 1.0}, {"kW", "power", 1e3}, {"MW", "power", 1e6}, {"Wh", "energy", 1.0}, {"kWh", "energy", 1e3},
    {"Wh/kg", "energy by mass", 1.0}, {"kWh/kg", "energy by mass", 1e3}, {"mAh/g", "charge by mass", 1.0}, {"Ah/kg", "charge by mass", 1.0},
    {"Hz", "frequency", 1.0}, {"kHz", "frequency", 1e3}, {"MHz", "frequency", 1e6}, {"GHz", "frequency", 1e9},
    {"GB/s", "bandwidth", 1.0}, {"TB/s", "bandwidth", 1e3}};

bool cki_unit_factor(const char *from, const char *to, double *factor) {
    *factor = 1.0;
    if (cki_text_equal(from, to)) return true;
    const uint32_t count = sizeof UNITS / sizeof UNITS[0];
    uint32_t a = 0, b = 0;
    while (a < count && !cki_text_equal(UNITS[a].unit, from)) a++;
    while (b < count && !cki_text_equal(UNITS[b].unit, to)) b++;
    if (a == count || b == count || !cki_text_equal(UNITS[a].of, UNITS[b].of)) return false;
    *factor = UNITS[a].factor / UNITS[b].factor;
    return true;
}

bool cki_currency_known(const char *code, size_t length) {
    static const char CODES[] = "USDCNYEURJPYGBPKRWTWDHKDINRCADAUDCHFSEKNOKDKKSGDMYRTHBVNDIDRPHPMXNBRLZARRUBTRYPLNCZKHUFILSSARAEDNZDCLPCOPPEN";
    if (length == 3 && cki_compare(code, "RMB", 3) == 0) return true;
    for (size_t i = 0; length == 3 && i + 3 < sizeof CODES; i += 3) {
        if (cki_compare(CODES + i, code, 3) == 0) return true;
    }
    return false;
}

/* ---- codes ---- */

static bool is_customs_code(const char *code) {
    bool digit = false;
    for (; *code != '\0'; code++) {
        if (*code >= '0' && *code <= '9') digit = true;
        else if (*code != '.') return false;
    }
    return digit;
}

static char folded(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* Customs codes by their digits, dots aside. Control codes by whole steps: 3B001.f.1 does not hold 3B001.f.10, and a head
   shorter than its five characters (3B) holds all that begin with it. */
ck_truth cki_code_within(const char *code, const char *prefix) {
    const bool customs = is_customs_code(prefix);
    if (customs != is_customs_code(code)) return CK_FALSE;
    size_t i = 0, j = 0;
    for (;;) {
        if (customs) {
            while (code[i] == '.') i++;
            while (prefix[j] == '.') j++;
        }
        if (prefix[j] == '\0') break;
        if (code[i] == '\0') return i > 0 ? CK_UNKNOWN : CK_FALSE;
        if (folded(code[i]) != folded(prefix[j])) return CK_FALSE;
        i++;
        j++;
    }
    if (customs || code[i] == '\0' || code[i] == '.' || code[i] == '-') return CK_TRUE;
    for (size_t k = 0; k < j; k++) {
        if (prefix[k] == '.') return CK_FALSE;
    }
    return j < 5 ? CK_TRUE : CK_FALSE;
}
