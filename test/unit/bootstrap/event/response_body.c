/* bootstrap/event/response_body - put in by one, pulled out by another. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "bootstrap/event/response_body.h"

static void pull(struct response_body *b, size_t room, const char *want)
{
    char to[64] = "";

    assert_true(room < sizeof to);
    assert_int_equal(response_body_read(b, to, room), strlen(want));
    assert_string_equal(to, want);
}

static void a_body_is_pulled_in_order_and_then_no_more(void **state)
{
    struct response_body b = RESPONSE_BODY(100);

    (void)state;
    pull(&b, 10, "");
    assert_true(buf_add_str(&b.bytes, "abcdef"));
    assert_int_equal(response_body_remaining(&b), 6);
    pull(&b, 0, "");
    pull(&b, 4, "abcd");
    assert_int_equal(response_body_remaining(&b), 2);
    pull(&b, 4, "ef");
    pull(&b, 4, "");
    assert_int_equal(response_body_remaining(&b), 0);
    buf_free(&b.bytes);
}

static void a_buffered_body_can_be_pulled_again(void **state)
{
    struct response_body b = RESPONSE_BODY(100);

    (void)state;
    assert_true(buf_add_str(&b.bytes, "abc"));
    pull(&b, 2, "ab");
    assert_true(response_body_rewind(&b));
    pull(&b, 10, "abc");
    assert_true(response_body_rewind(&b));
    assert_int_equal(response_body_remaining(&b), 3);
    buf_free(&b.bytes);
}

static void a_live_body_forgets_what_was_pulled(void **state)
{
    struct response_body b = RESPONSE_BODY(8);

    (void)state;
    b.live = true;
    for (int i = 0; i < 100; i++) {
        assert_true(buf_add_str(&b.bytes, "abcdefgh"));
        pull(&b, 3, "abc");
        assert_true(buf_add_str(&b.bytes, "xyz"));
        pull(&b, 9, "defghxyz");
    }
    assert_false(response_body_rewind(&b));
    buf_free(&b.bytes);
}

static void a_body_that_stopped_growing_gives_its_rest(void **state)
{
    struct response_body b = RESPONSE_BODY(100);

    (void)state;
    b.live = true;
    assert_true(buf_add_str(&b.bytes, "abcdef"));
    pull(&b, 2, "ab");
    b.live = false;
    pull(&b, 3, "cde");
    pull(&b, 3, "f");
    pull(&b, 3, "");
    buf_free(&b.bytes);
}

static void a_body_is_full_at_high_water(void **state)
{
    static char bytes[RESPONSE_BODY_HIGH_WATER];
    struct response_body b = RESPONSE_BODY(2 * RESPONSE_BODY_HIGH_WATER);
    char one[1];

    (void)state;
    b.live = true;
    assert_true(buf_add(&b.bytes, bytes, sizeof bytes - 1));
    assert_false(response_body_is_full(&b));
    assert_true(buf_add_str(&b.bytes, "x"));
    assert_true(response_body_is_full(&b));
    assert_int_equal(response_body_read(&b, one, 1), 1);
    assert_false(response_body_is_full(&b));
    buf_free(&b.bytes);
}

static void clearing_makes_a_body_like_new(void **state)
{
    struct response_body b = RESPONSE_BODY(100);

    (void)state;
    b.live = true;
    assert_true(buf_add_str(&b.bytes, "abc"));
    b.live = false;
    pull(&b, 2, "ab");
    b.live = true;
    response_body_clear(&b);
    assert_false(b.live);
    assert_int_equal(response_body_remaining(&b), 0);
    assert_true(buf_add_str(&b.bytes, "xyz"));
    pull(&b, 5, "xyz");
    assert_true(response_body_rewind(&b));
    buf_free(&b.bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_body_is_pulled_in_order_and_then_no_more),
        cmocka_unit_test(a_buffered_body_can_be_pulled_again),
        cmocka_unit_test(a_live_body_forgets_what_was_pulled),
        cmocka_unit_test(a_body_that_stopped_growing_gives_its_rest),
        cmocka_unit_test(a_body_is_full_at_high_water),
        cmocka_unit_test(clearing_makes_a_body_like_new),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
