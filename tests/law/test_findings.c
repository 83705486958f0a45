/* Every fault that a law text can have, each with a text that has it: what is said, of which kind it is, and in which line. */
#include "law_kit.h"

#include <stdio.h>

/* Eleven lines that stand before every text. */
#define HEAD                                                                                                           \
    "fact deal.destination country\nfact deal.kind word (a, b)\nfact deal.quiet yes-no\nfact deal.weight number kg\n"  \
    "fact item.value money\nfact item.hs code\nfact item.origin country\nfact party.military yes-no\n"                 \
    "group g \"G\" (KOR, JPN)\nlist goods \"goods\" entry e \"e\" if item.origin is CHN\n"                             \
    "regime r \"R\" by X of CHN citation \"c\" grade A published 2020-01-01 in force from 2020-01-01\n"
#define FIRST 12u                        // line of the text itself

typedef struct fault { const char *text, *said; ck_status status; uint32_t line; } fault;

static void find(const fault *fault) {
    char text[4096];
    kit_said said;
    snprintf(text, sizeof text, "%s%s", HEAD, fault->text);
    kit_check(&said, text);
    const ck_diag *found = NULL;
    for (uint32_t k = 0; k < said.diags.count && found == NULL; k++) {
        if (strstr(said.item[k].message, fault->said) != NULL) found = &said.item[k];
    }
    if (found == NULL || said.status != fault->status || found->place.line != fault->line) {
        printf("of: %s\n  wanted \"%s\", status %d, line %u; status is %d\n", fault->text, fault->said, (int)fault->status, fault->line, (int)said.status);
        for (uint32_t k = 0; k < said.diags.count; k++)
            printf("  found %u:%u %s\n", said.item[k].place.line, said.item[k].place.column, said.item[k].message);
    }
    CK_CHECK(found != NULL);
    CK_CHECK_EQUAL(said.status, fault->status);
    if (found != NULL) {
        CK_CHECK_EQUAL(found->place.line, fault->line);
        CK_CHECK(found->place.column > 0);
        CK_CHECK(found->place.file != NULL && strcmp(found->place.file, "made.law") == 0);
    }
    kit_said_end(&said);
}

#define FIND(faults)                                                                                                   \
    for (size_t k_ = 0; k_ < sizeof faults / sizeof faults[0]; k_++) find(&faults[k_])

CK_TEST(names_that_are_not_there) {
    static const fault FAULTS[] = {
        {"rule one if item.form is metal then prohibited\n", "no fact of item is called \"form\"", CK_E_UNKNOWN, FIRST},
        {"rule one if item.orign is CHN then prohibited\n", "no fact of item is called \"orign\"", CK_E_UNKNOWN, FIRST},
        {"rule one if deal.kind is c then prohibited\n", "\"c\" is no word of deal.kind", CK_E_UNKNOWN, FIRST},
        {"rule one if deal.destination is CHI then prohibited\n", "\"CHI\" is no country", CK_E_UNKNOWN, FIRST},
        {"rule one if deal.destination is g then prohibited\n", "\"g\" is no country", CK_E_UNKNOWN, FIRST},
        {"group h \"H\" (KOR, XKX, KORE)\n", "\"KORE\" is no country", CK_E_UNKNOWN, FIRST},
        {"rule one if deal.destination is in h then prohibited\n", "no group is called \"h\"", CK_E_UNKNOWN, FIRST},
        {"rule one if item matches good then prohibited\n", "no list is called \"good\"", CK_E_UNKNOWN, FIRST},
        {"rule one if item is a thing then prohibited\n", "no definition is called \"thing\"", CK_E_UNKNOWN, FIRST},
        {"rule one if item contains Dx then prohibited\n", "\"Dx\" is the symbol of no element", CK_E_UNKNOWN, FIRST},
        {"rule one of other then prohibited\n", "no provision is called", CK_E_UNKNOWN, FIRST},
        {"exception two to one then exempt\n", "no rule is called", CK_E_UNKNOWN, FIRST},
        {"rule one then prohibited also report to Y\n", "no authority is called \"Y\"", CK_E_UNKNOWN, FIRST},
        {"duty d \"D\" rate 5 % excluded by e\n", "no duty is called", CK_E_UNKNOWN, FIRST},
        {"amend q ended 2021-01-01\n", "no regime is called \"q\"", CK_E_UNKNOWN, FIRST},
        {"provision p \"P\" suspended from 2021-01-01 until 2022-01-01 when reading c is x until 2023-01-01\n", "no choice is called \"c\"", CK_E_UNKNOWN, FIRST},
        {"choice c \"C\" reading x \"X\" default reading y \"Y\"\nrule one if reading c is z then prohibited\n", "choice \"c\" has no reading \"z\"", CK_E_UNKNOWN, FIRST + 1},
        {"rule one if part.origin is CHN then prohibited\n", "no part is spoken of here", CK_E_UNKNOWN, FIRST},
        {"table t \"T\" covers (KOR) row a all\nrule one if t of b and deal.destination then prohibited\n", "the table has no row \"b\"", CK_E_UNKNOWN, FIRST + 1},
    };
    FIND(FAULTS);
}

