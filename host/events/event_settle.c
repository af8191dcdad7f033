#include "host/events/event_settle.h"

#include <stdio.h>
#include <string.h>

#include "common/backoff.h"
#include "common/clock.h"
#include "common/json/json_check.h"
#include "common/json/json_member.h"
#include "host/base/log_writer.h"
#include "host/dispatch/dispatcher.h"
#include "host/events/event_outcome.h"
#include "host/events/event_record.h"
#include "host/events/event_settings.h"
#include "host/events/events_internal.h"
#include "host/functions/function.h"
#include "host/metrics/stats_book.h"
#include "host/runner/pool.h"
#include "host/runtime/invocation.h"

enum {
    ERROR_MAX = 1000,
    DELIVERY_AGE_MS = 6 * 60 * 60 * 1000,
};

static const struct backoff fault_delays = {
    .free_tries = 0, .first_ms = 1000, .max_ms = 300000};

/* What an attempt at an event has come to. */
struct attempt {
    struct event_item *item;
    const char *condition; /* of the record */
    const char *error;
    const char *version;        /* that was invoked; NULL: none was */
    const struct buf *response; /* NULL: there is none */
    bool failed;
};

static void count(const struct event_item *item, enum event_result result)
{
    struct stats_book *book = item->lane->events->dispatcher->context.stats;

    if (*item->lane->destination)
        book->deliveries[result]++;
    else
        stats_book_event(book, item->lane->function, result);
}

static void tell(const struct event_item *item, const char *what,
                 const char *why)
{
    AUTO(struct buf, buf_free) line = BUF(4096);

    if (buf_printf(&line, "dayfly: event %s %s%s%s",
                   item->invocation->request_id, what, *why ? ": " : "", why))
        log_writer_line(item->lane->events->log, item->lane->function,
                        line.data, line.size);
}

static void add_record(struct event_outcome *outcome, const struct attempt *a,
                       const char *destination)
{
    const struct event_item *item = a->item;
    struct buf record = BUF(EVENTS_BODY_MAX);
    struct buf none = BUF(8);
    char arn[FUNCTION_ARN_SIZE];
    const struct event_record about = {
        .now_ms = clock_wall_ms(),
        .request_id = item->invocation->request_id,
        .arn = arn,
        .condition = a->condition,
        .count = item->attempts + (a->version ? 1 : 0),
        .request = &item->invocation->event,
        .version = a->version,
        .failed = a->failed,
        .response = a->response,
    };

    if (!*destination)
        return;
    function_arn(arn, item->lane->events->region, item->lane->function,
                 *item->lane->qualifier ? item->lane->qualifier
                                        : FUNCTION_LATEST);
    if (!buf_add_str(&none, "{}") || !event_record_add(&record, &about) ||
        !event_outcome_add(outcome, destination, &record, &none))
        tell(item, "cannot be told to its destination", "out of memory");
    buf_free(&record);
    buf_free(&none);
}

/* The event itself, as a queue for dead letters gets it. */
static void add_dead_letter(struct event_outcome *outcome,
                            const struct attempt *a, const char *target)
{
    const struct invocation *inv = a->item->invocation;
    struct buf event = BUF(EVENTS_BODY_MAX);
    struct buf attributes = BUF((size_t)16 * 1024);

    if (!*target)
        return;
    if (!buf_add(&event, inv->event.data, inv->event.size) ||
        !event_record_add_attributes(&attributes, inv->request_id, a->error) ||
        !event_outcome_add(outcome, target, &event, &attributes))
        tell(a->item, "cannot be sent to its queue", "out of memory");
    buf_free(&event);
    buf_free(&attributes);
}

/* The last attempt: to the destinations, or kept. */
static void give_up(const struct attempt *a,
                    const struct event_settings *settings)
{
    struct event_outcome outcome = {
        .item = a->item,
        .fate = EVENT_DONE,
        .row = {.attempts = a->item->attempts + (a->version ? 1 : 0),
                .died_ms = clock_wall_ms(),
                .reason = a->condition,
                .error = a->error}};

    add_record(&outcome, a, settings->on_failure);
    add_dead_letter(&outcome, a, settings->dead_letters);
    if (!outcome.following)
        outcome.fate = EVENT_DEAD;
    count(a->item, outcome.following ? EVENT_RESULT_DESTINATION
                                     : EVENT_RESULT_DEAD_LETTER);
    tell(a->item,
         outcome.following
             ? "failed for good and goes to its destination"
             : "failed for good and is kept as a dead letter (`dayfly queue`)",
         *a->error ? a->error : a->condition);
    event_outcome_write(&outcome);
}

static void succeed(const struct attempt *a,
                    const struct event_settings *settings)
{
    struct event_outcome outcome = {.item = a->item, .fate = EVENT_DONE};

    count(a->item, EVENT_RESULT_DONE);
    add_record(&outcome, a, settings->on_success);
    event_outcome_write(&outcome);
}

