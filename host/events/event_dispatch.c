#include "host/events/event_dispatch.h"

#include <stdio.h>
#include <string.h>

#include "common/clock.h"
#include "host/dispatch/dispatcher.h"
#include "host/dispatch/stored_function.h"
#include "host/events/event_outcome.h"
#include "host/events/event_settings.h"
#include "host/events/event_settle.h"
#include "host/events/events_internal.h"
#include "host/functions/function.h"
#include "host/runtime/invocation.h"

enum {
    POLL_MS = 50,
    POLLED_AT_ONCE = 64,
    MOMENT_MS = 1000,
    WAKE_MAX_MS = 60000, /* the wall clock may be set meanwhile */
    SENT_AT_ONCE = 4,    /* records to one destination */
    READ_AT_ONCE = 4,    /* events of one function, from the disk */
};

enum verdict { VERDICT_GO, VERDICT_WAIT, VERDICT_LATER, VERDICT_REFUSED };

struct judgement {
    enum verdict verdict;
    struct pool *pool;
    const char *reason;
    const char *why;
};

/* For the queue of the pool at most one event is left: a caller who comes does
 * not wait for others. One runs even if callers wait all the time. */
static bool takes_another(const struct pool *pool,
                          const struct event_lane *lane)
{
    const struct host_context *context = pool->context;

    if (!context->admits(context->self, pool))
        return false;
    return lane->running == 0 ||
           (!pool->queue.head && lane->reading < READ_AT_ONCE &&
            pool_invocations(pool) + lane->reading <
                pool->most * manifest_lanes(&pool->function->manifest));
}

static struct judgement refuse(const char *reason, const char *why)
{
    return (struct judgement){
        .verdict = VERDICT_REFUSED, .reason = reason, .why = why};
}

/* `taken`: the item counts as one that runs. */
static struct judgement judge(const struct event_item *item, bool taken)
{
    struct event_lane *lane = item->lane;
    struct events *events = lane->events;
    struct event_settings settings;
    struct judgement j = {.verdict = VERDICT_GO};

    if (item->crashes >= EVENTS_CRASHES_MAX)
        return refuse("HostEnded", "the host has ended each time it ran");
    event_settings_read(&settings, events->catalog, lane->function,
                        lane->qualifier);
    if (settings.off)
        return refuse("ZeroReservedConcurrency",
                      "its reserved concurrency is 0");
    if (clock_wall_ms() - item->accepted_ms > settings.age_ms)
        return refuse("EventAgeExceeded", "it has waited for too long");
    j.pool = dispatcher_qualified_pool(events->dispatcher, lane->function,
                                       lane->qualifier);
    if (!j.pool &&
        !stored_function_is_pending(events->dispatcher, lane->function))
        return refuse("FunctionNotFound",
                      "there is no such function, version or alias");
    if (!j.pool || (!taken && !takes_another(j.pool, lane)))
        j.verdict = taken ? VERDICT_LATER : VERDICT_WAIT;
    return j;
}

static void invoke(struct event_item *item)
{
    struct judgement j = judge(item, true);
    struct invocation *inv = item->invocation;

    if (j.verdict == VERDICT_REFUSED) {
        event_settle_refused(item, j.reason, j.why);
        return;
    }
    if (j.verdict == VERDICT_LATER) {
        event_settle_later(item, "the function is not ready");
        return;
    }
    function_arn(inv->arn, item->lane->events->region, item->lane->function,
                 item->lane->qualifier);
    inv->async = true;
    inv->kept = true;
    inv->sink = event_settle_sink();
    inv->sink_data = item;
    event_outcome_note_begin(item);
    if (pool_add(j.pool, invocation_ref(inv)))
        return;
    invocation_unref(inv);
    event_settle_later(item, "the function takes no event now");
}

struct delivery {
    struct webhook_call call;
    struct event_item *item;
};

static void delivered(struct webhook_call *call)
{
    struct delivery *d = (struct delivery *)call;

    event_settle_sent(d->item, call->ok ? NULL : call->err.text);
    mem_free(d);
}

static void deliver(struct event_item *item)
{
    struct events *events = item->lane->events;
    struct delivery *d = mem_new(1, sizeof *d);
    struct error err = ERROR_NONE;

    if (destination_kind_of(item->lane->destination) != DESTINATION_WEBHOOK) {
        (void)error_set(&err, "this host cannot send to it");
    } else if (d) {
        d->item = item;
        d->call =
            (struct webhook_call){.url = item->lane->destination,
                                  .request_id = item->invocation->request_id,
                                  .body = &item->invocation->event,
                                  .end = delivered};
        if (webhooks_send(&events->webhooks, events->loop, &d->call, &err))
            return;
    }
    mem_free(d);
    event_settle_sent(item, *err.text ? err.text : "out of memory");
}