CK_TEST(types_and_units_that_do_not_fit) {
    static const fault FAULTS[] = {
        {"rule one if deal.weight is 5 then prohibited\n", "deal.weight is a number; is does not fit", CK_E_UNIT, FIRST},
        {"rule one if deal.weight >= 5 USD then prohibited\n", "compared with a quantity in \"USD\"; expected kg", CK_E_UNIT, FIRST},
        {"rule one if item.value >= 5 kg then prohibited\n", "compared with a quantity in \"kg\"", CK_E_UNIT, FIRST},
        {"rule one if deal.kind >= 5 kg then prohibited\n", "it cannot be compared with a quantity", CK_E_UNIT, FIRST},
        {"rule one if deal.weight then prohibited\n", "a test of it is missing", CK_E_UNIT, FIRST},
        {"rule one if deal.quiet is a then prohibited\n", "is a yes-no fact", CK_E_UNIT, FIRST},
        {"rule one if deal.kind is in g then prohibited\n", "only countries are in groups", CK_E_UNIT, FIRST},
        {"rule one if deal.kind within (8505) then prohibited\n", "only codes are within codes", CK_E_UNIT, FIRST},
        {"rule one if importer matches goods then prohibited\n", "only items, components and parts match lists of items", CK_E_UNIT, FIRST},
        {"rule one if importer is listed in goods then prohibited\n", "is a list of items, not of entities", CK_E_UNIT, FIRST},
        {"rule one if importer contains Dy then prohibited\n", "only items, components and parts contain elements", CK_E_UNIT, FIRST},
        {"define d for party as party.military\nrule one if item is a d then prohibited\n", "is defined for party", CK_E_UNIT, FIRST + 1},
        {"duty d \"D\" rate deal.weight\n", "is a fact of type number; expected percent", CK_E_UNIT, FIRST},
        {"duty d \"D\" rate 5 % on deal.weight\n", "is a fact of type number; expected money", CK_E_UNIT, FIRST},
        {"fact party.fee percent\nduty d \"D\" rate party.fee\n", "a duty or fee counts facts of deal, item or vessel", CK_E_UNIT, FIRST + 1},
        {"fee f \"F\" charge 5 USD per deal.weight charge 5 CNY per deal.weight from 2021-01-01\n", "a fee in CNY that was in USD before", CK_E_UNIT, FIRST},
        {"fee f \"F\" charge 5 USD per deal.weight or higher 5 CNY per deal.weight\n", "an alternative in another currency", CK_E_UNIT, FIRST},
        {"term \"quiet\" means deal.quiet is yes\n", "words of a description settle facts of an item only", CK_E_SYNTAX, FIRST},
    };
    FIND(FAULTS);
}

