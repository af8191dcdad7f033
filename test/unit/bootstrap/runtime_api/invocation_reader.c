/* bootstrap/runtime_api/invocation_reader - only a response that is provably
 * complete is an event. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bootstrap/runtime_api/invocation_reader.h"

struct fixture {
    struct invocation_reader reader;
    struct http_response response;
};

static int set_up(void **state)
{
    static struct fixture fixture;

    invocation_reader_init(&fixture.reader);
    invocation_reader_begin(&fixture.reader);
    http_response_clear(&fixture.response);
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    invocation_reader_free(&((struct fixture *)*state)->reader);
    return 0;
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

static void add_line(struct fixture *s, const char *line)
{
    struct http_header h;

    switch (http_response_add(&s->response, line, strlen(line), &h)) {
    case HTTP_RESPONSE_STATUS:
        invocation_reader_begin(&s->reader);
        break;
    case HTTP_RESPONSE_HEADER:
        invocation_reader_header(&s->reader, &h);
        break;
    case HTTP_RESPONSE_OTHER:
    case HTTP_RESPONSE_ENDLESS:
        break;
    }
}

static void add_id(struct fixture *s, const char *id)
{
    char h[256];

    (void)snprintf(h, sizeof h, "lambda-runtime-aws-request-id: %s\r\n", id);
    add_line(s, h);
}

/* A head with this id and length, without the end of the head. */
static void add_head(struct fixture *s, const char *id, size_t length)
{
    char line[64];

    http_response_clear(&s->response);
    add_line(s, "HTTP/1.1 200 OK\r\n");
    add_id(s, id);
    (void)snprintf(line, sizeof line, "Content-Length: %zu\r\n", length);
    add_line(s, line);
}

static bool check(struct fixture *s, long status, const char *broken)
{
    struct error err = ERROR_NONE;
    bool ok = invocation_reader_finish(&s->reader, &s->response, status, broken,
                                       &err);

    assert_int_equal(ok, *err.text == '\0');
    return ok;
}

static void a_complete_response_is_an_event(void **state)
{
    struct fixture *s = *state;

    add_head(s, "id-1", 5);
    add_line(s, "Lambda-Runtime-Trace-Id: Root=1\r\n");
    add_line(s, "\r\n");
    assert_true(invocation_reader_bytes(&s->reader, "a\0", 2));
    assert_true(invocation_reader_bytes(&s->reader, "bcd", 3));
    assert_true(check(s, 200, NULL));
    assert_int_equal(s->reader.inv.event.size, 5);
    assert_memory_equal(s->reader.inv.event.data, "a\0bcd", 5);
    assert_string_equal(s->reader.inv.request_id.data, "id-1");
    assert_string_equal(s->reader.inv.trace_id.data, "Root=1");
}

static void an_incomplete_response_is_no_event(void **state)
{
    static const struct {
        size_t length;
        size_t came;
        long status;
        const char *broken;
    } rows[] = {
        {5, 4, 200, NULL},
        {5, 6, 200, NULL},
        {5, 5, 200, "the connection was reset"},
        {5, 5, 204, NULL},
        {5, 5, 403, NULL},
        {5, 5, 500, NULL},
        {5, 5, 201, NULL},
    };
    struct fixture *s = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        http_response_clear(&s->response);
        add_head(s, "id-1", rows[i].length);
        assert_true(
            invocation_reader_bytes(&s->reader, "abcdef", rows[i].came));
        if (check(s, rows[i].status, rows[i].broken))
            fail_msg("row %zu", i);
    }
}

static void a_response_without_a_usable_id_is_no_event(void **state)
{
    static const char *const ids[] = {"", "a/b", "a b", "..", "a%2fb"};
    struct fixture *s = *state;

    for (size_t i = 0; i < COUNT(ids); i++) {
        http_response_clear(&s->response);
        add_head(s, ids[i], 0);
        assert_false(check(s, 200, NULL));
    }
    http_response_clear(&s->response);
    add_head(s, "one", 0);
    add_id(s, "two");
    assert_false(check(s, 200, NULL));
}

static void an_error_status_is_reported_with_its_body(void **state)
{
    struct fixture *s = *state;
    struct error err = ERROR_NONE;

    add_head(s, "id-1", 4);
    assert_true(invocation_reader_bytes(&s->reader, "why!", 4));
    assert_false(
        invocation_reader_finish(&s->reader, &s->response, 403, NULL, &err));
    assert_string_equal(err.text, "HTTP status 403: why!");
}

static void headers_of_an_interim_response_are_void(void **state)
{
    struct fixture *s = *state;

    add_line(s, "HTTP/1.1 103 Early Hints\r\n");
    add_id(s, "early");
    add_line(s, "Lambda-Runtime-Aws-Tenant-Id: evil\r\n");
    add_line(s, "\r\n");
    add_head(s, "id-1", 0);
    add_line(s, "\r\n");
    assert_true(check(s, 200, NULL));
    assert_string_equal(s->reader.inv.request_id.data, "id-1");
    assert_int_equal(s->reader.inv.tenant_id.size, 0);
    assert_string_equal(s->reader.inv.reject_reason.text, "");
}

