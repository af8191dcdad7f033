/* common/poll_set - descriptors and timeout of one poll. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "common/clock.h"
#include "common/compiler.h"
#include "common/poll_set.h"

static void nothing_watched_has_no_bound(void **state)
{
    struct poll_set set = POLL_SET_EMPTY;

    (void)state;
    assert_int_equal(set.count, 0);
    assert_int_equal(set.timeout_ms, -1);
    assert_int_equal(poll_set_revents(&set, 0), 0);
}

static void what_is_no_descriptor_is_passed_over(void **state)
{
    struct poll_set set = POLL_SET_EMPTY;

    (void)state;
    poll_set_add(&set, -1, POLLIN);
    assert_int_equal(set.count, 0);
    assert_int_equal(poll_set_revents(&set, -1), 0);
}

static void events_belong_to_their_descriptor(void **state)
{
    struct poll_set set = POLL_SET_EMPTY;

    (void)state;
    poll_set_add(&set, 5, POLLIN);
    poll_set_add(&set, 7, POLLOUT);
    assert_int_equal(set.count, 2);
    assert_int_equal(set.fds[1].fd, 7);
    assert_int_equal(set.fds[1].events, POLLOUT);
    set.fds[1].revents = POLLOUT | POLLERR;
    assert_int_equal(poll_set_revents(&set, 5), 0);
    assert_int_equal(poll_set_revents(&set, 7), POLLOUT | POLLERR);
    assert_int_equal(poll_set_revents(&set, 6), 0);
}

static void no_more_are_taken_than_there_is_room_for(void **state)
{
    struct poll_set set = POLL_SET_EMPTY;

    (void)state;
    for (int fd = 0; fd < 2 * POLL_SET_MAX; fd++)
        poll_set_add(&set, fd, POLLIN);
    assert_int_equal(set.count, POLL_SET_MAX);
    assert_int_equal(set.fds[POLL_SET_MAX - 1].fd, POLL_SET_MAX - 1);
}

static void the_wait_ends_at_the_earliest_moment(void **state)
{
    struct poll_set set = POLL_SET_EMPTY;
    int64_t now = clock_mono_ms();

    (void)state;
    poll_set_deadline(&set, now + 60000);
    assert_in_range(set.timeout_ms, 50000, 60000);
    poll_set_deadline(&set, now + 90000);
    assert_in_range(set.timeout_ms, 50000, 60000);
    poll_set_deadline(&set, now + 30000);
    assert_in_range(set.timeout_ms, 20000, 30000);
    poll_set_deadline(&set, now - 1);
    assert_int_equal(set.timeout_ms, 0);
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
        struct poll_set set = POLL_SET_EMPTY;
        poll_set_deadline(&set, rows[i].moment);
        assert_int_equal(set.timeout_ms, rows[i].timeout_ms);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_watched_has_no_bound),
        cmocka_unit_test(what_is_no_descriptor_is_passed_over),
        cmocka_unit_test(events_belong_to_their_descriptor),
        cmocka_unit_test(no_more_are_taken_than_there_is_room_for),
        cmocka_unit_test(the_wait_ends_at_the_earliest_moment),
        cmocka_unit_test(far_and_past_moments_do_not_overflow),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
