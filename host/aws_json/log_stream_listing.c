#include "host/aws_json/log_stream_listing.h"

#include <string.h>

#include "host/aws_json/aws_json.h"
#include "host/aws_json/log_group_name.h"
#include "host/aws_json/log_list_page.h"
#include "host/aws_json/log_wait.h"
#include "host/logbook/log_named_streams.h"
#include "host/logbook/log_reader.h"
#include "host/logbook/logbook.h"

enum { NAME_MAX_BYTES = 512 };

static const char last_event[] = "lastEventTimestamp";

/* The streams whose names begin so. */
struct search {
    const struct log_group *group;
    const char *prefix; /* NULL: all */
    char arn[LOG_ARN_SIZE];
    json_t *items;
};

static bool wants(const struct search *s, const char *name)
{
    return !s->prefix || !strncmp(name, s->prefix, strlen(s->prefix));
}

/* `stream` NULL: it has no lines. */
static void add(struct search *s, const char *name, int64_t created_ms,
                const struct log_stream *stream)
{
    json_t *item = json_pack("{s:s, s:I, s:s++, s:i}", "logStreamName", name,
                             "creationTime", (json_int_t)created_ms, "arn",
                             s->arn, ":log-stream:", name, "storedBytes", 0);
    json_t *times =
        stream
            ? json_pack("{s:I, s:I, s:I, s:s}", "firstEventTimestamp",
                        (json_int_t)stream->first_event_ms, last_event,
                        (json_int_t)stream->last_event_ms, "lastIngestionTime",
                        (json_int_t)stream->last_ms, "uploadSequenceToken", "0")
            : NULL;

    if (times)
        (void)json_object_update(item, times);
    json_decref(times);
    (void)json_array_append_new(s->items, item);
}

/* False: those that it had are too old. */
static bool has_lines(const struct log_group *group,
                      const struct log_stream *stream)
{
    return group->count > 0 && stream->last_ms >= group->segments[0].first_ms;
}

/* Those that callers have made. */
static void add_named(struct search *s)
{
    const json_t *all = json_object_get(s->group->settings, "streams");
    char stream[LOG_STREAM_SIZE];
    const char *name;
    json_t *one;

    json_object_foreach((json_t *)(size_t)all, name, one)
    {
        if (!wants(s, name) ||
            !log_named_streams_find(s->group->settings, name, stream))
            continue;
        const struct log_stream *found =
            log_streams_find(&s->group->streams, stream);
        add(s, name, json_integer_value(json_object_get(one, "created")),
            found && has_lines(s->group, found) ? found : NULL);
    }
}

/* Those of runtime processes. */
static void add_others(struct search *s)
{
    for (size_t i = 0; i < s->group->streams.count; i++) {
        const struct log_stream *stream = &s->group->streams.items[i];
        if (!log_named_streams_has(stream->name) && wants(s, stream->name) &&
            has_lines(s->group, stream))
            add(s, stream->name, stream->first_ms, stream);
    }
}

/* False: the response was sent. */
static bool read_order(struct aws_members *m, const char *prefix,
                       struct log_list *l)
{
    const char *order = aws_members_text(m, "orderBy", NAME_MAX_BYTES);

    l->descending = aws_members_flag(m, "descending");
    if (m->failed)
        return false;
    if (order && !strcmp(order, "LastEventTime"))
        l->order = last_event;
    else if (order && strcmp(order, "LogStreamName") != 0) {
        aws_json_invalid(m->req,
                         "1 validation error detected: Value '%s' at 'orderBy' "
                         "failed to satisfy constraint: Member must satisfy "
                         "enum value set: [LogStreamName, LastEventTime]",
                         order);
        return false;
    }
    if (prefix && *l->order) {
        aws_json_invalid(m->req,
                         "Cannot order by LastEventTime with a "
                         "logStreamNamePrefix.");
        return false;
    }
    return true;
}

void log_stream_listing(struct service_context *service, struct aws_members *m)
{
    struct log_list list = {
        .list = "logStreams", .key = "logStreamName", .order = ""};
    struct log_group *group = log_group_name_find(service, m);
    struct search s = {
        .group = group,
        .prefix = aws_members_text(m, "logStreamNamePrefix", NAME_MAX_BYTES)};

    if (m->failed || !read_order(m, s.prefix, &list))
        return;
    if (!log_reader_streams(group)) {
        log_wait(service, m, log_stream_listing);
        return;
    }
    log_group_name_arn(service, group, s.arn);
    s.items = json_array();
    add_named(&s);
    add_others(&s);
    log_list_page_send(m, s.items, &list);
}
