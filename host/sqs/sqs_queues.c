#include "host/sqs/sqs_queues.h"

#include <string.h>

#include "common/clock.h"
#include "host/dispatch/dispatcher_refresh.h"
#include "host/mappings/mapping_folders.h"
#include "host/message_queues/queue_attributes.h"
#include "host/message_queues/queue_change.h"
#include "host/message_queues/queue_redrive.h"
#include "host/sqs/sqs_attribute_checks.h"
#include "host/sqs/sqs_call.h"
#include "host/service/service_context.h"
#include "host/sqs/sqs_wait.h"

enum { LIST_MAX = 1000, PURGE_PAUSE_MS = 60000 };

/* Its type is in its name and in its attributes. */
static bool check_name(struct sqs_call *call, const char *name)
{
    const json_t *fifo =
        json_object_get(json_object_get(call->root, "Attributes"), "FifoQueue");
    const char *value = json_string_value(fifo);
    bool wants_fifo =
        value && !strcmp(queue_attributes_plain("FifoQueue", value), "true");

    if (wants_fifo && !queue_attributes_is_fifo(name))
        sqs_call_fail(call, SQS_BAD_VALUE,
                      "The name of a FIFO queue can only include alphanumeric "
                      "characters, hyphens, or underscores, must end with "
                      ".fifo suffix and be 1 to 80 in length.");
    else if (!queue_attributes_is_name(name))
        sqs_call_fail(call, SQS_BAD_VALUE,
                      "Can only include alphanumeric characters, hyphens, or "
                      "underscores. 1 to 80 in length");
    else if (!wants_fifo && queue_attributes_is_fifo(name))
        sqs_call_fail(call, SQS_BAD_VALUE,
                      "Can only include alphanumeric characters, hyphens, or "
                      "underscores. 1 to 80 in length. A queue whose name ends "
                      "with .fifo needs the attribute FifoQueue=true");
    return !call->failed;
}

/* It is there already: is it the one that is asked for? */
static void reply_existing(struct sqs_call *call,
                           const struct message_queue *queue,
                           const json_t *attributes)
{
    const char *name;
    json_t *value;

    json_object_foreach((json_t *)attributes, name, value)
    {
        if (strcmp(message_queue_attribute(queue, name),
                   json_string_value(value)) != 0)
            sqs_call_fail(call, SQS_QUEUE_EXISTS,
                          "A queue already exists with the same name and a "
                          "different value for attribute %s",
                          name);
    }
    if (!call->failed)
        sqs_reply(call->req, json_pack("{s:o}", "QueueUrl",
                                       sqs_call_url(call, queue->name)));
}

static void created(struct queue_change *change)
{
    struct sqs_wait *wait = change->self;
    json_t *reply = wait->reply;

    wait->reply = NULL;
    sqs_wait_reply(wait, change->job.ok, change->job.err.text, reply);
    queue_change_free(change);
}

static void create(struct sqs_call *call, const char *name, json_t *attributes,
                   json_t *tags)
{
    int64_t now_s = clock_wall_ms() / 1000;
    struct sqs_wait *wait = sqs_wait_new(call);
    struct queue_change *change =
        wait ? queue_change_new(call->queues, QUEUE_PUT, name) : NULL;
    json_t *document = json_pack(
        "{s:O, s:O, s:I, s:I}", "attributes", attributes, "tags", tags,
        "created", (json_int_t)now_s, "changed", (json_int_t)now_s);

    if (change && document && queue_change_set(change, document)) {
        wait->reply = json_pack("{s:o}", "QueueUrl", sqs_call_url(call, name));
        change->end = created;
        change->self = wait;
        queue_change_begin(change);
        return;
    }
    if (change)
        queue_change_free(change);
    if (wait)
        sqs_wait_reply(wait, false, "out of memory", NULL);
}

void sqs_queues_create(struct sqs_call *call)
{
    const char *name = sqs_call_needed(call, call->root, "QueueName");
    const struct message_queue *queue =
        name ? message_queues_find(call->queues, name) : NULL;
    const json_t *tags = sqs_call_map(call, call->root, "tags", false);
    json_t *attributes;
    json_t *none = json_object();

    if (name && check_name(call, name) &&
        sqs_attribute_checks_tags(call, name, tags) &&
        (attributes = sqs_attribute_checks_read(call, name, NULL))) {
        if (queue)
            reply_existing(call, queue, attributes);
        else if (call->queues->count >= QUEUES_MAX)
            sqs_call_fail(call, SQS_OVER_LIMIT,
                          "There are %d queues, which is the most.",
                          QUEUES_MAX);
        else
            create(call, name, attributes, tags ? (json_t *)tags : none);
        json_decref(attributes);
    }
    json_decref(none);
}

void sqs_queues_delete(struct sqs_call *call)
{
    const struct message_queue *queue = sqs_call_queue(call);

    if (queue)
        sqs_wait_begin(call, QUEUE_DROP, queue->name, sqs_wait_ended);
}

