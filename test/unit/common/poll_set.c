/* common/poll_set - what one wait listens to, and how long it is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "common/compiler.h"
#include "common/clock.h"
#include "common/poll_set.h"

static void nothing_watched_has_no_bound(void **state)
{
    struct watch w = WATCH_NOTHING;

    (void)state;
    assert_int_equal(w.count, 0);
    assert_int_equal(w.timeout_ms, -1);
    assert_int_equal(watch_found(&w, 0), 0);
}

static void what_is_no_descriptor_is_passed_over(void **state)
{
    struct watch w = WATCH_NOTHING;

    (void)state;
    watch_add(&w, -1, POLLIN);
    assert_int_equal(w.count, 0);
    assert_int_equal(watch_found(&w, -1), 0);
}

static void what_was_found_is_told_of_its_descriptor_only(void **state)
{
    struct watch w = WATCH_NOTHING;

    (void)state;
    watch_add(&w, 5, POLLIN);
    watch_add(&w, 7, POLLOUT);
    assert_int_equal(w.count, 2);
    assert_int_equal(w.fds[1].fd, 7);
    assert_int_equal(w.fds[1].events, POLLOUT);
    w.fds[1].revents = POLLOUT | POLLERR;
    assert_int_equal(watch_found(&w, 5), 0);
    assert_int_equal(watch_found(&w, 7), POLLOUT | POLLERR);
    assert_int_equal(watch_found(&w, 6), 0);
}

static void no_more_are_taken_than_there_is_room_for(void **state)
{
    struct watch w = WATCH_NOTHING;

    (void)state;
    for (int fd = 0; fd < 2 * WATCH_MOST; fd++)
        watch_add(&w, fd, POLLIN);
    assert_int_equal(w.count, WATCH_MOST);
    assert_int_equal(w.fds[WATCH_MOST - 1].fd, WATCH_MOST - 1);
}

static void the_wait_ends_at_the_earliest_moment(void **state)
{
    struct watch w = WATCH_NOTHING;
    int64_t now = clock_mono_ms();

    (void)state;
    watch_until(&w, now + 60000);
    assert_in_range(w.timeout_ms, 50000, 60000);
    watch_until(&w, now + 90000);
    assert_in_range(w.timeout_ms, 50000, 60000);
    watch_until(&w, now + 30000);
    assert_in_range(w.timeout_ms, 20000, 30000);
    watch_until(&w, now - 1);
    assert_int_equal(w.timeout_ms, 0);
}

/* A wait is an int of milliseconds. */
static void far_and_past_moments_do_not_overflow(void **state)
{
    static const struct {
        int64_t moment;
        int timeout_ms;
    } rows[] = {
        {INT64_MAX, 3600 * 1000},
        {INT64_C(1) << 40, 3600 * 1000},
        {0, 0},
        {-1, 0},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct watch w = WATCH_NOTHING;
        watch_until(&w, rows[i].moment);
        assert_int_equal(w.timeout_ms, rows[i].timeout_ms);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_watched_has_no_bound),
        cmocka_unit_test(what_is_no_descriptor_is_passed_over),
        cmocka_unit_test(what_was_found_is_told_of_its_descriptor_only),
        cmocka_unit_test(no_more_are_taken_than_there_is_room_for),
        cmocka_unit_test(the_wait_ends_at_the_earliest_moment),
        cmocka_unit_test(far_and_past_moments_do_not_overflow),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
