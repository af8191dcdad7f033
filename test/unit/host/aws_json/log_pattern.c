/* host/aws_json/log_pattern - which lines a filter pattern matches. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "host/aws_json/log_pattern.h"

static bool is_pattern(const char *text)
{
    struct log_pattern pattern;

    return log_pattern_parse(&pattern, text);
}

static bool matches(const char *text, const char *message)
{
    static const char id[] = "17e9c842-768e-470d-bc11-b2890da6b48d";
    struct log_pattern pattern;
    const struct log_line line = {.request = id,
                                  .request_size = strlen(id),
                                  .text = message,
                                  .text_size = strlen(message)};

    assert_true(log_pattern_parse(&pattern, text));
    return log_pattern_matches(&pattern, &line);
}

static void terms(void **state)
{
    (void)state;
    assert_true(matches(NULL, "x") && matches("  ", "x"));
    assert_true(matches("a b", "b a") && !matches("a b", "b"));
    assert_true(matches("\"a b\"", "xa bx") && !matches("\"a b\"", "b a"));
    assert_true(matches("\"say \\\"a\\\"\"", "say \"a\""));
    assert_true(matches("?a ?b", "b") && !matches("?a ?b", "c"));
    assert_true(matches("a ?b", "a") && !matches("a ?b", "b"));
    assert_true(matches("a -b", "a") && !matches("a -b", "a b"));
    assert_true(matches("-\"b c\"", "b") && !matches("-\"b c\"", "b c"));
    assert_true(matches("17e9c842-768e-470d-bc11-b2890da6b48d", "x"));
}

static void json(void **state)
{
    static const char line[] =
        "{\"a\":{\"b\":[1,{\"c\":\"error\"}]},\"n\":2.5}";

    (void)state;
    assert_true(matches("{ $.n = 2.5 }", line));
    assert_true(matches("{$.n>=2.5}", line) && !matches("{$.n<2.5}", line));
    assert_true(matches("{ $.a.b[1].c = \"err*\" }", line));
    assert_true(matches("{ $.a.b[1].c != warn && $.n < 3 }", line));
    assert_true(matches("{ $.x = 1 || $.n = 2.5 }", line));
    assert_false(matches("{ $.x = 1 }", line));
    assert_false(matches("{ $.n = 2.5 }", "no json 2.5"));
    assert_true(matches("{ $.n = 1 }", "TIME\tID\tINFO\t{\"n\":1}"));
    assert_false(matches("{ $.n = 1 }", ""));
}

static void no_patterns(void **state)
{
    static const char *const texts[] = {"\"open",
                                        "-",
                                        "?",
                                        "{ $.a = 1",
                                        "{ a = 1 }",
                                        "{ $.a }",
                                        "{ $.a = }",
                                        "{ $.a = 1 } x",
                                        "[a, b]",
                                        "%re%",
                                        "{ $.a = \"x }",
                                        "{ $.a = 1 && $.b = 1 || $.c = 1 }"};

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_false(is_pattern(texts[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(terms),
        cmocka_unit_test(json),
        cmocka_unit_test(no_patterns),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
