#include "host/message_queues/message_facts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base64.h"
#include "common/buf.h"
#include "host/message_queues/message_fetch.h"
#include "host/message_queues/message_queues.h"

enum { DIGESTED_MAX = 16 * 1024 * 1024, IS_TEXT = 1, IS_BINARY = 2 };

static int by_name(const void *one, const void *other)
{
    return strcmp(*(const char *const *)one, *(const char *const *)other);
}

static bool add_sized(struct buf *out, const void *bytes, size_t size)
{
    const unsigned char head[4] = {
        (unsigned char)(size >> 24), (unsigned char)(size >> 16),
        (unsigned char)(size >> 8), (unsigned char)size};

    return buf_add(out, head, sizeof head) && buf_add(out, bytes, size);
}

static const json_t *text_of(const json_t *value, const char *key)
{
    const json_t *text = json_object_get(value, key);

    return json_is_string(text) ? text : NULL;
}

static bool add_value(struct buf *out, const json_t *value)
{
    const json_t *binary = text_of(value, "BinaryValue");
    const json_t *text = text_of(value, "StringValue");
    const char kind = binary ? IS_BINARY : IS_TEXT;
    struct buf bytes = BUF(DIGESTED_MAX);
    bool ok = buf_add(out, &kind, 1);

    if (ok && binary)
        ok = base64_decode(&bytes, json_string_value(binary),
                           json_string_length(binary)) &&
             add_sized(out, bytes.data, bytes.size);
    else if (ok)
        ok = add_sized(out, text ? json_string_value(text) : "",
                       text ? json_string_length(text) : 0);
    buf_free(&bytes);
    return ok;
}

static bool add_all(struct buf *out, const json_t *attributes,
                    const char **names)
{
    size_t count = 0;
    const char *key;
    json_t *value;

    json_object_foreach((json_t *)attributes, key, value)
    {
        names[count++] = key;
    }
    qsort(names, count, sizeof *names, by_name);
    for (size_t i = 0; i < count; i++) {
        value = json_object_get(attributes, names[i]);
        const json_t *type = text_of(value, "DataType");
        const char *word = type ? json_string_value(type) : "";
        if (!add_sized(out, names[i], strlen(names[i])) ||
            !add_sized(out, word, strlen(word)) || !add_value(out, value))
            return false;
    }
    return true;
}

bool message_facts_md5(const json_t *attributes, char text[MD5_TEXT_SIZE])
{
    size_t count = json_object_size(attributes);
    const char **names = count > 0 ? mem_new(count, sizeof *names) : NULL;
    struct buf out = BUF(DIGESTED_MAX);
    bool ok = names && add_all(&out, attributes, names);

    if (ok)
        md5_text(text, out.data, out.size);
    buf_free(&out);
    mem_free(names);
    return ok;
}

size_t message_facts_size(const json_t *attributes)
{
    size_t size = 0;
    const char *key;
    json_t *value;

    json_object_foreach((json_t *)attributes, key, value)
    {
        const json_t *binary = text_of(value, "BinaryValue");
        size += strlen(key) + json_string_length(text_of(value, "DataType")) +
                json_string_length(text_of(value, "StringValue")) +
                (binary ? json_string_length(binary) / 4 * 3 : 0);
    }
    return size;
}

void message_facts_sequence(int64_t number, char text[SEQUENCE_SIZE])
{
    (void)snprintf(text, SEQUENCE_SIZE, "%020lld", (long long)number);
}

static bool set_number(json_t *object, const char *key, int64_t number)
{
    char text[24];

    (void)snprintf(text, sizeof text, "%lld", (long long)number);
    return json_object_set_new(object, key, json_string(text)) == 0;
}

json_t *message_facts_of_sqs(const struct fetched_message *message,
                             const struct message_queue *queue)
{
    json_t *object =
        json_deep_copy(json_object_get(message->facts, "Attributes"));
    char text[QUEUE_ARN_SIZE];
    bool ok;

    if (!json_is_object(object)) {
        json_decref(object);
        object = json_object();
    }
    ok = set_number(object, "ApproximateReceiveCount", message->received) &&
         set_number(object, "SentTimestamp", message->sent_ms) &&
         set_number(object, "ApproximateFirstReceiveTimestamp",
                    message->first_ms);
    if (ok && !json_object_get(object, "SenderId"))
        ok = json_object_set_new(object, "SenderId",
                                 json_string(QUEUE_ACCOUNT)) == 0;
    if (ok && queue && message_queue_is_fifo(queue)) {
        message_facts_sequence(message->number, text);
        ok = json_object_set_new(object, "SequenceNumber", json_string(text)) ==
             0;
    }
    if (ok && queue && *message->source) {
        message_queue_arn(queue->all, message->source, text);
        ok = json_object_set_new(object, "DeadLetterQueueSourceArn",
                                 json_string(text)) == 0;
    }
    if (ok)
        return object;
    json_decref(object);
    return NULL;
}
