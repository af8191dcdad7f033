/* bootstrap/runtime_api/invocation_reader - bytes that are not provably whole
 * are never an event. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bootstrap/runtime_api/invocation_reader.h"

struct stage {
    struct invocation_reader arrival;
    struct http_response reply;
};

static int begin(void **state)
{
    static struct stage stage;

    invocation_reader_init(&stage.arrival);
    invocation_reader_begin(&stage.arrival);
    http_response_clear(&stage.reply);
    *state = &stage;
    return 0;
}

static int end(void **state)
{
    struct stage *s = *state;

    invocation_reader_free(&s->arrival);
    return 0;
}

#define FRESH(test) cmocka_unit_test_setup_teardown(test, begin, end)

/* One line, as the transfer hands it on: a new head voids what came. */
static void tell(struct stage *s, const char *line)
{
    struct http_header h;

    switch (http_response_add(&s->reply, line, strlen(line), &h)) {
    case HTTP_RESPONSE_STATUS:
        invocation_reader_begin(&s->arrival);
        break;
    case HTTP_RESPONSE_HEADER:
        invocation_reader_header(&s->arrival, &h);
        break;
    case HTTP_RESPONSE_OTHER:
    case HTTP_RESPONSE_ENDLESS:
        break;
    }
}

static void tell_id(struct stage *s, const char *id)
{
    char line[256];

    (void)snprintf(line, sizeof line, "lambda-runtime-aws-request-id: %s\r\n",
                   id);
    tell(s, line);
}

/* A head with that id and length; the end of the head not told. */
static void tell_head(struct stage *s, const char *id, size_t length)
{
    char line[64];

    http_response_clear(&s->reply);
    tell(s, "HTTP/1.1 200 OK\r\n");
    tell_id(s, id);
    (void)snprintf(line, sizeof line, "Content-Length: %zu\r\n", length);
    tell(s, line);
}

static bool check(struct stage *s, long status, const char *broken)
{
    struct error err = ERROR_NONE;
    bool ok =
        invocation_reader_finish(&s->arrival, &s->reply, status, broken, &err);

    assert_int_equal(ok, *err.text == '\0');
    return ok;
}

static void a_whole_answer_is_an_event(void **state)
{
    struct stage *s = *state;

    tell_head(s, "id-1", 5);
    tell(s, "Lambda-Runtime-Trace-Id: Root=1\r\n");
    tell(s, "\r\n");
    assert_true(invocation_reader_bytes(&s->arrival, "a\0", 2));
    assert_true(invocation_reader_bytes(&s->arrival, "bcd", 3));
    assert_true(check(s, 200, NULL));
    assert_int_equal(s->arrival.inv.event.size, 5);
    assert_memory_equal(s->arrival.inv.event.data, "a\0bcd", 5);
    assert_string_equal(s->arrival.inv.request_id.data, "id-1");
    assert_string_equal(s->arrival.inv.trace_id.data, "Root=1");
}

static void what_is_not_whole_is_no_event(void **state)
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
    struct stage *s = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        http_response_clear(&s->reply);
        tell_head(s, "id-1", rows[i].length);
        assert_true(
            invocation_reader_bytes(&s->arrival, "abcdef", rows[i].came));
        if (check(s, rows[i].status, rows[i].broken))
            fail_msg("row %zu", i);
    }
}

static void an_answer_without_a_usable_id_is_no_event(void **state)
{
    static const char *const ids[] = {"", "a/b", "a b", "..", "a%2fb"};
    struct stage *s = *state;

    for (size_t i = 0; i < COUNT(ids); i++) {
        http_response_clear(&s->reply);
        tell_head(s, ids[i], 0);
        assert_false(check(s, 200, NULL));
    }
    http_response_clear(&s->reply);
    tell_head(s, "one", 0);
    tell_id(s, "two");
    assert_false(check(s, 200, NULL));
}

static void an_error_status_is_told_with_its_body(void **state)
{
    struct stage *s = *state;
    struct error err = ERROR_NONE;

    tell_head(s, "id-1", 4);
    assert_true(invocation_reader_bytes(&s->arrival, "why!", 4));
    assert_false(
        invocation_reader_finish(&s->arrival, &s->reply, 403, NULL, &err));
    assert_string_equal(err.text, "HTTP status 403: why!");
}

static void what_an_interim_answer_says_is_void(void **state)
{
    struct stage *s = *state;

    tell(s, "HTTP/1.1 103 Early Hints\r\n");
    tell_id(s, "early");
    tell(s, "Lambda-Runtime-Aws-Tenant-Id: evil\r\n");
    tell(s, "\r\n");
    tell_head(s, "id-1", 0);
    tell(s, "\r\n");
    assert_true(check(s, 200, NULL));
    assert_string_equal(s->arrival.inv.request_id.data, "id-1");
    assert_int_equal(s->arrival.inv.tenant_id.size, 0);
    assert_string_equal(s->arrival.inv.reject_reason.text, "");
}

