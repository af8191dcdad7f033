/* common/utf8 - characters, and bytes that are not UTF-8. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "common/utf8.h"
#include "test/unit/support/failing.h"
#include "test/unit/support/guard.h"

#define BAD "\xef\xbf\xbd"

static void lengths_are_those_of_the_standard(void **state)
{
    static const struct {
        const char *bytes;
        size_t length;
    } rows[] = {
        {"a", 1},
        {"\x7f", 1},
        {"\xc2\x80", 2},
        {"\xdf\xbf", 2},
        {"\xe0\xa0\x80", 3},
        {"\xed\x9f\xbf", 3},
        {"\xee\x80\x80", 3},
        {"\xef\xbf\xbf", 3},
        {"\xf0\x90\x80\x80", 4},
        {"\xf4\x8f\xbf\xbf", 4},
        /* a tail, overlong forms, surrogates, beyond the last plane */
        {"\x80", 0},
        {"\xbf", 0},
        {"\xc0\x80", 0},
        {"\xc1\xbf", 0},
        {"\xe0\x9f\xbf", 0},
        {"\xed\xa0\x80", 0},
        {"\xed\xbf\xbf", 0},
        {"\xf0\x8f\xbf\xbf", 0},
        {"\xf4\x90\x80\x80", 0},
        {"\xf5\x80\x80\x80", 0},
        {"\xff", 0},
        /* cut short, or followed by what is no tail */
        {"\xc2", 0},
        {"\xc2g", 0},
        {"\xe2\x82", 0},
        {"\xe2\x82g", 0},
        {"\xf0\x90\x80", 0},
        {"\xf0\x90\x80\xc0", 0},
        {"", 0},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        size_t size = strlen(rows[i].bytes);
        char *edge = guard_copy(rows[i].bytes, size);
        if (utf8_length(edge, size) != rows[i].length)
            fail_msg("row %zu", i);
        guard_free(edge, size);
    }
    assert_int_equal(utf8_length("\0", 1), 1);
}

static void what_is_no_character_is_replaced(void **state)
{
    static const struct {
        const char *bytes;
        const char *mended;
    } rows[] = {
        {"", ""},
        {"plain", "plain"},
        {"gr\xc3\xbc\xc3\x9f", "gr\xc3\xbc\xc3\x9f"},
        {"\x80", BAD},
        {"a\x80z", "a" BAD "z"},
        {"\xff\xfe", BAD BAD},
        {"a\xc3", "a" BAD},
        {"\xe2\x82z", BAD BAD "z"},
        {"\xed\xa0\x80", BAD BAD BAD},
        {"\xf0\x9f\x98\x80\xf0\x9f\x98", "\xf0\x9f\x98\x80" BAD BAD BAD},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct buf out = BUF(100);
        size_t size = strlen(rows[i].bytes);
        char *edge = guard_copy(rows[i].bytes, size);
        assert_true(utf8_sanitize(&out, edge, size));
        assert_string_equal(out.data, rows[i].mended);
        guard_free(edge, size);
        buf_free(&out);
    }
}

/* Whatever three bytes come, what leaves is made of characters alone. */
static void sanitized_bytes_are_always_well_formed(void **state)
{
    struct buf out = BUF(16);

    (void)state;
    for (unsigned n = 0; n < 1u << 24; n += 37) {
        char bytes[3] = {(char)(n >> 16), (char)(n >> 8 & 255),
                         (char)(n & 255)};
        buf_clear(&out);
        assert_true(utf8_sanitize(&out, bytes, sizeof bytes));
        for (size_t at = 0; at < out.size;) {
            size_t length = utf8_length(out.data + at, out.size - at);
            if (length == 0)
                fail_msg("%06x leaves a broken character", n);
            at += length;
        }
    }
    buf_free(&out);
}

static void a_full_buffer_is_reported_and_keeps_what_fitted(void **state)
{
    struct buf out = BUF(4);

    (void)state;
    assert_false(utf8_sanitize(&out, "ab\x80z", 4));
    assert_string_equal(out.data, "ab");
    buf_free(&out);
}

static void exhausted_memory_is_reported(void **state)
{
    struct buf out = BUF(4096);

    (void)state;
    failing_from(1);
    assert_false(utf8_sanitize(&out, "ab\x80z", 4));
    failing_from(0);
    assert_string_equal(out.data, "");
    buf_free(&out);
}

static void a_run_of_characters_ends_at_ascii_or_at_a_bad_byte(void **state)
{
    static const struct {
        const char *bytes;
        size_t length;
    } rows[] = {
        {"", 0},
        {"a\xc3\xa9", 0},
        {"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80z", 9},
        {"\xc3\xa9\xff", 2},
        {"\xc3\xa9\xe2\x82", 2},
        {"\xff", 0},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        size_t size = strlen(rows[i].bytes);
        char *edge = guard_copy(rows[i].bytes, size);
        assert_int_equal(utf8_multibyte_prefix(edge, size), rows[i].length);
        guard_free(edge, size);
    }
}

static void every_code_point_is_encoded_as_one_character(void **state)
{
    char bytes[4];

    (void)state;
    for (unsigned code = 0; code <= 0x10ffff; code++) {
        size_t size = utf8_put_code_point(bytes, code);
        assert_int_equal(utf8_length(bytes, size), size);
    }
    assert_int_equal(utf8_put_code_point(bytes, 0x20ac), 3);
    assert_memory_equal(bytes, "\xe2\x82\xac", 3);
    assert_int_equal(utf8_put_code_point(bytes, 0x1f600), 4);
    assert_memory_equal(bytes, "\xf0\x9f\x98\x80", 4);
    assert_int_equal(utf8_put_code_point(bytes, 0xdfff), 3);
    assert_memory_equal(bytes, BAD, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lengths_are_those_of_the_standard),
        cmocka_unit_test(a_run_of_characters_ends_at_ascii_or_at_a_bad_byte),
        cmocka_unit_test(every_code_point_is_encoded_as_one_character),
        cmocka_unit_test(what_is_no_character_is_replaced),
        cmocka_unit_test(sanitized_bytes_are_always_well_formed),
        cmocka_unit_test(a_full_buffer_is_reported_and_keeps_what_fitted),
        cmocka_unit_test(exhausted_memory_is_reported),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
