/* host/http/request_path - request targets, cut and decoded; addresses to
 * listen at. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "common/compiler.h"
#include "host/base/listen_address.h"
#include "host/http/request_path.h"

static void a_path_is_cut_before_it_is_decoded(void **state)
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

static void a_target_that_is_no_path_is_refused(void **state)
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

static void a_star_stands_for_one_segment_that_is_there(void **state)
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
    assert_true(request_path_parse(&path, "/a/b/"));
    assert_false(request_path_matches(&path, "a/b"));
}

static void a_query_is_read_by_its_names(void **state)
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

static void only_loopback_is_an_address_to_listen_at(void **state)
{
    static const char *const good[] = {"127.0.0.1:9000", "127.9.9.9:0",
                                       "localhost:1", "[::1]:65535"};
    static const char *const bad[] = {
        "",           "9000",        ":9000",        "127.0.0.1",
        "127.0.0.1:", "1.2.3.4:1",   "0.0.0.0:1",    "[::]:1",
        "::1:1",      "localhost:x", "localhost:-1", "localhost:65536",
        "127.1:1",    "evil:1",      "localhost:1 ", "localhost:00000001"};

    (void)state;
    for (size_t i = 0; i < COUNT(good); i++) {
        struct listen_address a;
        struct error why = ERROR_NONE;
        assert_true(listen_address_parse(&a, good[i], &why));
    }
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct listen_address a;
        struct error why = ERROR_NONE;
        if (listen_address_parse(&a, bad[i], &why) || !*why.text)
            fail_msg("taken: %s", bad[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_path_is_cut_before_it_is_decoded),
        cmocka_unit_test(a_target_that_is_no_path_is_refused),
        cmocka_unit_test(a_star_stands_for_one_segment_that_is_there),
        cmocka_unit_test(a_query_is_read_by_its_names),
        cmocka_unit_test(only_loopback_is_an_address_to_listen_at),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
