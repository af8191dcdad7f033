/* host/logbook/log_group_search - patterns of names, and values of tags. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "common/compiler.h"
#include "host/logbook/log_group_search.h"

static void patterns_have_parts_of_3_to_24_letters(void **state)
{
    static const char *const right[] = {"abc", "^/aws/lambda|discovery",
                                        "a.b-_/#", "abcdefghijklmnopqrstuvwx",
                                        "^abc|^abc|^abc|^abc|^abc"};
    static const char *const wrong[] = {"",
                                        "ab",
                                        "^ab",
                                        "^",
                                        "|abc",
                                        "abc|",
                                        "abc|ab",
                                        "a*c",
                                        "ab^c",
                                        "abcdefghijklmnopqrstuvwxy",
                                        "abc|abc|abc|abc|abc|abc"};

    (void)state;
    for (size_t i = 0; i < COUNT(right); i++)
        if (!log_group_search_is_pattern(right[i]))
            fail_msg("%s", right[i]);
    for (size_t i = 0; i < COUNT(wrong); i++)
        if (log_group_search_is_pattern(wrong[i]))
            fail_msg("%s", wrong[i]);
}

static void names_match_at_the_beginning_or_anywhere(void **state)
{
    static const struct {
        const char *pattern, *name;
        bool matches;
    } rows[] = {
        {"abc", "abc", true},
        {"abc", "xabcx", true},
        {"^abc", "abcx", true},
        {"^abc", "xabc", false},
        {"abc", "ABC", false},
        {"^/aws|disc", "/aws/lambda/a", true},
        {"^/aws|disc", "my-disco", true},
        {"^/aws|disc", "my/aws", false},
        {"xyz|^abc", "abc", true},
        {"a.c", "abc", false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        if (log_group_search_matches(rows[i].pattern, rows[i].name) !=
            rows[i].matches)
            fail_msg("%s %s", rows[i].pattern, rows[i].name);
}

static void values_of_tags_have_stars_and_negation(void **state)
{
    static const struct {
        const char *pattern, *value;
        bool is;
    } rows[] = {
        {"prod", "prod", true},
        {"prod", "Prod", false},
        {"prod", "prod1", false},
        {"prod*", "Production", true},
        {"prod*", "my-prod", false},
        {"*prod", "my-PROD", true},
        {"*prod", "prod1", false},
        {"*prod*", "my-prod-1", true},
        {"*prod*", "dev", false},
        {"!prod", "dev", true},
        {"!prod", "prod", false},
        {"!prod*", "production", false},
        {"*", "", true},
        {"**", "any", true},
        {"", "", true},
        {"", "a", false},
        {"!", "a", true},
        {"a*", "", false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        if (log_group_search_is_value(rows[i].pattern, rows[i].value) !=
            rows[i].is)
            fail_msg("%s %s", rows[i].pattern, rows[i].value);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(patterns_have_parts_of_3_to_24_letters),
        cmocka_unit_test(names_match_at_the_beginning_or_anywhere),
        cmocka_unit_test(values_of_tags_have_stars_and_negation),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
