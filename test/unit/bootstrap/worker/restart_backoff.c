/* bootstrap/worker/restart_backoff - how long a lane's successor waits, and
 * when all is lost. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "bootstrap/worker/restart_backoff.h"
#include "common/compiler.h"

static void the_pause_grows_with_every_fall_up_to_three_seconds(void **state)
{
    static const int64_t pauses[] = {0,   50,   100,  200,  400,
                                     800, 1600, 3200, 3200, 3200};
    struct restart_backoff backoff = {0};

    (void)state;
    for (size_t i = 0; i < COUNT(pauses); i++)
        assert_int_equal(restart_backoff_delay_ms(&backoff, BACKOFF_KILLED),
                         pauses[i]);
    assert_int_equal(restart_backoff_delay_ms(&backoff, BACKOFF_STEADY), 0);
    assert_int_equal(restart_backoff_delay_ms(&backoff, BACKOFF_EXITED), 50);
}

static void only_who_leaves_by_itself_time_after_time_is_hopeless(void **state)
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
        cmocka_unit_test(the_pause_grows_with_every_fall_up_to_three_seconds),
        cmocka_unit_test(only_who_leaves_by_itself_time_after_time_is_hopeless),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
