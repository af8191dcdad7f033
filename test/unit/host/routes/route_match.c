/* host/routes/route_match - which route a request takes, and its parameters. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "host/routes/route_match.h"

/* The first API is a REST API, the second an HTTP API. */
static struct route_api apis[2] = {{.kind = API_REST}, {.kind = API_HTTP}};

static const char *choose(struct api_route *routes, size_t count,
                          const char *method, const char *path)
{
    static char chosen[128];
    const struct route_table t = {.apis = apis,
                                  .api_count = COUNT(apis),
                                  .routes = routes,
                                  .route_count = count};
    struct route_match match = {.route = NULL};

    route_match_try(&match, &t, method, path, strlen(path));
    if (!match.route)
        return "none";
    (void)snprintf(chosen, sizeof chosen, "%s %s", match.route->method,
                   match.route->path);
    return chosen;
}

static void the_most_specific_route_is_taken(void **state)
{
    char root[] = "/";
    char items[] = "/items";
    char item[] = "/items/{id}";
    char new[] = "/items/new";
    char rest[] = "/items/{rest+}";
    char all[] = "/{proxy+}";
    char any[] = "";
    struct api_route routes[] = {
        {.method = "*", .path = all, .api = 1},
        {.method = "GET", .path = root, .api = 1},
        {.method = "GET", .path = items, .api = 1},
        {.method = "*", .path = item, .api = 1},
        {.method = "GET", .path = item, .api = 1},
        {.method = "GET", .path = new, .api = 1},
        {.method = "POST", .path = rest, .api = 1},
        {.method = "*", .path = any, .api = 1},
    };
    static const char *const cases[][3] = {
        {"GET", "/", "GET /"},
        {"POST", "/", "* "},
        {"GET", "/items", "GET /items"},
        {"GET", "/items/", "GET /items"},
        {"POST", "/items", "* /{proxy+}"},
        {"GET", "/items/7", "GET /items/{id}"},
        {"PUT", "/items/7", "* /items/{id}"},
        {"GET", "/items/new", "GET /items/new"},
        {"PUT", "/items/new", "* /items/{id}"},
        {"POST", "/items/7/a", "POST /items/{rest+}"},
        {"GET", "/items/7/a", "* /{proxy+}"},
        {"GET", "/itemsx", "* /{proxy+}"},
        {"GET", "/Items", "* /{proxy+}"},
        {"GET", "/a/b/c", "* /{proxy+}"},
        {"GET", "//", "GET /"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        if (strcmp(choose(routes, COUNT(routes), cases[i][0], cases[i][1]),
                   cases[i][2]) != 0)
            fail_msg("%s %s: %s", cases[i][0], cases[i][1],
                     choose(routes, COUNT(routes), cases[i][0], cases[i][1]));
}

static void in_a_rest_api_the_path_chooses_first(void **state)
{
    char hello[] = "/hello";
    char all[] = "/{proxy+}";
    struct api_route routes[] = {
        {.method = "GET", .path = hello, .api = 0},
        {.method = "*", .path = all, .api = 0},
    };

    (void)state;
    assert_string_equal(choose(routes, 2, "GET", "/hello"), "GET /hello");
    assert_string_equal(choose(routes, 2, "POST", "/hello"), "none");
    assert_string_equal(choose(routes, 2, "POST", "/other"), "* /{proxy+}");
    assert_string_equal(choose(routes, 2, "POST", "/"), "none");
    routes[1].api = 1;
    assert_string_equal(choose(routes, 2, "POST", "/hello"), "* /{proxy+}");
}

static void check_parameters(const char *route_path, const char *path,
                             const char *wanted)
{
    AUTO(struct buf, buf_free) got = BUF(1024);
    AUTO(struct buf, buf_free) copy = BUF(1024);
    struct route_parameters p;

    assert_true(buf_add_str(&copy, route_path));
    const struct api_route route = {.path = (char *)(uintptr_t)copy.data};
    assert_true(route_parameters_make(&p, &route, path, strlen(path)));
    for (size_t i = 0; i < p.count; i++)
        assert_true(buf_printf(&got, "%.*s=%.*s;", (int)p.list[i].name_size,
                               p.list[i].name, (int)p.list[i].value_size,
                               p.list[i].value));
    assert_string_equal(got.data, wanted);
    route_parameters_free(&p);
}

static void parameters_are_decoded(void **state)
{
    (void)state;
    check_parameters("/a/{b}/{c+}", "/a/x%20y/1/2%2f3/", "b=x y;c=1/2/3/;");
    check_parameters("/{a}", "/%zz+", "a=%zz+;");
    check_parameters("/{a}/b", "/%C3%A9/b", "a=\xc3\xa9;");
    check_parameters("/a", "/a", "");
    check_parameters("", "/a/b", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_most_specific_route_is_taken),
        cmocka_unit_test(in_a_rest_api_the_path_chooses_first),
        cmocka_unit_test(parameters_are_decoded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
