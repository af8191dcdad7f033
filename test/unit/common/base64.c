/* common/base64 - the examples of RFC 4648, and text that is not base64. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "common/base64.h"
#include "test/unit/support/guard.h"

static void the_rfc_s_examples_go_both_ways(void **state)
{
    static const struct {
        const char *bytes;
        const char *text;
    } rows[] = {
        {"", ""},
        {"f", "Zg=="},
        {"fo", "Zm8="},
        {"foo", "Zm9v"},
        {"foob", "Zm9vYg=="},
        {"fooba", "Zm9vYmE="},
        {"foobar", "Zm9vYmFy"},
        {"\xff\xef\xbe", "/+++"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct buf text = BUF(64);
        struct buf bytes = BUF(64);
        size_t size = strlen(rows[i].bytes);
        char *edge = guard_copy(rows[i].bytes, size);
        assert_true(base64_encode(&text, edge, size));
        assert_string_equal(text.data, rows[i].text);
        guard_free(edge, size);

        size = strlen(rows[i].text);
        edge = guard_copy(rows[i].text, size);
        assert_true(base64_decode(&bytes, edge, size));
        assert_string_equal(bytes.data, rows[i].bytes);
        guard_free(edge, size);
        buf_free(&text);
        buf_free(&bytes);
    }
}

static void every_byte_comes_back(void **state)
{
    unsigned char all[256];
    struct buf text = BUF(1024);
    struct buf bytes = BUF(1024);

    (void)state;
    for (size_t i = 0; i < sizeof all; i++)
        all[i] = (unsigned char)i;
    assert_true(base64_encode(&text, all, sizeof all));
    assert_true(base64_decode(&bytes, text.data, text.size));
    assert_int_equal(bytes.size, sizeof all);
    assert_memory_equal(bytes.data, all, sizeof all);
    buf_free(&text);
    buf_free(&bytes);
}

static void what_is_no_base64_is_refused(void **state)
{
    static const char *const texts[] = {
        "Z",    "Zg",    "Zg=",  "Zg==\n", "Zm8=Zm8=", "Z===",       "====",
        "Zm-_", "Zm 9v", "=Zm9", "Zm=v",   "Zg==Zg==", "\xc3\xbc+/",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct buf out = BUF(64);
        if (base64_decode(&out, texts[i], strlen(texts[i])))
            fail_msg("taken: %s", texts[i]);
        buf_free(&out);
    }
    struct buf out = BUF(64);
    assert_false(base64_decode(&out, "Zm9\0", 4));
    buf_free(&out);
}

static void a_full_buffer_is_reported(void **state)
{
    struct buf out = BUF(7);

    (void)state;
    assert_false(base64_encode(&out, "fooba", 5));
    buf_clear(&out);
    assert_false(base64_decode(&out, "Zm9vYmFyZm9v", 12));
    buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_rfc_s_examples_go_both_ways),
        cmocka_unit_test(every_byte_comes_back),
        cmocka_unit_test(what_is_no_base64_is_refused),
        cmocka_unit_test(a_full_buffer_is_reported),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
