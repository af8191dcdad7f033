#include "bootstrap/runtime_loop.h"

#include <sys/signalfd.h>

#include "common/clock.h"
#include "common/fd.h"
#include "bootstrap/response/stream_start.h"
#include "bootstrap/response/response_builder.h"

enum {
    LAST_SWEEP_MS = 400,    /* of the 500 ms the platform gives */
    STUBBORN_MAX_MS = 5000, /* a sandbox with immortal processes is left */
    INIT_MAX_MS = 9000,     /* of the 10 s the platform gives */
    AFTER_ASKING_MS = 5,    /* only then some platforms pass the answer on */
    READY_MAX_MS = 1000,    /* so long a sandbox about to be frozen waits */
};

void runtime_loop_init(struct runtime_loop *l)
{
    invocation_init(&l->inv);
    l->answer = (struct response)RESPONSE;
    l->signo = 0;
    self_state_save(&l->tamper);
    l->trace = (struct event_trace){.on = l->kind.settings->trace == TOGGLE_ON};
    l->bill = (struct bill){.use = l->kind.settings->bill,
                            .function = l->kind.settings->function_name,
                            .tier = l->kind.confine->tier};
    worker_pair_init(&l->crew, &l->kind, &l->plan, &l->seat, &l->trace, l->log);
}

void runtime_loop_free(struct runtime_loop *l)
{
    invocation_free(&l->inv);
    response_free(&l->answer);
    worker_pair_free(&l->crew);
}

/* Another lane says that it is our turn to have a process waiting, or that all
 * may begin. */
static void take_signal(struct runtime_loop *l, int signo)
{
    if (signo != WAKE_SIGNAL)
        l->signo = signo;
    else if (slot_is_polling(&l->seat))
        worker_pair_schedule_spare(&l->crew, 0);
}

static void tell_bill(struct runtime_loop *l)
{
    bill_log_if_due(&l->bill, l->inv.request_id.data, &l->crew.now->slot,
                    l->log);
}

/* One wait, at most until then, and what it brought. False: it is time to
 * leave. */
static bool pump(struct runtime_loop *l, int64_t until_ms, struct error *f)
{
    struct poll_set w = POLL_SET_EMPTY;
    struct signalfd_siginfo told;

    worker_pair_poll_fds(&l->crew, &w);
    poll_set_add(&w, l->signals, POLLIN);
    if (log_has_pending(l->log))
        poll_set_add(&w, l->log->fd, POLLOUT);
    if (log_retry_in_ms(l->log))
        poll_set_deadline(&w, clock_mono_ms() + log_retry_in_ms(l->log));
    if (until_ms < INT64_MAX)
        poll_set_deadline(&w, until_ms);
    if (!l->source->wait(l->source->self, &w, f))
        return false;
    worker_pair_handle_io(&l->crew, &w);
    tell_bill(l);
    log_write_pending(l->log);
    if (poll_set_revents(&w, l->signals) &&
        fd_read(l->signals, &told, sizeof told) == sizeof told)
        take_signal(l, (int)told.ssi_signo);
    return l->signo == 0;
}

/* Until who is started ahead can take an event, cannot, or needs too long. */
static bool await_ahead(struct runtime_loop *l, int64_t most_ms,
                        struct error *f)
{
    int64_t until = clock_mono_ms() + most_ms;

    worker_pair_schedule_spare(&l->crew, 0);
    while (worker_pair_spare_is_starting(&l->crew) && clock_mono_ms() < until)
        if (!pump(l, until, f))
            return false;
    return true;
}

static enum source_status arrived(struct runtime_loop *l, struct error *f)
{
    enum source_status news = l->source->arrived(l->source->self, &l->inv, f);

    if (news == SOURCE_EVENT)
        slot_set_busy(&l->seat, l->inv.request_id.data);
    return news;
}

/* The old process's end overlaps the wait for the next event, and no event is
 * run before it is over. */
static enum source_status next(struct runtime_loop *l, struct error *f)
{
    const struct process *slot = &l->crew.now->slot;
    enum source_status news = SOURCE_PENDING;

    if (!self_state_check(&l->tamper, f))
        return SOURCE_FAILED;
    if (l->plan.frozen && !await_ahead(l, READY_MAX_MS, f))
        return SOURCE_FAILED;
    slot_set_polling(&l->seat);
    if (!l->source->ask(l->source->self, l->crew.peak_kib, f))
        return SOURCE_FAILED;
    event_trace_mark(&l->trace, TRACE_STEP_ASKED);
    worker_pair_schedule_spare(&l->crew, AFTER_ASKING_MS);
    for (;;) {
        if (news == SOURCE_PENDING)
            news = arrived(l, f);
        if (news == SOURCE_FAILED)
            return news;
        if (news != SOURCE_PENDING && worker_pair_is_free(&l->crew))
            return news;
        if (!pump(l, INT64_MAX, f))
            return SOURCE_FAILED;
        if (slot->state == PROCESS_STOPPING &&
            clock_mono_ms() - slot->stopping_ms > STUBBORN_MAX_MS) {
            (void)error_set(f, "processes of a handler do not die");
            return SOURCE_FAILED;
        }
    }
}

/* Until the event's process is empty. */
static bool begin_again(struct runtime_loop *l, struct error *f)
{
    while (!worker_pair_is_free(&l->crew))
        if (!pump(l, INT64_MAX, f))
            return false;
    worker_pair_dispatch(&l->crew, &l->inv);
    return true;
}

