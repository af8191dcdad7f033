#include "bootstrap/runtime_loop.h"

#include "bootstrap/response/response_builder.h"
#include "bootstrap/response/stream_start.h"
#include "bootstrap/runtime_wait.h"
#include "bootstrap/worker/event_handover.h"
#include "bootstrap/worker/next_spare.h"
#include "common/clock.h"

enum {
    SHUTDOWN_MS = 400,      /* the platform gives 500 ms */
    STOPPING_MAX_MS = 5000, /* then processes that do not die end the runtime */
    INIT_MAX_MS = 9000,     /* the platform gives 10 s */
    SPARE_DELAY_MS = 5,  /* some platforms deliver a response to the caller only
                            after the next event is requested */
    SPARE_MAX_MS = 1000, /* the longest wait for a spare before a freeze */
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

static enum source_status take_event(struct runtime_loop *loop,
                                     struct error *err)
{
    enum source_status status =
        loop->source->take_event(loop->source->self, &loop->inv, err);

    if (status == SOURCE_EVENT) {
        loop->inv.arrived_us = clock_mono_us();
        loop->told_loading = false;
        slot_set_busy(&loop->slot, loop->inv.request_id.data);
    }
    return status;
}

/* The teardown of the last process overlaps the wait for the next event, but no
 * event is run before it is finished. */
static enum source_status next(struct runtime_loop *loop, struct error *err)
{
    enum source_status status = SOURCE_PENDING;

