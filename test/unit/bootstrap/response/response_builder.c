/* bootstrap/response/response_builder - the response to an outcome and a body.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "test/unit/support/bytes.h"
#include "test/unit/support/response_fixture.h"

static void answer_to(struct fixture *s, enum outcome_kind how, int code,
                      struct bytes said, enum output output)
{
    s->end.kind = how;
    s->end.code = code;
    response_body_clear(&s->said);
    assert_true(buf_add(&s->said.bytes, said.data, said.size));
    response_from_outcome(&s->answer, &s->end, &s->inv, &s->said, output);
}

static void assert_body(const struct fixture *s, struct bytes bytes)
{
    assert_false(s->answer.failed);
    assert_string_equal(s->answer.error_type, "");
    assert_string_equal(s->answer.content_type, "application/json");
    assert_ptr_equal(s->answer.body, &s->said);
    assert_int_equal(s->said.bytes.size, bytes.size);
    assert_memory_equal(s->said.bytes.data, bytes.data, bytes.size);
}

/* The member of the error with this name, as text. */
static const char *member(json_t *error, const char *name)
{
    const char *text = json_string_value(json_object_get(error, name));

    assert_non_null(text);
    return text;
}

static json_t *assert_failed(const struct fixture *s, const char *type)
{
    const struct buf *text = &s->answer.error.bytes;
    json_t *error = json_loadb(text->data, text->size, JSON_ALLOW_NUL, NULL);

    assert_true(s->answer.failed);
    assert_string_equal(s->answer.error_type, type);
    assert_string_equal(member(error, "errorType"), type);
    return error;
}

static void any_json_value_is_sent_byte_for_byte(void **state)
{
    static const struct bytes rows[] = {
        BYTES("null"),
        BYTES("true"),
        BYTES("0"),
        BYTES("-1.50e+3"),
        BYTES("\"text\""),
        BYTES("\"\""),
        BYTES("[]"),
        BYTES("{}"),
        BYTES(" \n{ \"b\" : 1,\t\"a\" : [ 1 , 2 ] }\r\n\n"),
        BYTES("\"\\u0000 \\ud83d\\ude00 \\/\""),
        BYTES("\"\xc3\xa4\xf0\x9f\x98\x80\""),
        BYTES("123456789012345678901234567890"),
        BYTES("[9007199254740993,18446744073709551616]"),
        BYTES("{\"a\":1,\"a\":2}"),
        BYTES("1e400"),
        BYTES("[-0.1E-99999999999]"),
        BYTES("\"\\ud800\""),
        BYTES("{\"a\\u0000b\":1}"),
    };
    struct fixture *s = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        answer_to(s, OUTCOME_EXITED, 0, rows[i], OUTPUT_JSON);
        assert_body(s, rows[i]);
        s->end.bridged = true;
        answer_to(s, OUTCOME_RESULT, 0, rows[i], OUTPUT_JSON);
        assert_body(s, rows[i]);
        s->end.bridged = false;
    }
}

static void empty_and_blank_output_is_null(void **state)
{
    static const struct bytes rows[] = {BYTES(""), BYTES("\n"),
                                        BYTES(" \t\r\n ")};
    struct fixture *s = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        answer_to(s, OUTCOME_EXITED, 0, rows[i], OUTPUT_JSON);
        assert_body(s, (struct bytes)BYTES("null"));
    }
}

static void invalid_json_is_reported_with_its_position(void **state)
{
    static const struct {
        struct bytes said;
        const char *told;
    } rows[] = {
        {BYTES("hello"), "not JSON: a value is expected (at byte 1, line 1);"},
        {BYTES("{} x"), "text follows the value (at byte 4, line 1);"},
        {BYTES("[\n1,\n]"), "a value is expected (at byte 6, line 3);"},
        {BYTES("{\"a\":"), "the text ends too early (at byte 5, line 1);"},
        {BYTES("[\n9\0]"), "a comma or ] is expected (at byte 4, line 2);"},
        {BYTES("\"\xff\""), "not UTF-8 (at byte 2, line 1);"},
    };
    struct fixture *s = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        answer_to(s, OUTCOME_EXITED, 0, rows[i].said, OUTPUT_JSON);
        json_t *error = assert_failed(s, "Runtime.MarshalError");
        const char *message = member(error, "errorMessage");
        if (!strstr(message, rows[i].told))
            fail_msg("row %zu: %s", i, message);
        assert_non_null(strstr(message, "\"output\": \"text\""));
        json_decref(error);
    }
}

static void nest(struct buf *text, size_t depth)
{
    buf_clear(text);
    for (size_t i = 0; i < depth; i++)
        assert_true(buf_add_str(text, "["));
    for (size_t i = 0; i < depth; i++)
        assert_true(buf_add_str(text, "]"));
}

static void depth_has_no_limit(void **state)
{
    AUTO(struct buf, buf_free) text = BUF(1024 * 1024);
    struct fixture *s = *state;

    nest(&text, 100 * 1000);
    answer_to(s, OUTCOME_EXITED, 0, (struct bytes){text.data, text.size},
              OUTPUT_JSON);
    assert_body(s, (struct bytes){text.data, text.size});
}

/* What no JSON tree could hold: a number beyond a double, half a surrogate
 * pair, a NUL in a member's name. */
