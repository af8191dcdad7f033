/* bootstrap/worker/restart_backoff - the delay before a runtime process is
 * started again, and when it is given up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "bootstrap/worker/restart_backoff.h"
#include "common/compiler.h"

static void the_delay_doubles_up_to_3200_ms(void **state)
{
    static const int64_t delays[] = {0,   50,   100,  200,  400,
                                     800, 1600, 3200, 3200, 3200};
    struct restart_backoff backoff = {0};

    (void)state;
    for (size_t i = 0; i < COUNT(delays); i++)
        assert_int_equal(restart_backoff_delay_ms(&backoff, BACKOFF_KILLED),
                         delays[i]);
    assert_int_equal(restart_backoff_delay_ms(&backoff, BACKOFF_STEADY), 0);
    assert_int_equal(restart_backoff_delay_ms(&backoff, BACKOFF_EXITED), 50);
}

static void only_repeated_early_exits_are_hopeless(void **state)
{
    struct restart_backoff backoff = {0};

    (void)state;
    for (int i = 0; i < 100; i++)
        (void)restart_backoff_delay_ms(&backoff, BACKOFF_KILLED);
    assert_false(restart_backoff_is_hopeless(&backoff));
    (void)restart_backoff_delay_ms(&backoff, BACKOFF_EXITED);
    (void)restart_backoff_delay_ms(&backoff, BACKOFF_EXITED);
    assert_false(restart_backoff_is_hopeless(&backoff));
    (void)restart_backoff_delay_ms(&backoff, BACKOFF_EXITED);
    assert_true(restart_backoff_is_hopeless(&backoff));
    (void)restart_backoff_delay_ms(&backoff, BACKOFF_STEADY);
    assert_false(restart_backoff_is_hopeless(&backoff));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_delay_doubles_up_to_3200_ms),
        cmocka_unit_test(only_repeated_early_exits_are_hopeless),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
