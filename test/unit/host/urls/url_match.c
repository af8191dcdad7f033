/* host/urls/url_match - the function whose URL a request is for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "common/compiler.h"
#include "host/urls/url_match.h"

#define SIXTY_FOUR                                                             \
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static void a_url_is_found_by_host_or_path(void **state)
{
    static const struct {
        const char *host, *raw, *name, *domain, *path, *query;
    } rows[] = {
        {"localhost:9000", "/lambda-url/one/a/b?c=d", "one", "localhost",
         "/a/b", "c=d"},
        {"[::1]:9000", "/lambda-url/one", "one", "[::1]", "/", ""},
        {NULL, "/lambda-url/one?", "one", "", "/", ""},
        {"x", "/lambda-url//x", "", "x", "/x", ""},
        {"x", "/lambda-url/" SIXTY_FOUR, SIXTY_FOUR, "x", "/", ""},
        {"x", "/lambda-url/" SIXTY_FOUR "x/y", "", "x", "/y", ""},
        {"one.lambda-url.localhost", "/", "one", "one.lambda-url.localhost",
         "/", ""},
        {"One.LAMBDA-URL.localhost:1", "/a?b?c", "One",
         "One.LAMBDA-URL.localhost", "/a", "b?c"},
        {".lambda-url.localhost", "*", "", ".lambda-url.localhost", "*", ""},
        {"one.lambda-url.localhost", "?a", "one", "one.lambda-url.localhost",
         "/", "a"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct url_target t;
        char path[64];
        assert_true(url_match_parse(&t, rows[i].host, rows[i].raw));
        assert_string_equal(t.name, rows[i].name);
        assert_string_equal(t.domain, rows[i].domain);
        (void)snprintf(path, sizeof path, "%.*s", (int)t.path_size, t.path);
        assert_string_equal(path, rows[i].path);
        assert_string_equal(t.query, rows[i].query);
    }
}

static void the_url_of_an_alias_names_it(void **state)
{
    static const struct {
        const char *host, *raw, *name, *alias;
    } rows[] = {
        {"localhost", "/lambda-url/one:live/a:b", "one", "live"},
        {"localhost", "/lambda-url/one/a:b", "one", ""},
        {"localhost", "/lambda-url/one:", "one", ""},
        {"live.one.lambda-url.localhost", "/", "one", "live"},
        {"one.lambda-url.localhost", "/a:b", "one", ""},
        /* One that is too long is not the function's own. */
        {"x", "/lambda-url/one:" SIXTY_FOUR SIXTY_FOUR "x", "", ""},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct url_target t;
        assert_true(url_match_parse(&t, rows[i].host, rows[i].raw));
        assert_string_equal(t.name, rows[i].name);
        assert_string_equal(t.alias, rows[i].alias);
    }
}

static void other_requests_are_not_for_a_url(void **state)
{
    static const struct {
        const char *host, *raw;
    } rows[] = {
        {"localhost", "/"},
        {"localhost", "/lambda-url"},
        {"localhost", "/Lambda-url/one/"},
        {"localhost", "//lambda-url/one/"},
        {"localhost", "/x/lambda-url/one/"},
        {"lambda-url.localhost", "/"},
        {"one.lambda-url.localhost.evil", "/"},
        {"one.localhost", "/"},
        {"", ""},
        {NULL, "*"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct url_target t;
        assert_false(url_match_parse(&t, rows[i].host, rows[i].raw));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_url_is_found_by_host_or_path),
        cmocka_unit_test(the_url_of_an_alias_names_it),
        cmocka_unit_test(other_requests_are_not_for_a_url),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
