#include "host/event_sources/queue_list.h"

#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "host/event_sources/event_pattern.h"
#include "host/message_queues/message_queues.h"
#include "host/message_queues/queue_attributes.h"

enum {
    BATCH_PLAIN_MAX = 10,
    BATCH_DEFAULT = 10,
    PATTERN_MAX_BYTES = 4096,
    TIMEOUTS = 6,
    VISIBILITY_LEAST_S = 30,
};

static const struct number {
    const char *key;
    json_int_t least;
    json_int_t most;
    const char *unit;
} numbers[] = {
    {"batch", 1, 10000, "messages"},
    {"window", 0, 300, "seconds"},
    {"concurrency", 2, 1000, "batches at once"},
    {"visibility", 0, 43200, "seconds"},
    {"tries", 1, 1000, "tries"},
    {"retention", 60, 1209600, "seconds"},
    {"delay", 0, 900, "seconds"},
};

static bool check_number(const struct number *n, const json_t *value,
                         struct error *err)
{
    json_int_t number = json_integer_value(value);

    return (json_is_integer(value) && number >= n->least &&
            number <= n->most) ||
           error_set(err,
                     "\"%s\" must be a whole number of %s from %lld to %lld, "
                     "without quotes",
                     n->key, n->unit, (long long)n->least, (long long)n->most);
}

static bool is_pattern(const json_t *value)
{
    char *text = json_is_object(value) ? json_dumps(value, JSON_COMPACT) : NULL;
    bool ok = text && strlen(text) <= PATTERN_MAX_BYTES &&
              event_pattern_is_valid(value);

    mem_free(text);
    return ok;
}

static bool check_filter(const json_t *value, struct error *err)
{
    size_t count = json_array_size(value);
    bool ok = json_is_array(value) ? count > 0 && count <= QUEUE_FILTERS_MAX
                                   : is_pattern(value);

    for (size_t i = 0; ok && i < count; i++)
        ok = is_pattern(json_array_get(value, i));
    return ok || error_set(err,
                           "\"filter\" must be an event pattern, such as "
                           "{\"body\": {\"kind\": [\"order\"]}}, of at most %d "
                           "bytes, or an array of 1 to %d of them",
                           PATTERN_MAX_BYTES, QUEUE_FILTERS_MAX);
}

static bool check_dead(const char *name, const json_t *value, struct error *err)
{
    const char *dead = json_string_value(value);

    if (!dead || !queue_attributes_is_name(dead) || !strcmp(dead, name))
        return error_set(err, "\"dead\" must be the name of another queue");
    return queue_attributes_is_fifo(dead) == queue_attributes_is_fifo(name) ||
           error_set(err,
                     "\"dead\" must be a queue of the same type: both names "
                     "end with .fifo, or none");
}

static bool check_member(const char *name, const char *key, const json_t *value,
                         struct error *err)
{
    for (size_t i = 0; i < COUNT(numbers); i++)
        if (!strcmp(numbers[i].key, key))
            return check_number(&numbers[i], value, err);
    if (!strcmp(key, "filter"))
        return check_filter(value, err);
    if (!strcmp(key, "dead"))
        return check_dead(name, value, err);
    if (!strcmp(key, "partial") || !strcmp(key, "enabled") ||
        !strcmp(key, "deduplicate"))
        return json_is_boolean(value) ||
               error_set(err, "\"%s\" must be true or false", key);
    return error_set(err,
                     "\"%.64s\" is no key of a queue; they are batch, window, "
                     "concurrency, partial, filter, enabled, visibility, "
                     "tries, dead, retention, delay and deduplicate",
                     key);
}

static json_int_t number_of(const json_t *item, const char *key,
                            json_int_t otherwise)
{
    const json_t *value = json_object_get(item, key);

    return value ? json_integer_value(value) : otherwise;
}

/* Members that are right by themselves. */
static bool check_together(const char *name, const json_t *item,
                           unsigned timeout_s, struct error *err)
{
    json_int_t batch = number_of(item, "batch", BATCH_DEFAULT);
    json_int_t window = number_of(item, "window", 0);
    bool is_fifo = queue_attributes_is_fifo(name);

    if (is_fifo && (batch > BATCH_PLAIN_MAX || window > 0))
        return error_set(err,
                         "the \"batch\" of a FIFO queue is at most %d, and its "
                         "\"window\" 0",
                         BATCH_PLAIN_MAX);
    if (batch > BATCH_PLAIN_MAX && window == 0)
        return error_set(err,
                         "a \"batch\" of more than %d messages needs a "
                         "\"window\" of 1 or more seconds",
                         BATCH_PLAIN_MAX);
    if (!json_object_get(item, "tries") != !json_object_get(item, "dead"))
        return error_set(err,
                         "\"tries\" and \"dead\" need each other: after so "
                         "many tries a message goes to that queue");
    if (json_object_get(item, "deduplicate") && !is_fifo)
        return error_set(err,
                         "\"deduplicate\" is for FIFO queues, whose names end "
                         "with .fifo");
    return number_of(item, "visibility", timeout_s) >= timeout_s ||
           error_set(err,
                     "\"visibility\" must be at least the \"timeout\" of the "
                     "function, %u seconds",
                     timeout_s);
}

