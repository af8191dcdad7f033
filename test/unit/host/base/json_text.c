/* host/base/json_text - what is taken for JSON, and how text becomes it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "common/compiler.h"
#include "host/base/json_text.h"

static bool judge(const char *text)
{
    struct error err = ERROR_NONE;
    bool ok = json_validate(text, strlen(text), &err);

    assert_true(ok == (*err.text == '\0'));
    return ok;
}

static void every_json_value_is_json(void **state)
{
    static const char *const texts[] = {
        "null",
        "true",
        "false",
        "0",
        "-0",
        "1.5e-7",
        "1E400",
        "\"\"",
        "\"\\u0000\\\"\\/\"",
        "[]",
        "{}",
        " [ 1 , [ ] , { } ] ",
        "{\"a\":{\"a\":[{}]},\"a\":null}",
        "\r\n\t 1\t",
        "\"\xc3\xa9\"",
        "99999999999999999999999999999999999999999",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++)
        assert_true(judge(texts[i]));
}

static void what_is_not_json_is_refused(void **state)
{
    static const char *const texts[] = {
        "",           " ",        "nul",       "nulll",
        "True",       "+1",       "01",        "1.",
        ".5",         "-",        "1e",        "\"",
        "\"\\\"",     "\"\\x\"",  "\"\\u12\"", "\"\\u12g4\"",
        "\"\n\"",     "\"\x80\"", "\"\xc3\"",  "\"\xed\xa0\x80\"",
        "[",          "[1",       "[1,",       "[1,]",
        "[,1]",       "[1 2]",    "]",         "{",
        "{\"a\"",     "{\"a\":",  "{\"a\":1",  "{\"a\":1,",
        "{\"a\":1,}", "{a:1}",    "{1:1}",     "{\"a\" 1}",
        "{\"a\":1]",  "[1}",      "1 1",       "{} x",
        "'a'",        "NaN",      "Infinity",  "\xef\xbb\xbf{}",
        "/**/1",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++)
        if (judge(texts[i]))
            fail_msg("taken: %s", texts[i]);
}

static void a_nul_byte_is_no_json(void **state)
{
    struct error err = ERROR_NONE;

    (void)state;
    assert_false(json_validate("1\0", 2, &err));
    assert_false(json_validate("\"\0\"", 3, &err));
}

static void the_place_of_a_fault_is_told(void **state)
{
    struct error err = ERROR_NONE;

    (void)state;
    assert_false(json_validate("{\"a\": nil}", 10, &err));
    assert_string_equal(err.text, "a value is expected at byte 7");
}

static void depth_has_a_limit_and_reaches_it(void **state)
{
    char text[2 * JSON_DEPTH_MAX + 2];
    struct error err = ERROR_NONE;

    (void)state;
    memset(text, '[', JSON_DEPTH_MAX + 1);
    memset(text + JSON_DEPTH_MAX + 1, ']', JSON_DEPTH_MAX + 1);
    assert_false(json_validate(text, sizeof text, &err));
    assert_true(json_validate(text + 1, sizeof text - 2, &err));
}

static void no_prefix_of_a_text_is_read_beyond_its_end(void **state)
{
    static const char text[] = "{\"a\\u00e9\":[1.5e3,true,\"\xe2\x82\xac\"]}";
    struct error err = ERROR_NONE;

    (void)state;
    for (size_t size = 0; size < sizeof text - 1; size++) {
        char *copy = test_malloc(size + 1);
        memcpy(copy, text, size);
        assert_false(json_validate(copy, size, &err));
        test_free(copy);
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
    assert_true(json_add_string(&out, "a\"\\\n\x01\xff", 6));
    assert_string_equal(out.data, "\"a\\\"\\\\\\n\\u0001\xef\xbf\xbd\"");
    buf_clear(&out);
    assert_true(json_add_string(&out, bytes, sizeof bytes));
    assert_true(json_validate(out.data, out.size, &err));
}

static void a_full_buffer_is_told(void **state)
{
    AUTO(struct buf, buf_free) out = BUF(4);

    (void)state;
    assert_false(json_add_string(&out, "abc", 3));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_json_value_is_json),
        cmocka_unit_test(what_is_not_json_is_refused),
        cmocka_unit_test(a_nul_byte_is_no_json),
        cmocka_unit_test(the_place_of_a_fault_is_told),
        cmocka_unit_test(depth_has_a_limit_and_reaches_it),
        cmocka_unit_test(no_prefix_of_a_text_is_read_beyond_its_end),
        cmocka_unit_test(any_bytes_become_a_json_string),
        cmocka_unit_test(a_full_buffer_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
