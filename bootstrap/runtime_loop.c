#include "bootstrap/runtime_loop.h"

#include <sys/signalfd.h>

#include "bootstrap/response/response_builder.h"
#include "bootstrap/response/stream_start.h"
#include "common/clock.h"
#include "common/fd.h"

enum {
    LAST_SWEEP_MS = 400,    /* of the 500 ms the platform gives */
    STUBBORN_MAX_MS = 5000, /* a sandbox with immortal processes is left */
    INIT_MAX_MS = 9000,     /* of the 10 s the platform gives */
    AFTER_ASKING_MS = 5,    /* only then some platforms pass the answer on */
    READY_MAX_MS = 1000,    /* so long a sandbox about to be frozen waits */
};

void runtime_loop_init(struct runtime_loop *loop)
{
    invocation_init(&loop->inv);
    loop->response = (struct response)RESPONSE;
    loop->signo = 0;
    self_state_save(&loop->self_state);
    loop->trace =
        (struct event_trace){.on = loop->config.settings->trace == TOGGLE_ON};
    loop->bill = (struct bill){.use = loop->config.settings->bill,
                               .function = loop->config.settings->function_name,
                               .tier = loop->config.policy->tier};
    worker_pair_init(&loop->workers, &loop->config, &loop->spare_policy,
                     &loop->slot, &loop->trace, loop->log);
}

void runtime_loop_free(struct runtime_loop *loop)
{
    invocation_free(&loop->inv);
    response_free(&loop->response);
    worker_pair_free(&loop->workers);
}

/* Another lane says that it is our turn to have a process waiting, or that all
 * may begin. */
static void take_signal(struct runtime_loop *loop, int signo)
{
    if (signo != WAKE_SIGNAL)
        loop->signo = signo;
    else if (slot_is_polling(&loop->slot))
        worker_pair_schedule_spare(&loop->workers, 0);
}

static void tell_bill(struct runtime_loop *loop)
{
    bill_log_if_due(&loop->bill, loop->inv.request_id.data,
                    loop->workers.active, loop->log);
}

/* One wait, at most until then, and what it brought. False: it is time to
 * leave. */
static bool wait_once(struct runtime_loop *loop, int64_t until_ms,
                      struct error *err)
{
    struct poll_set set = POLL_SET_EMPTY;
    struct signalfd_siginfo told;

    worker_pair_poll_fds(&loop->workers, &set);
    poll_set_add(&set, loop->signals, POLLIN);
    if (log_has_pending(loop->log))
        poll_set_add(&set, loop->log->fd, POLLOUT);
    if (log_retry_in_ms(loop->log))
        poll_set_deadline(&set, clock_mono_ms() + log_retry_in_ms(loop->log));
    if (until_ms < INT64_MAX)
        poll_set_deadline(&set, until_ms);
    if (!loop->source->wait(loop->source->self, &set, err))
        return false;
    worker_pair_handle_io(&loop->workers, &set);
    tell_bill(loop);
    log_write_pending(loop->log);
    if (poll_set_revents(&set, loop->signals) &&
        fd_read(loop->signals, &told, sizeof told) == sizeof told)
        take_signal(loop, (int)told.ssi_signo);
    return loop->signo == 0;
}

/* Until who is started ahead can take an event, cannot, or needs too long. */
static bool await_ahead(struct runtime_loop *loop, int64_t most_ms,
                        struct error *err)
{
    int64_t until = clock_mono_ms() + most_ms;

    worker_pair_schedule_spare(&loop->workers, 0);
    while (worker_pair_spare_is_starting(&loop->workers) &&
           clock_mono_ms() < until)
        if (!wait_once(loop, until, err))
            return false;
    return true;
}

static enum source_status arrived(struct runtime_loop *loop, struct error *err)
{
    enum source_status news =
        loop->source->take_event(loop->source->self, &loop->inv, err);

    if (news == SOURCE_EVENT)
        slot_set_busy(&loop->slot, loop->inv.request_id.data);
    return news;
}

/* The old process's end overlaps the wait for the next event, and no event is
 * run before it is over. */
