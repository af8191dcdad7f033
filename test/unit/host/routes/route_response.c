/* host/routes/route_response - a function's result as the response of an API.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "common/buf.h"
#include "host/routes/route_response.h"

/* "STATUS name=value;... body", or the error. */
static void check(enum route_format format, const char *text,
                  const char *wanted)
{
    AUTO(struct buf, buf_free) result = BUF(4096);
    AUTO(struct buf, buf_free) got = BUF(4096);
    struct url_response resp;
    struct error err = ERROR_NONE;

    assert_true(buf_add_str(&result, text));
    if (!route_response_make(&resp, &result, format, false, &err)) {
        if (*wanted != '?' || !strstr(err.text, wanted + 1))
            fail_msg("%s: %s", text, err.text);
        return;
    }
    assert_true(buf_printf(&got, "%u ", resp.head.status));
    for (size_t i = 0; i < resp.head.count; i++)
        assert_true(buf_printf(&got, "%s=%s;", resp.head.fields[i].name,
                               resp.head.fields[i].value));
    assert_true(buf_printf(&got, " %s", resp.body.data));
    assert_string_equal(got.data, wanted);
    url_response_clear(&resp);
}

static void results_become_responses(void **state)
{
    (void)state;
    check(ROUTE_HTTP_V2, "{\"a\":1}",
          "200 Content-Type=application/json; {\"a\":1}");
    check(ROUTE_HTTP_V1, "{\"a\":1}", "?statusCode");
    check(ROUTE_REST_API, "\"text\"", "?statusCode");
    check(ROUTE_REST_API, "{\"statusCode\":200,\"body\":\"x\"}",
          "200 Content-Type=application/json; x");
    check(ROUTE_REST_API, "{\"statusCode\":200,\"other\":1}", "?\"other\"");
    check(ROUTE_HTTP_V1, "{\"statusCode\":200,\"other\":1}",
          "200 Content-Type=application/json; ");
    check(ROUTE_REST_API, "{\"statusCode\":200,\"body\":{}}", "?body");
}

static void headers_of_several_values_are_merged(void **state)
{
    (void)state;
    check(ROUTE_REST_API,
          "{\"statusCode\":200,\"multiValueHeaders\":{\"Set-Cookie\":"
          "[\"a\",\"b\"],\"content-type\":[\"text/plain\"]}}",
          "200 Set-Cookie=a;Set-Cookie=b;content-type=text/plain; ");
    check(ROUTE_HTTP_V1,
          "{\"statusCode\":200,\"headers\":{\"x\":\"1\",\"y\":\"2\"},"
          "\"multiValueHeaders\":{\"X\":[\"1\",\"3\"]}}",
          "200 y=2;Content-Type=application/json;X=1;X=3; ");
    check(ROUTE_REST_API,
          "{\"statusCode\":200,\"multiValueHeaders\":{\"Content-Length\":"
          "[\"9\"]}}",
          "200 Content-Type=application/json; ");
    check(ROUTE_REST_API, "{\"statusCode\":200,\"multiValueHeaders\":null}",
          "200 Content-Type=application/json; ");
    check(ROUTE_REST_API, "{\"statusCode\":200,\"multiValueHeaders\":[]}",
          "?must be an object");
    check(ROUTE_REST_API,
          "{\"statusCode\":200,\"multiValueHeaders\":{\"a\":\"b\"}}",
          "?must be a list");
    check(ROUTE_REST_API,
          "{\"statusCode\":200,\"multiValueHeaders\":{\"a\":[1]}}",
          "?no string");
    check(ROUTE_REST_API,
          "{\"statusCode\":200,\"multiValueHeaders\":{\"a\":[\"\\n\"]}}",
          "?invalid in HTTP");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(results_become_responses),
        cmocka_unit_test(headers_of_several_values_are_merged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
