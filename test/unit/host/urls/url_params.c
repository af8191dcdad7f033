/* host/urls/url_params - parameters as a JSON object: joined and decoded. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "common/compiler.h"
#include "host/urls/url_params.h"

static void a_query_is_decoded_and_repeated_names_are_joined(void **state)
{
    static const struct {
        const char *query, *json;
    } rows[] = {
        {"", "{}"},
        {"&&", "{}"},
        {"a=1", "{\"a\":\"1\"}"},
        {"b=2&a=1", "{\"a\":\"1\",\"b\":\"2\"}"},
        {"a=1&b=2&a=3&a=", "{\"a\":\"1,3,\",\"b\":\"2\"}"},
        {"a=2%2C3&a=1", "{\"a\":\"2,3,1\"}"},
        {"flag", "{\"flag\":\"\"}"},
        {"=e", "{\"\":\"e\"}"},
        {"c==d", "{\"c\":\"=d\"}"},
        {"a%3Db=x+y%20z", "{\"a=b\":\"x y z\"}"},
        {"%41=1&A=2", "{\"A\":\"1,2\"}"},
        {"A=1&a=2", "{\"A\":\"1\",\"a\":\"2\"}"},
        {"a=%zz&b=%4&c=%", "{\"a\":\"%zz\",\"b\":\"%4\",\"c\":\"%\"}"},
        {"a=x%00y", "{\"a\":\"x\\u0000y\"}"},
        {"a=%ff", "{\"a\":\"\xef\xbf\xbd\"}"},
        {"a=%C3%A9", "{\"a\":\"\xc3\xa9\"}"},
        {"a=\"%0a", "{\"a\":\"\\\"\\n\"}"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct buf out = BUF(4096);
        assert_true(
            url_params_add_query(&out, rows[i].query, URL_VALUES_JOINED));
        assert_string_equal(out.data, rows[i].json);
        buf_free(&out);
    }
}

static void names_become_lower_case_only_on_request(void **state)
{
    struct url_param list[] = {
        {"X-b", 3, "1", 1, 0}, {"x-A", 3, "2", 1, 0}, {"X-B", 3, "3", 1, 0}};
    struct buf out = BUF(4096);

    (void)state;
    assert_true(
        url_params_add(&out, list, COUNT(list), false, URL_VALUES_JOINED));
    assert_string_equal(out.data,
                        "{\"X-B\":\"3\",\"X-b\":\"1\",\"x-A\":\"2\"}");
    buf_clear(&out);
    assert_true(
        url_params_add(&out, list, COUNT(list), true, URL_VALUES_JOINED));
    assert_string_equal(out.data, "{\"x-a\":\"2\",\"x-b\":\"3,1\"}");
    buf_free(&out);
}

/* Sorting keeps the time for many names from growing quadratically. */
static void many_names_take_little_time(void **state)
{
    struct buf query = BUF((size_t)1024 * 1024);
    struct buf out = BUF((size_t)1024 * 1024);

    (void)state;
    for (int i = 0; i < 20000; i++)
        assert_true(buf_printf(&query, "a%d=%d&b=%d&", i, i, i % 10));
    assert_true(url_params_add_query(&out, query.data, URL_VALUES_JOINED));
    assert_non_null(strstr(out.data, "\"a19999\":\"19999\""));
    assert_non_null(strstr(out.data, "\"b\":\"0,1,2,3,4,5,6,7,8,9,0,"));
    buf_free(&query);
    buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_query_is_decoded_and_repeated_names_are_joined),
        cmocka_unit_test(names_become_lower_case_only_on_request),
        cmocka_unit_test(many_names_take_little_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
