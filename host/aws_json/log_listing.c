#include "host/aws_json/log_listing.h"

#include <stdlib.h>
#include <string.h>

#include "host/aws_json/aws_json.h"
#include "host/aws_json/log_group_name.h"
#include "host/aws_json/log_wait.h"
#include "host/logbook/logbook.h"
#include "host/service/service_context.h"

enum { PAGE = 50, NAME_MAX_BYTES = 512, TOKEN_MAX_BYTES = 2048 };

/* What a list is about, in its order: a page begins after the item that the
 * token names. */
struct listing {
    const char *list; /* the member of the response */
    const char *key;  /* the member of an item that is its name */
    int (*compare)(const void *a, const void *b);
    bool descending;
};

static const json_t *item_of(const void *at)
{
    return *(json_t *const *)at;
}

static int by_text(const void *a, const void *b, const char *key)
{
    return strcmp(json_string_value(json_object_get(item_of(a), key)),
                  json_string_value(json_object_get(item_of(b), key)));
}

static int by_group(const void *a, const void *b)
{
    return by_text(a, b, "logGroupName");
}

static int by_stream(const void *a, const void *b)
{
    return by_text(a, b, "logStreamName");
}

static int by_time(const void *a, const void *b)
{
    static const char key[] = "lastEventTimestamp";
    json_int_t one = json_integer_value(json_object_get(item_of(a), key));
    json_int_t other = json_integer_value(json_object_get(item_of(b), key));

    if (one == other)
        return by_stream(a, b);
    return one < other ? -1 : 1;
}

/* The items in order, borrowed; NULL: no memory. */
static json_t **sort(const json_t *items, const struct listing *l)
{
    size_t count = json_array_size(items);
    json_t **sorted = mem_new(count + 1, sizeof(json_t *));

    for (size_t i = 0; sorted && i < count; i++)
        sorted[i] = json_array_get(items, i);
    if (sorted && count > 1)
        qsort(sorted, count, sizeof(json_t *), l->compare);
    for (size_t i = 0; sorted && l->descending && i < count / 2; i++) {
        json_t *first = sorted[i];
        sorted[i] = sorted[count - 1 - i];
        sorted[count - 1 - i] = first;
    }
    return sorted;
}

/* Takes the items. */
static void send_page(struct aws_members *m, json_t *items,
                      const struct listing *l)
{
    const char *token = aws_members_text(m, "nextToken", TOKEN_MAX_BYTES);
    int64_t most = aws_members_number(m, "limit", 1, PAGE, PAGE);
    json_t **sorted = m->failed ? NULL : sort(items, l);
    json_t *page = json_array();
    json_t *reply = json_object();
    size_t count = json_array_size(items);
    size_t at = 0;

    while (sorted && token && at < count &&
           strcmp(json_string_value(json_object_get(sorted[at], l->key)),
                  token) != 0)
        at++;
    for (at += token ? 1 : 0; sorted && at < count && most > 0; at++, most--)
        (void)json_array_append(page, sorted[at]);
    if (sorted && at < count)
        (void)json_object_set(reply, "nextToken",
                              json_object_get(sorted[at - 1], l->key));
    (void)json_object_set_new(reply, l->list, page);
    if (m->failed)
        json_decref(reply);
    else
        aws_json_send_value(m->req,
                            sorted ? reply : (json_decref(reply), NULL));
    mem_free(sorted);
    json_decref(items);
}

static int64_t first_ms(const struct log_group *group)
{
    return group->count > 0 ? group->segments[0].first_ms : group->last_ms;
}

static int64_t created_ms(const struct log_group *group)
{
    const json_t *said = json_object_get(group->settings, "creationTime");

    return said ? json_integer_value(said) : first_ms(group);
}

/* As long as the host keeps all, unless a caller has set something. */
static json_t *retention_of(const struct service_context *service,
                            const struct log_group *group)
{
    if (!group->settings)
        return json_integer((json_int_t)service->logbook->limits.days);
    return json_incref(json_object_get(group->settings, "retentionInDays"));
}

static json_t *show_group(const struct service_context *service,
                          const struct log_group *group)
{
    char arn[LOG_ARN_SIZE];

    log_group_name_arn(service, group, arn);
    return json_pack("{s:s+, s:I, s:o*, s:i, s:s+, s:s, s:I, s:s}",
                     "logGroupName", LOG_GROUP_PREFIX, group->name,
                     "creationTime", (json_int_t)created_ms(group),
                     "retentionInDays", retention_of(service, group),
                     "metricFilterCount", 0, "arn", arn, ":*", "logGroupArn",
                     arn, "storedBytes", (json_int_t)group->bytes,
                     "logGroupClass", "STANDARD");
}

