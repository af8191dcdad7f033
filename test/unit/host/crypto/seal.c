/* host/crypto/seal - texts that only the key opens. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "host/crypto/seal.h"

static void a_text_opens_with_its_key_and_its_name_only(void **state)
{
    AUTO(struct buf, buf_free) closed = BUF(4096);
    AUTO(struct buf, buf_free) text = BUF(4096);
    struct seal seal = {.has_key = true, .key = {1, 2, 3}};
    struct seal other = {.has_key = true, .key = {1, 2, 4}};
    struct seal none = {.has_key = false};
    struct error err = ERROR_NONE;

    (void)state;
    assert_true(seal_close_text(&seal, "one", "secret", 6, &closed, &err));
    assert_null(strstr(closed.data, "secret"));
    assert_true(seal_open_text(&seal, "one", closed.data, &text, &err));
    assert_string_equal(text.data, "secret");
    assert_false(seal_open_text(&seal, "two", closed.data, &text, &err));
    assert_false(seal_open_text(&other, "one", closed.data, &text, &err));
    assert_false(seal_open_text(&none, "one", closed.data, &text, &err));
    assert_false(seal_open_text(&seal, "one", "", &text, &err));
    assert_false(seal_open_text(&seal, "one", closed.data + 4, &text, &err));
    assert_string_equal(text.data, "secret");
}

static void the_same_text_is_never_closed_alike(void **state)
{
    AUTO(struct buf, buf_free) one = BUF(4096);
    AUTO(struct buf, buf_free) two = BUF(4096);
    const struct seal seal = {.has_key = true, .key = {1}};
    struct error err = ERROR_NONE;

    (void)state;
    assert_true(seal_close_text(&seal, "a", "", 0, &one, &err));
    assert_true(seal_close_text(&seal, "a", "", 0, &two, &err));
    assert_string_not_equal(one.data, two.data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_opens_with_its_key_and_its_name_only),
        cmocka_unit_test(the_same_text_is_never_closed_alike),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
