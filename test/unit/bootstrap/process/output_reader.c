/* bootstrap/process/output_reader - what a child says, and what it comes to. */
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

struct stage {
    struct output_reader hearing;
    struct log log;
    struct response_body said;
    struct outcome end;
};

static int raise_stage(void **state)
{
    static struct stage s;

    s.log = (struct log)LOG(-1);
    s.said = (struct response_body)RESPONSE_BODY(PAYLOAD_MAX_BYTES + 64 * 1024);
    s.end = (struct outcome)OUTCOME;
    output_reader_init(&s.hearing, &s.log, &s.said, &s.end);
    output_reader_begin(&s.hearing, NONCE);
    *state = &s;
    return 0;
}

static int strike_stage(void **state)
{
    struct stage *s = *state;

    output_reader_free(&s->hearing);
    log_free(&s->log);
    buf_free(&s->said.bytes);
    buf_free(&s->end.error);
    buf_free(&s->end.stream_header);
    buf_free(&s->end.stderr_tail);
    return 0;
}

#define STAGED(test)                                                           \
    cmocka_unit_test_setup_teardown(test, raise_stage, strike_stage)

static void begin(struct stage *s, const char *nonce)
{
    response_body_clear(&s->said);
    s->end.kind = OUTCOME_PENDING;
    s->end.output_bytes = 0;
    buf_clear(&s->end.error);
    buf_clear(&s->end.stream_header);
    output_reader_begin(&s->hearing, nonce);
}

static void say(struct stage *s, const char *text)
{
    output_reader_stdout(&s->hearing, text, strlen(text));
}

/* A frame of that kind with as many bytes of payload. */
static void say_long(struct stage *s, const char *kind, size_t size)
{
    char head[80];
    char *payload = calloc(1, size + 1);

    assert_non_null(payload);
    (void)snprintf(head, sizeof head, HEAD "%s %zu\n", kind, size);
    memset(payload, 'x', size);
    say(s, head);
    output_reader_stdout(&s->hearing, payload, size);
    free(payload);
}

