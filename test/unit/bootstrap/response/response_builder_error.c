/* bootstrap/response/response_builder_error - errors as they are sent. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <jansson.h>
#include <signal.h>
#include <string.h>

#include "test/unit/support/response_error.h"

#define OWN "{ \"errorType\": \"Odd\", \"errorMessage\": \"why\", \"x\": 1 }"

static void assert_failed(const struct fixture *s, const char *type)
{
    json_t *error = json_loads(s->answer.error.bytes.data, 0, NULL);

    assert_true(s->answer.failed);
    assert_string_equal(s->answer.error_type, type);
    assert_true(json_is_string(json_object_get(error, "errorMessage")));
    assert_true(json_is_array(json_object_get(error, "stackTrace")));
    json_decref(error);
}

static void assert_own(const struct fixture *s)
{
    assert_true(s->answer.failed);
    assert_string_equal(s->answer.error_type, "Odd");
    assert_string_equal(s->answer.error.bytes.data, OWN);
}

static void an_error_object_counts_only_after_a_failed_exit(void **state)
{
    struct fixture *s = *state;

    say(&s->said.bytes, OWN);
    answer_to(s, OUTCOME_EXITED, 0);
    assert_false(s->answer.failed);
    assert_string_equal(s->answer.body->bytes.data, OWN);
    answer_to(s, OUTCOME_EXITED, 1);
    assert_own(s);
}

static void an_error_object_of_more_than_1_mib_is_not_sent(void **state)
{
    struct fixture *s = *state;

    assert_true(buf_printf(&s->said.bytes,
                           "{\"errorType\":\"E\",\"errorMessage\":\"%0*d\"}",
                           ERROR_MAX_BYTES, 0));
    answer_to(s, OUTCOME_EXITED, 1);
    assert_failed(s, "Runtime.ExitError");
}

static void other_output_of_a_failed_exit_is_no_error_object(void **state)
{
    static const char *const rows[] = {
        "",
        "null",
        "\"errorType\"",
        "[]",
        "{}",
        "{\"errorType\":\"T\"}",
        "{\"errorMessage\":\"m\"}",
        "{\"errorType\":1,\"errorMessage\":\"m\"}",
        "{\"errorType\":\"T\",\"errorMessage\":\"m\"} and more"};
    struct fixture *s = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        say(&s->said.bytes, rows[i]);
        answer_to(s, OUTCOME_EXITED, 1);
        assert_failed(s, "Runtime.ExitError");
    }
}

static void the_output_of_a_killed_process_is_not_sent(void **state)
{
    struct fixture *s = *state;

    say(&s->said.bytes, OWN);
    answer_to(s, OUTCOME_SIGNALED, SIGKILL);
    assert_failed(s, "Runtime.ExitError");
    answer_to(s, OUTCOME_TIMED_OUT, 0);
    assert_failed(s, "Sandbox.Timedout");
}

static void a_bridged_error_is_sent_as_it_was_written(void **state)
{
    struct fixture *s = *state;

    s->end.bridged = true;
    say(&s->end.error, OWN);
    answer_to(s, OUTCOME_HANDLER_ERROR, 0);
    assert_own(s);
    answer_to(s, OUTCOME_INIT_ERROR, 0);
    assert_own(s);
}

static void a_bridged_error_that_is_invalid_is_a_marshal_error(void **state)
{
    static const char *const rows[] = {"", "oops", "{}"};
    struct fixture *s = *state;

    s->end.bridged = true;
    for (size_t i = 0; i < COUNT(rows); i++) {
        say(&s->end.error, rows[i]);
        answer_to(s, OUTCOME_HANDLER_ERROR, 0);
        assert_failed(s, "Runtime.MarshalError");
    }
}

static void an_error_type_becomes_a_valid_header_value(void **state)
{
    static const struct {
        const char *type;
        const char *sent;
    } rows[] = {{"Error", "Error"},
                {"My Error", "My_Error"},
                {"a\\r\\nSet-Cookie: b", "a__Set-Cookie:_b"},
                {"\\u007f\\u0001", "__"},
                {"\xc3\xa4", "__"},
                {"", ""}};
    struct fixture *s = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        buf_clear(&s->end.error);
        assert_true(buf_printf(&s->end.error,
                               "{\"errorType\":\"%s\",\"errorMessage\":\"\"}",
                               rows[i].type));
        answer_to(s, OUTCOME_HANDLER_ERROR, 0);
        assert_true(s->answer.failed);
        assert_string_equal(s->answer.error_type, rows[i].sent);
    }
}

static void a_long_error_type_is_truncated_in_the_header_only(void **state)
{
    struct fixture *s = *state;
    struct error type;

    (void)error_set(&type, "%0300d", 7);
    assert_true(buf_printf(&s->end.error,
                           "{\"errorType\":\"%s\",\"errorMessage\":\"\"}",
                           type.text));
    answer_to(s, OUTCOME_HANDLER_ERROR, 0);
    assert_int_equal(strlen(s->answer.error_type), ERROR_TYPE_SIZE - 1);
    assert_string_equal(s->answer.error.bytes.data, s->end.error.data);
}

static void an_error_holds_the_details_that_are_known(void **state)
{
    struct fixture *s = *state;
    s->end.elapsed_ms = 12;
    s->end.peak_kib = 345;
    say(&s->end.stderr_tail, "last \xff words\n");
    answer_to(s, OUTCOME_EXITED, 3);
    assert_string_equal(
        s->answer.error.bytes.data,
        "{\"errorType\":\"Runtime.ExitError\",\"errorMessage\":\"RequestId: "
        "id-1 Error: Runtime exited with error: exit status 3\","
        "\"stackTrace\":[],\"dayfly\":{\"elapsedMs\":12,\"phase\":\"boot\","
        "\"exitStatus\":3,"
        "\"peakMemoryKiB\":345,\"stderr\":\"last \xef\xbf\xbd words\\n\"}}");
    say(&s->end.stderr_tail, "");
    s->end.peak_kib = 0;
    answer_to(s, OUTCOME_SIGNALED, SIGKILL);
    assert_non_null(
        strstr(s->answer.error.bytes.data, "boot\",\"signal\":9}}"));
}

static void a_failure_after_the_start_ends_a_stream_with_an_error(void **state)
{
    struct fixture *s = *state;

    response_clear(&s->answer);
    s->answer.streaming = true;
    s->end.kind = OUTCOME_RESULT;
    response_end_stream(&s->answer, &s->end, &s->inv);
    assert_int_equal(s->answer.error.bytes.size, 0);
    s->end.kind = OUTCOME_SIGNALED;
    s->end.code = SIGKILL;
    response_end_stream(&s->answer, &s->end, &s->inv);
    assert_true(s->answer.streaming);
    assert_false(s->answer.failed);
    assert_string_equal(s->answer.error_type, "Runtime.ExitError");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_error_object_of_more_than_1_mib_is_not_sent),
        TEST(an_error_object_counts_only_after_a_failed_exit),
        TEST(other_output_of_a_failed_exit_is_no_error_object),
        TEST(the_output_of_a_killed_process_is_not_sent),
        TEST(a_bridged_error_is_sent_as_it_was_written),
        TEST(a_bridged_error_that_is_invalid_is_a_marshal_error),
        TEST(an_error_type_becomes_a_valid_header_value),
        TEST(a_long_error_type_is_truncated_in_the_header_only),
        TEST(an_error_holds_the_details_that_are_known),
        TEST(a_failure_after_the_start_ends_a_stream_with_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
