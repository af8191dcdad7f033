/* common/buf - bytes up to a maximum, and exhausted memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "common/buf.h"
#include "test/unit/support/failing.h"
#include "test/unit/support/guard.h"

static void an_empty_buffer_reads_as_a_string(void **state)
{
    struct buf b = BUF(10);

    (void)state;
    assert_string_equal(b.data, "");
    buf_clear(&b);
    buf_consume(&b, 3);
    buf_free(&b);
    buf_free(&b);
    assert_string_equal(b.data, "");
}

static void bytes_are_added_up_to_the_ceiling_and_not_beyond(void **state)
{
    struct buf b = BUF(5);

    (void)state;
    assert_true(buf_add(&b, "abc", 3));
    assert_false(buf_add(&b, "def", 3));
    assert_string_equal(b.data, "abc");
    assert_true(buf_add_str(&b, "de"));
    assert_string_equal(b.data, "abcde");
    assert_int_equal(b.size, 5);
    assert_false(buf_add_str(&b, "f"));
    assert_true(buf_add(&b, "", 0));
    assert_false(buf_printf(&b, "%d", 1));
    assert_string_equal(b.data, "abcde");
    buf_free(&b);
}

static void a_size_that_would_overflow_is_refused(void **state)
{
    struct buf b = BUF(100);

    (void)state;
    assert_true(buf_add_str(&b, "abc"));
    assert_false(buf_reserve(&b, SIZE_MAX));
    assert_false(buf_reserve(&b, SIZE_MAX - 3));
    assert_false(buf_reserve(&b, 98));
    assert_true(buf_reserve(&b, 97));
    assert_string_equal(b.data, "abc");
    buf_free(&b);
}

static void swapped_buffers_keep_their_maximum(void **state)
{
    struct buf a = BUF(5);
    struct buf b = BUF(3);

    (void)state;
    assert_true(buf_add_str(&a, "abc"));
    const char *bytes = a.data;
    buf_swap(&a, &b);
    assert_ptr_equal(b.data, bytes);
    assert_string_equal(a.data, "");
    assert_false(buf_add_str(&b, "d"));
    assert_true(buf_add_str(&a, "abcde"));
    assert_false(buf_add_str(&a, "f"));
    buf_swap(&a, &a);
    assert_string_equal(a.data, "abcde");
    buf_free(&a);
    buf_free(&b);
}

static void nul_bytes_are_bytes(void **state)
{
    struct buf b = BUF(100);

    (void)state;
    assert_true(buf_add(&b, "a\0b", 3));
    assert_true(buf_printf(&b, "%c", 0));
    assert_int_equal(b.size, 4);
    assert_memory_equal(b.data, "a\0b\0", 5);
    buf_free(&b);
}

static void it_grows_byte_by_byte_to_its_ceiling(void **state)
{
    enum { MOST = 100000 };
    struct buf b = BUF(MOST);

    (void)state;
    for (size_t i = 0; i < MOST; i++) {
        char c = (char)('a' + i % 26);
        assert_true(buf_add(&b, &c, 1));
    }
    assert_false(buf_add(&b, "x", 1));
    for (size_t i = 0; i < MOST; i++)
        assert_int_equal(b.data[i], 'a' + i % 26);
    assert_int_equal(strlen(b.data), MOST);
    assert_true(b.capacity <= MOST + 1);
    buf_free(&b);
}

static void the_front_can_be_dropped(void **state)
{
    static const struct {
        size_t drop;
        const char *rest;
    } rows[] = {{0, "abcdef"}, {1, "bcdef"}, {5, "f"}, {6, ""}, {7, ""}};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct buf b = BUF(10);
        assert_true(buf_add_str(&b, "abcdef"));
        buf_consume(&b, rows[i].drop);
        assert_string_equal(b.data, rows[i].rest);
        assert_int_equal(b.size, strlen(rows[i].rest));
        buf_free(&b);
    }
}

static void clearing_keeps_the_memory(void **state)
{
    struct buf b = BUF(1000);

    (void)state;
    assert_true(buf_add_str(&b, "something"));
    size_t room = b.capacity;
    buf_clear(&b);
    assert_string_equal(b.data, "");
    assert_int_equal(b.size, 0);
    assert_int_equal(b.capacity, room);
    buf_free(&b);
    assert_int_equal(b.capacity, 0);
}

static void reserved_room_is_counted_in_when_written(void **state)
{
    struct buf b = BUF(10);

    (void)state;
    assert_true(buf_reserve(&b, 10));
    memcpy(buf_tail(&b), "abcdefghij", 10);
    assert_int_equal(b.size, 0);
    buf_commit(&b, 10);
    assert_string_equal(b.data, "abcdefghij");
    buf_free(&b);
}

static void no_byte_beyond_the_input_is_read(void **state)
{
    struct buf b = BUF(10000);

    (void)state;
    for (size_t size = 0; size < 64; size++) {
        char bytes[64];
        memset(bytes, 'x', sizeof bytes);
        char *edge = guard_copy(bytes, size);
        assert_true(buf_add(&b, edge, size));
        guard_free(edge, size);
    }
    assert_int_equal(b.size, 63 * 64 / 2);
    buf_free(&b);
}

static void memory_that_runs_out_changes_nothing(void **state)
{
    (void)state;
    for (int n = 1;; n++) {
        struct buf b = BUF(1 << 20);
        size_t whole = 0;
        bool ok = true;

        failing_from(n);
        while (ok && b.size < 100000) {
            ok = buf_add_str(&b, "0123456789");
            whole += ok ? 10 : 0;
        }
        bool refused = failing_happened();
        failing_from(0);
        assert_true(ok != refused);
        assert_int_equal(b.size, whole);
        assert_int_equal(strlen(b.data), whole);
        assert_true(buf_add_str(&b, "it goes on"));
        buf_free(&b);
        if (!refused)
            return;
    }
}

static void fixed_memory_is_zeroed_or_not_there(void **state)
{
    static const char zero[24];

    (void)state;
    char *memory = mem_new(3, 8);
    assert_non_null(memory);
    assert_memory_equal(memory, zero, sizeof zero);
    mem_free(memory);
    mem_free(NULL);
    assert_null(mem_new(SIZE_MAX / 2, 8));
    failing_from(1);
    assert_null(mem_new(1, 1));
    failing_from(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_buffer_reads_as_a_string),
        cmocka_unit_test(bytes_are_added_up_to_the_ceiling_and_not_beyond),
        cmocka_unit_test(a_size_that_would_overflow_is_refused),
        cmocka_unit_test(swapped_buffers_keep_their_maximum),
        cmocka_unit_test(nul_bytes_are_bytes),
        cmocka_unit_test(it_grows_byte_by_byte_to_its_ceiling),
        cmocka_unit_test(the_front_can_be_dropped),
        cmocka_unit_test(clearing_keeps_the_memory),
        cmocka_unit_test(reserved_room_is_counted_in_when_written),
        cmocka_unit_test(no_byte_beyond_the_input_is_read),
        cmocka_unit_test(memory_that_runs_out_changes_nothing),
        cmocka_unit_test(fixed_memory_is_zeroed_or_not_there),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
