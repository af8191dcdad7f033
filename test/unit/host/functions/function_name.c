/* host/functions/function_name - the forms in which a function is named. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "common/compiler.h"
#include "host/functions/function_name.h"

#define SIXTY_FOUR                                                             \
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define ARN "arn:aws:lambda:us-east-1:000000000000:function:"

static void every_form_is_accepted(void **state)
{
    static const struct {
        const char *text, *name, *qualifier;
    } rows[] = {
        {"one", "one", ""},
        {"One-2_x", "One-2_x", ""},
        {SIXTY_FOUR, SIXTY_FOUR, ""},
        {"one:$LATEST", "one", "$LATEST"},
        {"one:7", "one", "7"},
        {"function:one", "one", ""},
        {"function:one:prod", "one", "prod"},
        {"123456789012:function:one", "one", ""},
        {"123456789012:function:one:7", "one", "7"},
        {ARN "one", "one", ""},
        {ARN "one:$LATEST", "one", "$LATEST"},
        {"arn:aws-cn:lambda:cn-north-1:123456789012:function:one", "one", ""},
        {"function", "function", ""},
        {"arn:aws:lambda:us-east-1:000000000000:one", "one", ""},
        {"arn:aws:lambda:us-east-1:000000000000:function", "function", ""},
        {"arn", "arn", ""},
        {"123456789012:one:7", "one", "7"},
        {"us-east-1:123456789012:function:one", "one", ""},
        {"us-gov-west-1:123456789012:function:one:7", "one", "7"},
        {"us-east-1", "us-east-1", ""},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct function_name n;
        assert_true(function_name_parse(&n, rows[i].text));
        assert_string_equal(n.name, rows[i].name);
        assert_string_equal(n.qualifier, rows[i].qualifier);
    }
}

static void the_region_is_kept(void **state)
{
    static const struct {
        const char *text;
        const char *region;
    } rows[] = {
        {"one", ""},
        {"us-east-1", ""},
        {"function:one:7", ""},
        {"arn:aws:lambda:one", ""},
        {"123456789012:function:one", ""},
        {"us-gov-west-1:123456789012:function:one", "us-gov-west-1"},
        {"arn:aws-cn:lambda:cn-north-1:123456789012:function:one:7",
         "cn-north-1"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct function_name n;
        assert_true(function_name_parse(&n, rows[i].text));
        assert_string_equal(n.region, rows[i].region);
    }
}

static void a_text_without_a_valid_form_is_refused(void **state)
{
    static const char *const texts[] = {
        "",
        ":",
        "one:",
        ":one",
        "a b",
        "a/b",
        "../one",
        "one.two",
        "\xc3\xa9",
        SIXTY_FOUR "x",
        "one:a b",
        "one:$latest",
        "one:a:b",
        "12:function:one",
        "123456789012:one:one:one",
        ARN,
        ARN "one:7:8",
        ARN "one:",
        "arn:aws:s3:us-east-1:000000000000:function:one",
        "arn:aws:lambda:us-east-1:0:function:one",
        "arn:aws:lambda::000000000000:function:one",
        "arn:aws:lambda:us-east-1:000000000000:layer:one",
        "a:b:c:d:e:f:g:h:i:j",
        "::::::::",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct function_name n;
        if (function_name_parse(&n, texts[i]))
            fail_msg("taken: %s", texts[i]);
    }
}

static void a_text_of_any_length_is_refused(void **state)
{
    char text[5000];
    struct function_name n;

    (void)state;
    memset(text, 'a', sizeof text);
    text[sizeof text - 1] = '\0';
    assert_false(function_name_parse(&n, text));
    memset(text, ':', sizeof text - 1);
    assert_false(function_name_parse(&n, text));
}

static void an_arn_has_a_qualifier_only_if_there_is_one(void **state)
{
    char arn[FUNCTION_ARN_SIZE];

    (void)state;
    function_arn(arn, "us-east-1", "one", "");
    assert_string_equal(arn, ARN "one");
    function_arn(arn, "us-east-1", "one", "$LATEST");
    assert_string_equal(arn, ARN "one:$LATEST");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_form_is_accepted),
        cmocka_unit_test(the_region_is_kept),
        cmocka_unit_test(a_text_without_a_valid_form_is_refused),
        cmocka_unit_test(a_text_of_any_length_is_refused),
        cmocka_unit_test(an_arn_has_a_qualifier_only_if_there_is_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
