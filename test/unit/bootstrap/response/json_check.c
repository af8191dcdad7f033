/* bootstrap/response/json_check - plain JSON is seen through; what is wrong or
 * rare never. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <jansson.h>
#include <string.h>

#include "bootstrap/response/json_check.h"
#include "common/compiler.h"
#include "test/unit/support/guard.h"

struct row {
    const char *text;
    size_t size;
};

#define ROW(text)                                                              \
    {                                                                          \
        (text), sizeof(text) - 1                                               \
    }

static bool is_sound(const struct row *row)
{
    char *edge = guard_copy(row->text, row->size);
    bool sound = json_is_plainly_valid(edge, row->size);

    guard_free(edge, row->size);
    return sound;
}

static bool jansson_reads(const struct row *row)
{
    json_t *value = json_loadb(
        row->text, row->size,
        JSON_DECODE_ANY | JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL, NULL);
    bool reads = value != NULL && !memchr(row->text, '\0', row->size);

    json_decref(value);
    return reads;
}

static void the_ordinary_is_sound(void **state)
{
    static const struct row rows[] = {
        ROW("null"),
        ROW(" true\r\n"),
        ROW("\tfalse"),
        ROW("0"),
        ROW("-0"),
        ROW("-12.50e+10"),
        ROW("1E-99"),
        ROW("\"\""),
        ROW("\"eight by\""),
        ROW("\"seven ch\""),
        ROW("\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uFFFF\""),
        ROW("\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80 and on for a while\""),
        ROW("\"\x7f\""),
        ROW("[]"),
        ROW("{ }"),
        ROW("[1, [2, {\"a\": [ ] , \"b\" : {}}], \"\"]"),
        ROW("{\"a\":1,\"a\":2,\"\":null}"),
        ROW("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[0]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
            "]"),
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        if (!is_sound(&rows[i]) || !jansson_reads(&rows[i]))
            fail_msg("row %zu: %s", i, rows[i].text);
}

static void the_wrong_is_never_sound(void **state)
{
    static const struct row rows[] = {
        ROW(""),
        ROW(" "),
        ROW("nul"),
        ROW("nulll"),
        ROW("True"),
        ROW("01"),
        ROW("-"),
        ROW("+1"),
        ROW(".5"),
        ROW("1."),
        ROW("1.e1"),
        ROW("1e"),
        ROW("1e+"),
        ROW("1 2"),
        ROW("NaN"),
        ROW("\""),
        ROW("\"open"),
        ROW("\"seven c"),
        ROW("\"\\"),
        ROW("\"\\\""),
        ROW("\"\\x\""),
        ROW("\"\\u12\""),
        ROW("\"\\u12g4\""),
        ROW("\"\\u 123\""),
        ROW("\"a\nb\""),
        ROW("\"a\x1f\""),
        ROW("\"seven c\x01\""),
        ROW("\"\xff\""),
        ROW("\"\xed\xa0\x80\""),
        ROW("\"\xc3\""),
        ROW("\"a\0b\""),
        ROW("1\0"),
        ROW("["),
        ROW("]"),
        ROW("[1"),
        ROW("[1,"),
        ROW("[1,]"),
        ROW("[,1]"),
        ROW("[1 2]"),
        ROW("[1}"),
        ROW("{\"a\":1]"),
        ROW("{"),
        ROW("{\"a\""),
        ROW("{\"a\":"),
        ROW("{\"a\":1,"),
        ROW("{\"a\":1,}"),
        ROW("{\"a\" 1}"),
        ROW("{a:1}"),
        ROW("{1:1}"),
        ROW("[]]"),
        ROW("{}{}"),
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        if (is_sound(&rows[i]) || jansson_reads(&rows[i]))
            fail_msg("row %zu: %s", i, rows[i].text);
}

static void the_rare_is_left_to_jansson(void **state)
{
    static const struct row rows[] = {
        ROW("\"\\u0000\""), ROW("\"\\ud83d\\ude00\""),
        ROW("\"\\ud83d\""), ROW("1e100"),
        ROW("1e999"),       ROW("{\"\\u0000\":1}"),
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        if (is_sound(&rows[i]))
            fail_msg("row %zu: %s", i, rows[i].text);
}

static void levels_are_counted(void **state)
{
    char text[2 * 65];
    (void)state;
    memset(text, '[', 65);
    memset(text + 65, ']', 65);

    assert_true(json_is_plainly_valid(text + 1, 2 * 64));
    assert_false(json_is_plainly_valid(text, sizeof text));
}

/* The largest number of each shape must still be one that jansson reads. */
static void digits_are_counted(void **state)
{
    char text[300];
    (void)state;
    memset(text, '9', sizeof text);
    struct row longest = {text, 203};
    memcpy(text + 200, "e99", 3);

    assert_true(is_sound(&longest));
    assert_true(jansson_reads(&longest));
    memset(text, '9', sizeof text);
    assert_false(json_is_plainly_valid(text, 201));
    text[100] = '.';
    assert_true(json_is_plainly_valid(text, 201));
    assert_false(json_is_plainly_valid(text, 202));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_ordinary_is_sound),
        cmocka_unit_test(the_wrong_is_never_sound),
        cmocka_unit_test(the_rare_is_left_to_jansson),
        cmocka_unit_test(levels_are_counted),
        cmocka_unit_test(digits_are_counted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