static void delay(const struct attempt *a, int64_t in_ms, bool counts)
{
    const struct event_item *item = a->item;
    char what[64];
    struct event_outcome outcome = {
        .item = a->item,
        .fate = EVENT_DELAYED,
        .row = {.due_ms = clock_wall_ms() + in_ms,
                .attempts = item->attempts + (counts ? 1 : 0),
                .faults = counts ? 0 : item->faults + 1,
                .error = a->error}};

    count(item, EVENT_RESULT_RETRY);
    (void)snprintf(what, sizeof what, "%s and is tried again in %lld s",
                   counts ? "failed" : "could not run",
                   (long long)(in_ms + 999) / 1000);
    tell(item, what, a->error);
    event_outcome_write(&outcome);
}

/* A next attempt would come too late. */
static bool is_too_late(const struct attempt *a,
                        const struct event_settings *settings, int64_t in_ms)
{
    return clock_wall_ms() + in_ms > a->item->accepted_ms + settings->age_ms;
}

static void fail(struct attempt *a, const struct event_settings *settings)
{
    int64_t in_ms =
        a->item->lane->events->retry_ms * ((int64_t)a->item->attempts + 1);

    a->condition = "RetriesExhausted";
    if (settings->off)
        a->condition = "ZeroReservedConcurrency";
    else if (a->item->attempts < settings->retries) {
        if (!is_too_late(a, settings, in_ms)) {
            delay(a, in_ms, true);
            return;
        }
        a->condition = "EventAgeExceeded";
    }
    give_up(a, settings);
}

static void read_settings(struct event_settings *settings,
                          const struct event_item *item)
{
    event_settings_read(settings, item->lane->events->catalog,
                        item->lane->function, item->lane->qualifier);
}

/* Type and message, as the record has them in its response. */
static void error_of(char text[ERROR_MAX], const struct outcome *outcome)
{
    AUTO(struct buf, buf_free) message = BUF(64 * 1024);
    struct json_member member = JSON_MEMBER;
    struct error ignored = ERROR_NONE;
    const struct buf *body = &outcome->body;

    if (json_check(body->data, body->size, &ignored) &&
        json_find_member(body->data, body->size, "errorMessage", &member) &&
        !json_member_string(&member, &message))
        buf_clear(&message);
    (void)snprintf(text, ERROR_MAX, "%s",
                   message.size > 0 ? message.data : outcome->error_type);
}

void event_settle_later(struct event_item *item, const char *why)
{
    struct event_settings settings;
    struct attempt a = {.item = item,
                        .condition = "EventAgeExceeded",
                        .error = why,
                        .failed = true};
    int64_t in_ms = backoff_delay_ms(&fault_delays, item->faults + 1);

    read_settings(&settings, item);
    if (is_too_late(&a, &settings, in_ms))
        give_up(&a, &settings);
    else
        delay(&a, in_ms, false);
}

void event_settle_refused(struct event_item *item, const char *reason,
                          const char *why)
{
    struct event_settings settings;
    const struct attempt a = {
        .item = item, .condition = reason, .error = why, .failed = true};

    read_settings(&settings, item);
    give_up(&a, &settings);
}

void event_settle_sent(struct event_item *item, const char *why)
{
    struct event_outcome done = {.item = item, .fate = EVENT_DONE};
    bool can =
        destination_kind_of(item->lane->destination) == DESTINATION_WEBHOOK;
    const struct attempt a = {.item = item,
                              .condition = can ? "DeliveryFailed"
                                               : "DestinationUnsupported",
                              .error = why};
    int64_t in_ms = backoff_delay_ms(&fault_delays, item->faults + 1);

    if (!why) {
        count(item, EVENT_RESULT_DONE);
        event_outcome_write(&done);
    } else if (can && clock_wall_ms() + in_ms <
                          item->accepted_ms + (int64_t)DELIVERY_AGE_MS) {
        delay(&a, in_ms, false);
    } else {
        count(item, EVENT_RESULT_DEAD_LETTER);
        done.fate = EVENT_DEAD;
        done.row = (struct event_row){.attempts = item->faults + 1,
                                      .died_ms = clock_wall_ms(),
                                      .reason = a.condition,
                                      .error = why};
        tell(item, "cannot be delivered and is kept as a dead letter", why);
        event_outcome_write(&done);
    }
}

static void on_end(struct invocation *inv, struct outcome *outcome)
{
    struct event_item *item = inv->sink_data;
    struct event_settings settings;
    char error[ERROR_MAX] = "";
    struct attempt a = {.item = item,
                        .condition = "Success",
                        .error = error,
                        .version = inv->pool->function->version,
                        .response = &outcome->body,
                        .failed = outcome->failed};

    if (outcome->failed)
        error_of(error, outcome);
    read_settings(&settings, item);
    if (!outcome->failed)
        succeed(&a, &settings);
    else if (outcome->not_found)
        event_settle_refused(item, "FunctionNotFound", error);
    else if (!strcmp(outcome->error_type, "Sandbox.Failure"))
        event_settle_later(item, error);
    else
        fail(&a, &settings);
}

const struct response_sink *event_settle_sink(void)
{
    static const struct response_sink sink = {.on_end = on_end};

    return &sink;
}
