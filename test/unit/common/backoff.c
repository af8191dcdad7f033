/* common/backoff - delays between failed starts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <limits.h>

#include "common/backoff.h"
#include "common/compiler.h"

static void delays_double_after_the_free_tries_up_to_the_maximum(void **state)
{
    static const struct backoff backoff = {
        .free_tries = 3, .first_ms = 1000, .max_ms = 30000};
    static const int64_t delays[] = {0,    0,    0,     0,     1000,  2000,
                                     4000, 8000, 16000, 30000, 30000, 30000};

    (void)state;
    for (unsigned i = 0; i < COUNT(delays); i++)
        assert_int_equal(backoff_delay_ms(&backoff, i), delays[i]);
    assert_int_equal(backoff_delay_ms(&backoff, UINT_MAX), 30000);
}

static void the_maximum_holds_for_the_first_delay_too(void **state)
{
    static const struct backoff backoff = {.first_ms = 10, .max_ms = 5};

    (void)state;
    assert_int_equal(backoff_delay_ms(&backoff, 0), 0);
    assert_int_equal(backoff_delay_ms(&backoff, 1), 5);
}

static void the_largest_delay_does_not_overflow(void **state)
{
    static const struct backoff backoff = {.first_ms = 1,
                                           .max_ms = INT64_MAX / 2};

    (void)state;
    assert_int_equal(backoff_delay_ms(&backoff, 1000), INT64_MAX / 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(delays_double_after_the_free_tries_up_to_the_maximum),
        cmocka_unit_test(the_maximum_holds_for_the_first_delay_too),
        cmocka_unit_test(the_largest_delay_does_not_overflow),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
