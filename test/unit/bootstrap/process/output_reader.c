/* bootstrap/process/output_reader - body and outcome from the output of a
 * process. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bootstrap/event/invocation.h"
#include "bootstrap/process/output_reader.h"

#define NONCE "0123456789abcdef0123456789abcdef"
#define HEAD "\x1e" NONCE " "

struct fixture {
    struct output_reader reader;
    struct log log;
    struct response_body body;
    struct outcome outcome;
};

static int set_up(void **state)
{
    static struct fixture s;

    s.log = (struct log)LOG(-1);
    s.body = (struct response_body)RESPONSE_BODY(PAYLOAD_MAX_BYTES + 64 * 1024);
    s.outcome = (struct outcome)OUTCOME;
    output_reader_init(&s.reader, &s.log, &s.body, &s.outcome);
    output_reader_begin(&s.reader, NONCE);
    *state = &s;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *s = *state;

    output_reader_free(&s->reader);
    log_free(&s->log);
    buf_free(&s->body.bytes);
    outcome_free(&s->outcome);
    return 0;
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

static void begin(struct fixture *s, const char *nonce)
{
    response_body_clear(&s->body);
    s->outcome.kind = OUTCOME_PENDING;
    buf_clear(&s->outcome.error);
    buf_clear(&s->outcome.stream_header);
    output_reader_begin(&s->reader, nonce);
}

static void write_text(struct fixture *s, const char *text)
{
    output_reader_stdout(&s->reader, text, strlen(text));
}

/* Writes a frame of this kind with `size` bytes of payload. */
static void write_long_frame(struct fixture *s, const char *kind, size_t size)
{
    char head[80];
    char *payload = calloc(1, size + 1);

    assert_non_null(payload);
    (void)snprintf(head, sizeof head, HEAD "%s %zu\n", kind, size);
    memset(payload, 'x', size);
    write_text(s, head);
    output_reader_stdout(&s->reader, payload, size);
    free(payload);
}

/* Output of a process, and what the reader makes of it. */
static const struct story {
    const char *body;
    enum outcome_kind kind;
    const char *answer;
    const char *error;
} stories[] = {
    {"", OUTCOME_PENDING, "", ""},
    {HEAD "ready 0\n", OUTCOME_PENDING, "", ""},
    {"{\"not\":\"a frame\"}\n", OUTCOME_PENDING, "", ""},
    {HEAD "result 4\nnull", OUTCOME_RESULT, "null", ""},
    {HEAD "ready 0\nlog\n" HEAD "result 4\nnull", OUTCOME_RESULT, "null", ""},
    {HEAD "result 0\n", OUTCOME_RESULT, "", ""},
    {HEAD "result 1\n1" HEAD "result 1\n2", OUTCOME_RESULT, "1", ""},
    {HEAD "result 1\n1" HEAD "error 2\n{}", OUTCOME_RESULT, "1", ""},
    {HEAD "result 1\n1" HEAD "init-error 2\n{}", OUTCOME_RESULT, "1", ""},
    {HEAD "result 1\n1" HEAD "stream 2\n{}" HEAD "data 1\n2", OUTCOME_RESULT,
     "1", ""},
    {HEAD "error 2\n{}" HEAD "result 1\n1", OUTCOME_HANDLER_ERROR, "", "{}"},
    {HEAD "error 2\n{}" HEAD "error 2\n[]", OUTCOME_HANDLER_ERROR, "", "{}"},
    {HEAD "init-error 2\n{}", OUTCOME_INIT_ERROR, "", "{}"},
    {HEAD "part 2\n12" HEAD "result 1\n3", OUTCOME_RESULT, "123", ""},
    {HEAD "part 2\n{}" HEAD "error 0\n", OUTCOME_HANDLER_ERROR, "", "{}"},
    {HEAD "result 5\nnull", OUTCOME_PENDING, "", ""},
    {HEAD "data 1\na" HEAD "end 0\n", OUTCOME_PENDING, "", ""},
    {HEAD "end 0\n" HEAD "result 1\n1", OUTCOME_RESULT, "1", ""},
    {HEAD "stream 2\n{}", OUTCOME_PENDING, "", ""},
    {HEAD "stream 2\n{}" HEAD "data 1\na" HEAD "data 0\n" HEAD "data 1\nb",
     OUTCOME_PENDING, "ab", ""},
    {HEAD "stream 2\n{}" HEAD "data 1\na" HEAD "end 0\n" HEAD "data 1\nb",
     OUTCOME_RESULT, "a", ""},
    {HEAD "stream 2\n{}" HEAD "data 1\na" HEAD "error 2\n{}" HEAD "end 0\n",
     OUTCOME_HANDLER_ERROR, "a", "{}"},
    {HEAD "stream 2\n{}" HEAD "result 1\n1", OUTCOME_PENDING, "", ""},
    {HEAD "stream 2\n{}" HEAD "stream 2\n[]" HEAD "end 0\n", OUTCOME_RESULT, "",
     ""},
};

