/* host/auth/lambda_action - which right an operation needs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "common/compiler.h"
#include "host/auth/lambda_action.h"

static void each_operation_needs_its_right(void **state)
{
    static const struct {
        const char *method;
        const char *target;
        enum access_kind kind;
        const char *action;
        const char *function;
    } rows[] = {
        {"GET", "/2015-03-31/functions", ACCESS_READ, "ListFunctions", ""},
        {"GET", "/2015-03-31/functions/", ACCESS_READ, "ListFunctions", ""},
        {"POST", "/2015-03-31/functions/", ACCESS_ADMIN, "CreateFunction", ""},
        {"GET", "/2015-03-31/functions/a?Qualifier=1", ACCESS_READ,
         "GetFunction", "a"},
        {"POST", "/2015-03-31/functions/a:live/invocations", ACCESS_INVOKE,
         "InvokeFunction", "a"},
        {"POST",
         "/2021-11-15/functions/arn%3Aaws%3Alambda%3Aus-east-1%3A000000000000"
         "%3Afunction%3Ab/response-streaming-invocations",
         ACCESS_INVOKE, "InvokeFunction", "b"},
        {"DELETE", "/2015-03-31/functions/a", ACCESS_ADMIN, "DeleteFunction",
         "a"},
        {"PUT", "/2015-03-31/functions/a/code", ACCESS_ADMIN,
         "UpdateFunctionCode", "a"},
        {"GET",
         "/2017-03-31/tags/arn:aws:lambda:us-east-1:000000000000:function:c",
         ACCESS_READ, "ListTags", "c"},
        {"GET", "/_dayfly/calls/9a3e", ACCESS_ADMIN, "GetEventPayload", ""},
        {"GET", "/_dayfly/queue/events/9a3e", ACCESS_ADMIN, "GetEventPayload",
         ""},
        {"GET", "/_dayfly/queue/queues/q/messages", ACCESS_ADMIN,
         "GetEventPayload", ""},
        {"POST", "/_dayfly/releases/3/restore", ACCESS_ADMIN, "RestoreRelease",
         ""},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct access access = {.kind = ACCESS_OPEN};
        assert_true(
            lambda_action_find(&access, rows[i].method, rows[i].target));
        assert_int_equal(access.kind, rows[i].kind);
        assert_string_equal(access.action, rows[i].action);
        assert_string_equal(access.function, rows[i].function);
        assert_string_equal(access.service, "lambda");
    }
}

static void what_is_no_operation_is_not_found(void **state)
{
    static const char *const rows[][2] = {
        {"PATCH", "/2015-03-31/functions/a"},
        {"GET", "/2015-03-31/functions/a/invocations"},
        {"GET", "/2015-03-31/function"},
        {"GET", "/2015-03-31//functions"},
        {"GET", "/"},
        {"POST", "/lambda-url/a"}};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct access access = {.kind = ACCESS_OPEN};
        assert_false(lambda_action_find(&access, rows[i][0], rows[i][1]));
    }
}

static void a_target_that_only_looks_needs_read(void **state)
{
    struct access access;

    (void)state;
    lambda_action_of_target(&access, "Logs_20140328.FilterLogEvents");
    assert_int_equal(access.kind, ACCESS_READ);
    lambda_action_of_target(&access, "Logs_20140328.DeleteLogGroup");
    assert_int_equal(access.kind, ACCESS_ADMIN);
    lambda_action_of_target(&access, "Getter.DeleteAll");
    assert_int_equal(access.kind, ACCESS_ADMIN);
    lambda_action_of_target(&access, NULL);
    assert_int_equal(access.kind, ACCESS_ANY);
}

/* "DeleteMessageBatch" as the others; what has no name yet, or is STS, any key
 * may ask. */
static void an_action_of_a_form_needs_what_it_does_in_json(void **state)
{
    static const struct {
        const char *action;
        enum access_kind kind;
    } rows[] = {
        {"SendMessage", ACCESS_INVOKE},
        {"ReceiveMessage", ACCESS_INVOKE},
        {"DeleteMessageBatch", ACCESS_INVOKE},
        {"ChangeMessageVisibilityBatch", ACCESS_INVOKE},
        {"GetQueueAttributes", ACCESS_READ},
        {"ListQueues", ACCESS_READ},
        {"PurgeQueue", ACCESS_ADMIN},
        {"DeleteQueue", ACCESS_ADMIN},
        {"Message", ACCESS_ADMIN},
        {"x.Get", ACCESS_ADMIN},
        {"GetCallerIdentity", ACCESS_ANY},
        {"", ACCESS_ANY},
    };
    struct access access;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        lambda_action_of_query(&access, rows[i].action);
        assert_int_equal(access.kind, rows[i].kind);
    }
}

static void an_operation_has_the_name_of_iam(void **state)
{
    static const char *const targets[][2] = {
        {"AmazonSQS.SendMessageBatch", "sqs:sendmessage"},
        {"AmazonSQS.ListQueues", "sqs:listqueues"},
        {"AWSEvents.PutRule", "events:PutRule"},
        {"Logs_20140328.FilterLogEvents", "logs:FilterLogEvents"},
        {"Getter.DeleteAll", ""},
    };
    static const char *const schedules[][3] = {
        {"GET", "/schedules?MaxResults=1", "scheduler:ListSchedules"},
        {"PUT", "/schedules/a", "scheduler:UpdateSchedule"},
        {"POST", "/schedule-groups/a", "scheduler:CreateScheduleGroup"},
        {"DELETE", "/tags/arn", "scheduler:UntagResource"},
        {"PUT", "/_dayfly/schedules/a", "scheduler:*"},
    };
    struct access access;

    (void)state;
    for (size_t i = 0; i < COUNT(targets); i++) {
        lambda_action_of_target(&access, targets[i][0]);
        assert_string_equal(access.operation, targets[i][1]);
    }
    for (size_t i = 0; i < COUNT(schedules); i++) {
        lambda_action_of_schedule(&access, schedules[i][0], schedules[i][1]);
        assert_string_equal(access.operation, schedules[i][2]);
        assert_int_equal(access.kind, i == 0 ? ACCESS_READ : ACCESS_ADMIN);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_operation_has_the_name_of_iam),
        cmocka_unit_test(each_operation_needs_its_right),
        cmocka_unit_test(what_is_no_operation_is_not_found),
        cmocka_unit_test(a_target_that_only_looks_needs_read),
        cmocka_unit_test(an_action_of_a_form_needs_what_it_does_in_json),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
