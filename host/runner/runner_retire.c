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
static struct execution *first_unhanded(struct runner *l)
{
    struct execution *first = NULL;

    for (size_t i = 0; i < l->turn_count; i++) {
        struct execution *t = &l->turns[i];
        if (t->call && !t->handed &&
            (!first || t->call->begun_us < first->call->begun_us))
            first = t;
    }
    return first;
}

/* Its function is not there any more. */
static void lose(struct runner *l, struct invocation *c)
{
    struct outcome o = OUTCOME;
    char text[FUNCTION_ARN_SIZE + 32];

    (void)snprintf(text, sizeof text, "Function not found: %s", c->arn);
    outcome_set_error(&o, "ResourceNotFoundException", text);
    o.not_found = true;
    runner_log(l, c, text, strlen(text));
    runner_notify_caller(c, &o);
    invocation_unref(c);
    buf_free(&o.body);
}

static void hand_over(struct runner *l, struct runner *heir,
                      struct invocation *c)
{
    if (heir) {
        c->lane = heir;
        runner_enqueue(heir, c);
    } else {
        lose(l, c);
    }
}

void runner_retire(struct runner *l, struct runner *heir)
{
    struct execution *t;

    l->closed = true;
    l->retired = true;
    while ((t = first_unhanded(l))) {
        struct invocation *c = t->call;
        timer_clear(l->house->loop, &t->limit);
        t->call = NULL;
        hand_over(l, heir, c);
    }
    while (l->first) {
        struct invocation *c = l->first;
        l->first = c->next;
        hand_over(l, heir, c);
    }
    l->last = NULL;
    l->waiting = 0;
    runner_rest(l);
    if (heir)
        runner_hold(heir, heir->held);
}

void runner_stop_process(struct runner *l)
{
    l->dying = true;
    runtime_process_signal(&l->stage, SIGTERM);
    timer_set(l->house->loop, &l->limit, END_MS);
}

/* A runtime that asks for more has told all of its last call. */
void runner_rest(struct runner *l)
{
    if (!l->stage.pid || l->dying || runner_has_invocations(l))
        return;
    if (l->parked || runner_is_starting(l))
        runner_stop_process(l);
    else
        timer_set(l->house->loop, &l->limit, REST_MS);
}
