/* bootstrap/response/response_builder_error - errors as they are logged. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <jansson.h>
#include <string.h>

#include "test/unit/support/response_error.h"

static const struct log_record_form TEXT = {.json = false};
static const struct log_record_form JSON = {
    .json = true, .request_id = "id-1", .tenant_id = "a\"b"};

static void the_logged_error_leaves_stderr_out(void **state)
{
    AUTO(struct buf, buf_free) line = BUF(4096);
    AUTO(struct buf, buf_free) record = BUF(4096);
    struct fixture *s = *state;

    say(&s->end.stderr_tail, "words already in the log");
    answer_to(s, OUTCOME_EXITED, 3);
    assert_true(response_error_record(&line, &s->answer, &TEXT));
    assert_ptr_equal(strstr(line.data, "Invoke Error \t{\"errorType\":\"Run"),
                     line.data);
    assert_non_null(strstr(line.data, "\"dayfly\":{\"elapsedMs\":0,"));
    assert_true(response_error_record(&record, &s->answer, &JSON));
    assert_null(strstr(line.data, "words already"));
    assert_null(strstr(record.data, "words already"));
}

/* It was sent, too. */
static void an_error_with_a_number_of_any_length_is_logged(void **state)
{
    AUTO(struct buf, buf_free) line = BUF(4096);
    struct fixture *s = *state;

    say(&s->end.error,
        "{\"errorType\":\"Odd\",\"errorMessage\":\"\",\"n\":"
        "123456789012345678901234567890}");
    answer_to(s, OUTCOME_HANDLER_ERROR, 0);
    assert_string_equal(s->answer.error_type, "Odd");
    assert_true(response_error_record(&line, &s->answer, &TEXT));
}

static void a_structured_error_has_the_fields_of_the_platform(void **state)
{
    AUTO(struct buf, buf_free) record = BUF(4096);
    struct fixture *s = *state;

    response_set_error(&s->answer, "Runtime.NoResult", "why \xff");
    assert_true(response_error_record(&record, &s->answer, &JSON));
    json_t *object = json_loadb(record.data, record.size, 0, NULL);
    const char *text = json_string_value(json_object_get(object, "message"));
    assert_string_equal(text, "why \xef\xbf\xbd");
    assert_non_null(strstr(record.data, "\"level\":\"ERROR\""));
    assert_non_null(strstr(record.data, "\"timestamp\":\"2"));
    json_decref(object);
}

static void the_record_of_the_bridge_is_logged_and_not_sent(void **state)
{
    AUTO(struct buf, buf_free) line = BUF(4096);
    AUTO(struct buf, buf_free) record = BUF(4096);
    struct fixture *s = *state;

    say(&s->end.error,
        "{\"errorType\":\"E\",\"errorMessage\":\"\",\"record\":"
        "{\"code\":\"X\"}}");
    answer_to(s, OUTCOME_HANDLER_ERROR, 0);
    assert_string_equal(s->answer.error.bytes.data,
                        "{\"errorType\":\"E\",\"errorMessage\":\"\"}");
    assert_true(response_error_record(&line, &s->answer, &TEXT));
    assert_string_equal(line.data, "Invoke Error \t{\"code\":\"X\"}");
    assert_true(response_error_record(&record, &s->answer, &JSON));
    assert_non_null(strstr(record.data,
                           "\"level\":\"ERROR\",\"requestId\":\"id-1\","
                           "\"tenantId\":\"a\\\"b\",\"message\":"
                           "{\"code\":\"X\"}}"));
    say(&s->end.error,
        "{\"errorType\":\"E\",\"errorMessage\":\"\",\"record\":"
        "\"E: \\u00e9\\nTraceback\"}");
    answer_to(s, OUTCOME_HANDLER_ERROR, 0);
    buf_clear(&line);
    assert_true(response_error_record(&line, &s->answer, &TEXT));
    assert_string_equal(line.data, "E: \xc3\xa9\nTraceback");
    say(&s->end.error,
        "{\"errorType\":\"E\",\"errorMessage\":\"\",\"record\":"
        "\"={\\\"a\\\": 1}\"}");
    answer_to(s, OUTCOME_HANDLER_ERROR, 0);
    buf_clear(&record);
    assert_true(response_error_record(&record, &s->answer, &JSON));
    assert_string_equal(record.data, "={\"a\": 1}");
    response_set_error(&s->answer, "Runtime.NoResult", "why");
    buf_clear(&line);
    assert_true(response_error_record(&line, &s->answer, &TEXT));
    assert_non_null(strstr(line.data, "Runtime.NoResult"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_logged_error_leaves_stderr_out),
        TEST(an_error_with_a_number_of_any_length_is_logged),
        TEST(a_structured_error_has_the_fields_of_the_platform),
        TEST(the_record_of_the_bridge_is_logged_and_not_sent),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
