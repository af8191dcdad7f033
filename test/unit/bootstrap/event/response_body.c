/* bootstrap/event/response_body - put in by one, pulled out by another. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "bootstrap/event/response_body.h"

static void pull(struct response_body *body, size_t room, const char *want)
{
    char to[64] = "";

    assert_true(room < sizeof to);
    assert_int_equal(response_body_read(body, to, room), strlen(want));
    assert_string_equal(to, want);
}

static void a_body_is_pulled_in_order_and_then_no_more(void **state)
{
    struct response_body body = RESPONSE_BODY(100);

    (void)state;
    pull(&body, 10, "");
    assert_true(buf_add_str(&body.bytes, "abcdef"));
    assert_int_equal(response_body_remaining(&body), 6);
    pull(&body, 0, "");
    pull(&body, 4, "abcd");
    assert_int_equal(response_body_remaining(&body), 2);
    pull(&body, 4, "ef");
    pull(&body, 4, "");
    assert_int_equal(response_body_remaining(&body), 0);
    buf_free(&body.bytes);
}

static void a_buffered_body_can_be_pulled_again(void **state)
{
    struct response_body body = RESPONSE_BODY(100);

    (void)state;
    assert_true(buf_add_str(&body.bytes, "abc"));
    pull(&body, 2, "ab");
    assert_true(response_body_rewind(&body));
    pull(&body, 10, "abc");
    assert_true(response_body_rewind(&body));
    assert_int_equal(response_body_remaining(&body), 3);
    buf_free(&body.bytes);
}

static void a_live_body_forgets_what_was_pulled(void **state)
{
    struct response_body body = RESPONSE_BODY(8);

    (void)state;
    body.live = true;
    for (int i = 0; i < 100; i++) {
        assert_true(buf_add_str(&body.bytes, "abcdefgh"));
        pull(&body, 3, "abc");
        assert_true(buf_add_str(&body.bytes, "xyz"));
        pull(&body, 9, "defghxyz");
    }
    assert_false(response_body_rewind(&body));
    buf_free(&body.bytes);
}

static void a_body_that_stopped_growing_gives_its_rest(void **state)
{
    struct response_body body = RESPONSE_BODY(100);

    (void)state;
    body.live = true;
    assert_true(buf_add_str(&body.bytes, "abcdef"));
    pull(&body, 2, "ab");
    body.live = false;
    pull(&body, 3, "cde");
    pull(&body, 3, "f");
    pull(&body, 3, "");
    buf_free(&body.bytes);
}

static void a_body_is_full_at_high_water(void **state)
{
    static char bytes[RESPONSE_BODY_HIGH_WATER];
    struct response_body body = RESPONSE_BODY(2 * RESPONSE_BODY_HIGH_WATER);
    char one[1];

    (void)state;
    body.live = true;
    assert_true(buf_add(&body.bytes, bytes, sizeof bytes - 1));
    assert_false(response_body_is_full(&body));
    assert_true(buf_add_str(&body.bytes, "x"));
    assert_true(response_body_is_full(&body));
    assert_int_equal(response_body_read(&body, one, 1), 1);
    assert_false(response_body_is_full(&body));
    buf_free(&body.bytes);
}

static void clearing_makes_a_body_like_new(void **state)
{
    struct response_body body = RESPONSE_BODY(100);

    (void)state;
    body.live = true;
    assert_true(buf_add_str(&body.bytes, "abc"));
    body.live = false;
    pull(&body, 2, "ab");
    body.live = true;
    response_body_clear(&body);
    assert_false(body.live);
    assert_int_equal(response_body_remaining(&body), 0);
    assert_true(buf_add_str(&body.bytes, "xyz"));
    pull(&body, 5, "xyz");
    assert_true(response_body_rewind(&body));
    buf_free(&body.bytes);
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
