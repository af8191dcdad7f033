/* host/http/request_path - request targets, split and decoded. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "common/compiler.h"
#include "host/http/request_path.h"

static void a_path_is_split_before_it_is_decoded(void **state)
{
    struct request_path path;

    (void)state;
    assert_true(request_path_parse(&path, "/a/%62%2Fc/d%3a?x=1/2"));
    assert_int_equal(path.count, 3);
    assert_string_equal(path.segment[0], "a");
    assert_string_equal(path.segment[1], "b/c");
    assert_string_equal(path.segment[2], "d:");
    assert_string_equal(path.query, "x=1/2");
}

static void invalid_targets_are_rejected(void **state)
{
    static const char *const texts[] = {
        "",    "*",    "a",     "http://x/", "/%",
        "/%4", "/%zz", "/%00x", "/a%",       "/1/2/3/4/5/6/7/8/9",
    };
    char text[REQUEST_PATH_MAX_BYTES + 2];
    struct request_path path;

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++)
        assert_false(request_path_parse(&path, texts[i]));
    memset(text, '/', sizeof text);
    memset(text + 1, 'a', sizeof text - 2);
    text[sizeof text - 1] = '\0';
    assert_true(request_path_parse(&path, text + 1) == false);
    text[REQUEST_PATH_MAX_BYTES] = '\0';
    assert_true(request_path_parse(&path, text));
}

static void an_asterisk_matches_one_segment_that_is_not_empty(void **state)
{
    struct request_path path;

    (void)state;
    assert_true(request_path_parse(&path, "/a/b/c"));
    assert_true(request_path_matches(&path, "a/*/c"));
    assert_true(request_path_matches(&path, "a/b/c"));
    assert_false(request_path_matches(&path, "a/b"));
    assert_false(request_path_matches(&path, "a/b/c/d"));
    assert_false(request_path_matches(&path, "a/*"));
    assert_false(request_path_matches(&path, "a/bb/c"));
    assert_true(request_path_parse(&path, "/a//c"));
    assert_false(request_path_matches(&path, "a/*/c"));
    assert_true(request_path_matches(&path, "a//c"));
    assert_true(request_path_parse(&path, "/a/bcd"));
    assert_true(request_path_matches(&path, "a/bc*"));
    assert_false(request_path_matches(&path, "a/bcd*"));
    assert_false(request_path_matches(&path, "a/c*"));
    assert_true(request_path_matches(&path, "a/bcd/"));
    assert_false(request_path_matches(&path, "a/bcd//"));
    assert_string_equal(request_path_last(&path), "bcd");
    assert_true(request_path_parse(&path, "/a/b/"));
    assert_true(request_path_matches(&path, "a/b/"));
    assert_string_equal(request_path_last(&path), "");
    assert_false(request_path_matches(&path, "a/b"));
}

static void query_parameters_are_found_by_name(void **state)
{
    struct request_path path;
    char value[8];

    (void)state;
    assert_true(request_path_parse(&path, "/?a=1&bc=%242&long=12345678&d&e="));
    assert_true(request_path_query(&path, "a", value, sizeof value));
    assert_string_equal(value, "1");
    assert_true(request_path_query(&path, "bc", value, sizeof value));
    assert_string_equal(value, "$2");
    assert_true(request_path_query(&path, "e", value, sizeof value));
    assert_string_equal(value, "");
    assert_false(request_path_query(&path, "b", value, sizeof value));
    assert_false(request_path_query(&path, "d", value, sizeof value));
    assert_false(request_path_query(&path, "long", value, sizeof value));
    assert_true(request_path_has_query(&path, "long"));
    assert_true(request_path_has_query(&path, "e"));
    assert_false(request_path_has_query(&path, "d"));
    assert_false(request_path_has_query(&path, "c"));
}

static void each_value_of_a_parameter_comes_in_turn(void **state)
{
    struct request_path path;
    const char *query;
    char value[8];

    (void)state;
    assert_true(request_path_parse(
        &path, "/?k=one&K=x&k=12345678&k=%zz&kk=y&k=&&k=t%26o"));
    query = path.query;
    assert_true(request_path_next_query(&query, "k", value, sizeof value));
    assert_string_equal(value, "one");
    assert_true(request_path_next_query(&query, "k", value, sizeof value));
    assert_string_equal(value, "");
    assert_true(request_path_next_query(&query, "k", value, sizeof value));
    assert_string_equal(value, "t&o");
    assert_false(request_path_next_query(&query, "k", value, sizeof value));
    assert_false(request_path_next_query(&query, "k", value, sizeof value));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_path_is_split_before_it_is_decoded),
        cmocka_unit_test(invalid_targets_are_rejected),
        cmocka_unit_test(an_asterisk_matches_one_segment_that_is_not_empty),
        cmocka_unit_test(query_parameters_are_found_by_name),
        cmocka_unit_test(each_value_of_a_parameter_comes_in_turn),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
