/* host/auth/authorization - what a request says of its caller. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "common/compiler.h"
#include "host/auth/authorization.h"
#include "host/auth/signature_date.h"

#define SCOPE "AKID/20150830/us-east-1/lambda/aws4_request"

static void a_header_is_read_with_and_without_blanks(void **state)
{
    static const char *const texts[] = {
        "AWS4-HMAC-SHA256 Credential=" SCOPE
        ", SignedHeaders=host;x-amz-date, Signature=abc",
        "AWS4-HMAC-SHA256 Signature=abc,SignedHeaders=host;x-amz-date,"
        "Credential=" SCOPE,
    };
    struct authorization a;
    struct refusal refusal;

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        assert_true(authorization_read(&a, texts[i], &refusal));
        assert_string_equal(a.key, "AKID");
        assert_string_equal(a.day, "20150830");
        assert_string_equal(a.region, "us-east-1");
        assert_string_equal(a.service, "lambda");
        assert_string_equal(a.signature, "abc");
        assert_true(authorization_signs(&a, "X-Amz-Date", 10));
        assert_false(authorization_signs(&a, "x-amz", 5));
    }
}

static void what_is_wrong_has_the_name_that_aws_gives_it(void **state)
{
    static const struct {
        const char *text;
        enum service_error_kind kind;
        const char *has;
    } rows[] = {
        {"Basic eDp5", SERVICE_INCOMPLETE_SIGNATURE, "AWS4-HMAC-SHA256"},
        {"AWS4-HMAC-SHA256", SERVICE_INCOMPLETE_SIGNATURE, "algorithm"},
        {"AWS4-HMAC-SHA256 Credential=" SCOPE, SERVICE_INCOMPLETE_SIGNATURE,
         "'Signature' parameter. Authorization header requires "
         "'SignedHeaders'"},
        {"AWS4-HMAC-SHA256 Credential=AKID/x, SignedHeaders=host, Signature=a",
         SERVICE_INCOMPLETE_SIGNATURE, "exactly 5"},
        {"AWS4-HMAC-SHA256 Credential=AKID/20150830/r/lambda/aws3, "
         "SignedHeaders=host, Signature=a",
         SERVICE_INVALID_SIGNATURE, "valid terminator"},
        {"Bearer secret", SERVICE_UNRECOGNIZED_CLIENT, "a dot"},
    };
    struct authorization a;
    struct refusal refusal;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_false(authorization_read(&a, rows[i].text, &refusal));
        assert_int_equal(refusal.kind, rows[i].kind);
        if (!strstr(refusal.text, rows[i].has))
            fail_msg("%s: %s", rows[i].text, refusal.text);
    }
}

static void a_presigned_query_is_read(void **state)
{
    static const char query[] =
        "MaxItems=1&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential="
        "AKID%2F20150830%2Fus-east-1%2Flambda%2Faws4_request&X-Amz-Date="
        "20150830T123600Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-"
        "Signature=abc";
    struct authorization a;
    struct refusal refusal;

    (void)state;
    assert_true(authorization_is_presigned(query));
    assert_false(authorization_is_presigned("x=X-Amz-Signature"));
    assert_true(authorization_read_query(&a, query, &refusal));
    assert_string_equal(a.service, "lambda");
    assert_int_equal(a.expires_s, 60);
    assert_false(authorization_read_query(&a, "X-Amz-Signature=abc", &refusal));
    assert_int_equal(refusal.kind, SERVICE_INCOMPLETE_SIGNATURE);
}

static void a_signature_holds_for_five_minutes(void **state)
{
    char date[SIGNATURE_DATE_SIZE];
    struct refusal refusal;
    int64_t at;

    (void)state;
    assert_true(signature_date_read("20150830T123600Z", date, &at));
    assert_int_equal(at, 1440938160);
    assert_true(
        signature_date_read("Sun, 30 Aug 2015 12:36:00 GMT", date, &at));
    assert_string_equal(date, "20150830T123600Z");
    assert_false(signature_date_read("20150830T12360Z", date, &at));
    assert_false(signature_date_read("2015083 T123600Z", date, &at));
    assert_false(signature_date_read("", date, &at));
    assert_true(signature_date_check(at, 0, at + 300, &refusal));
    assert_true(signature_date_check(at, 0, at - 300, &refusal));
    assert_false(signature_date_check(at, 0, at + 301, &refusal));
    assert_string_equal(
        refusal.text,
        "Signature expired: 20150830T123600Z is now earlier than "
        "20150830T123601Z (20150830T124101Z - 5 min.)");
    assert_false(signature_date_check(at, 0, at - 301, &refusal));
    assert_true(signature_date_check(at, 60, at + 60, &refusal));
    assert_false(signature_date_check(at, 60, at + 61, &refusal));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_header_is_read_with_and_without_blanks),
        cmocka_unit_test(what_is_wrong_has_the_name_that_aws_gives_it),
        cmocka_unit_test(a_presigned_query_is_read),
        cmocka_unit_test(a_signature_holds_for_five_minutes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