static void trailers_are_no_headers(void **state)
{
    struct fixture *s = *state;

    add_head(s, "id-1", 0);
    add_line(s, "\r\n");
    add_line(s, "Lambda-Runtime-Aws-Tenant-Id: evil\r\n");
    add_id(s, "late");
    assert_true(check(s, 200, NULL));
    assert_string_equal(s->reader.inv.request_id.data, "id-1");
    assert_int_equal(s->reader.inv.tenant_id.size, 0);
}

/* Adds `size` bytes in steps; false: the event is too large. */
static bool pour(struct fixture *s, size_t size)
{
    static char bytes[100000];

    while (size > 0) {
        size_t step = size < sizeof bytes ? size : sizeof bytes;
        if (!invocation_reader_bytes(&s->reader, bytes, step))
            return false;
        size -= step;
    }
    return true;
}

static void an_event_may_have_6_mib_and_100_bytes(void **state)
{
    struct fixture *s = *state;

    add_head(s, "id-1", PAYLOAD_MAX_BYTES);
    assert_true(pour(s, PAYLOAD_MAX_BYTES));
    assert_true(check(s, 200, NULL));
    assert_string_equal(s->reader.inv.reject_reason.text, "");
}

/* The transfer is aborted then, but the event can still be answered. */
static void an_event_that_is_too_large_is_rejected(void **state)
{
    struct fixture *s = *state;

    add_head(s, "id-1", PAYLOAD_MAX_BYTES + 1);
    assert_false(pour(s, PAYLOAD_MAX_BYTES + 1));
    assert_true(check(s, 200, "broken off"));
    assert_string_equal(s->reader.inv.reject_reason.text,
                        "the event is larger than 6291556 bytes");
    assert_false(check(s, 500, "broken off"));
    buf_clear(&s->reader.inv.request_id);
    assert_false(check(s, 200, "broken off"));
    add_head(s, "id-2", 0);
    assert_true(check(s, 200, NULL));
    assert_string_equal(s->reader.inv.reject_reason.text, "");
}

static bool is_news(struct fixture *s, const char *id, const char *attempt)
{
    struct error err = ERROR_NONE;
    char line[256];

    add_head(s, id, 0);
    (void)snprintf(line, sizeof line, "Lambda-Runtime-Invocation-Id: %s\r\n",
                   attempt);
    add_line(s, line);
    bool news = invocation_reader_is_new(&s->reader, &err);
    assert_int_equal(news, *err.text == '\0');
    return news;
}

static void an_event_that_is_repeated_too_often_is_not_new(void **state)
{
    struct fixture *s = *state;

    for (int i = 0; i < 5; i++)
        assert_true(is_news(s, "id-1", "a"));
    assert_false(is_news(s, "id-1", "a"));
    assert_false(is_news(s, "id-1", "a"));
    assert_true(is_news(s, "id-2", "a"));
    assert_true(is_news(s, "id-1", "a"));
}

/* An asynchronous event is repeated under one id, with a new attempt id. */
static void another_attempt_is_new(void **state)
{
    struct fixture *s = *state;
    char attempt[16];

    for (int i = 0; i < 20; i++) {
        (void)snprintf(attempt, sizeof attempt, "%d", i);
        assert_true(is_news(s, "id-1", attempt));
    }
    for (int i = 0; i < 20; i++)
        assert_true(is_news(s, i % 2 ? "id-1" : "id-2", ""));
}

static void taking_an_event_moves_its_bytes(void **state)
{
    struct fixture *s = *state;
    struct invocation inv;

    invocation_init(&inv);
    assert_true(buf_add_str(&inv.event, "old"));
    add_head(s, "id-1", 3);
    assert_true(invocation_reader_bytes(&s->reader, "new", 3));
    invocation_reader_take(&s->reader, &inv);
    assert_string_equal(inv.event.data, "new");
    assert_string_equal(inv.request_id.data, "id-1");
    invocation_free(&inv);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_complete_response_is_an_event),
        TEST(an_incomplete_response_is_no_event),
        TEST(a_response_without_a_usable_id_is_no_event),
        TEST(an_error_status_is_reported_with_its_body),
        TEST(headers_of_an_interim_response_are_void),
        TEST(trailers_are_no_headers),
        TEST(an_event_may_have_6_mib_and_100_bytes),
        TEST(an_event_that_is_too_large_is_rejected),
        TEST(an_event_that_is_repeated_too_often_is_not_new),
        TEST(another_attempt_is_new),
        TEST(taking_an_event_moves_its_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
