/* runner_retire.c - a function whose configuration has changed: the calls not
 * begun move to another lane, and this one ends after those at work. */
#include "host/runner/runner.h"

#include <stdio.h>
#include <string.h>

#include "host/runner/runner_internal.h"

enum {
    REST_MS = 1000, /* for a runtime to ask for an event after its last */
    END_MS = 2000,  /* between being asked to end and being killed */
};

/* The call that has waited longest for the bootstrap; NULL: there is none. */
static struct execution *first_unhanded(struct runner *runner)
{
    struct execution *first = NULL;

    for (size_t i = 0; i < runner->execution_count; i++) {
        struct execution *exec = &runner->executions[i];
        if (exec->invocation && !exec->dispatched &&
            (!first ||
             exec->invocation->started_us < first->invocation->started_us))
            first = exec;
    }
    return first;
}

/* Its function is not there any more. */
static void lose(struct runner *runner, struct invocation *inv)
{
    struct outcome outcome = OUTCOME;
    char text[FUNCTION_ARN_SIZE + 32];

    (void)snprintf(text, sizeof text, "Function not found: %s", inv->arn);
    outcome_set_error(&outcome, "ResourceNotFoundException", text);
    outcome.not_found = true;
    runner_log(runner, inv, text, strlen(text));
    runner_notify_caller(inv, &outcome);
    invocation_unref(inv);
    buf_free(&outcome.body);
}

static void hand_over(struct runner *runner, struct runner *successor,
                      struct invocation *inv)
{
    if (successor) {
        inv->runner = successor;
        runner_enqueue(successor, inv);
    } else {
        lose(runner, inv);
    }
}

void runner_retire(struct runner *runner, struct runner *successor)
{
    struct execution *exec;

    runner->closed = true;
    runner->retired = true;
    while ((exec = first_unhanded(runner))) {
        struct invocation *c = exec->invocation;
        timer_clear(runner->context->loop, &exec->timer);
        exec->invocation = NULL;
        hand_over(runner, successor, c);
    }
    while (runner->queue_head) {
        struct invocation *c = runner->queue_head;
        runner->queue_head = c->next;
        hand_over(runner, successor, c);
    }
    runner->queue_tail = NULL;
    runner->waiting = 0;
    runner_rest(runner);
    if (successor)
        runner_hold(successor, successor->paused);
}

void runner_stop_process(struct runner *runner)
{
    runner->stopping = true;
    runtime_process_signal(&runner->process, SIGTERM);
    timer_set(runner->context->loop, &runner->timer, END_MS);
}

/* A runtime that asks for more has told all of its last call. */
void runner_rest(struct runner *runner)
{
    if (!runner->process.pid || runner->stopping ||
        runner_has_invocations(runner))
        return;
    if (runner->waiting_next || runner_is_starting(runner))
        runner_stop_process(runner);
    else
        timer_set(runner->context->loop, &runner->timer, REST_MS);
}
