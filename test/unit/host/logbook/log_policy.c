/* host/logbook/log_policy - documents of resource policies. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "common/compiler.h"
#include "host/logbook/log_policy.h"

#define REST ",\"Action\":\"logs:PutLogEvents\",\"Resource\":\"*\"}"
#define STATEMENT "{\"Effect\":\"Allow\",\"Principal\":"
#define GOOD STATEMENT "\"*\"" REST

#define EXCEPT                                                                 \
    "{\"Statement\":[{\"Effect\":\"Deny\",\"NotPrincipal\":{\"AWS\":\"*\"},"   \
    "\"NotAction\":[\"logs:a\"],\"NotResource\":[\"a\",\"b\"]}]}"

static void policies_are_taken(void **state)
{
    static const char *const rows[] = {
        "{\"Statement\":" GOOD "}",
        "{\"Version\":\"2012-10-17\",\"Id\":\"x\",\"Statement\":[" GOOD "," GOOD
        "]}",
        "{\"Statement\":[" STATEMENT
        "{\"Service\":[\"es.amazonaws.com\",\"events.amazonaws.com\"]}" REST
        "]}",
        "{\"Statement\":[" STATEMENT
        "{\"AWS\":[\"000000000000\",\"arn:aws:iam::1:root\",\"*\"]}" REST "]}",
        EXCEPT,
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct error err = ERROR_NONE;
        if (!log_policy_check(rows[i], &err))
            fail_msg("%s: %s", rows[i], err.text);
    }
}

static void a_mistake_is_told_with_its_statement(void **state)
{
    static const char *const rows[][2] = {
        {"", "no JSON object"},
        {"{\"Statement\":", "no JSON object"},
        {"[]", "no JSON object"},
        {"{}", "Statement must be a list"},
        {"{\"Statement\":[]}", "Statement must be a list"},
        {"{\"Statement\":\"*\"}", "Statement must be a list"},
        {"{\"Version\":\"2020-01-01\",\"Statement\":[" GOOD "]}", "Version"},
        {"{\"Version\":2012,\"Statement\":[" GOOD "]}", "Version"},
        {"{\"Statement\":[" GOOD ",1]}", "statement 2: Effect"},
        {"{\"Statement\":{\"Effect\":\"allow\"}}", "statement 1: Effect"},
        {"{\"Statement\":{\"Effect\":\"Allow\"}}", "statement 1: Principal"},
        {"{\"Statement\":" STATEMENT "\"x\"" REST "}", "Principal"},
        {"{\"Statement\":" STATEMENT "{}" REST "}", "Principal"},
        {"{\"Statement\":" STATEMENT "{\"Who\":\"*\"}" REST "}", "Principal"},
        {"{\"Statement\":" STATEMENT "{\"Service\":[]}" REST "}", "Principal"},
        {"{\"Statement\":" STATEMENT "{\"Service\":[1]}" REST "}", "Principal"},
        {"{\"Statement\":" STATEMENT
         "{\"AWS\":\"delivery.logs.amazonaws.com\"}" REST "}",
         "Principal"},
        {"{\"Statement\":" STATEMENT "\"*\",\"Resource\":\"*\"}}", "Action"},
        {"{\"Statement\":" STATEMENT "\"*\",\"Action\":[\"\"]}}", "Action"},
        {"{\"Statement\":" STATEMENT "\"*\",\"Action\":\"*\"}}", "Resource"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct error err = ERROR_NONE;
        if (log_policy_check(rows[i][0], &err) || !strstr(err.text, rows[i][1]))
            fail_msg("%s: %s", rows[i][0], err.text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(policies_are_taken),
        cmocka_unit_test(a_mistake_is_told_with_its_statement),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