static enum source_status next(struct runtime_loop *loop, struct error *err)
{
    enum source_status news = SOURCE_PENDING;

    if (!self_state_check(&loop->self_state, err))
        return SOURCE_FAILED;
    if (loop->spare_policy.frozen && !await_ahead(loop, READY_MAX_MS, err))
        return SOURCE_FAILED;
    slot_set_polling(&loop->slot);
    if (!loop->source->request_next(loop->source->self, loop->workers.peak_kib,
                                    err))
        return SOURCE_FAILED;
    event_trace_mark(&loop->trace, TRACE_STEP_ASKED);
    worker_pair_schedule_spare(&loop->workers, AFTER_ASKING_MS);
    for (;;) {
        if (news == SOURCE_PENDING)
            news = arrived(loop, err);
        if (news == SOURCE_FAILED)
            return news;
        if (news != SOURCE_PENDING && worker_pair_is_free(&loop->workers))
            return news;
        if (!wait_once(loop, INT64_MAX, err))
            return SOURCE_FAILED;
        if (worker_stopping_ms(loop->workers.active) > STUBBORN_MAX_MS) {
            (void)error_set(err, "processes of a handler do not die");
            return SOURCE_FAILED;
        }
    }
}

/* Until the event's process is empty. */
static bool begin_again(struct runtime_loop *loop, struct error *err)
{
    while (!worker_pair_is_free(&loop->workers))
        if (!wait_once(loop, INT64_MAX, err))
            return false;
    worker_pair_dispatch(&loop->workers, &loop->inv);
    return true;
}

/* Until there is something to answer: an ending, or a stream that begins. */
static bool await_response(struct runtime_loop *loop, struct error *err)
{
    for (;;) {
        if (worker_pair_event_unread(&loop->workers) && !begin_again(loop, err))
            return false;
        struct worker *w = loop->workers.active;
        if (stream_start(&loop->response, &w->outcome, &w->body,
                         loop->config.settings->output) != STREAM_NOT_YET)
            return true;
        if (worker_outcome_is_complete(w)) {
            event_trace_mark(&loop->trace, TRACE_STEP_ENDED);
            response_from_outcome(&loop->response, &w->outcome, &loop->inv,
                                  &w->body, loop->config.settings->output);
            return true;
        }
        if (!wait_once(loop, INT64_MAX, err))
            return false;
    }
}

static bool answered(struct runtime_loop *loop)
{
    return loop->source->response_sent(loop->source->self);
}

/* The answer is on its way while the process still speaks. */
static bool stream_response(struct runtime_loop *loop, struct error *err)
{
    struct worker *w = loop->workers.active;
    const struct outcome *outcome = &w->outcome;

    while (!worker_outcome_is_complete(w) && !answered(loop))
        if (!wait_once(loop, INT64_MAX, err))
            return false;
    if (outcome->kind != OUTCOME_PENDING)
        response_end_stream(&loop->response, outcome, &loop->inv);
    response_body_close(&w->body);
    return true;
}

static bool send_response(struct runtime_loop *loop, struct error *err)
{
    if (!loop->source->send_response(loop->source->self, &loop->inv,
                                     &loop->response, err))
        return false;
    event_trace_mark(&loop->trace, TRACE_STEP_POSTED);
    if (loop->response.streaming && !stream_response(loop, err))
        return false;
    bool keeps = worker_pair_finish(&loop->workers,
                                    loop->response.error.bytes.size == 0);
    response_log_error(&loop->response, loop->log);
    while (!answered(loop))
        if (!wait_once(loop, INT64_MAX, err))
            return false;
    event_trace_mark(&loop->trace, TRACE_STEP_ANSWERED);
    slot_set_done(&loop->slot);
    bill_finish(&loop->bill, &loop->response, keeps);
    tell_bill(loop);
    capsule_keep(&loop->capsule, &loop->inv, &loop->response, loop->log);
    if (keeps)
        worker_pair_reset_active(&loop->workers);
    return true;
}

