#include "host/events/event_accept.h"

#include <stdio.h>
#include <string.h>

#include "common/clock.h"
#include "host/base/log_writer.h"
#include "host/dispatch/dispatcher.h"
#include "host/events/events_internal.h"
#include "host/functions/function_name.h"
#include "host/http/http_exchange.h"
#include "host/http/http_request.h"
#include "host/metrics/stats_book.h"
#include "host/runtime/invocation.h"
#include "host/service/refusals.h"
#include "host/service/service_error.h"

enum { TELL_AGAIN_MS = 60000 };

struct acceptance {
    struct write_job job;
    struct events *events;
    struct http_request *req;      /* NULL: the caller has left */
    struct invocation *invocation; /* owned reference */
    struct function_name name;
    struct event_row row;
    const char *answer;
    struct event_submission submission; /* of one without a request */
    char mark[EVENT_MARK_MAX + 1];
    bool repeated; /* the mark says so */
};

static bool run(struct write_job *job, struct database *file, struct error *err)
{
    struct acceptance *a = (struct acceptance *)job;
    bool grows = true;

    if (*a->mark &&
        !queue_rows_mark(file, a->mark, a->submission.value, &grows, err))
        return false;
    a->repeated = !grows;
    return a->repeated ||
           queue_rows_add(file, &a->row, &a->invocation->event, err);
}

static void left(struct http_request *req)
{
    struct acceptance *a = req->user_data;

    a->req = NULL;
}

static void tell_trouble(struct events *events, const char *why)
{
    AUTO(struct buf, buf_free) line = BUF(2048);

    if (events->told_ms &&
        clock_mono_ms() - events->told_ms < (int64_t)TELL_AGAIN_MS)
        return;
    events->told_ms = clock_mono_ms();
    if (buf_printf(&line, "dayfly: events are refused: %s", why))
        log_writer_line(events->log, NULL, line.data, line.size);
}

static void reply(const struct acceptance *a, struct http_request *req)
{
    const struct http_field fields[] = {
        {"Content-Type", *a->answer ? "application/json" : NULL},
        {"x-amzn-RequestId", a->invocation->request_id},
        {"X-Amzn-Trace-Id", a->invocation->trace_id.data},
    };

    req->user_data = NULL;
    req->on_closed = NULL;
    if (a->job.ok)
        http_respond(
            req, 202, fields, COUNT(fields),
            (struct http_body){.bytes = a->answer, .size = strlen(a->answer)});
    else
        service_error_send(req, SERVICE_SERVICE,
                           "dayfly cannot keep the event, so it was not "
                           "accepted: %s",
                           a->job.err.text);
}

static void end(struct write_job *job)
{
    struct acceptance *a = (struct acceptance *)job;
    struct events *events = a->events;
    struct event_lanes *lanes = &events->lanes;

    events->accepting--;
    events->accepting_bytes -= a->invocation->event.size;
    if (a->req)
        reply(a, a->req);
    if (!job->ok)
        events->dispatcher->context.stats->events_failed++;
    if (job->ok && !a->repeated) {
        events->dispatcher->context.stats->events_accepted++;
        struct event_item *item = event_lanes_add(lanes, &a->row);
        if (item && lanes->count <= EVENTS_NEAR &&
            lanes->bytes <= EVENTS_NEAR_BYTES)
            item->invocation = invocation_ref(a->invocation);
        timer_set(events->loop, &events->wake_timer, 0);
    } else if (!job->ok) {
        tell_trouble(events, job->err.text);
    }
    if (a->submission.end)
        a->submission.end(a->submission.self,
                          !job->ok      ? EVENT_LOST
                          : a->repeated ? EVENT_REPEATED
                                        : EVENT_TAKEN,
                          job->err.text);
    invocation_unref(a->invocation);
    mem_free(a);
}

static bool is_full(const struct events *events, size_t more)
{
    const size_t most = (size_t)EVENTS_MAX_MB * 1024 * 1024;

    return events->lanes.count + events->accepting >= EVENTS_MAX ||
           events->lanes.bytes + events->accepting_bytes + more > most;
}

static void begin(struct events *events, struct acceptance *a)
{
    const struct invocation *inv = a->invocation;

    a->row = (struct event_row){
        .id = ++events->last_id,
        .request = inv->request_id,
        .function = a->name.name,
        .qualifier = a->name.qualifier,
        .destination = "",
        .trace = inv->trace_id.data,
        .tenant = inv->tenant_id.data,
        .size = (int64_t)inv->event.size,
        .accepted_ms = clock_wall_ms(),
        .reason = "",
        .error = "",
    };
    a->row.due_ms = a->row.accepted_ms;
    events->accepting++;
    events->accepting_bytes += inv->event.size;
    write_thread_add(&events->writer, &a->job);
}

/* NULL: out of memory. */
static struct acceptance *prepare(struct events *events, struct invocation *inv)
{
    struct acceptance *a = mem_new(1, sizeof *a);

    if (!a || !function_name_parse(&a->name, inv->arn)) {
        mem_free(a);
        return NULL;
    }
    a->job = (struct write_job){.run = run, .end = end};
    a->events = events;
    a->invocation = invocation_ref(inv);
    return a;
}

void event_accept(struct events *events, struct http_request *req,
                  struct invocation *inv, const char *answer)
{
    struct acceptance *a;

    if (events->stopping) {
        service_error_send(req, SERVICE_STOPPING, REFUSALS_STOPPING);
        return;
    }
    if (is_full(events, inv->event.size)) {
        events->dispatcher->context.stats->events_refused++;
        service_error_send(req, SERVICE_TOO_MANY,
                           "Rate Exceeded. The queue of asynchronous "
                           "invocations is full: it holds at most %d events "
                           "of %d MB in all.",
                           EVENTS_MAX, EVENTS_MAX_MB);
        return;
    }
    a = prepare(events, inv);
    if (!a) {
        service_error_send(req, SERVICE_SERVICE, "Out of memory.");
        return;
    }
    a->req = req;
    a->answer = answer;
    req->user_data = a;
    req->on_closed = left;
    begin(events, a);
}

bool event_submit(struct events *events, struct invocation *inv,
                  const struct event_submission *submission, struct error *err)
{
    struct acceptance *a;

    if (events->stopping)
        return error_set(err, REFUSALS_STOPPING);
    if (is_full(events, inv->event.size))
        return error_set(err,
                         "the queue of events is full: `dayfly queue` "
                         "lists what waits");
    a = prepare(events, inv);
    if (!a)
        return error_set(err, "out of memory");
    a->submission = *submission;
    a->job.lasting = submission->lasting;
    (void)snprintf(a->mark, sizeof a->mark, "%s",
                   submission->mark ? submission->mark : "");
    begin(events, a);
    return true;
}
