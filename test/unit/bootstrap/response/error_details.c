/* bootstrap/response/error_details - the X-Ray document of an error object. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "bootstrap/response/error_details.h"

static void assert_taken(const char *error, const char *rest, const char *cause)
{
    AUTO(struct buf, buf_free) from = BUF(256 * 1024);
    AUTO(struct buf, buf_free) to = BUF(XRAY_CAUSE_MAX_BYTES);

    assert_true(buf_add_str(&from, error));
    assert_true(buf_add_str(&to, "the last one's"));
    xray_cause_take(&from, &to);
    assert_string_equal(from.data, rest);
    assert_string_equal(to.data, cause);
}

static void the_document_moves_from_the_body_into_the_header(void **state)
{
    (void)state;
    assert_taken(
        "{\"errorType\":\"E\",\"xray\":{\"paths\":[\"/a.js\"],"
        "\"line\":7},\"errorMessage\":\"m\"}",
        "{\"errorType\":\"E\",\"errorMessage\":\"m\"}",
        "{\"paths\":[\"/a.js\"],\"line\":7}");
}

static void the_rest_stays_byte_for_byte(void **state)
{
    (void)state;
    assert_taken("{ \"e\" : \"\\ud800\", \"xray\":{\"a\":1}, \"n\":1e400 }",
                 "{ \"e\" : \"\\ud800\", \"n\":1e400 }", "{\"a\":1}");
    assert_taken("{\"e\":1,\"xray\":{\"a\":1e400}}", "{\"e\":1}", "");
    assert_taken("{\"xray\":{\"a\":1},\"e\":1,\"xray\":{\"b\":1}}", "{\"e\":1}",
                 "{\"b\":1}");
}

static void an_error_without_a_document_stays_byte_for_byte(void **state)
{
    static const char *const rows[] = {
        "{ \"errorType\" : \"E\", \"n\": 1.50 }",
        "{\"errorType\":\"E\",\"n\":123456789012345678901234567890}",
        "[1, 2]",
        "no JSON",
        "",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_taken(rows[i], rows[i], "");
}

static void the_document_is_a_valid_header_value(void **state)
{
    (void)state;
    assert_taken("{\"e\":1,\"xray\":{\"m\":\"\xc3\xa4\\n\x7f\\r\\u0000\"}}",
                 "{\"e\":1}", "{\"m\":\"\\u00E4\\n?\\r\\u0000\"}");
    assert_taken("{\"e\":1,\"xray\":\"a: b\"}", "{\"e\":1}", "");
}

static void a_document_that_is_too_long_is_dropped(void **state)
{
    AUTO(struct buf, buf_free) error = BUF(256 * 1024);
    const size_t around = strlen("{\"m\":\"\"}");

    (void)state;
    for (size_t over = 0; over < 2; over++) {
        AUTO(struct buf, buf_free) cause = BUF(XRAY_CAUSE_MAX_BYTES);
        buf_clear(&error);
        assert_true(buf_add_str(&error, "{\"e\":1,\"xray\":{\"m\":\""));
        for (size_t i = around; i < XRAY_CAUSE_MAX_BYTES + over; i++)
            assert_true(buf_add_str(&error, "x"));
        assert_true(buf_add_str(&error, "\"}}"));
        xray_cause_take(&error, &cause);
        assert_string_equal(error.data, "{\"e\":1}");
        assert_int_equal(cause.size, over ? 0 : XRAY_CAUSE_MAX_BYTES);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_document_moves_from_the_body_into_the_header),
        cmocka_unit_test(the_rest_stays_byte_for_byte),
        cmocka_unit_test(an_error_without_a_document_stays_byte_for_byte),
        cmocka_unit_test(the_document_is_a_valid_header_value),
        cmocka_unit_test(a_document_that_is_too_long_is_dropped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