void sqs_queues_purge(struct sqs_call *call)
{
    struct message_queue *queue = sqs_call_queue(call);
    json_t *notes = queue ? message_queue_notes(queue) : NULL;
    const json_t *before = json_object_get(notes, "purged");
    json_int_t now_ms = clock_mono_ms();

    if (before && now_ms - json_integer_value(before) < PURGE_PAUSE_MS)
        sqs_call_fail(call, SQS_PURGING,
                      "Only one PurgeQueue operation on %s is allowed every "
                      "60 seconds.",
                      queue->name);
    if (call->failed)
        return;
    (void)json_object_set_new(notes, "purged", json_integer(now_ms));
    sqs_wait_begin(call, QUEUE_PURGE, queue->name, sqs_wait_ended);
}

/* Those that folders bring are made soon. */
static void search_folders(const struct sqs_call *call)
{
    dispatcher_refresh_all(call->service->dispatcher);
    mapping_folders_search(call->service->mappings);
}

void sqs_queues_url(struct sqs_call *call)
{
    const char *name = sqs_call_needed(call, call->root, "QueueName");
    const char *owner =
        sqs_call_text(call, call->root, "QueueOwnerAWSAccountId");
    bool is_own = !owner || !strcmp(owner, QUEUE_ACCOUNT);

    if (name && !message_queues_find(call->queues, name))
        search_folders(call);
    if (name && (!is_own || !message_queues_find(call->queues, name)))
        sqs_call_fail(call, SQS_NO_QUEUE,
                      "The specified queue does not exist.");
    if (!call->failed)
        sqs_reply(call->req,
                  json_pack("{s:o}", "QueueUrl", sqs_call_url(call, name)));
}

/* In pages; a token is the name of the first queue of the next. */
static void list(struct sqs_call *call, const char *member,
                 bool (*wanted)(const struct message_queue *queue,
                                const void *with),
                 const void *with, bool even_empty)
{
    const char *token = sqs_call_text(call, call->root, "NextToken");
    size_t most = (size_t)sqs_call_number(call, call->root, "MaxResults", 1,
                                          LIST_MAX, LIST_MAX);
    json_t *urls = json_array();
    json_t *reply = json_object();

    for (size_t i = 0; !call->failed && i < call->queues->count; i++) {
        const struct message_queue *queue = call->queues->list[i];
        if (queue->leaving || !wanted(queue, with) ||
            (token && strcmp(queue->name, token) < 0))
            continue;
        if (json_array_size(urls) == most) {
            (void)json_object_set_new(reply, "NextToken",
                                      json_string(queue->name));
            break;
        }
        (void)json_array_append_new(urls, sqs_call_url(call, queue->name));
    }
    if (even_empty || json_array_size(urls) > 0)
        (void)json_object_set(reply, member, urls);
    json_decref(urls);
    if (call->failed)
        json_decref(reply);
    else
        sqs_reply(call->req, reply);
}

static bool begins(const struct message_queue *queue, const void *prefix)
{
    return !prefix || !strncmp(queue->name, prefix, strlen(prefix));
}

void sqs_queues_list(struct sqs_call *call)
{
    search_folders(call);
    list(call, "QueueUrls", begins,
         sqs_call_text(call, call->root, "QueueNamePrefix"), false);
}

static bool is_source(const struct message_queue *queue, const void *dead)
{
    struct redrive redrive;

    return queue_redrive_read(&redrive, queue) && redrive.queue == dead;
}

void sqs_queues_sources(struct sqs_call *call)
{
    const struct message_queue *queue = sqs_call_queue(call);

    if (queue)
        list(call, "queueUrls", is_source, queue, true);
}

static void put_tags(struct sqs_call *call, const struct message_queue *queue,
                     json_t *tags)
{
    json_t *document = json_copy(queue->document);

    (void)json_object_set_new(document, "tags", tags);
    if (sqs_attribute_checks_tags(call, queue->name, tags))
        sqs_wait_put(call, queue->name, document, sqs_wait_ended);
    else
        json_decref(document);
}

static json_t *copy_tags(const struct message_queue *queue)
{
    json_t *tags = json_object_get(queue->document, "tags");

    return tags ? json_copy(tags) : json_object();
}

void sqs_queues_tag(struct sqs_call *call)
{
    const struct message_queue *queue = sqs_call_queue(call);
    const json_t *given = sqs_call_map(call, call->root, "Tags", false);

    if (!given)
        sqs_call_fail(call, SQS_MISSING,
                      "The request must contain the parameter Tags.");
    if (call->failed)
        return;
    json_t *tags = copy_tags(queue);
    (void)json_object_update(tags, (json_t *)given);
    put_tags(call, queue, tags);
}

void sqs_queues_untag(struct sqs_call *call)
{
    const struct message_queue *queue = sqs_call_queue(call);
    const json_t *keys = sqs_call_list(call, call->root, "TagKeys");
    size_t i;
    const json_t *key;

    if (call->failed)
        return;
    json_t *tags = copy_tags(queue);
    json_array_foreach(keys, i, key)
    {
        if (json_is_string(key))
            (void)json_object_del(tags, json_string_value(key));
    }
    put_tags(call, queue, tags);
}

void sqs_queues_tags(struct sqs_call *call)
{
    const struct message_queue *queue = sqs_call_queue(call);

    if (!queue)
        return;
    json_t *tags = copy_tags(queue);
    sqs_reply(call->req, json_object_size(tags) > 0
                             ? json_pack("{s:O}", "Tags", tags)
                             : json_object());
    json_decref(tags);
}
