#include "host/sqs/sqs_batch.h"

#include <string.h>

#include "host/message_queues/message_send.h"

enum { ID_MAX = 80 };

static bool is_id(const char *id)
{
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyz"
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    size_t size = id ? strlen(id) : 0;

    return size > 0 && size <= ID_MAX && strspn(id, plain) == size;
}

static void check_id(struct sqs_call *call, const json_t *entries, size_t at)
{
    const json_t *entry = json_array_get(entries, at);
    const char *id = sqs_call_text(call, entry, "Id");

    if (!id)
        (void)sqs_call_needed(call, entry, "Id");
    if (call->failed || !id)
        return;
    if (!is_id(id))
        sqs_call_fail(call, SQS_BAD_ID,
                      "A batch entry id can only contain alphanumeric "
                      "characters, hyphens and underscores. It can be at most "
                      "80 letters long.");
    for (size_t i = 0; i < at; i++) {
        const char *other = json_string_value(
            json_object_get(json_array_get(entries, i), "Id"));
        if (other && !strcmp(other, id))
            sqs_call_fail(call, SQS_SAME_IDS, "Id %s repeated.", id);
    }
}

const json_t *sqs_batch_entries(struct sqs_call *call, const char *kind)
{
    const json_t *entries = sqs_call_list(call, call->root, "Entries");
    size_t count = json_array_size(entries);

    if (count == 0)
        sqs_call_fail(call, SQS_EMPTY_BATCH,
                      "There should be at least one %s in the request.", kind);
    if (count > MESSAGE_BATCH_MAX)
        sqs_call_fail(call, SQS_TOO_MANY_ENTRIES,
                      "Maximum number of entries per request are %d. You have "
                      "sent %zu.",
                      MESSAGE_BATCH_MAX, count);
    for (size_t i = 0; !call->failed && i < count; i++) {
        if (!json_is_object(json_array_get(entries, i)))
            sqs_call_fail(call, SQS_SERIALIZATION,
                          "Entries must be a list of objects.");
        check_id(call, entries, i);
    }
    return call->failed ? NULL : entries;
}

/* As on AWS a list of none is absent. */
static void add(json_t *reply, const char *list, const json_t *entry,
                json_t *object)
{
    if (!json_object_get(reply, list))
        (void)json_object_set_new(reply, list, json_array());
    (void)json_object_set(object, "Id", json_object_get(entry, "Id"));
    (void)json_array_append_new(json_object_get(reply, list), object);
}

void sqs_batch_add(json_t *reply, const json_t *entry, json_t *object)
{
    add(reply, "Successful", entry, object);
}

void sqs_batch_add_failed(json_t *reply, const json_t *entry,
                          enum sqs_fault fault, const char *message)
{
    add(reply, "Failed", entry,
        json_pack("{s:b, s:s, s:s}", "SenderFault", 1, "Code",
                  sqs_fault_code(fault), "Message", message));
}
