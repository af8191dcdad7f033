/* runner_next.c - how events are handed out to the runtime that asks. */
#include "host/runner/runner.h"

#include <stdio.h>

#include "common/clock.h"
#include "host/runtime_api/extension_api.h"
#include "host/runner/runner_internal.h"
#include "host/runtime/platform_log.h"

static void unpark(struct runner *l, struct http_request *r)
{
    for (struct http_request **at = &l->parked; *at; at = &(*at)->next) {
        if (*at == r) {
            *at = r->next;
            return;
        }
    }
}

static void park(struct runner *l, struct http_request *r)
{
    struct http_request **at = &l->parked;

    while (*at)
        at = &(*at)->next;
    r->next = NULL;
    *at = r;
}

static void release_call(void *self)
{
    invocation_unref(self);
}

/* The event goes out with this `next`. It may go out again, when the runtime
 * asks again or the answer was lost on its way. */
static void hand_out(struct execution *t, struct http_request *r)
{
    struct invocation *c = t->call;
    const struct http_field fields[] = {
        {"Content-Type", "application/json"},
        {"Lambda-Runtime-Aws-Request-Id", c->request_id},
        {"Lambda-Runtime-Deadline-Ms", c->deadline},
        {"Lambda-Runtime-Invoked-Function-Arn", c->arn},
        {"Lambda-Runtime-Trace-Id", c->trace.data},
        {"Lambda-Runtime-Client-Context", c->client_context.data},
        {"Lambda-Runtime-Cognito-Identity", c->identity.data},
        {"Lambda-Runtime-Aws-Tenant-Id", c->tenant.data},
        {"Lambda-Runtime-Invocation-Id", c->attempt},
    };

    t->holder = r;
    t->astray = false;
    http_respond(r, 200, fields, COUNT(fields),
                 (struct http_body){.bytes = c->event.data,
                                    .size = c->event.size,
                                    .done = release_call,
                                    .self = invocation_ref(c)});
}

/* The time a call may take begins when it is handed out, not in the line. */
static void begin(struct execution *t, struct http_request *r)
{
    AUTO(struct buf, buf_free) line = BUF(256);
    struct runner *l = t->lane;
    struct invocation *c = t->call;
    int64_t timeout_ms = (int64_t)l->fn->manifest.timeout_s * 1000;
    long long deadline_ms = clock_wall_ms() + timeout_ms;

    /* The last one's report is not told after this one's start. */
    if (!runner_is_concurrent(l))
        runner_report_all(l);
    if (platform_log_start(&line, c->request_id))
        runner_log(l, c, line.data, line.size);
    t->handed = true;
    t->state = RUNTIME_RUNNING;
    c->begun_us = clock_mono_us();
    (void)snprintf(c->deadline, sizeof c->deadline, "%lld", deadline_ms);
    timer_set(l->house->loop, &t->limit, timeout_ms + RUNNER_GRACE_MS);
    hand_out(t, r);
    extension_api_notify_invoke(l);
}

void runner_dispatch(struct execution *t)
{
    struct runner *l = t->lane;

    if (l->closed && !l->stage.pid) {
        runner_fail(t, "error", "Sandbox.Failure", "The host is stopping");
        return;
    }
    if (l->dying || (!l->stage.pid && !runner_start_process(l)))
        return;
    if (t->state == RUNTIME_READY && l->parked) {
        struct http_request *r = l->parked;
        unpark(l, r);
        begin(t, r);
        return;
    }
    /* A runtime that has answered but does not ask for more is given as long
     * as the function itself; one that starts has a limit of its own. */
    if (t->state != RUNTIME_STARTED)
        timer_set(l->house->loop, &t->limit,
                  (int64_t)l->fn->manifest.timeout_s * 1000 + RUNNER_GRACE_MS);
}

/* The start is over with the first question for an event. */
static void end_start(struct runner *l)
{
    int64_t init_us = clock_mono_us() - l->started_us;

    if (!l->started_us)
        return;
    for (size_t i = 0; i < l->turn_count; i++)
        if (l->turns[i].call)
            l->turns[i].call->init_us = init_us;
    l->started_us = 0;
    l->failure.in_a_row = 0;
    timer_clear(l->house->loop, &l->limit);
}

/* The call that has waited longest to be handed out, or whose event went
 * astray; NULL: there is none. */
static struct execution *first_in_want(struct runner *l)
{
    struct execution *first = NULL;

    for (size_t i = 0; i < l->turn_count; i++) {
        struct execution *t = &l->turns[i];
        if (t->call && (!t->handed || t->astray) &&
            (!first || t->call->begun_us < first->call->begun_us))
            first = t;
    }
    return first;
}

static void next_of_many(struct runner *l, struct http_request *r)
{
    if (runner_is_starting(l))
        runner_set_state(l, RUNTIME_READY);
    end_start(l);
    struct execution *t = first_in_want(l);
    if (!t)
        park(l, r);
    else if (t->handed)
        hand_out(t, r);
    else
        begin(t, r);
}

static void next_of_one(struct runner *l, struct http_request *r)
{
    struct execution *t = &l->turns[0];

    if (t->state == RUNTIME_RUNNING) {
        hand_out(t, r);
        return;
    }
    if (t->state == RUNTIME_ANSWERING) {
        park(l, r);
        return;
    }
    runner_report_all(l);
    if (t->broke_off)
        runner_fail_aborted(t);
    end_start(l);
    *t->answered_id = '\0';
    if (t->call) {
        begin(t, r);
        return;
    }
    park(l, r);
}

void runner_next(struct runner *l, struct http_request *r)
{
    if (runner_is_concurrent(l))
        next_of_many(l, r);
    else
        next_of_one(l, r);
    if (l->retired)
        runner_rest(l);
}

void runner_release_next(struct runner *l)
{
    while (l->parked) {
        struct http_request *r = l->parked;
        l->parked = r->next;
        http_respond(r, 410, NULL, 0, (struct http_body){.bytes = ""});
    }
}

void runner_request_closed(struct runner *l, struct http_request *r)
{
    unpark(l, r);
    for (size_t i = 0; i < l->turn_count; i++) {
        struct execution *t = &l->turns[i];
        if (t->holder != r)
            continue;
        t->holder = NULL;
        if (r->delivered || !t->call || t->state != RUNTIME_RUNNING)
            continue;
        /* The event was written to a peer that is not there: another that
         * waits gets it, or will. */
        struct http_request *other = l->parked;
        t->astray = !other;
        if (other) {
            unpark(l, other);
            hand_out(t, other);
        }
    }
}