static void the_first_result_or_error_is_the_outcome(void **state)
{
    struct fixture *s = *state;

    for (size_t i = 0; i < COUNT(stories); i++) {
        begin(s, NONCE);
        assert_true(s->outcome.bridged);
        write_text(s, stories[i].body);
        output_reader_stdout_end(&s->reader);
        if (s->outcome.kind != stories[i].kind ||
            strcmp(s->body.bytes.data, stories[i].answer) != 0 ||
            strcmp(s->outcome.error.data, stories[i].error) != 0)
            fail_msg("row %zu: %d %s %s", i, (int)s->outcome.kind,
                     s->body.bytes.data, s->outcome.error.data);
    }
}

static void a_stream_frame_opens_the_body(void **state)
{
    struct fixture *s = *state;

    assert_false(response_body_is_open(&s->body));
    write_text(s, HEAD "stream 14\n{\"prelude\":{}}");
    assert_true(response_body_is_open(&s->body));
    assert_string_equal(s->outcome.stream_header.data, "{\"prelude\":{}}");
    write_text(s, HEAD "stream 2\n[]");
    assert_string_equal(s->outcome.stream_header.data, "{\"prelude\":{}}");
    response_body_close(&s->body);
    write_text(s, HEAD "stream 2\n[]" HEAD "data 1\na" HEAD "result 1\n1");
    assert_int_equal(s->body.state, BODY_CLOSED);
    assert_int_equal(s->body.bytes.size, 0);
    assert_int_equal(s->outcome.kind, OUTCOME_PENDING);
}

/* It must not be ignored: the bridge assumes that the stream has started. */
static void a_stream_header_that_is_too_long_ends_the_event(void **state)
{
    struct fixture *s = *state;

    write_long_frame(s, "stream", 64 * 1024);
    assert_true(response_body_is_open(&s->body));
    begin(s, NONCE);
    write_long_frame(s, "stream", 64 * 1024 + 1);
    assert_false(response_body_is_open(&s->body));
    assert_int_not_equal(s->outcome.kind, OUTCOME_PENDING);
}

static void a_bridged_result_may_have_6_mib_and_100_bytes(void **state)
{
    struct fixture *s = *state;

    write_long_frame(s, "result", PAYLOAD_MAX_BYTES);
    assert_int_equal(s->outcome.kind, OUTCOME_RESULT);
    assert_int_equal(s->body.bytes.size, PAYLOAD_MAX_BYTES);
    begin(s, NONCE);
    write_long_frame(s, "result", PAYLOAD_MAX_BYTES + 1);
    assert_int_equal(s->outcome.kind, OUTCOME_TOO_LARGE);
    assert_int_equal(s->body.bytes.size, 0);
    begin(s, NONCE);
    write_long_frame(s, "part", PAYLOAD_MAX_BYTES);
    write_long_frame(s, "part", 1000000);
    write_long_frame(s, "result", 1);
    assert_int_equal(s->outcome.kind, OUTCOME_TOO_LARGE);
}

static void an_error_may_have_1_mib(void **state)
{
    struct fixture *s = *state;

    write_long_frame(s, "error", ERROR_MAX_BYTES);
    assert_int_equal(s->outcome.kind, OUTCOME_HANDLER_ERROR);
    assert_int_equal(s->outcome.error.size, ERROR_MAX_BYTES);
}

