/* host/auth/lambda_action - which right an operation needs that is named in a
 * header or a form. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "common/compiler.h"
#include "host/auth/lambda_action.h"

static void a_target_that_only_looks_needs_read(void **state)
{
    struct access access;

    (void)state;
    lambda_action_of_target(&access, "Logs_20140328.FilterLogEvents");
    assert_int_equal(access.kind, ACCESS_READ);
    lambda_action_of_target(&access, "Logs_20140328.DeleteLogGroup");
    assert_int_equal(access.kind, ACCESS_ADMIN);
    lambda_action_of_target(&access, "Logs_20140328.PutLogEvents");
    assert_int_equal(access.kind, ACCESS_INVOKE);
    lambda_action_of_target(&access, "Logs_20140328.CreateLogStream");
    assert_int_equal(access.kind, ACCESS_INVOKE);
    lambda_action_of_target(&access, "Logs_20140328.DeleteLogStream");
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
    struct access access;

    (void)state;
    for (size_t i = 0; i < COUNT(targets); i++) {
        lambda_action_of_target(&access, targets[i][0]);
        assert_string_equal(access.operation, targets[i][1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_operation_has_the_name_of_iam),
        cmocka_unit_test(a_target_that_only_looks_needs_read),
        cmocka_unit_test(an_action_of_a_form_needs_what_it_does_in_json),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
