/* Texts of requests: what is taken, what is refused, and that nothing is decoded twice. */
#include "ck_test.h"
#include "serve/request.h"

#include <stdlib.h>

static ck_serve_target target;
static char room[CK_SERVE_TARGET_LIMIT + 2];

static int read_target(const char *text) { return ck_serve_target_read(text, strlen(text), room, &target); }

CK_TEST(a_target_is_taken_apart_and_decoded) {
    CK_CHECK_EQUAL(read_target("/"), 0);
    CK_CHECK_TEXT(target.path, "/");
    CK_CHECK_EQUAL(target.query_count, 0);
    CK_CHECK_EQUAL(read_target("/law/cn/2025-61.law?on=2025-12-01&name=a%20b+c&empty=&bare"), 0);
    CK_CHECK_TEXT(target.path, "/law/cn/2025-61.law");
    CK_CHECK_EQUAL(target.query_count, 4);
    CK_CHECK_TEXT(ck_serve_query(&target, "on"), "2025-12-01");
    CK_CHECK_TEXT(ck_serve_query(&target, "name"), "a b c");
    CK_CHECK_TEXT(ck_serve_query(&target, "empty"), "");
    CK_CHECK_TEXT(ck_serve_query(&target, "bare"), "");
    CK_CHECK_TEXT(ck_serve_query(&target, "none"), NULL);
    CK_CHECK_EQUAL(read_target("/a+b/%E4%B8%AD"), 0);
    CK_CHECK_TEXT(target.path, "/a+b/\xe4\xb8\xad");
    CK_CHECK_EQUAL(read_target("/x?"), 0);
}

CK_TEST(a_target_that_leads_elsewhere_or_says_nothing_is_refused) {
    static const char *const BAD[] = {"",          "x",          "*",          "http://127.0.0.1/",
                                      "//",        "/a//b",      "/a/",        "/.",
                                      "/..",       "/../x",      "/a/./b",     "/a/..",
                                      "/%2e%2e/x", "/%2E./x",    "/a%2fb",     "/a%2Fb",
                                      "/a\\b",     "/a%5cb",     "/%00",       "/a%0ab",
                                      "/%7f",      "/%",         "/%4",        "/%zz",
                                      "/%ff",      "/%c0%af",    "/%ed%a0%80", "/%25%30%30",
                                      "/a b",      "/a\tb",      "/a\x7f",     "/\xff",
                                      "/a#b",      "/x?a=1&a=2", "/x?=1",      "/x?&",
                                      "/x?a=1&",   "/x?a=%zz",   "/x?a=%00",   "/x?a=\xff",
                                      "/x?a%0d=1", "/x?a=1#b"};
    for (size_t k = 0; k < sizeof BAD / sizeof *BAD; k++) {
        if (read_target(BAD[k]) != 400) printf("    %s\n", BAD[k]);
        CK_CHECK_EQUAL(read_target(BAD[k]), 400);
    }
}

CK_TEST(targets_have_limits) {
    char *text = malloc(CK_SERVE_TARGET_LIMIT + 2);
    CK_REQUIRE(text != NULL);
    memset(text, 'a', CK_SERVE_TARGET_LIMIT + 1);
    text[0] = '/';
    CK_CHECK_EQUAL(ck_serve_target_read(text, CK_SERVE_TARGET_LIMIT, room, &target), 0);
    CK_CHECK_EQUAL(ck_serve_target_read(text, CK_SERVE_TARGET_LIMIT + 1, room, &target), 414);
    free(text);
    CK_CHECK_EQUAL(read_target("/?a&b&c&d&e&f&g&h&i&j&k&l&m&n&o&p"), 0);
    CK_CHECK_EQUAL(read_target("/?a&b&c&d&e&f&g&h&i&j&k&l&m&n&o&p&q"), 414);
}

CK_TEST(parts_of_a_query_that_nobody_asked_for_are_found) {
    static const char *const KNOWN[] = {"draws", "seed", NULL};
    CK_REQUIRE(read_target("/run?draws=1&seed=2") == 0);
    CK_CHECK_TEXT(ck_serve_query_unknown(&target, KNOWN), NULL);
    CK_REQUIRE(read_target("/run?draws=1&sed=2") == 0);
    CK_CHECK_TEXT(ck_serve_query_unknown(&target, KNOWN), "sed");
}