void log_listing_groups(struct service_context *service, struct aws_members *m)
{
    static const struct listing listing = {
        .list = "logGroups", .key = "logGroupName", .compare = by_group};
    const char *prefix =
        aws_members_text(m, "logGroupNamePrefix", NAME_MAX_BYTES);
    const char *part =
        aws_members_text(m, "logGroupNamePattern", NAME_MAX_BYTES);
    json_t *items;

    if (m->failed)
        return;
    if (prefix && part) {
        aws_json_invalid(m->req,
                         "LogGroup name prefix and LogGroup name pattern are "
                         "mutually exclusive parameters.");
        return;
    }
    items = json_array();
    (void)logbook_find(service->logbook, "");
    for (const struct log_group *g = service->logbook->groups; g; g = g->next) {
        json_t *item =
            g->count > 0 || g->settings ? show_group(service, g) : NULL;
        const char *name =
            json_string_value(json_object_get(item, "logGroupName"));
        if (name && (!prefix || !strncmp(name, prefix, strlen(prefix))) &&
            (!part || strstr(name, part)))
            (void)json_array_append(items, item);
        json_decref(item);
    }
    send_page(m, items, &listing);
}

static json_t *show_stream(const struct log_stream *stream, const char *arn)
{
    return json_pack(
        "{s:s, s:I, s:I, s:I, s:I, s:s, s:s++, s:i}", "logStreamName",
        stream->name, "creationTime", (json_int_t)stream->first_ms,
        "firstEventTimestamp", (json_int_t)stream->first_ms,
        "lastEventTimestamp", (json_int_t)stream->last_ms, "lastIngestionTime",
        (json_int_t)stream->last_ms, "uploadSequenceToken", "0", "arn", arn,
        ":log-stream:", stream->name, "storedBytes", 0);
}

/* False: the response was sent. */
static bool read_order(struct aws_members *m, const char *prefix,
                       struct listing *l)
{
    const char *order = aws_members_text(m, "orderBy", NAME_MAX_BYTES);

    l->descending = aws_members_flag(m, "descending");
    if (m->failed)
        return false;
    if (order && !strcmp(order, "LastEventTime"))
        l->compare = by_time;
    else if (order && strcmp(order, "LogStreamName") != 0) {
        aws_json_invalid(m->req,
                         "1 validation error detected: Value '%s' at 'orderBy' "
                         "failed to satisfy constraint: Member must satisfy "
                         "enum value set: [LogStreamName, LastEventTime]",
                         order);
        return false;
    }
    if (prefix && l->compare == by_time) {
        aws_json_invalid(m->req,
                         "Cannot order by LastEventTime with a "
                         "logStreamNamePrefix.");
        return false;
    }
    return true;
}

void log_listing_streams(struct service_context *service, struct aws_members *m)
{
    struct listing listing = {
        .list = "logStreams", .key = "logStreamName", .compare = by_stream};
    struct log_group *group = log_group_name_find(service, m);
    const char *prefix =
        aws_members_text(m, "logStreamNamePrefix", NAME_MAX_BYTES);
    char arn[LOG_ARN_SIZE];

    if (m->failed || !read_order(m, prefix, &listing))
        return;
    if (!logbook_read_streams(group)) {
        log_wait(service, m, log_listing_streams);
        return;
    }
    log_group_name_arn(service, group, arn);
    json_t *items = json_array();
    for (size_t i = 0; i < group->streams.count; i++) {
        const struct log_stream *stream = &group->streams.items[i];
        if (stream->last_ms >= first_ms(group) &&
            (!prefix || !strncmp(stream->name, prefix, strlen(prefix))))
            (void)json_array_append_new(items, show_stream(stream, arn));
    }
    send_page(m, items, &listing);
}

void log_listing_filters(struct service_context *service, struct aws_members *m)
{
    if (log_group_name_find(service, m))
        aws_json_send_value(m->req, json_pack("{s:[]}", "subscriptionFilters"));
}

void log_listing_delete(struct service_context *service, struct aws_members *m)
{
    AUTO(struct buf, buf_free) nothing = BUF(1);
    struct log_group *group = log_group_name_find(service, m);

    if (!group)
        return;
    logbook_remove(service->logbook, group);
    aws_json_send(m->req, &nothing);
}
