/* host/urls/http_prelude - where the body begins, however the bytes are split.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "common/compiler.h"
#include "host/urls/http_prelude.h"

#define NULS "\0\0\0\0\0\0\0\0"
#define TEXT "{\"statusCode\":201}"

static const char whole[] = TEXT NULS "body\0" NULS "more";

enum { WHOLE = sizeof whole - 1, TEXT_SIZE = sizeof TEXT - 1 };

/* Feeds pieces that end at the cuts, and appends what follows the prelude to
 * the body. */
static void feed(struct http_prelude *prelude, struct buf *body,
                 const size_t cuts[], size_t count)
{
    size_t at = 0;

    for (size_t i = 0; i < count; i++) {
        size_t size = cuts[i] - at;
        size_t used = http_prelude_feed(prelude, whole + at, size);
        assert_true(used <= size);
        if (used < size)
            assert_int_equal(prelude->state, HTTP_PRELUDE_DONE);
        assert_true(buf_add(body, whole + at + used, size - used));
        at = cuts[i];
    }
}

static void check(const size_t cuts[], size_t count)
{
    AUTO(struct http_prelude, http_prelude_free) prelude = PRELUDE;
    AUTO(struct buf, buf_free) body = BUF(WHOLE);
    const size_t body_at = TEXT_SIZE + HTTP_PRELUDE_NULS;

    feed(&prelude, &body, cuts, count);
    assert_int_equal(prelude.state, HTTP_PRELUDE_DONE);
    assert_string_equal(prelude.text.data, TEXT);
    assert_int_equal(body.size, WHOLE - body_at);
    assert_memory_equal(body.data, whole + body_at, body.size);
}

static void three_pieces_give_the_same_text_and_body(void **state)
{
    (void)state;
    for (size_t a = 0; a <= WHOLE; a++) {
        for (size_t b = a; b <= WHOLE; b++) {
            const size_t cuts[] = {a, b, WHOLE};
            check(cuts, COUNT(cuts));
        }
    }
}

static void single_bytes_give_the_same_text_and_body(void **state)
{
    size_t cuts[WHOLE];

    (void)state;
    for (size_t i = 0; i < WHOLE; i++)
        cuts[i] = i + 1;
    check(cuts, COUNT(cuts));
}

static void it_is_open_until_the_eighth_nul(void **state)
{
    (void)state;
    for (size_t size = 0; size < TEXT_SIZE + HTTP_PRELUDE_NULS; size++) {
        AUTO(struct http_prelude, http_prelude_free) prelude = PRELUDE;
        assert_int_equal(http_prelude_feed(&prelude, whole, size), size);
        assert_int_equal(prelude.state, HTTP_PRELUDE_OPEN);
    }
}

static void fewer_than_eight_nuls_are_invalid(void **state)
{
    (void)state;
    for (size_t nuls = 1; nuls < HTTP_PRELUDE_NULS; nuls++) {
        AUTO(struct http_prelude, http_prelude_free) prelude = PRELUDE;
        char bytes[16] = "{}";
        size_t size = 2 + nuls + 1;
        bytes[size - 1] = 'x';
        assert_int_equal(http_prelude_feed(&prelude, bytes, size), 2 + nuls);
        assert_int_equal(prelude.state, HTTP_PRELUDE_INVALID);
        assert_int_equal(http_prelude_feed(&prelude, NULS, 8), 0);
        assert_int_equal(prelude.state, HTTP_PRELUDE_INVALID);
    }
}

static void a_text_may_have_the_maximum_length_but_no_more(void **state)
{
    static char text[HTTP_PRELUDE_MAX_BYTES];
    AUTO(struct http_prelude, http_prelude_free) prelude = PRELUDE;
    AUTO(struct http_prelude, http_prelude_free) longer = PRELUDE;

    (void)state;
    memset(text, ' ', sizeof text);
    assert_int_equal(http_prelude_feed(&prelude, text, sizeof text),
                     sizeof text);
    assert_int_equal(http_prelude_feed(&prelude, NULS "x", 9), 8);
    assert_int_equal(prelude.state, HTTP_PRELUDE_DONE);
    (void)http_prelude_feed(&longer, text, sizeof text);
    (void)http_prelude_feed(&longer, " ", 1);
    assert_int_equal(longer.state, HTTP_PRELUDE_TOO_LONG);
}

static void a_text_may_be_empty(void **state)
{
    AUTO(struct http_prelude, http_prelude_free) prelude = PRELUDE;

    (void)state;
    assert_int_equal(http_prelude_feed(&prelude, NULS, 8), 8);
    assert_int_equal(prelude.state, HTTP_PRELUDE_DONE);
    assert_int_equal(prelude.text.size, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_pieces_give_the_same_text_and_body),
        cmocka_unit_test(single_bytes_give_the_same_text_and_body),
        cmocka_unit_test(it_is_open_until_the_eighth_nul),
        cmocka_unit_test(fewer_than_eight_nuls_are_invalid),
        cmocka_unit_test(a_text_may_have_the_maximum_length_but_no_more),
        cmocka_unit_test(a_text_may_be_empty),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