static void start(struct event_item *item)
{
    if (*item->lane->destination)
        deliver(item);
    else
        invoke(item);
}

struct reading {
    struct write_job job;
    struct event_item *item;
    struct invocation *invocation; /* owned reference */
};

static bool run_read(struct write_job *job, struct database *file,
                     struct error *err)
{
    const struct reading *r = (const struct reading *)job;
    struct invocation *inv = r->invocation;
    const struct event_content content = {.request = inv->request_id,
                                          .body = &inv->event,
                                          .trace = &inv->trace_id,
                                          .tenant = &inv->tenant_id};

    return queue_rows_read(file, r->item->id, &content, err);
}

static void wait_a_moment(struct event_item *item)
{
    struct events *events = item->lane->events;

    item->due_ms = clock_wall_ms() + MOMENT_MS;
    event_lanes_put_back(&events->lanes, item);
    timer_set(events->loop, &events->wake_timer, MOMENT_MS);
}

static void end_read(struct write_job *job)
{
    struct reading *r = (struct reading *)job;
    struct event_item *item = r->item;
    struct events *events = item->lane->events;

    item->lane->reading--;
    if (job->ok && !*r->invocation->request_id) {
        invocation_unref(r->invocation);
        event_lanes_drop(&events->lanes, item);
    } else if (job->ok && !events->stopping) {
        item->invocation = r->invocation;
        item->lane->blocked = false;
        timer_set(events->loop, &events->wake_timer, 0);
        start(item);
    } else {
        invocation_unref(r->invocation);
        wait_a_moment(item);
    }
    mem_free(r);
}

static void read_body(struct event_item *item)
{
    struct events *events = item->lane->events;
    struct reading *r = mem_new(1, sizeof *r);
    struct invocation *inv = r ? invocation_new() : NULL;

    if (!inv) {
        mem_free(r);
        wait_a_moment(item);
        return;
    }
    inv->event.max = EVENTS_BODY_MAX;
    *r = (struct reading){.job = {.run = run_read, .end = end_read},
                          .item = item,
                          .invocation = inv};
    item->lane->reading++;
    write_thread_add(&events->writer, &r->job);
}

/* False: it has none, or takes none now. */
static bool serve_lane(struct event_lane *lane)
{
    bool takes = lane->head && !lane->blocked;

    if (takes && *lane->destination)
        takes = lane->running < SENT_AT_ONCE;
    else if (takes && judge(lane->head, false).verdict == VERDICT_WAIT)
        takes = false;
    if (!takes) {
        lane->blocked = lane->head != NULL;
        return false;
    }
    struct event_item *item = event_lanes_take(lane);
    if (item->invocation)
        start(item);
    else
        read_body(item);
    return true;
}

static bool serve_each(struct event_lanes *lanes)
{
    bool some = false;

    for (size_t i = lanes->lane_count; i > 0 && lanes->turn; i--) {
        struct event_lane *lane = lanes->turn;
        lanes->turn = lane->after;
        some = serve_lane(lane) || some;
    }
    return some;
}

static bool some_are_blocked(const struct event_lanes *lanes)
{
    const struct event_lane *lane = lanes->turn;

    for (size_t i = lanes->lane_count; i > 0; i--, lane = lane->after)
        if (lane->blocked)
            return true;
    return false;
}

void event_dispatch(struct events *events)
{
    int64_t in_ms;

    if (events->stopping)
        return;
    in_ms = event_lanes_wake(&events->lanes, clock_wall_ms());
    while (serve_each(&events->lanes))
        continue;
    if (events->poll_timer.due_ms == 0 && some_are_blocked(&events->lanes))
        timer_set(events->loop, &events->poll_timer, POLL_MS);
    if (in_ms >= 0)
        timer_set(events->loop, &events->wake_timer,
                  in_ms < WAKE_MAX_MS ? in_ms : WAKE_MAX_MS);
}

void event_dispatch_again(struct events *events)
{
    struct event_lanes *lanes = &events->lanes;
    size_t most = POLLED_AT_ONCE;

    for (size_t i = lanes->lane_count; i > 0 && most > 0; i--) {
        most -= lanes->turn->blocked ? 1 : 0;
        lanes->turn->blocked = false;
        lanes->turn = lanes->turn->after;
    }
    event_dispatch(events);
}
