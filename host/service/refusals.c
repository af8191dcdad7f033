#include "host/service/refusals.h"

#include "common/buf.h"
#include "common/clock.h"
#include "host/http/http_request.h"
#include "host/service/service_error.h"

struct refusal {
    struct refusal *next;
    struct refusals *refusals;
    struct http_request *req;
    int64_t due_ms;
    bool is_limited;
};

static void refuse(const struct refusals *refusals, struct http_request *req,
                   bool is_limited)
{
    if (refusals->stopping)
        service_error_send(req, SERVICE_STOPPING, REFUSALS_STOPPING);
    else
        service_error_send(
            req, is_limited ? SERVICE_TOO_MANY : SERVICE_TOO_MANY_IN_ALL,
            "Rate Exceeded.");
}

static void take(struct refusals *refusals, struct refusal *refusal)
{
    struct refusal **at = &refusals->oldest;
    struct refusal *before = NULL;

    for (; *at != refusal; at = &(*at)->next)
        before = *at;
    *at = refusal->next;
    if (refusals->newest == refusal)
        refusals->newest = before;
    refusal->req->user_data = NULL;
    refusal->req->on_closed = NULL;
    mem_free(refusal);
}

static void caller_left(struct http_request *req)
{
    struct refusal *refusal = req->user_data;

    take(refusal->refusals, refusal);
}

static void plan(struct refusals *refusals)
{
    int64_t in_ms;

    if (!refusals->oldest)
        return;
    in_ms = refusals->oldest->due_ms - clock_mono_ms();
    timer_set(refusals->loop, &refusals->timer, in_ms > 0 ? in_ms : 0);
}

static void answer_due(void *self)
{
    struct refusals *refusals = self;
    int64_t now = clock_mono_ms();

    while (refusals->oldest && refusals->oldest->due_ms <= now) {
        struct http_request *req = refusals->oldest->req;
        bool is_limited = refusals->oldest->is_limited;
        take(refusals, refusals->oldest);
        refuse(refusals, req, is_limited);
    }
    plan(refusals);
}

void refusals_open(struct refusals *refusals, struct event_loop *loop)
{
    *refusals = (struct refusals){
        .loop = loop, .timer = {.on_fire = answer_due, .self = refusals}};
}

void refusals_add(struct refusals *refusals, struct http_request *req,
                  bool is_limited)
{
    struct refusal *refusal = mem_new(1, sizeof *refusal);

    if (!refusal) {
        req->user_data = NULL;
        req->on_closed = NULL;
        refuse(refusals, req, is_limited);
        return;
    }
    *refusal = (struct refusal){.refusals = refusals,
                                .req = req,
                                .is_limited = is_limited,
                                .due_ms = clock_mono_ms() + REFUSALS_HELD_MS};
    req->user_data = refusal;
    req->on_closed = caller_left;
    if (refusals->newest)
        refusals->newest->next = refusal;
    else
        refusals->oldest = refusal;
    refusals->newest = refusal;
    if (refusals->timer.due_ms == 0)
        plan(refusals);
}

void refusals_close(struct refusals *refusals)
{
    if (!refusals->loop)
        return;
    timer_clear(refusals->loop, &refusals->timer);
    while (refusals->oldest)
        take(refusals, refusals->oldest);
}
