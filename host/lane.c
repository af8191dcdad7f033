#include "host/lane.h"

#include <stdio.h>
#include <string.h>

#include "bootstrap/base/clock.h"
#include "host/extension_api.h"
#include "host/lane_rooms.h"
#include "host/report.h"

const char *lane_log_name(const struct lane *l)
{
    return l->house->several ? l->fn->name : NULL;
}

void lane_log(struct lane *l, const char *line, size_t size)
{
    journal_line(l->house->journal, lane_log_name(l), line, size);
    if (l->current)
        call_log(l->current, line, size);
}

static void stage_line(void *self, const char *text, size_t size)
{
    lane_log(self, text, size);
}

void lane_open(struct lane *l, const struct function *fn,
               const struct house *house)
{
    *l = (struct lane){.fn = fn, .house = house};
    l->listener.watch.fd = -1;
    l->limit = (struct timer){.fire = lane_late, .self = l};
    l->failure.body = (struct buf)BUF(PAYLOAD_MOST_BYTES);
    stage_init(&l->stage, house->loop);
    l->stage.line = stage_line;
    l->stage.ended = lane_ended;
    l->stage.self = l;
}

static void append(struct lane *l, struct call *c)
{
    c->next = NULL;
    *(l->last ? &l->last->next : &l->first) = c;
    l->last = c;
    l->waiting += c->unattended ? 0 : 1;
}

static struct call *pop(struct lane *l)
{
    struct call *c = l->first;

    if (!c)
        return NULL;
    l->first = c->next;
    if (!l->first)
        l->last = NULL;
    l->waiting -= c->unattended ? 0 : 1;
    return c;
}

bool lane_add(struct lane *l, struct call *c)
{
    if (l->closed || (!c->unattended && l->waiting >= LANE_WAITING_MOST))
        return false;
    append(l, c);
    lane_turn(l);
    return true;
}

static void unlink_call(struct lane *l, struct call *c)
{
    struct call *before = NULL;

    for (struct call *at = l->first; at != c; at = at->next)
        before = at;
    *(before ? &before->next : &l->first) = c->next;
    if (l->last == c)
        l->last = before;
    l->waiting -= c->unattended ? 0 : 1;
}

void lane_drop(struct lane *l, struct call *c)
{
    c->listener = NULL;
    if (c == l->current) {
        lane_hear_for_nobody(l);
        return;
    }
    unlink_call(l, c);
    call_release(c);
}

void lane_turn(struct lane *l)
{
    while (!l->current) {
        l->current = pop(l);
        if (!l->current)
            return;
        l->handed = false;
        l->current->begun_us = clock_mono_us();
        if (l->failure.hold_until_ms > clock_mono_ms())
            lane_fail_held(l);
        else
            lane_serve(l);
    }
}

static void unpark(struct lane *l, struct request *r)
{
    for (struct request **at = &l->parked; *at; at = &(*at)->next) {
        if (*at == r) {
            *at = r->next;
            return;
        }
    }
}

static void park(struct lane *l, struct request *r)
{
    struct request **at = &l->parked;

    while (*at)
        at = &(*at)->next;
    r->next = NULL;
    *at = r;
}

static void release_call(void *self)
{
    call_release(self);
}

/* The event goes out with this `next`. It may go out again, when the runtime
 * asks again or the answer was lost on its way. */
static void hand_out(struct lane *l, struct request *r)
{
    struct call *c = l->current;
    const struct field fields[] = {
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

    l->holder = r;
    request_answer(r, 200, fields, COUNT(fields),
                   (struct payload){.bytes = c->event.data,
                                    .size = c->event.size,
                                    .done = release_call,
                                    .self = call_hold(c)});
}

/* The time a call may take begins when it is handed out, not in the line. */
static void begin(struct lane *l, struct request *r)
{
    AUTO(struct buf, buf_free) line = BUF(256);
    struct call *c = l->current;
    int64_t timeout_ms = (int64_t)l->fn->manifest.timeout_s * 1000;
    long long deadline_ms = clock_wall_ms() + timeout_ms;

    if (report_start(&line, c->request_id))
        lane_log(l, line.data, line.size);
    l->handed = true;
    l->state = RUNTIME_RUNNING;
    c->begun_us = clock_mono_us();
    (void)snprintf(c->deadline, sizeof c->deadline, "%lld", deadline_ms);
    timer_set(l->house->loop, &l->limit, timeout_ms + LANE_GRACE_MS);
    hand_out(l, r);
    extension_api_tell(l);
}

void lane_serve(struct lane *l)
{
    if (l->closed && !l->stage.pid) {
        lane_fail(l, "error", "Sandbox.Failure", "The host is stopping");
        return;
    }
    if (l->dying || (!l->stage.pid && !lane_start(l)))
        return;
    if (l->state == RUNTIME_READY && l->parked) {
        struct request *r = l->parked;
        unpark(l, r);
        begin(l, r);
        return;
    }
    /* A runtime that has answered but does not ask for more is given as long
     * as the function itself; one that starts has a limit of its own. */
    if (l->state != RUNTIME_STARTED)
        timer_set(l->house->loop, &l->limit,
                  (int64_t)l->fn->manifest.timeout_s * 1000 + LANE_GRACE_MS);
}

void lane_next(struct lane *l, struct request *r)
{
    if (l->state == RUNTIME_RUNNING) {
        hand_out(l, r);
        return;
    }
    if (l->state == RUNTIME_ANSWERING) {
        park(l, r);
        return;
    }
    if (l->broke_off)
        lane_tell_broken(l);
    if (l->started_us) {
        int64_t init_us = clock_mono_us() - l->started_us;
        if (l->current)
            l->current->init_us = init_us;
        l->started_us = 0;
        l->failure.in_a_row = 0;
    }
    *l->answered_id = '\0';
    if (l->current) {
        begin(l, r);
        return;
    }
    timer_clear(l->house->loop, &l->limit);
    park(l, r);
}

void lane_dismiss(struct lane *l)
{
    while (l->parked) {
        struct request *r = l->parked;
        l->parked = r->next;
        request_answer(r, 410, NULL, 0, (struct payload){.bytes = ""});
    }
}

void lane_gone(struct lane *l, struct request *r)
{
    unpark(l, r);
    if (r != l->holder)
        return;
    l->holder = NULL;
    /* The event was written to a peer that is not there: another that waits
     * gets it. */
    if (!r->delivered && l->current && l->state == RUNTIME_RUNNING &&
        l->parked) {
        struct request *other = l->parked;
        unpark(l, other);
        hand_out(l, other);
    }
}
