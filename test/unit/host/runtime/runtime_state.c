/* host/runtime/runtime_state - every request in every state. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "common/compiler.h"
#include "host/runtime/runtime_state.h"

enum { NO = -1 };

/* The state after each step. NO: the step is not allowed. */
static const struct {
    enum runtime_state from;
    int next, response, error, init_error;
} table[] = {
    {RUNTIME_STARTED, RUNTIME_READY, NO, NO, RUNTIME_INIT_ERROR},
    {RUNTIME_READY, RUNTIME_READY, NO, NO, NO},
    {RUNTIME_RUNNING, RUNTIME_RUNNING, RUNTIME_ANSWERED, RUNTIME_ANSWERED, NO},
    {RUNTIME_ANSWERING, RUNTIME_ANSWERING, NO, NO, NO},
    {RUNTIME_ANSWERED, RUNTIME_READY, NO, NO, NO},
    {RUNTIME_INIT_ERROR, NO, NO, NO, NO},
};

static void check(enum runtime_state from, enum runtime_step step, int after)
{
    enum runtime_state state = from;
    bool allowed = runtime_step(&state, step);

    assert_int_equal(allowed, after != NO);
    assert_int_equal(state, after == NO ? (int)from : after);
}

static void every_step_in_every_state_is_as_in_the_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        check(table[i].from, STEP_NEXT, table[i].next);
        check(table[i].from, STEP_RESPONSE, table[i].response);
        check(table[i].from, STEP_ERROR, table[i].error);
        check(table[i].from, STEP_INIT_ERROR, table[i].init_error);
    }
}

static void states_have_the_names_of_aws_lambda(void **state)
{
    (void)state;
    assert_string_equal(runtime_state_name(RUNTIME_ANSWERED),
                        "RuntimeResponseSentState");
    assert_string_equal(runtime_step_target(STEP_ERROR),
                        "InvocationErrorResponse");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_step_in_every_state_is_as_in_the_table),
        cmocka_unit_test(states_have_the_names_of_aws_lambda),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
