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
static struct turn *first_unhanded(struct lane *l)
{
    struct turn *first = NULL;

    for (size_t i = 0; i < l->turn_count; i++) {
        struct turn *t = &l->turns[i];
        if (t->call && !t->handed &&
            (!first || t->call->begun_us < first->call->begun_us))
            first = t;
    }
    return first;
}

/* Its function is not there any more. */
static void lose(struct lane *l, struct call *c)
{
    struct outcome o = OUTCOME;
    char text[FUNCTION_ARN_SIZE + 32];

    (void)snprintf(text, sizeof text, "Function not found: %s", c->arn);
    outcome_say(&o, "ResourceNotFoundException", text);
    o.not_found = true;
    lane_log(l, c, text, strlen(text));
    lane_tell(c, &o);
    call_release(c);
    buf_free(&o.body);
}

static void hand_over(struct lane *l, struct lane *heir, struct call *c)
{
    if (heir) {
        c->lane = heir;
        lane_append(heir, c);
    } else {
        lose(l, c);
    }
}

void lane_retire(struct lane *l, struct lane *heir)
{
    struct turn *t;

    l->closed = true;
    l->retired = true;
    while ((t = first_unhanded(l))) {
        struct call *c = t->call;
        timer_clear(l->house->loop, &t->limit);
        t->call = NULL;
        hand_over(l, heir, c);
    }
    while (l->first) {
        struct call *c = l->first;
        l->first = c->next;
        hand_over(l, heir, c);
    }
    l->last = NULL;
    l->waiting = 0;
    lane_rest(l);
    if (heir)
        lane_hold(heir, heir->held);
}

void lane_end_stage(struct lane *l)
{
    l->dying = true;
    stage_signal(&l->stage, SIGTERM);
    timer_set(l->house->loop, &l->limit, END_MS);
}

/* A runtime that asks for more has told all of its last call. */
void lane_rest(struct lane *l)
{
    if (!l->stage.pid || l->dying || lane_has_calls(l))
        return;
    if (l->parked || lane_is_starting(l))
        lane_end_stage(l);
    else
        timer_set(l->house->loop, &l->limit, REST_MS);
}