static bool reject_invocation(struct runtime_loop *loop, const char *type,
                              struct error *err)
{
    response_set_error(&loop->response, type, loop->inv.reject_reason.text);
    loop->response.peak_kib = -1;
    loop->bill = (struct bill)BILL;
    return send_response(loop, err);
}

static bool run_invocation(struct runtime_loop *loop, struct error *err)
{
    event_trace_log(&loop->trace, loop->log);
    event_trace_begin(&loop->trace);
    invocation_received(&loop->inv, loop->config.settings->timeout_ms);
    log_attribute(loop->log, loop->inv.request_id.data,
                  loop->inv.tenant_id.data);
    response_clear(&loop->response);
    if (*loop->inv.reject_reason.text)
        return reject_invocation(loop, invocation_reject_type(&loop->inv), err);
    (void)!worker_pair_check_children(&loop->workers, &loop->self_state.found);
    /* Nobody begins with an event that is refused. */
    if (!self_state_check(&loop->self_state, &loop->inv.reject_reason))
        return reject_invocation(loop, "Sandbox.Failure", err);
    worker_pair_dispatch(&loop->workers, &loop->inv);
    bill_begin(&loop->bill, loop->inv.event.size, loop->workers.was_waiting);
    return await_response(loop, err) && send_response(loop, err);
}

/* What keeps the function from starting is told before any event comes. */
static bool init(struct runtime_loop *loop, struct error *err)
{
    struct worker *w = loop->workers.spare;
    struct error lost = ERROR_NONE;

    if (!await_ahead(loop, INIT_MAX_MS, err))
        return false;
    if (w->outcome.kind == OUTCOME_PENDING ||
        w->outcome.kind == OUTCOME_NO_RESOURCES ||
        (w->outcome.kind != OUTCOME_EXEC_FAILED &&
         !loop->config.handler->bridged))
        return true;
    response_from_outcome(&loop->response, &w->outcome, &loop->inv, &w->body,
                          OUTPUT_JSON);
    if (!loop->response.failed)
        return true;
    response_log_error(&loop->response, loop->log);
    if (!loop->source->send_init_error(loop->source->self, &loop->response,
                                       &lost))
        return error_set(err, "the init error cannot be told: %s", lost.text);
    return error_set(err, "the function cannot start");
}

/* The lane that was here before us died at work. Whoever waits for its answer
 * gets ours. */
static bool fail_orphaned_invocation(struct runtime_loop *loop,
                                     struct error *err)
{
    struct invocation *inv = &loop->inv;
    char id[SLOT_ID_SIZE];

    if (!slot_orphaned_id(&loop->slot, id))
        return true;
    if (!buf_add_str(&inv->request_id, id))
        return error_set(err, "no memory for an event's id");
    log_attribute(loop->log, id, NULL);
    (void)error_set(&inv->reject_reason,
                    "RequestId: %s Error: the lane that ran this event was "
                    "ended from outside",
                    id);
    return reject_invocation(loop, "Runtime.ExitError", err);
}

/* One lane finds out for all, so that the platform is told once. In a lane that
 * comes later, what cannot start fails its events. */
static bool begin(struct runtime_loop *loop, struct error *err)
{
    if (slot_is_first(&loop->slot) && !scoreboard_is_started(&loop->slot)) {
        if (!init(loop, err))
            return false;
        scoreboard_mark_started(&loop->slot);
    }
    while (loop->slot.board && !scoreboard_is_started(&loop->slot))
        if (!wait_once(loop, INT64_MAX, err))
            return false;
    return fail_orphaned_invocation(loop, err);
}

bool runtime_loop_run(struct runtime_loop *loop, struct error *err)
{
    enum source_status news = SOURCE_FAILED;

    if (begin(loop, err))
        while ((news = next(loop, err)) == SOURCE_EVENT)
            if (!run_invocation(loop, err))
                break;
    event_trace_log(&loop->trace, loop->log);
    worker_pair_shutdown(&loop->workers, LAST_SWEEP_MS);
    tell_bill(loop);
    return news == SOURCE_CLOSED || loop->signo != 0;
}
