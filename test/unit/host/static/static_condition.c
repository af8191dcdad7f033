/* host/static/static_condition - conditions and parts of a file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "common/compiler.h"
#include "host/static/static_condition.h"

#define DATE "Sun, 06 Nov 1994 08:49:37 GMT"
#define BEFORE "Sun, 06 Nov 1994 08:49:36 GMT"

static const struct static_state file = {
    .tag = "\"a\"", .changed_s = 784111777, .size = 100};

static void conditions_hold_in_their_order(void **state)
{
    static const struct {
        struct static_wish wish;
        enum static_verdict wanted;
    } cases[] = {
        {{.if_match = "\"a\""}, STATIC_SEND},
        {{.if_match = "\"b\", \"a\""}, STATIC_SEND},
        {{.if_match = "W/\"a\""}, STATIC_FAILED},
        {{.if_match = "*"}, STATIC_SEND},
        {{.if_match = "\"b\""}, STATIC_FAILED},
        {{.if_match = "\"b\"", .if_none_match = "\"a\""}, STATIC_FAILED},
        {{.if_match = "\"a\"", .if_unmodified_since = BEFORE}, STATIC_SEND},
        {{.if_unmodified_since = BEFORE}, STATIC_FAILED},
        {{.if_unmodified_since = DATE}, STATIC_SEND},
        {{.if_unmodified_since = "never"}, STATIC_SEND},
        {{.if_none_match = "\"a\""}, STATIC_SAME},
        {{.if_none_match = "W/\"a\""}, STATIC_SAME},
        {{.if_none_match = "\"b,\\\", \"a\""}, STATIC_SAME},
        {{.if_none_match = "a"}, STATIC_SEND},
        {{.if_none_match = "\"a"}, STATIC_SEND},
        {{.if_none_match = "\"b\"", .if_modified_since = DATE}, STATIC_SEND},
        {{.if_modified_since = DATE}, STATIC_SAME},
        {{.if_modified_since = BEFORE}, STATIC_SEND},
        {{.if_modified_since = "never"}, STATIC_SEND},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        if (static_condition_check(&cases[i].wish, &file) != cases[i].wanted)
            fail_msg("case %zu", i);
}

static void a_file_that_may_change_again_has_no_conditions(void **state)
{
    const struct static_state fresh = {
        .tag = "", .changed_s = 784111777, .size = 100};
    const struct static_wish date = {.if_modified_since = DATE};
    const struct static_wish tag = {.if_none_match = "\"\""};
    const struct static_wish part = {.range = "bytes=0-0", .if_range = DATE};
    struct static_range range;

    (void)state;
    assert_int_equal(static_condition_check(&date, &fresh), STATIC_SEND);
    assert_int_equal(static_condition_check(&tag, &fresh), STATIC_SEND);
    assert_int_equal(static_condition_part(&part, &fresh, &range),
                     STATIC_WHOLE);
}

static void parts_are_within_the_file(void **state)
{
    static const struct {
        const char *range;
        const char *if_range;
        enum static_part wanted;
        uint64_t at;
        uint64_t size;
    } cases[] = {
        {"bytes=0-0", NULL, STATIC_PARTIAL, 0, 1},
        {"bytes=99-", NULL, STATIC_PARTIAL, 99, 1},
        {"bytes=-1", NULL, STATIC_PARTIAL, 99, 1},
        {"bytes=-500", NULL, STATIC_PARTIAL, 0, 100},
        {"bytes=10-18446744073709551616", NULL, STATIC_PARTIAL, 10, 90},
        {"bytes=100-", NULL, STATIC_BEYOND, 0, 100},
        {"bytes=-0", NULL, STATIC_BEYOND, 0, 100},
        {"bytes=0-1,3-4", NULL, STATIC_WHOLE, 0, 100},
        {"bytes=2-1", NULL, STATIC_WHOLE, 0, 100},
        {"bytes=-", NULL, STATIC_WHOLE, 0, 100},
        {"bytes=1", NULL, STATIC_WHOLE, 0, 100},
        {"items=0-1", NULL, STATIC_WHOLE, 0, 100},
        {"bytes=0-1", "\"a\"", STATIC_PARTIAL, 0, 2},
        {"bytes=0-1", "W/\"a\"", STATIC_WHOLE, 0, 100},
        {"bytes=0-1", DATE, STATIC_PARTIAL, 0, 2},
        {"bytes=0-1", BEFORE, STATIC_WHOLE, 0, 100},
    };
    struct static_range range;

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct static_wish wish = {.range = cases[i].range,
                                         .if_range = cases[i].if_range};
        if (static_condition_part(&wish, &file, &range) != cases[i].wanted ||
            range.at != cases[i].at || range.size != cases[i].size)
            fail_msg("%s", cases[i].range);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(conditions_hold_in_their_order),
        cmocka_unit_test(a_file_that_may_change_again_has_no_conditions),
        cmocka_unit_test(parts_are_within_the_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