static void an_error_object_goes_on_byte_for_byte(void **state)
{
    static const struct bytes rows[] = {
        BYTES("{\"errorType\":\"Own\",\"errorMessage\":\"m\",\"n\":1e400}"),
        BYTES(" {\"errorMessage\":\"\\ud800\", \"errorType\": \"Own\"}\n"),
        BYTES("{\"error\\u0054ype\":\"Own\",\"errorMessage\":null,"
              "\"a\\u0000\":1,\"errorMessage\":[]}"),
    };
    struct fixture *s = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        buf_clear(&s->end.error);
        assert_true(buf_add(&s->end.error, rows[i].data, rows[i].size));
        answer_to(s, OUTCOME_HANDLER_ERROR, 0, (struct bytes)BYTES(""),
                  OUTPUT_JSON);
        assert_true(s->answer.failed);
        assert_string_equal(s->answer.error_type, "Own");
        assert_int_equal(s->answer.error.bytes.size, rows[i].size);
        assert_memory_equal(s->answer.error.bytes.data, rows[i].data,
                            rows[i].size);
    }
}

static void what_is_no_error_object_is_reported(void **state)
{
    static const struct bytes rows[] = {
        BYTES(""),
        BYTES("{"),
        BYTES("\"text\""),
        BYTES("{\"errorType\":\"Own\"}"),
        BYTES("{\"errorMessage\":\"m\"}"),
        BYTES("{\"errorType\":1,\"errorMessage\":\"m\"}"),
        BYTES("{\"errorType\":\"Own\",\"errorMessage\":\"m\"} x"),
    };
    struct fixture *s = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        buf_clear(&s->end.error);
        assert_true(buf_add(&s->end.error, rows[i].data, rows[i].size));
        answer_to(s, OUTCOME_HANDLER_ERROR, 0, (struct bytes)BYTES(""),
                  OUTPUT_JSON);
        json_decref(assert_failed(s, "Runtime.MarshalError"));
    }
}

static void text_becomes_one_json_string(void **state)
{
    static const struct {
        struct bytes said;
        struct bytes sent;
    } rows[] = {
        {BYTES(""), BYTES("\"\"")},
        {BYTES("\n"), BYTES("\"\\n\"")},
        {BYTES("{\"a\":1}"), BYTES("\"{\\\"a\\\":1}\"")},
        {BYTES("a\0b"), BYTES("\"a\\u0000b\"")},
        {BYTES("\xc3\xa4"), BYTES("\"\xc3\xa4\"")},
        {BYTES("x\xff\xfey"), BYTES("\"x\xef\xbf\xbd\xef\xbf\xbdy\"")},
    };
    struct fixture *s = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        answer_to(s, OUTCOME_EXITED, 0, rows[i].said, OUTPUT_TEXT);
        assert_body(s, rows[i].sent);
    }
}

/* The quotes add 2 bytes; a control character becomes 6 bytes. */
static void text_that_outgrows_a_response_is_too_large(void **state)
{
    static const struct {
        char byte;
        size_t size;
        bool fits;
    } rows[] = {
        {'x', PAYLOAD_MAX_BYTES - 2, true},
        {'x', PAYLOAD_MAX_BYTES - 1, false},
        {'\x01', PAYLOAD_MAX_BYTES / 6 - 1, true},
        {'\x01', PAYLOAD_MAX_BYTES / 6 + 1, false},
        {'\xff', PAYLOAD_MAX_BYTES, false},
    };
    struct fixture *s = *state;
    char *bytes = malloc(PAYLOAD_MAX_BYTES);

    assert_non_null(bytes);
    for (size_t i = 0; i < COUNT(rows); i++) {
        memset(bytes, rows[i].byte, rows[i].size);
        answer_to(s, OUTCOME_EXITED, 0, (struct bytes){bytes, rows[i].size},
                  OUTPUT_TEXT);
        assert_int_equal(s->answer.failed, !rows[i].fits);
        if (!rows[i].fits)
            json_decref(assert_failed(s, "Function.ResponseSizeTooLarge"));
    }
    free(bytes);
}

static void a_bridged_result_is_sent_as_it_was_written(void **state)
{
    struct fixture *s = *state;

    s->end.bridged = true;
    answer_to(s, OUTCOME_RESULT, 0, (struct bytes)BYTES("[NaN]\xff"),
              OUTPUT_JSON);
    assert_body(s, (struct bytes)BYTES("[NaN]\xff"));
}

static void a_bridged_result_is_never_wrapped_as_text(void **state)
{
    struct fixture *s = *state;

    s->end.bridged = true;
    answer_to(s, OUTCOME_RESULT, 0, (struct bytes)BYTES("{}"), OUTPUT_TEXT);
    assert_body(s, (struct bytes)BYTES("{}"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(any_json_value_is_sent_byte_for_byte),
        TEST(empty_and_blank_output_is_null),
        TEST(invalid_json_is_reported_with_its_position),
        TEST(depth_has_no_limit),
        TEST(an_error_object_goes_on_byte_for_byte),
        TEST(what_is_no_error_object_is_reported),
        TEST(text_becomes_one_json_string),
        TEST(text_that_outgrows_a_response_is_too_large),
        TEST(a_bridged_result_is_sent_as_it_was_written),
        TEST(a_bridged_result_is_never_wrapped_as_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
