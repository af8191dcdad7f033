/* host/urls/url_response - results of functions as HTTP responses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "common/compiler.h"
#include "host/urls/url_response.h"
#include "test/unit/support/failing.h"

/* The values of the header of this name, joined with "|". */
static const char *values(const struct url_response_head *head,
                          const char *name)
{
    static char text[256];
    size_t size = 0;

    text[0] = '\0';
    for (size_t i = 0; i < head->count; i++)
        if (!strcasecmp(head->fields[i].name, name))
            size += (size_t)snprintf(text + size, sizeof text - size, "%s%s",
                                     size ? "|" : "", head->fields[i].value);
    return text;
}

static struct url_response answer_of(const char *result)
{
    struct error err = ERROR_NONE;
    struct url_response resp;
    struct buf text = BUF(4096);

    assert_true(buf_add_str(&text, result));
    if (!url_response_make(&resp, &text, &err))
        fail_msg("%s: %s", result, err.text);
    buf_free(&text);
    return resp;
}

static void any_other_json_value_is_the_body_itself(void **state)
{
    static const struct {
        const char *result, *body;
    } rows[] = {
        {"\"hello\"", "hello"},
        {"\"h\\u00e9\\n\\\"\"", "h\xc3\xa9\n\""},
        {"\"\"", ""},
        {"null", "null"},
        {" [1, 2] ", "[1,2]"},
        {"true", "true"},
        {"1.50", "1.50"},
        {"{\"a\": 1}", "{\"a\":1}"},
        {"{\"a b\":\t\"\\\" c\\\\\",\n\"d\" : \" e \" }\n",
         "{\"a b\":\"\\\" c\\\\\",\"d\":\" e \"}"},
        {"[1e400, \"\\ud800\"]", "[1e400,\"\\ud800\"]"},
        {"{\"\\u0000\":1e400}", "{\"\\u0000\":1e400}"},
        {" \"a\\ud800\" ", "a\xef\xbf\xbd"},
        {"{\"id\":123456789012345678901234567890}",
         "{\"id\":123456789012345678901234567890}"},
        {"{\"headers\":{\"x\":\"y\"},\"body\":\"b\"}",
         "{\"headers\":{\"x\":\"y\"},\"body\":\"b\"}"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct url_response resp = answer_of(rows[i].result);
        assert_int_equal(resp.head.status, 200);
        assert_int_equal(resp.head.count, 1);
        assert_string_equal(values(&resp.head, "Content-Type"),
                            "application/json");
        assert_string_equal(resp.body.data, rows[i].body);
        url_response_clear(&resp);
    }
}

static void a_string_may_contain_nul(void **state)
{
    struct url_response resp = answer_of("\"a\\u0000b\"");

    (void)state;
    assert_int_equal(resp.body.size, 3);
    assert_memory_equal(resp.body.data, "a\0b", 3);
    url_response_clear(&resp);
}

static void an_object_with_a_status_describes_the_response(void **state)
{
    struct url_response resp = answer_of(
        "{\"statusCode\":201,\"headers\":{\"X-One\":\"1\",\"x-n\":7,"
        "\"x-t\":true,\"content-type\":\"text/plain\"},"
        "\"cookies\":[\"a=1; Path=/\",\"b=2\"],\"body\":\"h\xc3\xa9llo\","
        "\"isBase64Encoded\":false,\"unknown\":[]}");

    (void)state;
    assert_int_equal(resp.head.status, 201);
    assert_int_equal(resp.head.count, 6);
    assert_string_equal(values(&resp.head, "x-one"), "1");
    assert_string_equal(values(&resp.head, "x-n"), "7");
    assert_string_equal(values(&resp.head, "x-t"), "true");
    assert_string_equal(values(&resp.head, "content-type"), "text/plain");
    assert_string_equal(values(&resp.head, "set-cookie"), "a=1; Path=/|b=2");
    assert_string_equal(resp.body.data, "h\xc3\xa9llo");
    url_response_clear(&resp);
}

static void missing_members_have_defaults(void **state)
{
    static const char *const results[] = {
        "{\"statusCode\":200}",
        ("{\"statusCode\":\"200\",\"body\":null,\"headers\":null,"
         "\"cookies\":null}"),
        "{\"statusCode\":200.0,\"body\":\"\",\"headers\":{},\"cookies\":[]}",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(results); i++) {
        struct url_response resp = answer_of(results[i]);
        assert_int_equal(resp.head.status, 200);
        assert_int_equal(resp.head.count, 1);
        assert_string_equal(values(&resp.head, "Content-Type"),
                            "application/json");
        assert_int_equal(resp.body.size, 0);
        url_response_clear(&resp);
    }
}

static void a_status_may_be_a_string_of_digits(void **state)
{
    struct url_response resp = answer_of("{\"statusCode\":\"418\"}");

    (void)state;
    assert_int_equal(resp.head.status, 418);
    url_response_clear(&resp);
}

static void base64_is_decoded_only_if_declared(void **state)
{
    struct url_response resp = answer_of(
        "{\"statusCode\":200,\"isBase64Encoded\":true,\"body\":\"AP8=\"}");

    (void)state;
    assert_int_equal(resp.body.size, 2);
    assert_memory_equal(resp.body.data, "\0\xff", 2);
    url_response_clear(&resp);
    resp = answer_of("{\"statusCode\":200,\"body\":\"AP8=\"}");
    assert_string_equal(resp.body.data, "AP8=");
    url_response_clear(&resp);
}

static void framing_headers_are_left_out(void **state)
{
    struct url_response resp = answer_of(
        "{\"statusCode\":200,\"headers\":{\"Content-Length\":\"999\","
        "\"Transfer-Encoding\":\"chunked\",\"Connection\":\"close\","
        "\"X\":\"y\"}}");

    (void)state;
    assert_int_equal(resp.head.count, 2);
    assert_string_equal(values(&resp.head, "x"), "y");
    url_response_clear(&resp);
}

static void errors_name_what_cannot_be_sent(void **state)
{
    static const struct {
        const char *result, *why;
    } rows[] = {
        {"", "the result is not JSON"},
        {"hello", "the result is not JSON"},
        {"{\"statusCode\":200}x", "the result is not JSON"},
        {"{\"statusCode\":199}", "statusCode"},
        {"{\"statusCode\":101}", "statusCode"},
        {"{\"statusCode\":600}", "statusCode"},
        {"{\"statusCode\":-200}", "statusCode"},
        {"{\"statusCode\":200.5}", "statusCode"},
        {"{\"statusCode\":1e300}", "statusCode"},
        {"{\"statusCode\":\"ok\"}", "statusCode"},
        {"{\"statusCode\":\"0200\"}", "statusCode"},
        {"{\"statusCode\":\" 200\"}", "statusCode"},
        {"{\"statusCode\":true}", "statusCode"},
        {"{\"statusCode\":null}", "statusCode"},
        {"{\"statusCode\":[200]}", "statusCode"},
        {"{\"statusCode\":200,\"headers\":[]}", "headers"},
        {"{\"statusCode\":200,\"headers\":\"x\"}", "headers"},
        {"{\"statusCode\":200,\"headers\":{\"x\":[\"y\"]}}", "\"x\""},
        {"{\"statusCode\":200,\"headers\":{\"x\":null}}", "\"x\""},
        {"{\"statusCode\":200,\"headers\":{\"x\":\"a\\r\\nb: c\"}}", "\"x\""},
        {"{\"statusCode\":200,\"headers\":{\"x\":\"a\\u0000\"}}", "\"x\""},
        {"{\"statusCode\":200,\"headers\":{\"a b\":\"c\"}}", "\"a b\""},
        {"{\"statusCode\":200,\"headers\":{\"\":\"c\"}}", "\"\""},
        {"{\"statusCode\":200,\"headers\":{\"a:\":\"c\"}}", "\"a:\""},
        {"{\"statusCode\":200,\"headers\":{\"a\\n\":\"c\"}}", "the header"},
        {"{\"statusCode\":200,\"cookies\":\"a=1\"}", "cookies"},
        {"{\"statusCode\":200,\"cookies\":[\"a\",1]}", "cookie 2"},
        {"{\"statusCode\":200,\"cookies\":[\"a\\nb\"]}", "cookie 1"},
        {"{\"statusCode\":200,\"body\":{}}", "body"},
        {"{\"statusCode\":200,\"body\":1}", "body"},
        {"{\"statusCode\":200,\"isBase64Encoded\":true,\"body\":\"%\"}",
         "base64"},
        {"{\"statusCode\":200,\"n\":1e400}", "cannot be read: real number"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct error err = ERROR_NONE;
        struct url_response resp;
        struct buf text = BUF(4096);
        assert_true(buf_add_str(&text, rows[i].result));
        if (url_response_make(&resp, &text, &err) ||
            !strstr(err.text, rows[i].why))
            fail_msg("%s: %s", rows[i].result, err.text);
        assert_null(resp.head.fields);
        assert_int_equal(resp.body.capacity, 0);
        buf_free(&text);
    }
}

static void a_prelude_may_be_empty(void **state)
{
    struct error err = ERROR_NONE;
    struct url_response_head head;

    (void)state;
    assert_true(url_response_head_parse(&head, "{}", 2, NULL, &err));
    assert_int_equal(head.status, 200);
    assert_int_equal(head.count, 0);
    url_response_head_clear(&head);
    url_response_head_clear(&head);
    assert_false(url_response_head_parse(&head, "[]", 2, NULL, &err));
    assert_false(url_response_head_parse(&head, "{", 1, NULL, &err));
    url_response_head_clear(&head);
}

static void a_response_fails_without_memory(void **state)
{
    static const char *const results[] = {
        "\"text\"", "[1]",
        ("{\"statusCode\":200,\"headers\":{\"a\":1},\"cookies\":[\"b\"],"
         "\"body\":\"AP8=\",\"isBase64Encoded\":true}")};

    (void)state;
    for (size_t i = 0; i < COUNT(results); i++) {
        bool ok = false;
        for (int n = 1; !ok; n++) {
            struct error err = ERROR_NONE;
            struct buf text = BUF(4096);
            struct url_response resp;
            assert_true(buf_add_str(&text, results[i]));
            failing_from(n);
            ok = url_response_make(&resp, &text, &err);
            assert_true(ok != failing_happened());
            assert_true(ok == !*err.text);
            failing_from(0);
            url_response_clear(&resp);
            buf_free(&text);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_other_json_value_is_the_body_itself),
        cmocka_unit_test(a_string_may_contain_nul),
        cmocka_unit_test(an_object_with_a_status_describes_the_response),
        cmocka_unit_test(missing_members_have_defaults),
        cmocka_unit_test(a_status_may_be_a_string_of_digits),
        cmocka_unit_test(base64_is_decoded_only_if_declared),
        cmocka_unit_test(framing_headers_are_left_out),
        cmocka_unit_test(errors_name_what_cannot_be_sent),
        cmocka_unit_test(a_prelude_may_be_empty),
        cmocka_unit_test(a_response_fails_without_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
