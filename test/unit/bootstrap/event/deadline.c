/* bootstrap/event/deadline - when a process is terminated, killed, answered for
 * and given up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "bootstrap/event/deadline.h"
#include "common/compiler.h"

enum { NOW_MS = 1000000 };

/* Moments are milliseconds after NOW_MS. */
static const struct row {
    int64_t limit_ms;
    int64_t term_ms;
    int64_t kill_ms;
    int64_t respond_ms;
    int64_t give_up_ms;
} rows[] = {
    /* The margin is 50 ms up to a limit of 5 s ... */
    {1000, 950, 975, 987, 1500},
    {3000, 2950, 2975, 2987, 3500},
    {4999, 4949, 4974, 4986, 5499},
    {5000, 4950, 4975, 4987, 5500},
    /* ... then 1 % ... */
    {5100, 5049, 5074, 5086, 5600},
    {10000, 9900, 9950, 9975, 10500},
    {20000, 19800, 19900, 19950, 20500},
    /* ... and 500 ms from 50 s on. */
    {50000, 49500, 49750, 49875, 50500},
    {60000, 59500, 59750, 59875, 60500},
    {900000, 899500, 899750, 899875, 900500},
    /* Half of a limit that is shorter than 100 ms. */
    {100, 50, 75, 87, 600},
    {99, 50, 74, 86, 599},
    {40, 20, 30, 35, 540},
    {1, 1, 1, 1, 501},
    {0, 0, 0, 0, 500},
    /* A limit that no platform sends. */
    {-1, 0, 0, 0, 500},
    {INT64_MIN, 0, 0, 0, 500},
    {900001, 899500, 899750, 899875, 900500},
    {INT64_MAX, 899500, 899750, 899875, 900500},
};

static void each_limit_has_its_moments(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct deadline d = deadline_make(NOW_MS, rows[i].limit_ms);
        assert_int_equal(d.term_ms - NOW_MS, rows[i].term_ms);
        assert_int_equal(d.kill_ms - NOW_MS, rows[i].kill_ms);
        assert_int_equal(d.respond_ms - NOW_MS, rows[i].respond_ms);
        assert_int_equal(d.give_up_ms - NOW_MS, rows[i].give_up_ms);
    }
}

static void the_moments_of_every_limit_are_in_order(void **state)
{
    (void)state;
    for (int64_t limit = 0; limit <= 60000; limit += 7) {
        struct deadline d = deadline_make(NOW_MS, limit);
        assert_true(NOW_MS <= d.term_ms && d.term_ms <= d.kill_ms);
        assert_true(d.kill_ms <= d.respond_ms);
        assert_true(d.respond_ms <= NOW_MS + limit);
        assert_true(d.give_up_ms == NOW_MS + limit + 500);
    }
}

static void a_late_sigterm_leaves_the_process_its_time(void **state)
{
    struct deadline d = deadline_make(NOW_MS, 10000);

    (void)state;
    deadline_term_sent(&d, NOW_MS + 9900);
    assert_int_equal(d.kill_ms, NOW_MS + 9950);
    assert_int_equal(d.respond_ms, NOW_MS + 9975);
    deadline_term_sent(&d, NOW_MS + 9930);
    assert_int_equal(d.kill_ms, NOW_MS + 9980);
    assert_int_equal(d.respond_ms, NOW_MS + 10005);
    assert_int_equal(d.term_ms, NOW_MS + 9900);
}

static void a_transfer_lasts_until_the_deadline_or_two_seconds(void **state)
{
    static const struct {
        int64_t limit_ms;
        int64_t starts_ms;
        int64_t ends_ms;
    } transfers[] = {
        {10000, 0, 10500},    {10000, 8499, 10500},  {10000, 8500, 10500},
        {10000, 8501, 10501}, {10000, 60000, 62000}, {0, 0, 2000},
    };
    const struct deadline unknown = {.give_up_ms = 0};
    const struct deadline never = DEADLINE_NEVER;

    (void)state;
    for (size_t i = 0; i < COUNT(transfers); i++) {
        struct deadline d = deadline_make(NOW_MS, transfers[i].limit_ms);
        assert_int_equal(
            deadline_transfer_end_ms(&d, NOW_MS + transfers[i].starts_ms),
            NOW_MS + transfers[i].ends_ms);
    }
    assert_int_equal(deadline_transfer_end_ms(&unknown, NOW_MS), 0);
    assert_int_equal(deadline_transfer_end_ms(&never, NOW_MS), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_limit_has_its_moments),
        cmocka_unit_test(the_moments_of_every_limit_are_in_order),
        cmocka_unit_test(a_late_sigterm_leaves_the_process_its_time),
        cmocka_unit_test(a_transfer_lasts_until_the_deadline_or_two_seconds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
