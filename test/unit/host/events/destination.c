/* host/events/destination - what the values of a DestinationConfig mean. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "common/compiler.h"
#include "host/events/destination.h"

static void each_text_has_its_kind(void **state)
{
    static const struct {
        const char *text;
        enum destination_kind kind;
    } rows[] = {
        {"", DESTINATION_NONE},
        {"arn:aws:lambda:us-east-1:000000000000:function:a",
         DESTINATION_FUNCTION},
        {"arn:aws:lambda:us-east-1:000000000000:function:a:live",
         DESTINATION_FUNCTION},
        {"arn:aws-cn:lambda:cn-north-1:000000000000:function:a",
         DESTINATION_FUNCTION},
        {"arn:aws:lambda:us-east-1:000000000000:layer:a", DESTINATION_OTHER},
        {"arn:aws:sqs:us-east-1:000000000000:jobs", DESTINATION_QUEUE},
        {"arn:aws:sqs:us-east-1:000000000000:jobs.fifo", DESTINATION_QUEUE},
        {"arn:aws:sqs:us-east-1:000000000000:", DESTINATION_OTHER},
        {"arn:aws:sqs:us-east-1:000000000000:a:b", DESTINATION_OTHER},
        {"arn:aws:sqs:us-east-1", DESTINATION_OTHER},
        {"arn:aws:sqsx:us-east-1:000000000000:jobs", DESTINATION_OTHER},
        {"arn:aws:sns:us-east-1:000000000000:news", DESTINATION_OTHER},
        {"arn:", DESTINATION_OTHER},
        {"arn:aws", DESTINATION_OTHER},
        {"https://example.com/hook", DESTINATION_WEBHOOK},
        {"http://127.0.0.1:1/", DESTINATION_WEBHOOK},
        {"kafka://x", DESTINATION_OTHER},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(destination_kind_of(rows[i].text), rows[i].kind);
    assert_string_equal(
        destination_queue_name("arn:aws:sqs:us-east-1:000000000000:jobs"),
        "jobs");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_text_has_its_kind),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
