/* The house test harness. One executable a file tests/<folder>/test_*.c:

       CK_TEST(a_sentence_that_is_true_when_the_test_passes) { CK_CHECK_EQUAL(1 + 1, 2); }
       CK_TEST_MAIN()

   A failing CHECK prints both values with file and line and the test goes on; a failing REQUIRE ends the test (also
   from inside a helper function). A test that checks nothing fails. An argument runs only the tests whose name
   contains it. The last line of output is "N passed, N failed", with ", N skipped" when there are any; exit 1 when
   something failed. */
#ifndef CK_TEST_H
#define CK_TEST_H

#include "chokepoint.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

typedef struct ck_test_case {
    const char *name;
    void (*body)(void);
    struct ck_test_case *next;
} ck_test_case;

typedef struct ck_test_state {
    ck_test_case *first, *last;
    const char   *name;              // of the test that runs
    const char   *skipped;           // reason, NULL when it was not skipped
    unsigned long checks, failures;  // of the test that runs
    jmp_buf       leave;
} ck_test_state;

/* Defined once a program, by CK_TEST_MAIN, so that checks also work in helper files linked to it. */
extern ck_test_state ck_test_current;

static inline void ck_test_register(ck_test_case *test) {
    if (ck_test_current.last != NULL) ck_test_current.last->next = test;
    else ck_test_current.first = test;
    ck_test_current.last = test;
}

#define CK_TEST(test_name)                                                                                             \
    static void ck_test_body_##test_name(void);                                                                        \
    __attribute__((constructor)) static void ck_test_register_##test_name(void) {                                      \
        static ck_test_case test = {#test_name, ck_test_body_##test_name, NULL};                                       \
        ck_test_register(&test);                                                                                       \
    }                                                                                                                  \
    static void ck_test_body_##test_name(void)

static inline bool ck_test_failed(const char *file, int line) {
    ck_test_current.failures++;
    printf("%s:%d: in %s:\n    ", file, line, ck_test_current.name);
    return false;
}

_Noreturn static inline void ck_test_leave(void) {
    longjmp(ck_test_current.leave, 1);
}

/* An integer of any type as sign and magnitude, so that -1 and UINT32_MAX or UINT64_MAX are never taken for equal. */
typedef struct ck_test_integer { bool negative; unsigned long long magnitude; } ck_test_integer;

static inline ck_test_integer ck_test_signed(long long value) {
    return (ck_test_integer){value < 0, value < 0 ? 0ull - (unsigned long long)value : (unsigned long long)value};
}
static inline ck_test_integer ck_test_unsigned(unsigned long long value) {
    return (ck_test_integer){false, value};
}
#define CK_TEST_INTEGER(value)                                                                                         \
    _Generic((value), unsigned int: ck_test_unsigned, unsigned long: ck_test_unsigned,                                 \
             unsigned long long: ck_test_unsigned, default: ck_test_signed)(value)

static inline bool ck_test_true(bool holds, const char *text, const char *file, int line) {
    ck_test_current.checks++;
    if (holds) return true;
    ck_test_failed(file, line);
    printf("does not hold: %s\n", text);
    return false;
}

static inline bool ck_test_near(double value, double expected, double tolerance, const char *text, const char *file,
                                int line) {
    ck_test_current.checks++;
    const double difference = value > expected ? value - expected : expected - value;
    if (value == expected || difference <= tolerance) return true;               // a NaN is near nothing
    ck_test_failed(file, line);
    printf("%s is %.17g; expected %.17g within %.3g (difference %.3g)\n", text, value, expected, tolerance, difference);
    return false;
}

static inline bool ck_test_equal(ck_test_integer value, ck_test_integer expected, const char *text, const char *file,
                                 int line) {
    ck_test_current.checks++;
    if (value.negative == expected.negative && value.magnitude == expected.magnitude) return true;
    ck_test_failed(file, line);
    printf("%s is %s%llu; expected %s%llu\n", text, value.negative ? "-" : "", value.magnitude,
           expected.negative ? "-" : "", expected.magnitude);
    return false;
}

static inline bool ck_test_text(const char *value, const char *expected, const char *text, const char *file, int line) {
    ck_test_current.checks++;
    if (value == expected || (value != NULL && expected != NULL && strcmp(value, expected) == 0)) return true;
    ck_test_failed(file, line);
    printf("%s is\n      \"%s\"\n    expected\n      \"%s\"\n", text, value != NULL ? value : "(NULL)",
           expected != NULL ? expected : "(NULL)");
    return false;
}