/* Until there is something to answer: an ending, or a stream that begins. */
static bool listen_on(struct runtime_loop *l, struct error *f)
{
    for (;;) {
        if (worker_pair_event_unread(&l->crew) && !begin_again(l, f))
            return false;
        struct worker *c = l->crew.now;
        if (stream_start(&l->answer, &c->end, &c->said,
                         l->kind.settings->output) != STREAM_NOT_YET)
            return true;
        if (worker_has_ended(c)) {
            event_trace_mark(&l->trace, TRACE_STEP_ENDED);
            response_from_outcome(&l->answer, &c->end, &l->inv, &c->said,
                                  l->kind.settings->output);
            return true;
        }
        if (!pump(l, INT64_MAX, f))
            return false;
    }
}

static bool answered(struct runtime_loop *l)
{
    return l->source->answered(l->source->self);
}

/* The answer is on its way while the process still speaks. */
static bool stream_on(struct runtime_loop *l, struct error *f)
{
    struct worker *c = l->crew.now;
    const struct outcome *end = &c->end;

    while (!worker_has_ended(c) && !answered(l))
        if (!pump(l, INT64_MAX, f))
            return false;
    if (end->how != OUTCOME_PENDING)
        response_end_stream(&l->answer, end, &l->inv);
    c->said.live = false;
    return true;
}

static bool reply(struct runtime_loop *l, struct error *f)
{
    if (!l->source->answer(l->source->self, &l->inv, &l->answer, f))
        return false;
    event_trace_mark(&l->trace, TRACE_STEP_POSTED);
    if (l->answer.streaming && !stream_on(l, f))
        return false;
    bool keeps = worker_pair_finish(&l->crew, l->answer.error.bytes.size == 0);
    response_log_error(&l->answer, l->log);
    while (!answered(l))
        if (!pump(l, INT64_MAX, f))
            return false;
    event_trace_mark(&l->trace, TRACE_STEP_ANSWERED);
    slot_set_done(&l->seat);
    bill_finish(&l->bill, &l->answer, keeps);
    tell_bill(l);
    capsule_keep(&l->capsule, &l->inv, &l->answer, l->log);
    if (keeps)
        worker_pair_reset_active(&l->crew);
    return true;
}

static bool refuse(struct runtime_loop *l, const char *type, struct error *f)
{
    response_set_error(&l->answer, type, l->inv.refusal.text);
    l->answer.peak_kib = -1;
    l->bill = (struct bill)BILL;
    return reply(l, f);
}

static bool turn(struct runtime_loop *l, struct error *f)
{
    event_trace_log(&l->trace, l->log);
    event_trace_begin(&l->trace);
    invocation_received(&l->inv, l->kind.settings->timeout_ms);
    log_attribute(l->log, l->inv.request_id.data, l->inv.tenant_id.data);
    response_clear(&l->answer);
    if (*l->inv.refusal.text)
        return refuse(l, invocation_reject_type(&l->inv), f);
    (void)!worker_pair_check_children(&l->crew, &l->tamper.found);
    /* Nobody begins with an event that is refused. */
    if (!self_state_check(&l->tamper, &l->inv.refusal))
        return refuse(l, "Sandbox.Failure", f);
    worker_pair_dispatch(&l->crew, &l->inv);
    bill_begin(&l->bill, l->inv.event.size, l->crew.waited);
    return listen_on(l, f) && reply(l, f);
}

/* What keeps the function from starting is told before any event comes. */
static bool init(struct runtime_loop *l, struct error *f)
{
    struct worker *c = l->crew.ahead;
    struct error lost = ERROR_NONE;

    if (!await_ahead(l, INIT_MAX_MS, f))
        return false;
    if (c->end.how == OUTCOME_PENDING || c->end.how == OUTCOME_NO_RESOURCES ||
        (c->end.how != OUTCOME_EXEC_FAILED && !l->kind.handler->bridged))
        return true;
    response_from_outcome(&l->answer, &c->end, &l->inv, &c->said, OUTPUT_JSON);
    if (!l->answer.failed)
        return true;
    response_log_error(&l->answer, l->log);
    if (!l->source->birth_failed(l->source->self, &l->answer, &lost))
        return error_set(f, "the init error cannot be told: %s", lost.text);
    return error_set(f, "the function cannot start");
}

/* The lane that was here before us died at work. Whoever waits for its answer
 * gets ours. */
static bool answer_for_dead(struct runtime_loop *l, struct error *f)
{
    struct invocation *inv = &l->inv;
    char id[SLOT_ID_SIZE];

    if (!slot_orphaned_id(&l->seat, id))
        return true;
    if (!buf_add_str(&inv->request_id, id))
        return error_set(f, "no memory for an event's id");
    log_attribute(l->log, id, NULL);
    (void)error_set(&inv->refusal,
                    "RequestId: %s Error: the lane that ran this event was "
                    "ended from outside",
                    id);
    return refuse(l, "Runtime.ExitError", f);
}

/* One lane finds out for all, so that the platform is told once. In a lane that
 * comes later, what cannot start fails its events. */
static bool begin(struct runtime_loop *l, struct error *f)
{
    if (slot_is_first(&l->seat) && !scoreboard_is_started(&l->seat)) {
        if (!init(l, f))
            return false;
        scoreboard_mark_started(&l->seat);
    }
    while (l->seat.budget && !scoreboard_is_started(&l->seat))
        if (!pump(l, INT64_MAX, f))
            return false;
    return answer_for_dead(l, f);
}

bool runtime_loop_run(struct runtime_loop *l, struct error *f)
{
    enum source_status news = SOURCE_FAILED;

    if (begin(l, f))
        while ((news = next(l, f)) == SOURCE_EVENT)
            if (!turn(l, f))
                break;
    event_trace_log(&l->trace, l->log);
    worker_pair_shutdown(&l->crew, LAST_SWEEP_MS);
    tell_bill(l);
    return news == SOURCE_CLOSED || l->signo != 0;
}
