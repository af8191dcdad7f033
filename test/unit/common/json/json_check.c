/* common/json/json_check - what is JSON, and where text is not JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <jansson.h>
#include <string.h>

#include "common/json/json_check.h"
#include "test/unit/support/bytes.h"
#include "test/unit/support/failing.h"
#include "test/unit/support/guard.h"

static bool check(struct bytes text, struct error *err)
{
    char *edge = guard_copy(text.data, text.size);

    *err = (struct error)ERROR_NONE;
    bool valid = json_check(edge, text.size, err);
    assert_true(valid == (*err->text == '\0'));
    guard_free(edge, text.size);
    return valid;
}

/* jansson passes over a NUL that follows a number. */
static bool jansson_reads(struct bytes text)
{
    json_t *value = json_loadb(
        text.data, text.size,
        JSON_DECODE_ANY | JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL, NULL);
    bool reads = value != NULL && !memchr(text.data, '\0', text.size);

    json_decref(value);
    return reads;
}

static void every_json_value_is_valid(void **state)
{
    static const struct bytes rows[] = {
        BYTES("null"),
        BYTES(" true\r\n"),
        BYTES("\tfalse"),
        BYTES("0"),
        BYTES("-0"),
        BYTES("-12.50e+10"),
        BYTES("1E-99"),
        BYTES("99999999999999999999999999999999999999999"),
        BYTES("\"\""),
        BYTES("\"eight by\""),
        BYTES("\"seven ch\""),
        BYTES("\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uFFFF\\u0000\""),
        BYTES("\"\\ud83d\\ude00\""),
        BYTES("\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80 and on for a while\""),
        BYTES("\"\x7f\""),
        BYTES("[]"),
        BYTES("{ }"),
        BYTES(" [ 1 , [ ] , { } ] "),
        BYTES("[1, [2, {\"a\": [ ] , \"b\" : {}}], \"\"]"),
        BYTES("{\"a\":1,\"a\":2,\"\":null}"),
        BYTES("{\"a\":{\"a\":[{}]},\"a\":null}"),
        BYTES("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[0]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
              "]]"),
    };
    struct error err;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        if (!check(rows[i], &err) || !jansson_reads(rows[i]))
            fail_msg("row %zu: %s", i, err.text);
}

/* RFC 8259 has no limits for these. */
static void what_jansson_cannot_hold_is_valid_all_the_same(void **state)
{
    static const struct bytes rows[] = {
        BYTES("1e400"),           BYTES("-1E+999999999999999999999999999"),
        BYTES("\"\\ud83d\""),     BYTES("\"\\ude00\\ud83d\""),
        BYTES("{\"\\u0000\":1}"),
    };
    struct error err;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        if (!check(rows[i], &err) || jansson_reads(rows[i]))
            fail_msg("row %zu: %s", i, err.text);
}

static void what_is_not_json_is_invalid(void **state)
{
    static const struct bytes rows[] = {
        BYTES(""),
        BYTES(" "),
        BYTES("nul"),
        BYTES("nulll"),
        BYTES("True"),
        BYTES("01"),
        BYTES("-"),
        BYTES("+1"),
        BYTES(".5"),
        BYTES("1."),
        BYTES("1.e1"),
        BYTES("1e"),
        BYTES("1e+"),
        BYTES("1 2"),
        BYTES("NaN"),
        BYTES("Infinity"),
        BYTES("-Infinity"),
        BYTES("0x10"),
        BYTES("\""),
        BYTES("\"open"),
        BYTES("\"seven c"),
        BYTES("\"\\"),
        BYTES("\"\\\""),
        BYTES("\"\\x\""),
        BYTES("\"\\u12\""),
        BYTES("\"\\u12g4\""),
        BYTES("\"\\u 123\""),
        BYTES("\"a\nb\""),
        BYTES("\"a\x1f\""),
        BYTES("\"seven c\x01\""),
        BYTES("\"\xff\""),
        BYTES("\"\x80\""),
        BYTES("\"\xed\xa0\x80\""),
        BYTES("\"\xc3\""),
        BYTES("\"a\0b\""),
        BYTES("1\0"),
        BYTES("\"\\\0\""),
        BYTES("["),
        BYTES("]"),
        BYTES("[1"),
        BYTES("[1,"),
        BYTES("[1,]"),
        BYTES("[,1]"),
        BYTES("[1 2]"),
        BYTES("[1}"),
        BYTES("{\"a\":1]"),
        BYTES("{"),
        BYTES("{\"a\""),
        BYTES("{\"a\":"),
        BYTES("{\"a\":1"),
        BYTES("{\"a\":1,"),
        BYTES("{\"a\":1,}"),
        BYTES("{\"a\" 1}"),
        BYTES("{a:1}"),
        BYTES("{1:1}"),
        BYTES("[]]"),
        BYTES("{}{}"),
        BYTES("{} x"),
        BYTES("'a'"),
        BYTES("/**/1"),
        BYTES("\xef\xbb\xbf{}"),
    };
    struct error err;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        if (check(rows[i], &err) || jansson_reads(rows[i]))
            fail_msg("row %zu: %s", i, rows[i].data);
}

