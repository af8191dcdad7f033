/* host/events/event_record - the bytes that destinations get. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "host/events/event_record.h"

static void a_record_has_the_bytes_of_aws(void **state)
{
    AUTO(struct buf, buf_free) out = BUF(4096);
    const struct buf request = {.data = "{\"a\":1}", .size = 7};
    const struct buf response = {.data = "not JSON", .size = 8};
    struct event_record record = {.now_ms = 1574791565568,
                                  .request_id = "id",
                                  .arn = "arn:f:$LATEST",
                                  .condition = "RetriesExhausted",
                                  .count = 3,
                                  .request = &request,
                                  .version = "$LATEST",
                                  .failed = true,
                                  .response = &response};

    (void)state;
    assert_true(event_record_add(&out, &record));
    assert_string_equal(
        out.data,
        "{\"version\":\"1.0\",\"timestamp\":\"2019-11-26T18:06:05.568Z\","
        "\"requestContext\":{\"requestId\":\"id\",\"functionArn\":"
        "\"arn:f:$LATEST\",\"condition\":\"RetriesExhausted\","
        "\"approximateInvokeCount\":3},\"requestPayload\":{\"a\":1},"
        "\"responseContext\":{\"statusCode\":200,\"executedVersion\":"
        "\"$LATEST\",\"functionError\":\"Unhandled\"},"
        "\"responsePayload\":\"not JSON\"}");
    buf_clear(&out);
    record = (struct event_record){.now_ms = 0,
                                   .request_id = "id",
                                   .arn = "arn:f:1",
                                   .condition = "ZeroReservedConcurrency",
                                   .request = &request};
    assert_true(event_record_add(&out, &record));
    assert_string_equal(
        out.data,
        "{\"version\":\"1.0\",\"timestamp\":\"1970-01-01T00:00:00.000Z\","
        "\"requestContext\":{\"requestId\":\"id\",\"functionArn\":"
        "\"arn:f:1\",\"condition\":\"ZeroReservedConcurrency\","
        "\"approximateInvokeCount\":0},\"requestPayload\":{\"a\":1}}");
}

static void a_buffer_that_is_too_small_is_an_error(void **state)
{
    AUTO(struct buf, buf_free) out = BUF(40);

    (void)state;
    assert_false(event_record_add_attributes(&out, "id", "a \"message\""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_has_the_bytes_of_aws),
        cmocka_unit_test(a_buffer_that_is_too_small_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
