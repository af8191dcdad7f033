#include "host/mappings/mapping_event.h"

#include <string.h>

#include "host/crypto/md5.h"
#include "host/event_sources/event_pattern.h"
#include "host/message_queues/message_facts.h"
#include "host/message_queues/message_fetch.h"
#include "host/message_queues/message_queues.h"

static const char digest[] = "md5OfMessageAttributes";

/* Lambda's names begin with a small letter. */
static json_t *attribute_of(const json_t *attribute)
{
    json_t *out =
        json_pack("{s:[], s:[]}", "stringListValues", "binaryListValues");
    const json_t *text = json_object_get(attribute, "StringValue");
    const json_t *binary = json_object_get(attribute, "BinaryValue");

    if (text)
        (void)json_object_set(out, "stringValue", (json_t *)text);
    if (binary)
        (void)json_object_set(out, "binaryValue", (json_t *)binary);
    (void)json_object_set(out, "dataType",
                          json_object_get(attribute, "DataType"));
    return out;
}

static json_t *attributes_of(const json_t *attributes)
{
    json_t *out = json_object();
    const char *name;
    json_t *value;

    json_object_foreach((json_t *)attributes, name, value)
    {
        (void)json_object_set_new(out, name, attribute_of(value));
    }
    return out;
}

json_t *mapping_event_record(const struct fetched_message *message,
                             const struct message_queue *queue)
{
    const json_t *attributes =
        json_object_get(message->facts, "MessageAttributes");
    char md5[MD5_TEXT_SIZE];
    char arn[QUEUE_ARN_SIZE];
    json_t *record;

    md5_text(md5, message->body.data, message->body.size);
    message_queue_arn(queue->all, queue->name, arn);
    record = json_pack(
        "{s:s, s:s, s:s%, s:o, s:o, s:s, s:s, s:s, s:s}", "messageId",
        message->message_id, "receiptHandle", message->receipt, "body",
        message->body.data, message->body.size, "attributes",
        message_facts_of_sqs(message, queue), "messageAttributes",
        attributes_of(attributes), "md5OfBody", md5, "eventSource", "aws:sqs",
        "eventSourceARN", arn, "awsRegion", queue->all->region);
    if (record && message_facts_md5(attributes, md5))
        (void)json_object_set_new(record, digest, json_string(md5));
    return record;
}

bool mapping_event_is_wanted(const struct fetched_message *message,
                             const struct message_queue *queue,
                             const json_t *patterns)
{
    json_t *record;
    json_t *body;
    size_t i;
    const json_t *pattern;
    bool wanted = json_array_size(patterns) == 0;

    if (wanted)
        return true;
    record = mapping_event_record(message, queue);
    body = json_loadb(message->body.data, message->body.size, JSON_DECODE_ANY,
                      NULL);
    if (json_is_object(body) || json_is_array(body))
        (void)json_object_set(record, "body", body);
    json_decref(body);
    json_array_foreach(patterns, i, pattern)
    {
        wanted = wanted || event_pattern_matches(pattern, record);
    }
    json_decref(record);
    return wanted;
}

bool mapping_event_make(const struct fetched_message *first,
                        const struct message_queue *queue, bool in_window,
                        struct buf *out)
{
    bool ok = buf_add_str(out, "{\"Records\":[");

    for (const struct fetched_message *m = first; ok && m; m = m->next) {
        json_t *record = mapping_event_record(m, queue);
        if (in_window && !json_object_get(record, digest))
            (void)json_object_set_new(record, digest, json_null());
        char *text = record ? json_dumps(record, JSON_COMPACT) : NULL;
        ok = text && buf_add_str(out, m == first ? "" : ",") &&
             buf_add_str(out, text);
        mem_free(text);
        json_decref(record);
    }
    return ok && buf_add_str(out, "]}");
}

static bool has_message(const struct fetched_message *first, const char *id)
{
    for (; first; first = first->next)
        if (!strcmp(first->message_id, id))
            return true;
    return false;
}

json_t *mapping_event_failures(const struct fetched_message *first,
                               const struct buf *response)
{
    json_t *root =
        json_loadb(response->data, response->size, JSON_DECODE_ANY, NULL);
    const json_t *list = json_object_get(root, "batchItemFailures");
    json_t *failed = json_object();
    bool valid = root || response->size == 0;
    size_t i;
    const json_t *item;

    if (list && !json_is_null(list) && !json_is_array(list))
        valid = false;
    json_array_foreach(list, i, item)
    {
        const char *id =
            json_string_value(json_object_get(item, "itemIdentifier"));
        if (id && has_message(first, id))
            (void)json_object_set_new(failed, id, json_true());
        else
            valid = false;
    }
    json_decref(root);
    if (valid)
        return failed;
    json_decref(failed);
    return NULL;
}