    if (!self_state_check(&loop->self_state, err))
        return SOURCE_FAILED;
    if (loop->spare_policy.frozen &&
        !runtime_wait_for_spare(loop, SPARE_MAX_MS, err))
        return SOURCE_FAILED;
    slot_set_polling(&loop->slot);
    if (!loop->source->request_next(loop->source->self, loop->workers.peak_kib,
                                    next_spare_loads(&loop->workers), err))
        return SOURCE_FAILED;
    event_trace_mark(&loop->trace, TRACE_STEP_ASKED);
    worker_pair_schedule_spare(&loop->workers, SPARE_DELAY_MS);
    for (;;) {
        if (status == SOURCE_PENDING)
            status = take_event(loop, err);
        if (status == SOURCE_FAILED)
            return status;
        if (status != SOURCE_PENDING && worker_pair_is_free(&loop->workers))
            return status;
        if (status == SOURCE_EVENT && loop->workers.awaited_template)
            runtime_tell_loading(loop);
        if (!runtime_wait(loop, INT64_MAX, err))
            return SOURCE_FAILED;
        if (worker_stopping_ms(loop->workers.active) > STOPPING_MAX_MS) {
            (void)error_set(err, "processes of a handler do not die");
            return SOURCE_FAILED;
        }
    }
}

/* On a platform that lets the event's time begin when its process has loaded,
 * waits for that. */
static bool dispatch(struct runtime_loop *loop, struct error *err)
{
    struct worker_pair *pair = &loop->workers;

    worker_pair_dispatch(pair, &loop->inv);
    return !pair->holds || runtime_wait_for_load(loop, err);
}

/* Gives the event to another process when the last one is gone. */
static bool dispatch_again(struct runtime_loop *loop, struct error *err)
{
    while (!worker_pair_is_free(&loop->workers))
        if (!runtime_wait(loop, INT64_MAX, err))
            return false;
    return dispatch(loop, err);
}

/* Waits until a response can be sent: the outcome is known or a stream starts.
 */
static bool await_response(struct runtime_loop *loop, struct error *err)
{
    for (;;) {
        while (event_retry_is_due(&loop->workers))
            if (!dispatch_again(loop, err))
                return false;
        struct worker *w = loop->workers.active;
        if (stream_start(&loop->response, &w->outcome, &w->body,
                         loop->config.settings->output) != STREAM_NOT_YET)
            return true;
        if (worker_outcome_is_complete(w)) {
            event_trace_mark(&loop->trace, TRACE_STEP_ENDED);
            response_from_outcome(&loop->response, &w->outcome, &loop->inv,
                                  &w->body, loop->config.settings->output);
            loop->response.unread = event_was_unread(&loop->workers);
            return true;
        }
        if (!runtime_wait(loop, INT64_MAX, err))
            return false;
    }
}

static bool is_sent(struct runtime_loop *loop)
{
    return loop->source->response_sent(loop->source->self);
}

/* Once the response is out, the platform may take the log of the event. */
static void complete_log(struct runtime_loop *loop)
{
    worker_complete_log(loop->workers.active);
    response_log_error(&loop->response, loop->log);
}

/* The response is being sent while the process still writes it. */
static bool stream_response(struct runtime_loop *loop, struct error *err)
{
    struct worker *w = loop->workers.active;
    const struct outcome *outcome = &w->outcome;

    while (!worker_outcome_is_complete(w) && !is_sent(loop))
        if (!runtime_wait(loop, INT64_MAX, err))
            return false;
    if (outcome->kind != OUTCOME_PENDING)
        response_end_stream(&loop->response, outcome, &loop->inv);
    complete_log(loop);
    response_body_close(&w->body);
    return true;
}

static bool send_response(struct runtime_loop *loop, struct error *err)
{
    if (!loop->response.streaming)
        complete_log(loop);
    if (!loop->source->send_response(loop->source->self, &loop->inv,
                                     &loop->response, err))
        return false;
    event_trace_mark(&loop->trace, TRACE_STEP_POSTED);
    if (loop->response.streaming && !stream_response(loop, err))
        return false;
    bool kept = worker_pair_finish(&loop->workers,
                                   loop->response.error.bytes.size == 0);
    while (!is_sent(loop))
        if (!runtime_wait(loop, INT64_MAX, err))
            return false;
    event_trace_mark(&loop->trace, TRACE_STEP_ANSWERED);
    slot_set_done(&loop->slot);
    bill_finish(&loop->bill, &loop->response, kept);
    runtime_log_bill(loop);
    capsule_keep(&loop->capsule, &loop->inv, &loop->response, loop->log);
    if (kept)
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
    (loop->workers.awaited_template ? invocation_loaded : invocation_received)(
        &loop->inv, loop->config.settings->timeout_ms);
    log_attribute(loop->log, loop->inv.request_id.data,
                  loop->inv.tenant_id.data);
    response_clear(&loop->response);
    if (*loop->inv.reject_reason.text)
        return reject_invocation(loop, invocation_reject_type(&loop->inv), err);
    (void)!worker_pair_check_children(&loop->workers, &loop->self_state.found);
    /* A process must not be started for an event that is rejected. */
    if (!self_state_check(&loop->self_state, &loop->inv.reject_reason))
        return reject_invocation(loop, "Sandbox.Failure", err);
    if (!dispatch(loop, err))
        return false;
    bill_begin(&loop->bill, loop->inv.event.size, loop->workers.was_waiting,
               loop->workers.was_loading);
    if (loop->source->expect_response)
        loop->source->expect_response(loop->source->self, &loop->inv);
    return await_response(loop, err) && send_response(loop, err);
}

/* Reports why the function cannot start before any event is requested. */
static bool check_init(struct runtime_loop *loop, struct error *err)
{
    struct error lost = ERROR_NONE;

    /* A host keeps the code that worked if this one does not start. */
    if (loop->config.settings->trial && loop->config.handler->bridged)
        next_spare_try(&loop->workers);
    do {
        if (!runtime_wait_for_spare(loop, INIT_MAX_MS, err))
            return false;
    } while (event_retry_spare(&loop->workers));
    struct worker *w = loop->workers.spare;
    if (worker_pair_needs_no_spare(&loop->workers) ||
        w->outcome.kind == OUTCOME_PENDING ||
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
        return error_set(err, "cannot report the init error: %s", lost.text);
    return error_set(err, "the function cannot start");
}

/* The previous runtime process in this slot was killed during an event: answer
 * that event with an error. */
static bool fail_orphaned_invocation(struct runtime_loop *loop,
                                     struct error *err)
{
    struct invocation *inv = &loop->inv;
    char id[SLOT_ID_SIZE];

    if (!slot_orphaned_id(&loop->slot, id))
        return true;
    if (!buf_add_str(&inv->request_id, id))
        return error_set(err, "no memory for a request id");
    log_attribute(loop->log, id, NULL);
    (void)error_set(&inv->reject_reason,
                    "RequestId: %s Error: the runtime process that ran this "
                    "event was killed",
                    id);
    return reject_invocation(loop, "Runtime.ExitError", err);
}

/* Only the first runtime checks that the function can start, so that an error
 * is reported once. In a runtime that starts later, such an error fails events.
 */
static bool begin(struct runtime_loop *loop, struct error *err)
{
    if (slot_is_first(&loop->slot) && !scoreboard_is_started(&loop->slot)) {
        if (!check_init(loop, err))
            return false;
        scoreboard_mark_started(&loop->slot);
    }
    while (loop->slot.board && !scoreboard_is_started(&loop->slot))
        if (!runtime_wait(loop, INT64_MAX, err))
            return false;
    return fail_orphaned_invocation(loop, err);
}

bool runtime_loop_run(struct runtime_loop *loop, struct error *err)
{
    enum source_status status = SOURCE_FAILED;

    if (begin(loop, err))
        while ((status = next(loop, err)) == SOURCE_EVENT)
            if (!run_invocation(loop, err))
                break;
    event_trace_log(&loop->trace, loop->log);
    worker_pair_shutdown(&loop->workers, SHUTDOWN_MS);
    runtime_log_bill(loop);
    return status == SOURCE_CLOSED || loop->signo != 0;
}
