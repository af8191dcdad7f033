/* host/urls/url_event - HTTP requests as events of payload format 2.0. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "host/urls/url_event.h"
#include "test/unit/support/failing.h"

enum { EVENT_MAX = 64 * 1024 };

static struct url_param pair(const char *name, const char *value)
{
    return (struct url_param){.name = name,
                              .name_size = strlen(name),
                              .value = value,
                              .value_size = strlen(value)};
}

static struct url_request plain(void)
{
    return (struct url_request){
        .method = "GET",
        .version = "HTTP/1.1",
        .path = "/",
        .path_size = 1,
        .query = "",
        .body = "",
        .domain = "one.lambda-url.localhost",
        .function = "one",
        .source_ip = "127.0.0.1",
        .request_id = "id-1",
        .trace_id = "Root=1-2-3",
        .port = 9000,
        .now_ms = 1583348638390,
    };
}

static json_t *event_of(const struct url_request *u)
{
    struct buf out = BUF(EVENT_MAX);

    assert_true(url_event_make(&out, u));
    json_t *event = json_loadb(out.data, out.size,
                               JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL);
    assert_non_null(event);
    buf_free(&out);
    return event;
}

/* The text of the member "a.b.c"; NULL if there is none. */
static const char *at(const json_t *value, const char *path)
{
    char name[64];

    while (value && *path) {
        size_t size = strcspn(path, ".");
        (void)snprintf(name, sizeof name, "%.*s", (int)size, path);
        value = json_object_get(value, name);
        path += size + (path[size] == '.');
    }
    return json_string_value(value);
}

static void a_minimal_request_has_every_required_member(void **state)
{
    struct url_request u = plain();
    json_t *event = event_of(&u);

    (void)state;
    json_t *wanted = json_pack(
        "{s:s,s:s,s:s,s:s,s:{s:s,s:s,s:s,s:s},"
        "s:{s:s,s:s,s:n,s:s,s:s,s:{s:s,s:s,s:s,s:s,s:s},s:s,s:s,s:s,s:s,s:I},"
        "s:b}",
        "version", "2.0", "routeKey", "$default", "rawPath", "/",
        "rawQueryString", "", "headers", "x-amzn-trace-id", "Root=1-2-3",
        "x-forwarded-for", "127.0.0.1", "x-forwarded-port", "9000",
        "x-forwarded-proto", "http", "requestContext", "accountId", "anonymous",
        "apiId", "one", "authentication", "domainName",
        "one.lambda-url.localhost", "domainPrefix", "one", "http", "method",
        "GET", "path", "/", "protocol", "HTTP/1.1", "sourceIp", "127.0.0.1",
        "userAgent", "", "requestId", "id-1", "routeKey", "$default", "stage",
        "$default", "time", "04/Mar/2020:19:03:58 +0000", "timeEpoch",
        (json_int_t)1583348638390, "isBase64Encoded", 0);
    assert_non_null(wanted);
    if (!json_equal(event, wanted))
        fail_msg("%s", json_dumps(event, JSON_INDENT(1)));
    json_decref(wanted);
    json_decref(event);
}

static void the_path_stays_encoded_and_the_query_is_also_parsed(void **state)
{
    struct url_request u = plain();

    (void)state;
    u.path = "/pa2%Fth/%C3%A9";
    u.path_size = strlen(u.path);
    u.query = "a=1&b=x%20y";
    json_t *event = event_of(&u);
    assert_string_equal(at(event, "rawPath"), u.path);
    assert_string_equal(at(event, "requestContext.http.path"), u.path);
    assert_string_equal(at(event, "rawQueryString"), u.query);
    assert_string_equal(at(event, "queryStringParameters.b"), "x y");
    json_decref(event);
}

static void
headers_are_lower_case_and_those_that_repeat_are_joined(void **state)
{
    const struct url_param headers[] = {
        pair("X-Two", "1"),
        pair("Host", "one.lambda-url.localhost:9000"),
        pair("x-TWO", "2"),
        pair("User-Agent", "curl"),
        pair("Content-Length", "0"),
        pair("X-Two", "3"),
        pair("X-Forwarded-For", "10.0.0.9"),
        pair("X-Forwarded-Proto", "https"),
        pair("X-Amzn-Trace-Id", "theirs"),
        pair("Connection", "close"),
        pair("Upgrade", "h2c"),
        pair("Transfer-Encoding", "chunked"),
    };
    struct url_request u = plain();

    (void)state;
    u.headers = headers;
    u.header_count = COUNT(headers);
    json_t *event = event_of(&u);
    const json_t *h = json_object_get(event, "headers");
    assert_int_equal(json_object_size(h), 8);
    assert_string_equal(at(h, "x-two"), "1,2,3");
    assert_string_equal(at(h, "host"), "one.lambda-url.localhost:9000");
    assert_string_equal(at(h, "user-agent"), "curl");
    assert_string_equal(at(h, "content-length"), "0");
    assert_string_equal(at(h, "x-forwarded-for"), "10.0.0.9,127.0.0.1");
    assert_string_equal(at(h, "x-forwarded-proto"), "https");
    assert_string_equal(at(h, "x-forwarded-port"), "9000");
    assert_string_equal(at(h, "x-amzn-trace-id"), "Root=1-2-3");
    assert_string_equal(at(event, "requestContext.http.userAgent"), "curl");
    json_decref(event);
}

