/* host/events/event_lanes - the order in which events become due, and their
 * numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>

#include "host/events/event_lanes.h"

enum { MANY = 1000 };

static struct event_item *add(struct event_lanes *lanes, const char *function,
                              int64_t id, int64_t due_ms)
{
    const struct event_row row = {.id = id,
                                  .function = function,
                                  .qualifier = "",
                                  .destination = "",
                                  .due_ms = due_ms,
                                  .size = 10};

    return event_lanes_add(lanes, &row);
}

static void items_are_due_by_time_and_then_by_number(void **state)
{
    struct event_lanes lanes = {.events = NULL};
    struct event_item *item;
    int64_t last = -1;

    (void)state;
    assert_int_equal(event_lanes_wake(&lanes, 5), -1);
    for (int64_t i = 0; i < MANY; i++)
        assert_non_null(add(&lanes, "f", i, i * 7919 % 100));
    assert_int_equal(lanes.lane_count, 1);
    assert_int_equal(lanes.bytes, MANY * 10);
    assert_int_equal(event_lanes_wake(&lanes, 49), 1);
    assert_int_equal(event_lanes_wake(&lanes, 99), -1);
    for (int i = 0; i < MANY; i++) {
        item = event_lanes_take(lanes.turn);
        assert_true(item->due_ms * MANY + item->id > last);
        last = item->due_ms * MANY + item->id;
        event_lanes_drop(&lanes, item);
    }
    assert_null(lanes.turn);
    assert_int_equal(lanes.count + lanes.bytes + lanes.lane_count, 0);
    event_lanes_clear(&lanes);
}

static void one_that_is_put_back_waits_for_its_time(void **state)
{
    struct event_lanes lanes = {.events = NULL};
    struct event_item *item = add(&lanes, "f", 1, 0);

    (void)state;
    (void)event_lanes_wake(&lanes, 0);
    assert_ptr_equal(event_lanes_take(lanes.turn), item);
    assert_int_equal(lanes.turn->running, 1);
    item->due_ms = 30;
    event_lanes_put_back(&lanes, item);
    assert_int_equal(lanes.turn->running, 0);
    assert_int_equal(event_lanes_wake(&lanes, 10), 20);
    assert_null(event_lanes_take(lanes.turn));
    (void)event_lanes_wake(&lanes, 30);
    assert_ptr_equal(event_lanes_take(lanes.turn), item);
    event_lanes_clear(&lanes);
}

static void each_function_has_a_lane_and_all_are_in_the_circle(void **state)
{
    struct event_lanes lanes = {.events = NULL};
    struct event_lanes other = {.events = NULL};
    size_t count = 0;
    char name[16];

    (void)state;
    for (int i = 0; i < MANY; i++) {
        (void)snprintf(name, sizeof name, "f%d", i % 300);
        assert_non_null(add(&lanes, name, i, 0));
    }
    assert_int_equal(lanes.lane_count, 300);
    const struct event_lane *lane = lanes.turn;
    do {
        count += lane->count;
        lane = lane->after;
    } while (lane != lanes.turn);
    assert_int_equal(count, MANY);
    event_lanes_move(&other, &lanes);
    assert_int_equal(other.count, MANY);
    event_lanes_clear(&lanes);
    event_lanes_clear(&other);
    assert_int_equal(other.lane_count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(items_are_due_by_time_and_then_by_number),
        cmocka_unit_test(one_that_is_put_back_waits_for_its_time),
        cmocka_unit_test(each_function_has_a_lane_and_all_are_in_the_circle),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