CK_TEST(things_said_twice_or_not_at_all) {
    static const fault FAULTS[] = {
        {"rule one then prohibited\nrule one then exempt\n", "a second rule called \"r/one\"", CK_E_DUPLICATE, FIRST + 1},
        {"fact deal.quiet yes-no\n", "a second fact called \"deal.quiet\"", CK_E_DUPLICATE, FIRST},
        {"rule one if deal.quiet if deal.quiet then prohibited\n", "a second if", CK_E_DUPLICATE, FIRST},
        {"duty d \"D\" if deal.quiet if deal.quiet rate 5 %\n", "a second if", CK_E_DUPLICATE, FIRST},
        {"choice c \"C\" reading x \"X\" default\n", "has fewer than two readings", CK_E_MISSING, FIRST},
        {"choice c \"C\" reading x \"X\" reading y \"Y\"\n", "has 0 default readings; expected one", CK_E_MISSING, FIRST},
        {"provision p \"P\" extended until 2022-01-01\n", "nothing that could be extended stands before", CK_E_MISSING, FIRST},
        {"rule one\n", "expected then", CK_E_SYNTAX, FIRST + 1},
        {"rule one then maybe\n", "expected an outcome, found \"maybe\"", CK_E_SYNTAX, FIRST},
        {"rule one then licence, often\n", "expected normally granted, case by case or refused in principle", CK_E_SYNTAX, FIRST},
        {"provision p \"P\" grade E\n", "expected a grade", CK_E_SYNTAX, FIRST},
        {"provision p \"P\" in force from 2021-02-30\n", "a day that is in no calendar", CK_E_RANGE, FIRST},
        {"provision p \"P\" in force from 2022-01-01 until 2021-01-01\n", "a period that ends before it begins", CK_E_RANGE, FIRST},
        {"rule one then prohibited also report within 0 days after export\n", "is whole and between 1 and 36600", CK_E_RANGE, FIRST},
        {"rule one if share of parts (part.origin is CHN) by mass >= 1 % then prohibited\n", "a share by mass needs the fact item.mass", CK_E_MISSING, FIRST},
        {"table t \"T\" covers (KOR) row a (JPN)\n", "row \"a\" names countries that its table does not cover", CK_E_RANGE, FIRST},
        {"rule one if any part (any part (part.origin is CHN)) then prohibited\n", "inside another one on the same", CK_E_SYNTAX, FIRST},
    };
    FIND(FAULTS);
}

CK_TEST(circles) {
    static const fault FAULTS[] = {
        {"rule one over two then prohibited\nrule two over one then exempt\n", "goes before what goes before it", CK_E_CYCLE, FIRST + 1},
        {"define x for item as item is a y\ndefine y for item as item is a x\n", "asks itself", CK_E_CYCLE, FIRST + 1},
        {"list l \"L\" entry e \"E\" if item matches l\n", "asks itself", CK_E_CYCLE, FIRST},
        {"duty d \"D\" rate 1 % excluded by e\nduty e \"E\" rate 2 % excluded by d\n", "goes before what goes before it", CK_E_CYCLE, FIRST + 1},
        {"group h \"H\" (h)\n", "group \"h\" contains itself: h, h", CK_E_CYCLE, FIRST},
        {"group a \"A\" (KOR, b)\ngroup b \"B\" (c,\n  JPN)\ngroup c \"C\" (KOR, a)\n", "group \"a\" contains itself: a, b, c, a", CK_E_CYCLE, FIRST + 3},
        {"group d \"D\" (e)\ngroup e \"E\" (KOR,\n  f)\ngroup f \"F\" (KOR, e)\n", "group \"e\" contains itself: e, f, e", CK_E_CYCLE, FIRST + 3},
    };
    FIND(FAULTS);
}

/* Two ways to one group are no circle. */
CK_TEST(groups_that_meet_again) {
    kit_said said;
    kit_check(&said, HEAD "group top \"T\" (left, right)\ngroup left \"L\" (bottom)\ngroup right \"R\" (bottom, JPN)\ngroup bottom \"B\" (g)\n");
    CK_CHECK(said.built >= 0);
    kit_said_end(&said);
}