CK_TEST(only_names_of_the_server_are_its_hosts) {
    static const char *const NAME[] = {"127.0.0.1", "localhost", "[::1]", NULL};
    const ck_serve_hosts hosts = {NAME, 8080}, plain = {NAME, 80};
    CK_CHECK(ck_serve_host_allowed("127.0.0.1:8080", &hosts));
    CK_CHECK(ck_serve_host_allowed("LocalHost:8080", &hosts));
    CK_CHECK(ck_serve_host_allowed("[::1]:8080", &hosts));
    CK_CHECK(ck_serve_host_allowed("localhost", &plain));
    CK_CHECK(ck_serve_host_allowed("[::1]", &plain));
    static const char *const BAD[] = {"",
                                      ":",
                                      ":8080",
                                      "localhost",
                                      "localhost:",
                                      "localhost:80",
                                      "localhost:08080x",
                                      "localhost:8080.evil.example",
                                      "evil.example:8080",
                                      "127.0.0.1.evil.example:8080",
                                      "127.0.0.1:8080:8080",
                                      "evil@localhost:8080",
                                      "localhost:99999999999999999999",
                                      "[::1",
                                      "::1:8080"};
    for (size_t k = 0; k < sizeof BAD / sizeof *BAD; k++) CK_CHECK(!ck_serve_host_allowed(BAD[k], &hosts));
    CK_CHECK(ck_serve_origin_allowed("http://localhost:8080", &hosts));
    static const char *const FOREIGN[] = {"null",
                                          "",
                                          "https://localhost:8080",
                                          "http://localhost",
                                          "http://evil.example",
                                          "http://localhost:8080/",
                                          "http:localhost:8080",
                                          "file://"};
    for (size_t k = 0; k < sizeof FOREIGN / sizeof *FOREIGN; k++)
        CK_CHECK(!ck_serve_origin_allowed(FOREIGN[k], &hosts));
}

CK_TEST(types_encodings_and_tags_are_read_as_http_writes_them) {
    CK_CHECK(ck_serve_type_allowed("application/yaml"));
    CK_CHECK(ck_serve_type_allowed("Application/JSON; Charset=UTF-8"));
    CK_CHECK(ck_serve_type_allowed("text/yaml ;charset=utf-8"));
    CK_CHECK(!ck_serve_type_allowed("text/plain"));
    CK_CHECK(!ck_serve_type_allowed("application/yaml; charset=latin1"));
    CK_CHECK(!ck_serve_type_allowed("application/yamlx"));
    CK_CHECK(!ck_serve_type_allowed(""));
    CK_CHECK(ck_serve_accepts("br, gzip;q=0.5", "gzip"));
    CK_CHECK(ck_serve_accepts("GZIP", "gzip"));
    CK_CHECK(!ck_serve_accepts("gzip;q=0", "gzip"));
    CK_CHECK(!ck_serve_accepts("br, gzip; q=0.000 , x", "gzip"));
    CK_CHECK(!ck_serve_accepts("x-gzip, gzipped", "gzip"));
    CK_CHECK(!ck_serve_accepts(",,", "gzip"));
    CK_CHECK(ck_serve_tag_matches("\"a\", W/\"b\"", "\"b\""));
    CK_CHECK(ck_serve_tag_matches("*", "\"b\""));
    CK_CHECK(!ck_serve_tag_matches("\"a\", \"bc\"", "\"b\""));
    CK_CHECK(!ck_serve_tag_matches("", "\"b\""));
}

CK_TEST(names_to_save_under_lead_nowhere) {
    CK_CHECK(ck_serve_name_allowed("October-2025_b"));
    CK_CHECK(!ck_serve_name_allowed(""));
    static const char *const BAD[] = {".", "..", "a/b", "a.json", "/a", "a b", "a\\b", "\xc3\xbc"};
    for (size_t k = 0; k < sizeof BAD / sizeof *BAD; k++) CK_CHECK(!ck_serve_name_allowed(BAD[k]));
    CK_CHECK(ck_serve_name_allowed("0123456789012345678901234567890123456789012345678901234567890123"));
    CK_CHECK(!ck_serve_name_allowed("01234567890123456789012345678901234567890123456789012345678901234"));
}

CK_TEST_MAIN()
