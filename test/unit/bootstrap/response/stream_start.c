/* bootstrap/response/stream_start - when a stream starts, and what is sent
 * before its body. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "bootstrap/event/invocation.h"
#include "bootstrap/response/response_builder.h"
#include "bootstrap/response/stream_start.h"
#include "test/unit/support/bytes.h"

#define HTTP_TYPE "application/vnd.awslambda.http-integration-response"

struct fixture {
    struct response answer;
    struct outcome end;
    struct response_body said;
};

static int set_up(void **state)
{
    static struct fixture fixture;

    fixture = (struct fixture){.answer = RESPONSE,
                               .end = OUTCOME,
                               .said = RESPONSE_BODY(PAYLOAD_MAX_BYTES)};
    fixture.said.state = BODY_OPEN;
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *s = *state;

    response_free(&s->answer);
    buf_free(&s->said.bytes);
    buf_free(&s->end.stream_header);
    return 0;
}

static void say(struct fixture *s, struct bytes bytes)
{
    assert_true(buf_add(&s->said.bytes, bytes.data, bytes.size));
}

static enum stream_start_status start_as(struct fixture *s, enum output output)
{
    return stream_start(&s->answer, &s->end, &s->said, output);
}

static void assert_said(const struct fixture *s, struct bytes bytes)
{
    assert_int_equal(s->said.bytes.size, bytes.size);
    assert_memory_equal(s->said.bytes.data, bytes.data, bytes.size);
}

static void restart(struct fixture *s)
{
    buf_clear(&s->said.bytes);
    buf_clear(&s->end.stream_header);
    s->end.kind = OUTCOME_PENDING;
    s->end.code = 0;
}

static void a_stream_starts_at_its_first_byte(void **state)
{
    struct fixture *s = *state;

    assert_int_equal(start_as(s, OUTPUT_STREAM), STREAM_NOT_YET);
    say(s, (struct bytes)BYTES("\0"));
    assert_int_equal(start_as(s, OUTPUT_STREAM), STREAM_STARTED);
    assert_true(s->answer.streaming);
    assert_false(s->answer.failed);
    assert_ptr_equal(s->answer.body, &s->said);
    assert_string_equal(s->answer.content_type, "application/octet-stream");
    assert_said(s, (struct bytes)BYTES("\0"));
}

static void an_empty_stream_starts_at_a_successful_end_only(void **state)
{
    static const struct {
        enum outcome_kind how;
        int code;
        enum stream_start_status opening;
    } rows[] = {
        {OUTCOME_EXITED, 0, STREAM_STARTED},
        {OUTCOME_EXITED, 1, STREAM_NOT_YET},
        {OUTCOME_SIGNALED, 9, STREAM_NOT_YET},
        {OUTCOME_TIMED_OUT, 0, STREAM_NOT_YET},
        {OUTCOME_EXEC_FAILED, 0, STREAM_NOT_YET},
        {OUTCOME_NO_RESOURCES, 0, STREAM_NOT_YET},
    };
    struct fixture *s = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        s->end.kind = rows[i].how;
        s->end.code = rows[i].code;
        assert_int_equal(start_as(s, OUTPUT_STREAM), rows[i].opening);
    }
}

static void a_buffered_body_never_starts_a_stream(void **state)
{
    struct fixture *s = *state;

    s->said.state = BODY_BUFFERED;
    say(s, (struct bytes)BYTES("{}"));
    assert_int_equal(start_as(s, OUTPUT_JSON), STREAM_NOT_YET);
    assert_said(s, (struct bytes)BYTES("{}"));
}

static void a_valid_prelude_is_followed_by_eight_nuls(void **state)
{
    static const struct {
        struct bytes said;
        struct bytes sent;
    } rows[] = {
        {BYTES("{\"statusCode\":200}\nbody"),
         BYTES("{\"statusCode\":200}\0\0\0\0\0\0\0\0body")},
        {BYTES("{}\n"), BYTES("{}\0\0\0\0\0\0\0\0")},
        {BYTES("{}\n\n\0x"), BYTES("{}\0\0\0\0\0\0\0\0\n\0x")},
        {BYTES("{\"a\":1}\r\nb"), BYTES("{\"a\":1}\r\0\0\0\0\0\0\0\0b")},
    };
    struct fixture *s = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        restart(s);
        say(s, rows[i].said);
        assert_int_equal(start_as(s, OUTPUT_STREAM_HTTP), STREAM_STARTED);
        assert_string_equal(s->answer.content_type, HTTP_TYPE);
        assert_said(s, rows[i].sent);
    }
}

static void a_prelude_may_come_in_pieces(void **state)
{
    struct fixture *s = *state;

    say(s, (struct bytes)BYTES("{\"status"));
    assert_int_equal(start_as(s, OUTPUT_STREAM_HTTP), STREAM_NOT_YET);
    say(s, (struct bytes)BYTES("Code\":200}"));
    assert_int_equal(start_as(s, OUTPUT_STREAM_HTTP), STREAM_NOT_YET);
    say(s, (struct bytes)BYTES("\n"));
    assert_int_equal(start_as(s, OUTPUT_STREAM_HTTP), STREAM_STARTED);
    assert_said(s, (struct bytes)BYTES("{\"statusCode\":200}\0\0\0\0\0\0\0\0"));
}

static void the_end_of_the_stream_ends_a_prelude_too(void **state)
{
    struct fixture *s = *state;

    say(s, (struct bytes)BYTES("{\"statusCode\":204}"));
    assert_int_equal(start_as(s, OUTPUT_STREAM_HTTP), STREAM_NOT_YET);
    s->end.kind = OUTCOME_EXITED;
    assert_int_equal(start_as(s, OUTPUT_STREAM_HTTP), STREAM_STARTED);
    assert_said(s, (struct bytes)BYTES("{\"statusCode\":204}\0\0\0\0\0\0\0\0"));
}

static void an_invalid_prelude_is_an_error_and_no_stream(void **state)
{
    static const struct bytes rows[] = {
        BYTES("hello\n"),   BYTES("[]\n"),         BYTES("200\n"),
        BYTES("\n{}\n"),    BYTES("{} x\n"),       BYTES("{\"a\":\"\xff\"}\n"),
        BYTES("{\"a\":\n"), BYTES("{\"a\\0\"}\n"),
    };
    struct fixture *s = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        restart(s);
        say(s, rows[i]);
        assert_int_equal(start_as(s, OUTPUT_STREAM_HTTP), STREAM_INVALID);
        assert_true(s->answer.failed);
        assert_false(s->answer.streaming);
        assert_string_equal(s->answer.error_type, "Runtime.MarshalError");
    }
}

static void empty_output_is_an_invalid_prelude(void **state)
{
    struct fixture *s = *state;

    s->end.kind = OUTCOME_EXITED;
    assert_int_equal(start_as(s, OUTPUT_STREAM_HTTP), STREAM_INVALID);
    assert_string_equal(s->answer.error_type, "Runtime.MarshalError");
}

/* A line of `size` bytes, without its line end. */
static void say_prelude(struct fixture *s, size_t size, const char *line_end)
{
    say(s, (struct bytes)BYTES("{\"a\":\""));
    for (size_t i = 8; i < size; i++)
        say(s, (struct bytes)BYTES("x"));
    say(s, (struct bytes)BYTES("\"}"));
    assert_true(buf_add_str(&s->said.bytes, line_end));
}