static inline bool ck_test_status(ck_status value, ck_status expected, const char *text, const char *file, int line) {
    ck_test_current.checks++;
    if (value == expected) return true;
    ck_test_failed(file, line);
    printf("%s gives %d (%s); expected %d (%s)\n", text, (int)value, ck_status_word(value), (int)expected,
           ck_status_word(expected));
    return false;
}

static inline bool ck_test_usable(ck_status value, const char *text, const char *file, int line) {
    ck_test_current.checks++;
    if (value >= 0) return true;
    ck_test_failed(file, line);
    printf("%s gives %d (%s); expected no error\n", text, (int)value, ck_status_word(value));
    return false;
}

static inline bool ck_test_digest(uint64_t value, uint64_t expected, const char *text, const char *file, int line) {
    ck_test_current.checks++;
    if (value == expected) return true;
    ck_test_failed(file, line);
    printf("%s is %016" PRIx64 "; expected %016" PRIx64 "\n", text, value, expected);
    return false;
}

#define CK_CHECK(condition) ((void)ck_test_true((condition), #condition, __FILE__, __LINE__))
/* |value - expected| <= tolerance, or equal (infinities too). NaN never passes. */
#define CK_CHECK_NEAR(value, expected, tolerance) \
    ((void)ck_test_near((value), (expected), (tolerance), #value, __FILE__, __LINE__))
/* Integers of any types, compared as numbers. */
#define CK_CHECK_EQUAL(value, expected) \
    ((void)ck_test_equal(CK_TEST_INTEGER(value), CK_TEST_INTEGER(expected), #value, __FILE__, __LINE__))
#define CK_CHECK_TEXT(value, expected)   ((void)ck_test_text((value), (expected), #value, __FILE__, __LINE__))
#define CK_CHECK_STATUS(value, expected) ((void)ck_test_status((value), (expected), #value, __FILE__, __LINE__))
#define CK_CHECK_DIGEST(value, expected) ((void)ck_test_digest((value), (expected), #value, __FILE__, __LINE__))

#define CK_TEST_REQUIRE(passed) do { if (!(passed)) ck_test_leave(); } while (0)
#define CK_REQUIRE(condition) CK_TEST_REQUIRE(ck_test_true((condition), #condition, __FILE__, __LINE__))
/* The status must be CK_OK itself; CK_REQUIRE_USABLE lets CK_NOTED pass. */
#define CK_REQUIRE_OK(value) CK_TEST_REQUIRE(ck_test_status((value), CK_OK, #value, __FILE__, __LINE__))
#define CK_REQUIRE_USABLE(value) CK_TEST_REQUIRE(ck_test_usable((value), #value, __FILE__, __LINE__))
/* Ends the test without a verdict: for what this machine cannot do, never for what is broken. */
#define CK_SKIP(reason) do { ck_test_current.skipped = (reason); ck_test_leave(); } while (0)

/* Apart from ck_test_run, whose counts a long jump could spoil. */
__attribute__((noinline, unused)) static void ck_test_call(void (*body)(void)) {
    if (setjmp(ck_test_current.leave) == 0) body();
}

static inline int ck_test_run(int argument_count, char **arguments) {
    unsigned long passed = 0, failed = 0, skipped = 0;
    for (const ck_test_case *test = ck_test_current.first; test != NULL; test = test->next) {
        if (argument_count > 1 && strstr(test->name, arguments[1]) == NULL) continue;
        ck_test_current.name = test->name;
        ck_test_current.skipped = NULL;
        ck_test_current.checks = ck_test_current.failures = 0;
        ck_test_call(test->body);

        if (ck_test_current.failures > 0) {
            printf("FAILED  %s (%lu of %lu checks)\n", test->name, ck_test_current.failures, ck_test_current.checks);
            failed++;
        } else if (ck_test_current.skipped != NULL) {
            printf("SKIPPED %s: %s\n", test->name, ck_test_current.skipped);
            skipped++;
        } else if (ck_test_current.checks == 0) {
            printf("FAILED  %s (it checks nothing)\n", test->name);
            failed++;
        } else {
            passed++;
        }
        fflush(stdout);
    }
    if (passed + failed + skipped == 0) {
        printf("no test has a name that contains \"%s\"\n", argument_count > 1 ? arguments[1] : "");
        failed++;
    }
    printf("%lu passed, %lu failed", passed, failed);
    if (skipped > 0) printf(", %lu skipped", skipped);
    printf("\n");
    return failed > 0;
}

#define CK_TEST_MAIN()                                                                                                 \
    ck_test_state ck_test_current;                                                                                     \
    int main(int argument_count, char **arguments) {                                                                   \
        return ck_test_run(argument_count, arguments);                                                                 \
    }

#endif
