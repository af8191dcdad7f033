/* host/operations - the rows of the tables, and which right each needs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "common/compiler.h"
#include "host/operations/lambda_operations.h"
#include "host/operations/operations.h"
#include "host/operations/own_operations.h"
#include "host/operations/scheduler_operations.h"

static const struct operation_table *const tables[] = {
    &lambda_operations, &own_operations, &scheduler_operations};

/* With an x for each asterisk. */
static void write_target(char *target, size_t room, const char *pattern)
{
    size_t used = (size_t)snprintf(target, room, "/");

    for (; *pattern; pattern++)
        used += (size_t)snprintf(target + used, room - used, "%c",
                                 *pattern == '*' ? 'x' : *pattern);
}

static void each_row_is_whole_and_is_found_by_its_path(void **state)
{
    (void)state;
    for (size_t t = 0; t < COUNT(tables); t++) {
        for (size_t i = 0; i < tables[t]->count; i++) {
            const struct operation *row = &tables[t]->rows[i];
            struct operation_match match;
            char target[256];
            write_target(target, sizeof target, row->path);
            assert_true(operations_find(&match, row->method, target));
            assert_ptr_equal(match.operation, row);
            assert_ptr_equal(match.table, tables[t]);
            assert_true(*row->name != '\0');
            assert_true(!row->serve == (row->brings != NULL));
            assert_false(row->brings && row->needs == NEEDS_NOTHING);
            assert_true(row->right != ACCESS_READ ||
                        !strcmp(row->method, "GET"));
        }
    }
}

static void a_right_is_what_the_operation_does(void **state)
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
        {"GET", "/_code/9a3e", ACCESS_OPEN, "GetCode", ""},
        {"GET", "/metrics", ACCESS_READ, "GetMetrics", ""},
        {"DELETE", "/_dayfly/hooks/a", ACCESS_ADMIN, "DeleteHook", ""},
        {"POST", "/_dayfly/releases/3/restore", ACCESS_ADMIN, "RestoreRelease",
         ""},
        {"PUT", "/schedules/a", ACCESS_ADMIN, "UpdateSchedule", ""},
        {"GET",
         "/tags/arn%3Aaws%3Ascheduler%3Aus-east-1%3A000000000000%3A"
         "schedule-group%2Fa",
         ACCESS_READ, "ListTagsForResource", ""},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct operation_match match;
        struct access access;
        assert_true(operations_find(&match, rows[i].method, rows[i].target));
        assert_non_null(match.operation);
        access = operations_access(&match);
        assert_int_equal(access.kind, rows[i].kind);
        assert_string_equal(access.action, rows[i].action);
        assert_string_equal(access.function, rows[i].function);
    }
}

static void another_method_has_no_operation(void **state)
{
    static const char *const rows[][2] = {
        {"PATCH", "/2015-03-31/functions/a"},
        {"GET", "/2015-03-31/functions/a/invocations"},
        {"POST", "/_dayfly/hooks"},
        {"POST", "/schedules"},
    };
    struct operation_match match;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_true(operations_find(&match, rows[i][0], rows[i][1]));
        assert_null(match.operation);
    }
}

static void another_path_is_none(void **state)
{
    static const char *const targets[] = {"/2015-03-31/function",
                                          "/2015-03-31//functions",
                                          "/2015-03-31/functions/a/",
                                          "/",
                                          "/lambda-url/a",
                                          "/tags/a",
                                          "/schedules/",
                                          "/%zz"};
    struct operation_match match;

    (void)state;
    for (size_t i = 0; i < COUNT(targets); i++)
        assert_false(operations_find(&match, "GET", targets[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_row_is_whole_and_is_found_by_its_path),
        cmocka_unit_test(a_right_is_what_the_operation_does),
        cmocka_unit_test(another_method_has_no_operation),
        cmocka_unit_test(another_path_is_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
