/* bootstrap/event/response_body - bytes added by one side and read by another,
 * in each state of the body. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "bootstrap/event/response_body.h"

static void read_bytes(struct response_body *body, size_t room,
                       const char *want)
{
    char to[64] = "";

    assert_true(room < sizeof to);
    assert_int_equal(response_body_read(body, to, room), strlen(want));
    assert_string_equal(to, want);
}

static void bytes_are_read_in_order_and_once(void **state)
{
    struct response_body body = RESPONSE_BODY(100);

    (void)state;
    read_bytes(&body, 10, "");
    assert_true(buf_add_str(&body.bytes, "abcdef"));
    assert_int_equal(response_body_remaining(&body), 6);
    read_bytes(&body, 0, "");
    read_bytes(&body, 4, "abcd");
    assert_int_equal(response_body_remaining(&body), 2);
    read_bytes(&body, 4, "ef");
    read_bytes(&body, 4, "");
    assert_int_equal(response_body_remaining(&body), 0);
    assert_int_equal(body.read_total, 6);
    buf_free(&body.bytes);
}

static void a_buffered_body_can_be_read_again(void **state)
{
    struct response_body body = RESPONSE_BODY(100);
    size_t size;

    (void)state;
    assert_true(buf_add_str(&body.bytes, "abc"));
    read_bytes(&body, 2, "ab");
    assert_true(response_body_rewind(&body));
    assert_int_equal(body.read_total, 0);
    read_bytes(&body, 10, "abc");
    assert_true(response_body_rewind(&body));
    assert_int_equal(response_body_remaining(&body), 3);
    assert_memory_equal(response_body_peek(&body, &size), "abc", 3);
    assert_int_equal(size, 3);
    assert_int_equal(response_body_remaining(&body), 0);
    buf_free(&body.bytes);
}

static void open_and_close_change_one_state_each(void **state)
{
    static const enum response_body_state opened[] = {
        [BODY_BUFFERED] = BODY_OPEN,
        [BODY_OPEN] = BODY_OPEN,
        [BODY_CLOSED] = BODY_CLOSED,
    };
    static const enum response_body_state closed[] = {
        [BODY_BUFFERED] = BODY_BUFFERED,
        [BODY_OPEN] = BODY_CLOSED,
        [BODY_CLOSED] = BODY_CLOSED,
    };

    (void)state;
    for (size_t i = 0; i < COUNT(opened); i++) {
        struct response_body body = {.state = (enum response_body_state)i};
        response_body_open(&body);
        assert_int_equal(body.state, opened[i]);
        body.state = (enum response_body_state)i;
        response_body_close(&body);
        assert_int_equal(body.state, closed[i]);
        assert_false(response_body_is_open(&body));
    }
}

static void an_open_body_forgets_what_was_read(void **state)
{
    struct response_body body = RESPONSE_BODY(8);

    (void)state;
    response_body_open(&body);
    assert_true(response_body_is_open(&body));
    for (int i = 0; i < 100; i++) {
        assert_true(buf_add_str(&body.bytes, "abcdefgh"));
        read_bytes(&body, 3, "abc");
        assert_true(buf_add_str(&body.bytes, "xyz"));
        read_bytes(&body, 9, "defghxyz");
    }
    assert_int_equal(body.read_total, 1100);
    assert_false(response_body_rewind(&body));
    buf_free(&body.bytes);
}

/* Its first bytes are gone, so a rewind would send a truncated stream. */
static void a_closed_body_is_read_to_its_end_and_not_again(void **state)
{
    struct response_body body = RESPONSE_BODY(100);

    (void)state;
    response_body_open(&body);
    assert_true(buf_add_str(&body.bytes, "abcdef"));
    read_bytes(&body, 2, "ab");
    response_body_close(&body);
    read_bytes(&body, 3, "cde");
    read_bytes(&body, 3, "f");
    read_bytes(&body, 3, "");
    assert_false(response_body_rewind(&body));
    assert_int_equal(body.read_total, 6);
    buf_free(&body.bytes);
}

static void only_an_open_body_is_full_at_high_water(void **state)
{
    static char bytes[RESPONSE_BODY_HIGH_WATER];
    struct response_body body = RESPONSE_BODY(2 * RESPONSE_BODY_HIGH_WATER);
    char one[1];

    (void)state;
    assert_true(buf_add(&body.bytes, bytes, sizeof bytes - 1));
    response_body_open(&body);
    assert_false(response_body_is_full(&body));
    assert_true(buf_add_str(&body.bytes, "x"));
    assert_true(response_body_is_full(&body));
    assert_int_equal(response_body_read(&body, one, 1), 1);
    assert_false(response_body_is_full(&body));
    assert_true(buf_add_str(&body.bytes, "x"));
    response_body_close(&body);
    assert_false(response_body_is_full(&body));
    response_body_clear(&body);
    assert_true(buf_add(&body.bytes, bytes, sizeof bytes));
    assert_false(response_body_is_full(&body));
    buf_free(&body.bytes);
}

static void clearing_makes_a_body_like_new(void **state)
{
    struct response_body body = RESPONSE_BODY(100);

    (void)state;
    response_body_open(&body);
    assert_true(buf_add_str(&body.bytes, "abc"));
    response_body_close(&body);
    read_bytes(&body, 2, "ab");
    response_body_clear(&body);
    assert_int_equal(body.state, BODY_BUFFERED);
    assert_int_equal(response_body_remaining(&body), 0);
    assert_int_equal(body.read_total, 0);
    assert_true(buf_add_str(&body.bytes, "xyz"));
    read_bytes(&body, 5, "xyz");
    assert_true(response_body_rewind(&body));
    buf_free(&body.bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_are_read_in_order_and_once),
        cmocka_unit_test(a_buffered_body_can_be_read_again),
        cmocka_unit_test(open_and_close_change_one_state_each),
        cmocka_unit_test(an_open_body_forgets_what_was_read),
        cmocka_unit_test(a_closed_body_is_read_to_its_end_and_not_again),
        cmocka_unit_test(only_an_open_body_is_full_at_high_water),
        cmocka_unit_test(clearing_makes_a_body_like_new),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