static bool check_one(const char *name, const json_t *item, unsigned timeout_s,
                      struct error *err)
{
    const char *key;
    json_t *value;

    if (!queue_attributes_is_name(name))
        return error_set(err,
                         "a name has 1 to %d letters, digits, - and _; that of "
                         "a FIFO queue ends with .fifo",
                         QUEUE_NAME_MAX);
    if (!json_is_object(item))
        return error_set(err, "it must be an object, such as {\"batch\": 10}");
    json_object_foreach((json_t *)(size_t)item, key, value)
    {
        if (!check_member(name, key, value, err))
            return false;
    }
    return check_together(name, item, timeout_s, err);
}

bool queue_list_check(const json_t *queues, unsigned timeout_s,
                      struct error *err)
{
    const char *name;
    json_t *item;

    if (!json_is_object(queues) || json_object_size(queues) > QUEUE_LIST_MAX)
        return error_set(err,
                         "\"queues\" must be an object of at most %d names of "
                         "queues, such as {\"orders\": {\"batch\": 10}}",
                         QUEUE_LIST_MAX);
    json_object_foreach((json_t *)(size_t)queues, name, item)
    {
        struct error why = ERROR_NONE;
        if (!check_one(name, item, timeout_s, &why))
            return error_set(err, "\"queues\", \"%.80s\": %s", name, why.text);
    }
    return true;
}

static void add_filter(json_t *filters, const json_t *pattern)
{
    char *text = json_dumps(pattern, JSON_COMPACT);

    if (text)
        (void)json_array_append_new(filters,
                                    json_pack("{s:s}", "Pattern", text));
    mem_free(text);
}

/* One pattern, or several. */
static json_t *make_filters(const json_t *filter)
{
    json_t *filters = json_array();
    size_t i;
    const json_t *pattern;

    if (json_is_object(filter))
        add_filter(filters, filter);
    json_array_foreach(filter, i, pattern)
    {
        add_filter(filters, pattern);
    }
    return json_pack("{s:o}", "Filters", filters);
}

json_t *queue_list_mapping(const json_t *item)
{
    const json_t *most = json_object_get(item, "concurrency");
    const json_t *filter = json_object_get(item, "filter");
    json_t *types = json_array();

    if (json_is_true(json_object_get(item, "partial")))
        (void)json_array_append_new(types,
                                    json_string("ReportBatchItemFailures"));
    json_t *mapping =
        json_pack("{s:I, s:I, s:o, s:b}", "BatchSize",
                  number_of(item, "batch", BATCH_DEFAULT),
                  "MaximumBatchingWindowInSeconds",
                  number_of(item, "window", 0), "FunctionResponseTypes", types,
                  "Enabled", !json_is_false(json_object_get(item, "enabled")));
    if (most)
        (void)json_object_set_new(
            mapping, "ScalingConfig",
            json_pack("{s:I}", "MaximumConcurrency", json_integer_value(most)));
    if (filter)
        (void)json_object_set_new(mapping, "FilterCriteria",
                                  make_filters(filter));
    return mapping;
}

json_t *queue_list_attributes(const char *name, const json_t *item)
{
    static const struct {
        const char *key;
        const char *attribute;
    } known[] = {{"visibility", "VisibilityTimeout"},
                 {"retention", "MessageRetentionPeriod"},
                 {"delay", "DelaySeconds"},
                 {"deduplicate", "ContentBasedDeduplication"}};
    json_t *attributes = json_object();
    char text[24];

    for (size_t i = 0; i < COUNT(known); i++) {
        const json_t *value = json_object_get(item, known[i].key);
        if (!value)
            continue;
        if (json_is_boolean(value))
            (void)snprintf(text, sizeof text, "%s",
                           json_is_true(value) ? "true" : "false");
        else
            (void)snprintf(text, sizeof text, "%lld",
                           (long long)json_integer_value(value));
        (void)json_object_set_new(attributes, known[i].attribute,
                                  json_string(text));
    }
    if (queue_attributes_is_fifo(name))
        (void)json_object_set_new(attributes, "FifoQueue", json_string("true"));
    return attributes;
}

unsigned queue_list_visibility(unsigned timeout_s)
{
    unsigned wanted = TIMEOUTS * timeout_s;

    return wanted < VISIBILITY_LEAST_S ? VISIBILITY_LEAST_S : wanted;
}