static void cookies_are_a_list(void **state)
{
    const struct url_param headers[] = {
        pair("Cookie", "a=1; b=\"x y\";  ;c"),
        pair("cookie", "d=4"),
        pair("Cookie", " ; "),
    };
    static const char *const wanted[] = {"a=1", "b=\"x y\"", "c", "d=4"};
    struct url_request u = plain();

    (void)state;
    u.headers = headers;
    u.header_count = COUNT(headers);
    json_t *event = event_of(&u);
    const json_t *cookies = json_object_get(event, "cookies");
    assert_int_equal(json_array_size(cookies), COUNT(wanted));
    for (size_t i = 0; i < COUNT(wanted); i++)
        assert_string_equal(json_string_value(json_array_get(cookies, i)),
                            wanted[i]);
    assert_null(at(event, "headers.cookie"));
    json_decref(event);
    u.headers = &headers[2];
    u.header_count = 1;
    event = event_of(&u);
    assert_null(json_object_get(event, "cookies"));
    json_decref(event);
}

static void a_body_is_text_only_if_its_type_and_its_bytes_are(void **state)
{
    static const struct {
        const char *type, *body, *wanted;
        bool base64;
    } rows[] = {
        {"text/plain", "h\xc3\xa9\"\n", "h\xc3\xa9\"\n", false},
        {"TEXT/html; charset=utf-8", "<p>", "<p>", false},
        {"application/json", "{\"a\":1}", "{\"a\":1}", false},
        {"Application/JSON;charset=utf-8", "1", "1", false},
        {"application/javascript", "1", "1", false},
        {"application/xml", "<a/>", "<a/>", false},
        {"application/problem+json", "{}", "{}", false},
        {"image/svg+xml", "<a/>", "<a/>", false},
        {"text/plain", "\xff", "/w==", true},
        {"application/json", "\xc3", "ww==", true},
        {"application/x-www-form-urlencoded", "a=b", "YT1i", true},
        {"multipart/form-data; boundary=x", "--x", "LS14", true},
        {"application/octet-stream", "a", "YQ==", true},
        {"application/jsonx", "a", "YQ==", true},
        {"text", "a", "YQ==", true},
        {"", "a", "YQ==", true},
        {NULL, "a", "YQ==", true},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct url_param type =
            pair("Content-Type", rows[i].type ? rows[i].type : "");
        struct url_request u = plain();
        u.headers = &type;
        u.header_count = rows[i].type ? 1 : 0;
        u.body = rows[i].body;
        u.body_size = strlen(rows[i].body);
        json_t *event = event_of(&u);
        assert_string_equal(at(event, "body"), rows[i].wanted);
        assert_int_equal(
            json_is_true(json_object_get(event, "isBase64Encoded")),
            rows[i].base64);
        json_decref(event);
    }
}

static void a_body_may_contain_nul(void **state)
{
    const struct url_param type = pair("Content-Type", "text/plain");
    struct url_request u = plain();

    (void)state;
    u.headers = &type;
    u.header_count = 1;
    u.body = "a\0b";
    u.body_size = 3;
    json_t *event = event_of(&u);
    assert_int_equal(json_string_length(json_object_get(event, "body")), 3);
    json_decref(event);
}

static void an_event_that_does_not_fit_fails(void **state)
{
    const struct url_param headers[] = {pair("A", "1"), pair("A", "2"),
                                        pair("Cookie", "c")};
    struct url_request u = plain();
    struct buf whole = BUF(EVENT_MAX);

    (void)state;
    u.headers = headers;
    u.header_count = COUNT(headers);
    u.query = "a=1&a=2";
    u.caller = "AKIA1";
    u.body = "12";
    u.body_size = 2;
    assert_true(url_event_make(&whole, &u));
    for (size_t most = 0; most < whole.size; most++) {
        struct buf out = BUF(most);
        assert_false(url_event_make(&out, &u));
        buf_free(&out);
    }
    buf_free(&whole);
}

static void an_event_fails_without_memory(void **state)
{
    const struct url_param headers[] = {pair("A", "1"), pair("A", "2"),
                                        pair("Cookie", "c")};
    struct url_request u = plain();
    bool ok = false;

    (void)state;
    u.headers = headers;
    u.header_count = COUNT(headers);
    u.query = "a=1&a=2";
    for (int n = 1; !ok; n++) {
        struct buf out = BUF(EVENT_MAX);
        failing_from(n);
        ok = url_event_make(&out, &u);
        assert_true(ok != failing_happened());
        failing_from(0);
        buf_free(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_minimal_request_has_every_required_member),
        cmocka_unit_test(the_path_stays_encoded_and_the_query_is_also_parsed),
        cmocka_unit_test(
            headers_are_lower_case_and_those_that_repeat_are_joined),
        cmocka_unit_test(cookies_are_a_list),
        cmocka_unit_test(a_body_is_text_only_if_its_type_and_its_bytes_are),
        cmocka_unit_test(a_body_may_contain_nul),
        cmocka_unit_test(an_event_that_does_not_fit_fails),
        cmocka_unit_test(an_event_fails_without_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
