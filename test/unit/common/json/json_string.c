/* common/json/json_string - bytes to JSON strings and back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "common/json/json_check.h"
#include "common/json/json_string.h"
#include "common/utf8.h"
#include "test/unit/support/guard.h"

static void plain_bytes_end_before_what_json_escapes(void **state)
{
    static const char special[] = "\"\\\x1f\x80\xff\n\0";
    static const char words[] = "plain ~\x7f and on and on";
    char text[601]; /* more than two blocks */
    size_t size = sizeof text - 1;

    (void)state;
    for (size_t i = 0; i < size; i++)
        text[i] = words[i % (sizeof words - 1)];
    for (size_t end = 0; end <= size; end++) {
        char *edge = guard_copy(text, end);
        assert_int_equal(json_plain_prefix(edge, end), end);
        guard_free(edge, end);
    }
    for (size_t c = 0; c < sizeof special; c++) {
        for (size_t at = 0; at < size; at++) {
            char *edge = guard_copy(text, size);
            edge[at] = special[c];
            edge[size - 1] = '"';
            if (json_plain_prefix(edge, size) != at)
                fail_msg("byte %x at %zu", special[c], at);
            guard_free(edge, size);
        }
    }
}

static void any_bytes_become_a_json_string(void **state)
{
    AUTO(struct buf, buf_free) out = BUF(1024);
    char bytes[256];
    struct error err = ERROR_NONE;

    (void)state;
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)i;
    assert_true(json_add_string(&out, "a\"\\\n\t\x01\x7f\xff\xc3\xa9", 10));
    assert_string_equal(
        out.data, "\"a\\\"\\\\\\n\\t\\u0001\\u007f\xef\xbf\xbd\xc3\xa9\"");
    buf_clear(&out);
    assert_true(json_add_string(&out, bytes, sizeof bytes));
    assert_true(json_check(out.data, out.size, &err));
    buf_clear(&out);
    assert_true(json_add_string(&out, "", 0));
    assert_string_equal(out.data, "\"\"");
}

static void what_was_written_is_read_back(void **state)
{
    AUTO(struct buf, buf_free) out = BUF(2048);
    AUTO(struct buf, buf_free) back = BUF(2048);
    AUTO(struct buf, buf_free) clean = BUF(2048);
    char bytes[256];

    (void)state;
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)(i * 37);
    assert_true(json_add_string(&out, bytes, sizeof bytes));
    assert_true(json_decode_string(&back, out.data + 1, out.size - 2));
    assert_true(utf8_sanitize(&clean, bytes, sizeof bytes));
    assert_int_equal(back.size, clean.size);
    assert_memory_equal(back.data, clean.data, clean.size);
}

static void every_escape_is_decoded(void **state)
{
    static const struct {
        const char *text;
        const char *meant;
    } rows[] = {
        {"", ""},
        {"plain", "plain"},
        {"\\\"\\\\\\/\\b\\f\\n\\r\\t", "\"\\/\b\f\n\r\t"},
        {"\\u0041\\u00e9\\u20AC", "A\xc3\xa9\xe2\x82\xac"},
        {"x\\ud83d\\ude00y", "x\xf0\x9f\x98\x80y"},
        {"\\uDBFF\\uDFFF", "\xf4\x8f\xbf\xbf"},
        /* halves of surrogate pairs */
        {"\\ud83d", "\xef\xbf\xbd"},
        {"\\ude00\\ud83d", "\xef\xbf\xbd\xef\xbf\xbd"},
        {"\\ud83dx\\ude00", "\xef\xbf\xbdx\xef\xbf\xbd"},
        {"\\ud83d\\u0041",
         "\xef\xbf\xbd"
         "A"},
        {"\\ud83d\\n", "\xef\xbf\xbd\n"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        AUTO(struct buf, buf_free) out = BUF(64);
        size_t size = strlen(rows[i].text);
        char *edge = guard_copy(rows[i].text, size);
        assert_true(json_decode_string(&out, edge, size));
        assert_string_equal(out.data, rows[i].meant);
        guard_free(edge, size);
    }
}

static void an_escaped_nul_is_a_byte(void **state)
{
    AUTO(struct buf, buf_free) out = BUF(64);

    (void)state;
    assert_true(json_decode_string(&out, "a\\u0000b", 8));
    assert_int_equal(out.size, 3);
    assert_memory_equal(out.data, "a\0b", 3);
}

static void a_full_buffer_is_reported(void **state)
{
    AUTO(struct buf, buf_free) out = BUF(4);

    (void)state;
    assert_false(json_add_string(&out, "abc", 3));
    buf_clear(&out);
    assert_false(json_decode_string(&out, "abc\\n\\n", 7));
    buf_clear(&out);
    assert_false(json_decode_string(&out, "abcde", 5));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_bytes_end_before_what_json_escapes),
        cmocka_unit_test(any_bytes_become_a_json_string),
        cmocka_unit_test(what_was_written_is_read_back),
        cmocka_unit_test(every_escape_is_decoded),
        cmocka_unit_test(an_escaped_nul_is_a_byte),
        cmocka_unit_test(a_full_buffer_is_reported),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