/* A circle of names that are too many or too long to be told whole is told as far as it goes. */
CK_TEST(a_long_circle_is_told_in_part) {
    enum { GROUPS = 200 };
    char text[32 * GROUPS + sizeof HEAD];
    size_t used = (size_t)snprintf(text, sizeof text, "%s", HEAD);
    for (unsigned k = 0; k < GROUPS; k++) used += (size_t)snprintf(text + used, sizeof text - used, "group n%u \"N\" (n%u)\n", k, (k + 1) % GROUPS);
    kit_said said;
    kit_check(&said, text);
    CK_CHECK_EQUAL(said.status, CK_E_CYCLE);
    CK_REQUIRE(said.diags.count == 1);
    CK_CHECK(strstr(said.item[0].message, "n0, n1, n2") != NULL && strstr(said.item[0].message, "...") != NULL);
    CK_CHECK_EQUAL(said.item[0].place.line, FIRST + GROUPS - 1);
    kit_said_end(&said);
}

/* What law check notes of texts that are allowed, and what it calls an error though each line is well formed. */
CK_TEST(what_is_allowed_and_looks_wrong) {
    static const fault FAULTS[] = {
        {"provision p \"P\" in force from 2021-01-01 until 2023-01-01 in force from 2022-01-01\n", "overlaps the one in line", CK_E_RANGE, FIRST},
        {"provision p \"P\" in force from 2021-01-01 until 2022-01-01\n  in force from 2023-01-01\n", "a gap follows this a period in force", CK_NOTED, FIRST},
        {"provision p \"P\" in force from 2021-01-01\n  suspended from 2022-01-01 until 2023-01-01\n  suspended from 2022-06-01 until 2024-01-01\n",
         "a suspension of \"p\" overlaps", CK_E_RANGE, FIRST + 2},
        {"duty d \"D\" rate 1 % from 2021-01-01\n", "is in force before its first step", CK_NOTED, FIRST},
        {"fee f \"F\" charge 1 USD charge 2 USD from 2022-01-01\n  charge 3 USD from 2021-01-01\n", "does not begin after the one before it", CK_E_RANGE, FIRST + 1},
        {"rule one then prohibited\nrule two then exempt\n", "could both hold and disagree", CK_NOTED, FIRST + 1},
        {"rule one if deal.kind is a then prohibited\nrule two if deal.quiet then exempt\n", "could both hold and disagree", CK_NOTED, FIRST + 1},
        {"list other \"O\" entity \"E\"\n", "nothing asks list \"other\"", CK_NOTED, FIRST},
        {"regime q \"Q\" by X of CHN grade A published 2020-01-01 in force from 2020-01-01\n", "has no citation", CK_NOTED, FIRST},
        {"regime q \"Q\" by X of CHN citation \"c\" published 2020-01-01 in force from 2020-01-01\n", "has no grade", CK_NOTED, FIRST},
    };
    FIND(FAULTS);
}

/* A rule of a disjoint subject, an exception of a rule that excludes the other, and one outcome: no note. */
CK_TEST(rules_that_cannot_disagree_are_not_noted) {
    static const char *const TEXT[] = {
        "rule one if deal.kind is a then prohibited\nrule two if deal.kind is b then exempt\n",
        "rule one if deal.kind is a then prohibited\nexception two to one if deal.quiet then exempt\nrule three if deal.kind is b then not caught\n",
        "rule one if deal.quiet then prohibited\nrule two if item matches goods then prohibited\n",
        "rule one then prohibited\nrule two over one then exempt\n",
    };
    for (size_t k = 0; k < sizeof TEXT / sizeof *TEXT; k++) {
        char text[4096];
        kit_said said;
        snprintf(text, sizeof text, "%s%s", HEAD, TEXT[k]);
        kit_check(&said, text);
        CK_REQUIRE_OK(said.built);
        CK_CHECK(said.status >= 0);
        for (uint32_t n = 0; n < said.diags.count; n++) CK_CHECK(strstr(said.item[n].message, "could both hold") == NULL);
        kit_said_end(&said);
    }
}

CK_TEST_MAIN()
