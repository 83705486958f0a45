/* Formatting keeps the law and comes to rest. */
#include "ck_test.h"
#include "law/law.h"

#include <string.h>

static void format(const char *text, char out[1024]) {
    const ck_law_source source = {"made.law", text, strlen(text)};
    size_t length = 0, again = 0;
    CK_REQUIRE_OK(ck_law_format(&source, NULL, 0, &length, NULL));
    CK_REQUIRE(length < 1024);
    CK_REQUIRE_OK(ck_law_format(&source, out, 1023, &again, NULL));
    CK_CHECK_EQUAL(again, length);
    out[length] = '\0';
}

CK_TEST(spaces_and_indentation_are_even_and_nothing_is_lost) {
    char once[1024], twice[1024];
    format("# head \r\n\n\nregime a   \"A  b\nc\" by X   of CHN#tail\n      published 2020-01-01\n"
           "list l \"L\"\n entry e \"E\"\nif item.form is   one of( m ,n )\n\n rule r\nif ( deal.quiet\nor deal.loud)then prohibited", once);
    CK_CHECK_TEXT(once, "# head\n\n\nregime a \"A  b\nc\" by X of CHN  #tail\n  published 2020-01-01\n"
                        "list l \"L\"\n  entry e \"E\"\n    if item.form is one of (m, n)\n\nrule r\n  if (deal.quiet\n      or deal.loud) then prohibited\n");
    format(once, twice);
    CK_CHECK_TEXT(twice, once);
}

CK_TEST(what_is_no_law_text_is_refused) {
    const ck_law_source source = {"made.law", "regime \"open", 12};
    size_t length = 0;
    CK_CHECK_STATUS(ck_law_format(&source, NULL, 0, &length, NULL), CK_E_SYNTAX);
}

CK_TEST_MAIN()