static void a_fault_has_its_reason_byte_and_line(void **state)
{
    static const struct {
        struct bytes text;
        const char *told;
    } rows[] = {
        {BYTES("{\"a\": nil}"), "a value is expected (at byte 7, line 1)"},
        {BYTES("hello"), "a value is expected (at byte 1, line 1)"},
        {BYTES("\xef\xbb\xbf{}"), "a value is expected (at byte 1, line 1)"},
        {BYTES("[\n1,\n]"), "a value is expected (at byte 6, line 3)"},
        {BYTES("\0"), "a value is expected (at byte 1, line 1)"},
        {BYTES("1 2"), "text follows the value (at byte 3, line 1)"},
        {BYTES("{}\0"), "text follows the value (at byte 3, line 1)"},
        {BYTES("01"), "text follows the value (at byte 2, line 1)"},
        {BYTES("-x"), "a digit is expected (at byte 2, line 1)"},
        {BYTES("1.e1"), "a digit is expected (at byte 3, line 1)"},
        {BYTES("{'a':1}"),
         "a member's name in double quotes is expected "
         "(at byte 2, line 1)"},
        {BYTES("{\"a\" 1}"), "a colon is expected (at byte 6, line 1)"},
        {BYTES("[1}"), "a comma or ] is expected (at byte 3, line 1)"},
        {BYTES("{\"a\":1]"), "a comma or } is expected (at byte 7, line 1)"},
        {BYTES("[\"\\x\"]"),
         "a backslash is followed by no known escape "
         "(at byte 3, line 1)"},
        {BYTES("\"\\u12g4\""),
         "\\u is not followed by four hexadecimal digits "
         "(at byte 2, line 1)"},
        {BYTES("\"a\tb\""),
         "a string contains a control character that is "
         "not escaped (at byte 3, line 1)"},
        {BYTES("\"\xc3\xa9\xff\""),
         "a string contains a byte that is not "
         "UTF-8 (at byte 4, line 1)"},
        {BYTES(""), "the text ends too early (at byte 0, line 1)"},
        {BYTES("{\"a\":"), "the text ends too early (at byte 5, line 1)"},
        {BYTES("[\n\"ab"), "the text ends too early (at byte 5, line 2)"},
        {BYTES("\"\\"), "the text ends too early (at byte 2, line 1)"},
        {BYTES("\"\\u12"), "the text ends too early (at byte 5, line 1)"},
        {BYTES("1e"), "the text ends too early (at byte 2, line 1)"},
    };
    struct error err;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_false(check(rows[i].text, &err));
        if (strcmp(err.text, rows[i].told) != 0)
            fail_msg("row %zu: %s", i, err.text);
    }
}

static void every_prefix_of_a_text_ends_too_early(void **state)
{
    static const char text[] = "{\"a\\u00e9\":[1.5e3,true,\"\xe2\x82\xac\"]}";
    struct error err;

    (void)state;
    for (size_t size = 0; size < sizeof text - 1; size++)
        assert_false(check((struct bytes){text, size}, &err));
}

enum { DEEP = 100 * 1000, DEEP_BYTES = 7 * DEEP + 1 };

/* Arrays and objects in turns, so that a level lost or mixed up shows. */
static void nest(char *text)
{
    char *at = text;

    for (size_t i = 0; i < DEEP; i++, at += 5)
        memcpy(at, i % 3 ? "[    " : "{\"a\":", 5);
    *at++ = '1';
    for (size_t i = DEEP; i-- > 0; at += 2)
        memcpy(at, i % 3 ? "] " : "} ", 2);
}

static void depth_has_no_limit(void **state)
{
    static char text[DEEP_BYTES];
    struct bytes deep = {text, sizeof text};
    struct error err;

    (void)state;
    nest(text);
    assert_true(check(deep, &err));
    for (size_t level = 1; level < DEEP; level += 1 + level / 2) {
        char *closing = text + sizeof text - 2 * level;
        char right = *closing;
        *closing = right == '}' ? ']' : '}';
        assert_false(check(deep, &err));
        *closing = right;
    }
    assert_false(check((struct bytes){text, sizeof text - 2}, &err));
}

static void memory_that_depth_needs_may_be_missing(void **state)
{
    static char text[DEEP_BYTES];
    struct error err = ERROR_NONE;

    (void)state;
    nest(text);
    failing_from(1);
    assert_false(json_check(text, sizeof text, &err));
    assert_true(failing_happened());
    failing_from(0);
    assert_string_equal(err.text,
                        "out of memory for values nested so deeply "
                        "(at byte 321, line 1)");
}

static void sixty_four_levels_take_no_memory(void **state)
{
    char text[2 * 64];
    struct error err = ERROR_NONE;

    (void)state;
    memset(text, '[', 64);
    memset(text + 64, ']', 64);
    failing_from(1);
    assert_true(json_check(text, sizeof text, &err));
    assert_false(failing_happened());
    failing_from(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_json_value_is_valid),
        cmocka_unit_test(what_jansson_cannot_hold_is_valid_all_the_same),
        cmocka_unit_test(what_is_not_json_is_invalid),
        cmocka_unit_test(a_fault_has_its_reason_byte_and_line),
        cmocka_unit_test(every_prefix_of_a_text_ends_too_early),
        cmocka_unit_test(depth_has_no_limit),
        cmocka_unit_test(memory_that_depth_needs_may_be_missing),
        cmocka_unit_test(sixty_four_levels_take_no_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
