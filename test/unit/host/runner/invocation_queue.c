/* host/runner/invocation_queue - the order of a queue, and its count of callers
 * that wait. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "host/runner/invocation_queue.h"

enum { COUNT_ALL = 5 };

/* Number 1 and 3 are async. */
static void fill(struct invocation_queue *queue,
                 struct invocation inv[COUNT_ALL])
{
    for (int i = 0; i < COUNT_ALL; i++) {
        inv[i] = (struct invocation){.async = i % 2 == 1};
        invocation_queue_add(queue, &inv[i]);
    }
    assert_int_equal(queue->waiting, 3);
}

static void the_oldest_is_taken_first(void **state)
{
    struct invocation_queue queue = {.head = NULL};
    struct invocation inv[COUNT_ALL];

    (void)state;
    assert_null(invocation_queue_take(&queue));
    fill(&queue, inv);
    for (int i = 0; i < COUNT_ALL; i++)
        assert_ptr_equal(invocation_queue_take(&queue), &inv[i]);
    assert_null(invocation_queue_take(&queue));
    assert_null(queue.tail);
    assert_int_equal(queue.waiting, 0);
}

static void async_ones_are_taken_in_order_and_the_others_stay(void **state)
{
    struct invocation_queue queue = {.head = NULL};
    struct invocation inv[COUNT_ALL];

    (void)state;
    fill(&queue, inv);
    assert_ptr_equal(invocation_queue_take_async(&queue), &inv[1]);
    assert_ptr_equal(invocation_queue_take_async(&queue), &inv[3]);
    assert_null(invocation_queue_take_async(&queue));
    assert_int_equal(queue.waiting, 3);
    for (int i = 0; i < COUNT_ALL; i += 2)
        assert_ptr_equal(invocation_queue_take(&queue), &inv[i]);
}

static void one_that_is_put_back_is_the_oldest(void **state)
{
    struct invocation_queue queue = {.head = NULL};
    struct invocation inv[COUNT_ALL];

    (void)state;
    fill(&queue, inv);
    invocation_queue_put_back(&queue, invocation_queue_take(&queue));
    assert_int_equal(queue.waiting, 3);
    for (int i = 0; i < COUNT_ALL; i++)
        assert_ptr_equal(invocation_queue_take(&queue), &inv[i]);
    invocation_queue_put_back(&queue, &inv[1]);
    invocation_queue_add(&queue, &inv[2]);
    assert_ptr_equal(queue.head, &inv[1]);
    assert_ptr_equal(queue.tail, &inv[2]);
    assert_int_equal(queue.waiting, 1);
}

static void one_is_removed_from_any_place(void **state)
{
    (void)state;
    for (int removed = 0; removed < COUNT_ALL; removed++) {
        struct invocation_queue queue = {.head = NULL};
        struct invocation inv[COUNT_ALL];
        struct invocation last = {.async = false};
        fill(&queue, inv);
        invocation_queue_remove(&queue, &inv[removed]);
        assert_int_equal(queue.waiting, removed % 2 == 1 ? 3 : 2);
        invocation_queue_add(&queue, &last);
        for (int i = 0; i < COUNT_ALL; i++)
            if (i != removed)
                assert_ptr_equal(invocation_queue_take(&queue), &inv[i]);
        assert_ptr_equal(invocation_queue_take(&queue), &last);
        assert_null(invocation_queue_take(&queue));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_oldest_is_taken_first),
        cmocka_unit_test(async_ones_are_taken_in_order_and_the_others_stay),
        cmocka_unit_test(one_that_is_put_back_is_the_oldest),
        cmocka_unit_test(one_is_removed_from_any_place),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
