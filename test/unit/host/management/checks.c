/* host/management/checks - AWS's constraints on the members of a request. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdbool.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "host/management/checks.h"

static unsigned failures(const char *text, size_t most)
{
    struct checks checks = CHECKS;
    json_t *value = json_string(text);

    assert_non_null(value);
    checks_length(&checks, value, "description", most);
    json_decref(value);
    unsigned count = checks.count;
    buf_free(&checks.text);
    return count;
}

/* As Java counts it: units of UTF-16. */
static void the_length_of_a_text_is_that_of_its_characters(void **state)
{
    (void)state;
    assert_int_equal(failures("abc", 3), 0);
    assert_int_equal(failures("abcd", 3), 1);
    assert_int_equal(failures("\xc3\xa9\xc3\xa9\xe2\x82\xac", 3), 0);
    assert_int_equal(failures("\xc3\xa9\xc3\xa9\xe2\x82\xac\xc3\xa9", 3), 1);
    assert_int_equal(failures("\xf0\x9f\xa6\x8b", 2), 0);
    assert_int_equal(failures("\xf0\x9f\xa6\x8b", 1), 1);
}

static void all_that_does_not_hold_is_told_together(void **state)
{
    static const char *const words[] = {"Zip", "Image", NULL};
    struct checks checks = CHECKS;
    json_t *number = json_integer(0);
    json_t *text = json_string("zip");

    (void)state;
    checks_required(&checks, NULL, "functionName");
    checks_range(&checks, number, "timeout", 1, 900);
    checks_enum(&checks, text, "packageType", words, "[Zip, Image]");
    checks_pattern(&checks, text, "handler", "[A-Z]+", "[A-Z]+");
    checks_range(&checks, NULL, "memorySize", 128, 10240);
    assert_int_equal(checks.count, 4);
    assert_string_equal(
        checks.text.data,
        "Value null at 'functionName' failed to satisfy constraint: Member "
        "must not be null; Value '0' at 'timeout' failed to satisfy "
        "constraint: Member must have value greater than or equal to 1; Value "
        "'zip' at 'packageType' failed to satisfy constraint: Member must "
        "satisfy enum value set: [Zip, Image]; Value 'zip' at 'handler' "
        "failed to satisfy constraint: Member must satisfy regular expression "
        "pattern: [A-Z]+");
    buf_free(&checks.text);
    json_decref(number);
    json_decref(text);
}

static bool contains(const struct checks *checks, const char *text)
{
    return strstr(checks->text.data, text) != NULL;
}

static void of_a_long_value_the_beginning_is_told(void **state)
{
    struct checks checks = CHECKS;
    static char text[CHECKS_VALUE_MAX + 3];

    (void)state;
    memset(text, 'a', CHECKS_VALUE_MAX);
    checks_add(&checks, text, "description", "C");
    assert_true(contains(&checks, "a' at 'description'"));
    /* A character is not cut. */
    memcpy(text + CHECKS_VALUE_MAX - 1, "\xe2\x82\xac", 3);
    checks_add(&checks, text, "handler", "C");
    assert_true(contains(&checks,
                         "aa... (of 16386 bytes)' at 'handler' failed to "
                         "satisfy constraint: C"));
    buf_free(&checks.text);
}

static void what_has_no_room_is_counted(void **state)
{
    struct checks checks = CHECKS;
    static char text[CHECKS_VALUE_MAX + 1];

    (void)state;
    memset(text, 'a', CHECKS_VALUE_MAX);
    for (int i = 0; i < 20; i++)
        checks_add(&checks, text, "layers", "C");
    checks_add(&checks, "short", "handler", "C");
    assert_int_equal(checks.count, 21);
    assert_true(contains(&checks,
                         "Value 'short' at 'handler' failed to satisfy "
                         "constraint: C"));
    buf_free(&checks.text);
}

static void a_null_is_as_an_absent_member(void **state)
{
    static const struct checks_type types[] = {
        {"A", JSON_STRING}, {"B", JSON_INTEGER}, {"C", JSON_TRUE}};
    json_t *good = json_loads("{\"A\":null,\"B\":1,\"C\":false}", 0, NULL);

    (void)state;
    assert_true(checks_types(good, types, 3, NULL));
    assert_null(json_object_get(good, "A"));
    json_decref(good);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_length_of_a_text_is_that_of_its_characters),
        cmocka_unit_test(all_that_does_not_hold_is_told_together),
        cmocka_unit_test(of_a_long_value_the_beginning_is_told),
        cmocka_unit_test(what_has_no_room_is_counted),
        cmocka_unit_test(a_null_is_as_an_absent_member),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