/* It ends the event, with the true reason. */
static void an_error_that_is_too_long_is_not_a_lack_of_memory(void **state)
{
    struct fixture *s = *state;

    write_long_frame(s, "error", ERROR_MAX_BYTES + 1);
    assert_int_not_equal(s->outcome.kind, OUTCOME_PENDING);
    assert_null(strstr(s->outcome.why.text, "no memory"));
}

static void the_stdout_of_a_plain_executable_is_its_response(void **state)
{
    static const char words[] = HEAD "result 4\nnull\n\xff";
    struct fixture *s = *state;

    begin(s, NULL);
    assert_false(s->outcome.bridged);
    output_reader_stdout(&s->reader, words, 3);
    output_reader_stdout(&s->reader, words + 3, sizeof words - 3);
    output_reader_stdout_end(&s->reader);
    assert_int_equal(s->outcome.kind, OUTCOME_PENDING);
    assert_int_equal(s->body.bytes.size, sizeof words);
    assert_memory_equal(s->body.bytes.data, words, sizeof words);
    assert_int_equal(s->log.queue.size, 0);
}

static void write_plain(struct fixture *s, size_t size)
{
    static char bytes[65536];

    for (size_t step; size > 0; size -= step) {
        step = size < sizeof bytes ? size : sizeof bytes;
        output_reader_stdout(&s->reader, bytes, step);
    }
}

static void a_plain_response_may_have_6_mib_and_100_bytes(void **state)
{
    struct fixture *s = *state;

    begin(s, NULL);
    write_plain(s, PAYLOAD_MAX_BYTES);
    assert_int_equal(s->outcome.kind, OUTCOME_PENDING);
    assert_int_equal(s->body.bytes.size, PAYLOAD_MAX_BYTES);
    write_text(s, "x");
    assert_int_equal(s->outcome.kind, OUTCOME_TOO_LARGE);
    write_plain(s, 100000000);
    assert_true(s->body.bytes.size <= PAYLOAD_MAX_BYTES);
}

static void a_plain_stream_has_no_limit(void **state)
{
    static char to[RESPONSE_BODY_HIGH_WATER];
    struct fixture *s = *state;

    begin(s, NULL);
    response_body_open(&s->body);
    for (int i = 0; i < 100; i++) {
        write_plain(s, RESPONSE_BODY_HIGH_WATER);
        assert_int_equal(response_body_read(&s->body, to, sizeof to),
                         sizeof to);
    }
    response_body_close(&s->body);
    write_plain(s, 1);
    assert_int_equal(response_body_remaining(&s->body), 0);
    assert_int_equal(s->outcome.kind, OUTCOME_PENDING);
}

static void nothing_of_one_process_reaches_the_next(void **state)
{
    static const char *const halves[] = {HEAD "part 2\nab",
                                         HEAD "result 5\nnul", HEAD "resu",
                                         HEAD "stream 2\n{}"};
    struct fixture *s = *state;

    for (size_t i = 0; i < COUNT(halves); i++) {
        begin(s, NONCE);
        write_text(s, halves[i]);
        begin(s, "ffffffffffffffffffffffffffffffff");
        write_text(s, HEAD "error 0\n");
        write_text(s,
                   "\x1e"
                   "ffffffffffffffffffffffffffffffff result 1\n1");
        assert_int_equal(s->outcome.kind, OUTCOME_RESULT);
        assert_string_equal(s->body.bytes.data, "1");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_first_result_or_error_is_the_outcome),
        TEST(a_stream_frame_opens_the_body),
        TEST(a_stream_header_that_is_too_long_ends_the_event),
        TEST(a_bridged_result_may_have_6_mib_and_100_bytes),
        TEST(an_error_may_have_1_mib),
        TEST(an_error_that_is_too_long_is_not_a_lack_of_memory),
        TEST(the_stdout_of_a_plain_executable_is_its_response),
        TEST(a_plain_response_may_have_6_mib_and_100_bytes),
        TEST(a_plain_stream_has_no_limit),
        TEST(nothing_of_one_process_reaches_the_next),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