static void a_prelude_has_at_most_64_kib(void **state)
{
    static const struct {
        size_t size;
        const char *line_end;
        enum stream_start_status opening;
    } rows[] = {
        {65536, "\n", STREAM_STARTED},
        {65537, "\n", STREAM_INVALID},
        {65536, "", STREAM_NOT_YET},
        {65537, "", STREAM_INVALID},
    };
    struct fixture *s = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        restart(s);
        say_prelude(s, rows[i].size, rows[i].line_end);
        assert_int_equal(start_as(s, OUTPUT_STREAM_HTTP), rows[i].opening);
    }
}

/* opened: payload of the `stream` frame; type NULL: it is invalid. */
static void a_bridged_stream_is_described_by_its_frame(void **state)
{
    static const struct {
        const char *opened;
        const char *type;
        struct bytes sent;
    } rows[] = {
        {"{}", "application/octet-stream", BYTES("data")},
        {"{\"prelude\":{\"statusCode\":201}}", HTTP_TYPE,
         BYTES("{\"statusCode\":201}\0\0\0\0\0\0\0\0data")},
        {"{\"prelude\": {\"h\" : \"\\ud800\",\"n\":1e400} }", HTTP_TYPE,
         BYTES("{\"h\" : \"\\ud800\",\"n\":1e400}\0\0\0\0\0\0\0\0data")},
        {"{\"prelude\":{}}", HTTP_TYPE, BYTES("{}\0\0\0\0\0\0\0\0data")},
        {"{\"contentType\":\"text/plain; charset=utf-8\"}",
         "text/plain; charset=utf-8", BYTES("data")},
        {"{\"contentType\":\"a/b\",\"prelude\":{}}", HTTP_TYPE,
         BYTES("{}\0\0\0\0\0\0\0\0data")},
        {"{\"contentType\":\"\"}", NULL, BYTES("")},
        {"{\"contentType\":\"a/b\\r\\nX: y\"}", NULL, BYTES("")},
        {"{\"contentType\":\"\u00e4/b\"}", NULL, BYTES("")},
        {"{\"prelude\":5}", NULL, BYTES("")},
        {"[]", NULL, BYTES("")},
        {"", NULL, BYTES("")},
        {"stream", NULL, BYTES("")},
    };
    struct fixture *s = *state;

    s->end.bridged = true;
    for (size_t i = 0; i < COUNT(rows); i++) {
        restart(s);
        assert_true(buf_add_str(&s->end.stream_header, rows[i].opened));
        say(s, (struct bytes)BYTES("data"));
        enum stream_start_status how = start_as(s, OUTPUT_JSON);
        assert_int_equal(how, rows[i].type ? STREAM_STARTED : STREAM_INVALID);
        if (!rows[i].type)
            continue;
        assert_string_equal(s->answer.content_type, rows[i].type);
        assert_said(s, rows[i].sent);
    }
}

static void a_bridged_stream_starts_before_its_first_byte(void **state)
{
    struct fixture *s = *state;

    s->end.bridged = true;
    assert_true(buf_add_str(&s->end.stream_header, "{}"));
    assert_int_equal(start_as(s, OUTPUT_JSON), STREAM_STARTED);
    assert_int_equal(s->said.bytes.size, 0);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_stream_starts_at_its_first_byte),
        TEST(an_empty_stream_starts_at_a_successful_end_only),
        TEST(a_buffered_body_never_starts_a_stream),
        TEST(a_valid_prelude_is_followed_by_eight_nuls),
        TEST(a_prelude_may_come_in_pieces),
        TEST(the_end_of_the_stream_ends_a_prelude_too),
        TEST(an_invalid_prelude_is_an_error_and_no_stream),
        TEST(empty_output_is_an_invalid_prelude),
        TEST(a_prelude_has_at_most_64_kib),
        TEST(a_bridged_stream_is_described_by_its_frame),
        TEST(a_bridged_stream_starts_before_its_first_byte),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
