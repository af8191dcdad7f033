/* host/base/ring_buffer - first in, first out, at every fill level. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "common/compiler.h"
#include "host/base/ring_buffer.h"
#include "test/unit/support/failing.h"

enum { ROOM = 7 };

static void bytes_keep_their_order_at_every_offset(void **state)
{
    (void)state;
    for (size_t in = 1; in <= ROOM; in++) {
        for (size_t out = 1; out <= in; out++) {
            AUTO(struct ring_buffer, ring_buffer_free) ring = {.bytes = NULL};
            unsigned char put = 0;
            unsigned char due = 0;
            assert_true(ring_buffer_open(&ring, ROOM));
            for (int round = 0; round < 50; round++) {
                for (size_t i = 0; i < in && ring_buffer_space(&ring) > 0;
                     i++, put++)
                    ring_buffer_put(&ring, &put, 1);
                char taken[ROOM];
                size_t size = ring_buffer_take(&ring, taken, out);
                for (size_t i = 0; i < size; i++, due++)
                    assert_int_equal((unsigned char)taken[i], due);
            }
        }
    }
}

static void bytes_across_the_end_of_the_memory_stay_whole(void **state)
{
    AUTO(struct ring_buffer, ring_buffer_free) ring = {.bytes = NULL};
    char taken[ROOM];

    (void)state;
    assert_true(ring_buffer_open(&ring, ROOM));
    ring_buffer_put(&ring, "abcde", 5);
    assert_int_equal(ring_buffer_take(&ring, taken, 4), 4);
    ring_buffer_put(&ring, "fghijk", 6);
    assert_int_equal(ring_buffer_space(&ring), 0);
    assert_int_equal(ring_buffer_take(&ring, taken, ROOM), ROOM);
    assert_memory_equal(taken, "efghijk", ROOM);
    assert_int_equal(ring_buffer_take(&ring, taken, ROOM), 0);
    assert_int_equal(ring_buffer_space(&ring), ROOM);
}

static void the_last_bytes_are_kept_whatever_comes(void **state)
{
    static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz";

    (void)state;
    for (size_t piece = 1; piece < sizeof alphabet; piece++) {
        AUTO(struct ring_buffer, ring_buffer_free) ring = {.bytes = NULL};
        char taken[ROOM];
        assert_true(ring_buffer_open(&ring, ROOM));
        for (size_t at = 0; at < 26; at += piece)
            ring_buffer_put_last(&ring, alphabet + at,
                                 26 - at < piece ? 26 - at : piece);
        assert_int_equal(ring_buffer_take(&ring, taken, ROOM), ROOM);
        assert_memory_equal(taken, "tuvwxyz", ROOM);
        ring_buffer_put_last(&ring, "ab", 2);
        assert_int_equal(ring_buffer_take(&ring, taken, ROOM), 2);
        assert_memory_equal(taken, "ab", 2);
    }
}

static void without_memory_the_capacity_is_0(void **state)
{
    AUTO(struct ring_buffer, ring_buffer_free) ring = {.bytes = NULL};

    (void)state;
    failing_from(1);
    assert_false(ring_buffer_open(&ring, ROOM));
    failing_from(0);
    assert_int_equal(ring_buffer_space(&ring), 0);
    ring_buffer_put(&ring, "", 0);
    assert_int_equal(ring_buffer_take(&ring, (char[1]){0}, 1), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_keep_their_order_at_every_offset),
        cmocka_unit_test(bytes_across_the_end_of_the_memory_stay_whole),
        cmocka_unit_test(the_last_bytes_are_kept_whatever_comes),
        cmocka_unit_test(without_memory_the_capacity_is_0),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