/* What is said in order, and what has become of it. */
static const struct story {
    const char *said;
    enum outcome_kind how;
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

static void frame_parser_become_an_ending_once(void **state)
{
    struct stage *s = *state;

    for (size_t i = 0; i < COUNT(stories); i++) {
        begin(s, NONCE);
        assert_true(s->end.bridged);
        say(s, stories[i].said);
        output_reader_stdout_end(&s->hearing);
        if (s->end.kind != stories[i].how ||
            strcmp(s->said.bytes.data, stories[i].answer) != 0 ||
            strcmp(s->end.error.data, stories[i].error) != 0)
            fail_msg("row %zu: %d %s %s", i, (int)s->end.kind,
                     s->said.bytes.data, s->end.error.data);
    }
}

static void a_stream_goes_live_with_its_description(void **state)
{
    struct stage *s = *state;

    assert_false(response_body_is_open(&s->said));
    say(s, HEAD "stream 14\n{\"prelude\":{}}");
    assert_true(response_body_is_open(&s->said));
    assert_string_equal(s->end.stream_header.data, "{\"prelude\":{}}");
    say(s, HEAD "stream 2\n[]");
    assert_string_equal(s->end.stream_header.data, "{\"prelude\":{}}");
}

/* What cannot be kept must not be passed over: the child believes it said. */
static void too_long_a_description_ends_the_event(void **state)
{
    struct stage *s = *state;

    say_long(s, "stream", 64 * 1024);
    assert_true(response_body_is_open(&s->said));
    begin(s, NONCE);
    say_long(s, "stream", 64 * 1024 + 1);
    assert_false(response_body_is_open(&s->said));
    assert_int_not_equal(s->end.kind, OUTCOME_PENDING);
}

static void a_bridged_result_may_have_6_mib_and_100_bytes(void **state)
{
    struct stage *s = *state;

    say_long(s, "result", PAYLOAD_MAX_BYTES);
    assert_int_equal(s->end.kind, OUTCOME_RESULT);
    assert_int_equal(s->said.bytes.size, PAYLOAD_MAX_BYTES);
    begin(s, NONCE);
    say_long(s, "result", PAYLOAD_MAX_BYTES + 1);
    assert_int_equal(s->end.kind, OUTCOME_TOO_LARGE);
    assert_int_equal(s->end.output_bytes, PAYLOAD_MAX_BYTES + 1);
    assert_int_equal(s->said.bytes.size, 0);
    begin(s, NONCE);
    say_long(s, "part", PAYLOAD_MAX_BYTES);
    say_long(s, "part", 1000000);
    say_long(s, "result", 1);
    assert_int_equal(s->end.kind, OUTCOME_TOO_LARGE);
    assert_int_equal(s->end.output_bytes, PAYLOAD_MAX_BYTES + 1000001);
}

static void an_error_may_have_1_mib(void **state)
{
    struct stage *s = *state;

    say_long(s, "error", ERROR_MAX_BYTES);
    assert_int_equal(s->end.kind, OUTCOME_HANDLER_ERROR);
    assert_int_equal(s->end.error.size, ERROR_MAX_BYTES);
}

/* It ends the event, and in no words that are not true. */
static void too_long_an_error_is_not_blamed_on_memory(void **state)
{
    struct stage *s = *state;

    say_long(s, "error", ERROR_MAX_BYTES + 1);
    assert_int_not_equal(s->end.kind, OUTCOME_PENDING);
    assert_null(strstr(s->end.why.text, "no memory"));
}

static void a_plain_executables_stdout_is_its_answer(void **state)
{
    static const char words[] = HEAD "result 4\nnull\n\xff";
    struct stage *s = *state;

    begin(s, NULL);
    assert_false(s->end.bridged);
    output_reader_stdout(&s->hearing, words, 3);
    output_reader_stdout(&s->hearing, words + 3, sizeof words - 3);
    output_reader_stdout_end(&s->hearing);
    assert_int_equal(s->end.kind, OUTCOME_PENDING);
    assert_int_equal(s->said.bytes.size, sizeof words);
    assert_memory_equal(s->said.bytes.data, words, sizeof words);
    assert_int_equal(s->log.queue.size, 0);
}

static void pour(struct stage *s, size_t size)
{
    static char bytes[65536];

    for (size_t step; size > 0; size -= step) {
        step = size < sizeof bytes ? size : sizeof bytes;
        output_reader_stdout(&s->hearing, bytes, step);
    }
}

static void a_plain_answer_may_have_6_mib_and_100_bytes(void **state)
{
    struct stage *s = *state;

    begin(s, NULL);
    pour(s, PAYLOAD_MAX_BYTES);
    assert_int_equal(s->end.kind, OUTCOME_PENDING);
    assert_int_equal(s->said.bytes.size, PAYLOAD_MAX_BYTES);
    say(s, "x");
    assert_int_equal(s->end.kind, OUTCOME_TOO_LARGE);
    assert_int_equal(s->end.output_bytes, PAYLOAD_MAX_BYTES + 1);
    pour(s, 100000000);
    assert_true(s->said.bytes.size <= PAYLOAD_MAX_BYTES);
    assert_int_equal(s->end.output_bytes, PAYLOAD_MAX_BYTES + 1);
}

static void a_plain_stream_has_no_limit(void **state)
{
    static char to[RESPONSE_BODY_HIGH_WATER];
    struct stage *s = *state;

    begin(s, NULL);
    response_body_open(&s->said);
    for (int i = 0; i < 100; i++) {
        pour(s, RESPONSE_BODY_HIGH_WATER);
        assert_int_equal(response_body_read(&s->said, to, sizeof to),
                         sizeof to);
    }
    assert_int_equal(s->end.kind, OUTCOME_PENDING);
}

static void nothing_of_one_child_reaches_the_next(void **state)
{
    static const char *const halves[] = {HEAD "part 2\nab",
                                         HEAD "result 5\nnul", HEAD "resu",
                                         HEAD "stream 2\n{}"};
    struct stage *s = *state;

    for (size_t i = 0; i < COUNT(halves); i++) {
        begin(s, NONCE);
        say(s, halves[i]);
        begin(s, "ffffffffffffffffffffffffffffffff");
        say(s, HEAD "error 0\n");
        say(s,
            "\x1e"
            "ffffffffffffffffffffffffffffffff result 1\n1");
        assert_int_equal(s->end.kind, OUTCOME_RESULT);
        assert_string_equal(s->said.bytes.data, "1");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STAGED(frame_parser_become_an_ending_once),
        STAGED(a_stream_goes_live_with_its_description),
        STAGED(too_long_a_description_ends_the_event),
        STAGED(a_bridged_result_may_have_6_mib_and_100_bytes),
        STAGED(an_error_may_have_1_mib),
        STAGED(too_long_an_error_is_not_blamed_on_memory),
        STAGED(a_plain_executables_stdout_is_its_answer),
        STAGED(a_plain_answer_may_have_6_mib_and_100_bytes),
        STAGED(a_plain_stream_has_no_limit),
        STAGED(nothing_of_one_child_reaches_the_next),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
