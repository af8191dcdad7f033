#include "host/catalog/layer_name.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "common/compiler.h"

static void a_name_or_an_arn_names_a_layer(void **state)
{
    static const struct {
        const char *text;
        const char *name;
        const char *region;
        const char *account;
        json_int_t version;
    } rows[] = {
        {"one_-2", "one_-2", "", "", 0},
        {"arn:aws:lambda:us-east-1:000000000000:layer:one", "one", "us-east-1",
         "000000000000", 0},
        {"arn:aws-us-gov:lambda:us-gov-west-1:123456789012:layer:one:17", "one",
         "us-gov-west-1", "123456789012", 17},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct layer_name n;
        assert_true(layer_name_parse(&n, rows[i].text));
        assert_string_equal(n.name, rows[i].name);
        assert_string_equal(n.region, rows[i].region);
        assert_string_equal(n.account, rows[i].account);
        assert_int_equal(n.version, rows[i].version);
    }
}

static void other_texts_name_none(void **state)
{
    static const char *const rows[] = {
        "",
        "a b",
        "a:1",
        "arn:aws:lambda:us-east-1:000000000000:layer:",
        "arn:aws:lambda:us-east-1:000000000000:layer:a:",
        "arn:aws:lambda:us-east-1:000000000000:layer:a:x",
        "arn:aws:lambda:us-east-1:000000000000:layer:a:1:2",
        "arn:aws:lambda:us-east-1:000000000000:layer:a:9999999999999999999",
        "arn:aws:lambda:us-east-1::layer:a:1",
        "arn:aws:lambda:us-east-1:000000000000:function:a:1",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct layer_name n;
        assert_false(layer_name_parse(&n, rows[i]));
    }
}

static void an_arn_is_made_with_and_without_a_version(void **state)
{
    char arn[LAYER_ARN_SIZE];
    struct layer_name n;

    (void)state;
    layer_arn(arn, "eu-west-1", "a", 0);
    assert_string_equal(arn, "arn:aws:lambda:eu-west-1:000000000000:layer:a");
    layer_arn(arn, "eu-west-1", "a", 3);
    assert_true(layer_name_parse(&n, arn));
    assert_int_equal(n.version, 3);
    assert_true(layer_name_is_own(&n));
    assert_true(layer_name_parse(
        &n, "arn:aws:lambda:eu-west-1:123456789012:layer:a:3"));
    assert_false(layer_name_is_own(&n));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_or_an_arn_names_a_layer),
        cmocka_unit_test(other_texts_name_none),
        cmocka_unit_test(an_arn_is_made_with_and_without_a_version),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