static void trailers_are_no_headers(void **state)
{
    struct stage *s = *state;

    tell_head(s, "id-1", 0);
    tell(s, "\r\n");
    tell(s, "Lambda-Runtime-Aws-Tenant-Id: evil\r\n");
    tell_id(s, "late");
    assert_true(check(s, 200, NULL));
    assert_string_equal(s->arrival.inv.request_id.data, "id-1");
    assert_int_equal(s->arrival.inv.tenant_id.size, 0);
}

/* Gives `size` bytes of event in steps; false when it was too long. */
static bool pour(struct stage *s, size_t size)
{
    static char bytes[100000];

    while (size > 0) {
        size_t step = size < sizeof bytes ? size : sizeof bytes;
        if (!invocation_reader_bytes(&s->arrival, bytes, step))
            return false;
        size -= step;
    }
    return true;
}

static void an_event_may_have_6_mib_and_100_bytes(void **state)
{
    struct stage *s = *state;

    tell_head(s, "id-1", PAYLOAD_MAX_BYTES);
    assert_true(pour(s, PAYLOAD_MAX_BYTES));
    assert_true(check(s, 200, NULL));
    assert_string_equal(s->arrival.inv.reject_reason.text, "");
}

/* The transfer is broken off then; there is still someone to be answered. */
static void too_long_an_event_is_named_and_refused(void **state)
{
    struct stage *s = *state;

    tell_head(s, "id-1", PAYLOAD_MAX_BYTES + 1);
    assert_false(pour(s, PAYLOAD_MAX_BYTES + 1));
    assert_true(check(s, 200, "broken off"));
    assert_string_equal(s->arrival.inv.reject_reason.text,
                        "the event is larger than 6291556 bytes");
    assert_false(check(s, 500, "broken off"));
    buf_clear(&s->arrival.inv.request_id);
    assert_false(check(s, 200, "broken off"));
    tell_head(s, "id-2", 0);
    assert_true(check(s, 200, NULL));
    assert_string_equal(s->arrival.inv.reject_reason.text, "");
}

static bool is_news(struct stage *s, const char *id, const char *attempt)
{
    struct error err = ERROR_NONE;
    char line[256];

    tell_head(s, id, 0);
    (void)snprintf(line, sizeof line, "Lambda-Runtime-Invocation-Id: %s\r\n",
                   attempt);
    tell(s, line);
    bool news = invocation_reader_is_new(&s->arrival, &err);
    assert_int_equal(news, *err.text == '\0');
    return news;
}

static void the_same_event_again_and_again_is_no_news(void **state)
{
    struct stage *s = *state;

    for (int i = 0; i < 5; i++)
        assert_true(is_news(s, "id-1", "a"));
    assert_false(is_news(s, "id-1", "a"));
    assert_false(is_news(s, "id-1", "a"));
    assert_true(is_news(s, "id-2", "a"));
    assert_true(is_news(s, "id-1", "a"));
}

/* Asynchronous events are tried again under one id, each attempt its own. */
static void another_attempt_is_news(void **state)
{
    struct stage *s = *state;
    char attempt[16];

    for (int i = 0; i < 20; i++) {
        (void)snprintf(attempt, sizeof attempt, "%d", i);
        assert_true(is_news(s, "id-1", attempt));
    }
    for (int i = 0; i < 20; i++)
        assert_true(is_news(s, i % 2 ? "id-1" : "id-2", ""));
}

static void taking_an_event_hands_over_its_bytes(void **state)
{
    struct stage *s = *state;
    struct invocation inv;

    invocation_init(&inv);
    assert_true(buf_add_str(&inv.event, "old"));
    tell_head(s, "id-1", 3);
    assert_true(invocation_reader_bytes(&s->arrival, "new", 3));
    invocation_reader_take(&s->arrival, &inv);
    assert_string_equal(inv.event.data, "new");
    assert_string_equal(inv.request_id.data, "id-1");
    invocation_free(&inv);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FRESH(a_whole_answer_is_an_event),
        FRESH(what_is_not_whole_is_no_event),
        FRESH(an_answer_without_a_usable_id_is_no_event),
        FRESH(an_error_status_is_told_with_its_body),
        FRESH(what_an_interim_answer_says_is_void),
        FRESH(trailers_are_no_headers),
        FRESH(an_event_may_have_6_mib_and_100_bytes),
        FRESH(too_long_an_event_is_named_and_refused),
        FRESH(the_same_event_again_and_again_is_no_news),
        FRESH(another_attempt_is_news),
        FRESH(taking_an_event_hands_over_its_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
