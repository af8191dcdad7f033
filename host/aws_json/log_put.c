#include "host/aws_json/log_put.h"

#include <string.h>

#include "common/clock.h"
#include "host/aws_json/aws_json.h"
#include "host/aws_json/log_group_name.h"
#include "host/aws_json/log_page.h"
#include "host/aws_json/log_stream_settings.h"
#include "host/logbook/log_named_streams.h"
#include "host/logbook/log_settings.h"
#include "host/logbook/logbook.h"
#include "host/service/service_context.h"

enum {
    EVENTS_MAX = 10000,
    BATCH_MAX_BYTES = 1024 * 1024,
    MESSAGE_MAX_BYTES = 64 * 1024,
    DAY_MS = 24 * 3600 * 1000,
};

static const int64_t old_ms = (int64_t)LOG_EVENT_LATE_DAYS * DAY_MS;

struct batch {
    const json_t *events; /* a list of objects that have been checked */
    size_t count;
    size_t too_old; /* so many at the beginning are too old, */
    size_t expired; /* older than their group keeps them, */
    size_t new_at;  /* and those from here on too new; `count`: none */
};

static int64_t time_of(const struct batch *b, size_t at)
{
    return json_integer_value(
        json_object_get(json_array_get(b->events, at), "timestamp"));
}

static bool refuse(struct aws_members *m, const char *why)
{
    m->failed = true;
    aws_json_invalid(m->req, "%s", why);
    return false;
}

/* False: the response was sent. */
static bool check_event(struct aws_members *m, const json_t *event,
                        size_t *bytes)
{
    const json_t *message = json_object_get(event, "message");
    const json_t *time = json_object_get(event, "timestamp");
    size_t size = json_string_length(message) + LOG_EVENT_BYTES;

    if (!json_is_integer(time) || json_integer_value(time) < 0)
        return refuse(m,
                      "1 validation error detected: Value at "
                      "'logEvents.member.timestamp' failed to satisfy "
                      "constraint: Member must be a whole number and have "
                      "value greater than or equal to 0");
    if (json_string_length(message) == 0)
        return refuse(m,
                      "1 validation error detected: Value '' at "
                      "'logEvents.member.message' failed to satisfy "
                      "constraint: Member must have length greater than or "
                      "equal to 1");
    *bytes += size;
    if (size <= MESSAGE_MAX_BYTES)
        return true;
    m->failed = true;
    aws_json_invalid(m->req,
                     "Log event too large: %zu bytes exceeds limit of %d", size,
                     MESSAGE_MAX_BYTES);
    return false;
}

static bool check_times(struct aws_members *m, const struct batch *b)
{
    for (size_t i = 1; i < b->count; i++)
        if (time_of(b, i) < time_of(b, i - 1))
            return refuse(m,
                          "Log events in a single PutLogEvents request must be "
                          "in chronological order.");
    return time_of(b, b->count - 1) - time_of(b, 0) <= DAY_MS ||
           refuse(m,
                  "The batch of log events in a single PutLogEvents request "
                  "cannot span more than 24 hours.");
}

/* False: the response was sent. */
static bool read_batch(struct aws_members *m, struct batch *b)
{
    size_t bytes = 0;

    *b = (struct batch){.events = json_object_get(m->root, "logEvents")};
    b->count = json_array_size(b->events);
    if (b->count == 0 || b->count > EVENTS_MAX)
        return refuse(m, b->count == 0
                             ? "1 validation error detected: Value at "
                               "'logEvents' failed to satisfy constraint: "
                               "Member must have length greater than or equal "
                               "to 1"
                             : "1 validation error detected: Value at "
                               "'logEvents' failed to satisfy constraint: "
                               "Member must have length less than or equal to "
                               "10000");
    for (size_t i = 0; i < b->count; i++)
        if (!check_event(m, json_array_get(b->events, i), &bytes))
            return false;
    if (bytes > BATCH_MAX_BYTES) {
        m->failed = true;
        aws_json_invalid(m->req,
                         "Upload too large: %zu bytes exceeds limit of %d",
                         bytes, BATCH_MAX_BYTES);
        return false;
    }
    return check_times(m, b);
}

/* Which of them have no place: they are told, and the others are kept. */
static void judge(struct batch *b, int64_t now_ms, unsigned days)
{
    b->new_at = b->count;
    while (b->new_at > 0 &&
           time_of(b, b->new_at - 1) > now_ms + LOG_EVENT_EARLY_MS)
        b->new_at--;
    while (b->too_old < b->new_at && time_of(b, b->too_old) < now_ms - old_ms)
        b->too_old++;
    b->expired = b->too_old;
    while (b->expired < b->new_at &&
           time_of(b, b->expired) < now_ms - (int64_t)days * DAY_MS)
        b->expired++;
}

/* False: the disk takes nothing. */
static bool keep(struct logbook *book, struct log_group *group,
                 const char *stream, const struct batch *b, int64_t now_ms)
{
    bool ok = true;

    for (size_t i = b->expired; ok && i < b->new_at; i++) {
        const json_t *text =
            json_object_get(json_array_get(b->events, i), "message");
        const struct log_line line = {.time_ms = now_ms,
                                      .event_ms = time_of(b, i),
                                      .stream = stream,
                                      .stream_size = strlen(stream),
                                      .text = json_string_value(text),
                                      .text_size = json_string_length(text)};
        ok = logbook_put(book, group, &line);
    }
    return ok;
}

/* The token is there as on AWS, which reads none any more. */
static void reply(struct aws_members *m, const struct batch *b)
{
    json_t *told = json_object();
    json_t *out =
        json_pack("{s:s}", "nextSequenceToken",
                  "49590000000000000000000000000000000000000000000000000000");

    if (b->new_at < b->count)
        (void)json_object_set_new(told, "tooNewLogEventStartIndex",
                                  json_integer((json_int_t)b->new_at));
    if (b->too_old > 0)
        (void)json_object_set_new(told, "tooOldLogEventEndIndex",
                                  json_integer((json_int_t)b->too_old));
    if (b->expired > b->too_old)
        (void)json_object_set_new(told, "expiredLogEventEndIndex",
                                  json_integer((json_int_t)b->expired));
    if (json_object_size(told) > 0)
        (void)json_object_set(out, "rejectedLogEventsInfo", told);
    json_decref(told);
    aws_json_send_value(m->req, out);
}

void log_put(struct service_context *service, struct aws_members *m)
{
    struct log_group *group = log_group_name_find(service, m);
    const char *name = log_stream_name(m);
    char stream[LOG_STREAM_SIZE];
    int64_t now_ms = clock_wall_ms();
    struct batch b;

    if (m->failed || !read_batch(m, &b))
        return;
    if (!log_named_streams_find(group->settings, name, stream)) {
        log_stream_reply_unknown(m);
        return;
    }
    judge(&b, now_ms,
          log_settings_days(group->settings, service->logbook->limits.days));
    if (keep(service->logbook, group, stream, &b, now_ms))
        reply(m, &b);
    else
        aws_json_error(m->req, "ServiceUnavailableException",
                       "dayfly cannot write the log to its disk.");
}
