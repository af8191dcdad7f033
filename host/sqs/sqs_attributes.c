#include "host/sqs/sqs_attributes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/clock.h"
#include "common/compiler.h"
#include "host/message_queues/queue_attributes.h"
#include "host/message_queues/queue_change.h"
#include "host/message_queues/queue_policy.h"
#include "host/sqs/sqs_attribute_checks.h"
#include "host/sqs/sqs_call.h"
#include "host/sqs/sqs_wait.h"

void sqs_attributes_set(struct sqs_call *call)
{
    struct message_queue *queue = sqs_call_queue(call);
    json_t *had;

    if (!queue)
        return;
    if (!sqs_call_map(call, call->root, "Attributes", false))
        sqs_call_fail(call, SQS_MISSING,
                      "The request must contain the parameter Attributes.");
    had = json_object_get(queue->document, "attributes");
    had = had ? json_incref(had) : json_object();
    json_t *all = sqs_attribute_checks_read(call, queue->name, had);
    json_decref(had);
    if (!all)
        return;
    json_t *document = json_copy(queue->document);
    (void)json_object_set_new(document, "attributes", all);
    (void)json_object_set_new(document, "changed",
                              json_integer(clock_wall_ms() / 1000));
    sqs_wait_put(call, queue->name, document, sqs_wait_ended);
}

/* Takes the policy. "" removes the attribute. */
static void put_policy(struct sqs_call *call, const struct message_queue *queue,
                       json_t *policy)
{
    json_t *document = json_deep_copy(queue->document);
    json_t *attributes = json_object_get(document, "attributes");
    json_t *text = queue_policy_text(policy);

    json_decref(policy);
    if (!attributes && document) {
        attributes = json_object();
        (void)json_object_set_new(document, "attributes", attributes);
    }
    if (json_string_length(text) > 0)
        (void)json_object_set(attributes, "Policy", text);
    else
        (void)json_object_del(attributes, "Policy");
    json_decref(text);
    (void)json_object_set_new(document, "changed",
                              json_integer(clock_wall_ms() / 1000));
    sqs_wait_put(call, queue->name, document, sqs_wait_ended);
}

/* NULL: the call has failed. */
static json_t *read_policy(struct sqs_call *call,
                           const struct message_queue *queue)
{
    char arn[QUEUE_ARN_SIZE];
    json_t *policy;

    if (call->failed)
        return NULL;
    message_queue_arn(call->queues, queue->name, arn);
    policy = queue_policy_read(message_queue_attribute(queue, "Policy"), arn);
    if (!policy)
        sqs_call_fail(call, SQS_BAD_ATTRIBUTE,
                      "The attribute Policy of the queue is no policy.");
    return policy;
}

static void bad_label(struct sqs_call *call, const char *label, const char *why)
{
    sqs_call_fail(call, SQS_BAD_VALUE,
                  "Value %.200s for parameter Label is invalid. Reason: %s",
                  label, why);
}

void sqs_attributes_allow(struct sqs_call *call)
{
    const struct message_queue *queue = sqs_call_queue(call);
    const char *label = sqs_call_needed(call, call->root, "Label");
    const json_t *accounts = sqs_attribute_checks_accounts(call);
    const json_t *actions = sqs_attribute_checks_actions(call);
    char arn[QUEUE_ARN_SIZE];

    if (label && !queue_policy_is_label(label))
        bad_label(call, label,
                  "Can only include alphanumeric characters, hyphens, or "
                  "underscores. 1 to 80 in length");
    json_t *policy = read_policy(call, queue);
    if (!policy)
        return;
    message_queue_arn(call->queues, queue->name, arn);
    if (queue_policy_has(policy, label))
        bad_label(call, label, "Already exists.");
    else if (!queue_policy_add(policy, label, accounts, actions, arn))
        sqs_call_fail(call, SQS_INTERNAL, "Out of memory.");
    if (call->failed)
        json_decref(policy);
    else
        put_policy(call, queue, policy);
}

void sqs_attributes_forbid(struct sqs_call *call)
{
    const struct message_queue *queue = sqs_call_queue(call);
    const char *label = sqs_call_needed(call, call->root, "Label");
    json_t *policy = read_policy(call, queue);

    if (!policy)
        return;
    if (!queue_policy_has(policy, label)) {
        bad_label(call, label, "can't find label.");
        json_decref(policy);
        return;
    }
    queue_policy_remove(policy, label);
    put_policy(call, queue, policy);
}

static void add(json_t *out, const json_t *names, const char *name,
                const char *text)
{
    size_t i;
    const json_t *item;
    bool wanted = false;

    json_array_foreach(names, i, item)
    {
        const char *word = json_string_value(item);
        wanted =
            wanted || (word && (!strcmp(word, "All") || !strcmp(word, name)));
    }
    if (wanted && *text)
        (void)json_object_set_new(out, name, json_string(text));
}

static void add_number(json_t *out, const json_t *names, const char *name,
                       int64_t number)
{
    char text[24];

    (void)snprintf(text, sizeof text, "%lld", (long long)number);
    add(out, names, name, text);
}

static json_t *show(const struct message_queue *queue, const json_t *names,
                    const struct queue_counts *counts)
{
    json_t *out = json_object();
    bool fifo = message_queue_is_fifo(queue);
    char arn[QUEUE_ARN_SIZE];

    const char *name;

    for (size_t i = 0; (name = queue_attributes_name(i)); i++)
        add(out, names, name, message_queue_attribute(queue, name));
    if (fifo && !json_object_get(out, "ContentBasedDeduplication"))
        add(out, names, "ContentBasedDeduplication", "false");
    if (fifo && !json_object_get(out, "DeduplicationScope"))
        add(out, names, "DeduplicationScope", "queue");
    if (fifo && !json_object_get(out, "FifoThroughputLimit"))
        add(out, names, "FifoThroughputLimit", "perQueue");
    message_queue_arn(queue->all, queue->name, arn);
    add(out, names, "QueueArn", arn);
    add_number(out, names, "ApproximateNumberOfMessages", counts->visible);
    add_number(out, names, "ApproximateNumberOfMessagesNotVisible",
               counts->in_flight);
    add_number(out, names, "ApproximateNumberOfMessagesDelayed",
               counts->delayed);
    add_number(out, names, "CreatedTimestamp",
               json_integer_value(json_object_get(queue->document, "created")));
    add_number(out, names, "LastModifiedTimestamp",
               json_integer_value(json_object_get(queue->document, "changed")));
    return out;
}

static void get_ended(struct queue_change *change)
{
    struct sqs_wait *wait = change->self;
    const struct message_queue *queue =
        message_queues_find(change->queues, change->queue);
    json_t *out = json_object();

    if (queue) {
        json_t *shown =
            show(queue, json_object_get(wait->root, "AttributeNames"),
                 &change->counts);
        if (json_object_size(shown) > 0)
            (void)json_object_set(out, "Attributes", shown);
        json_decref(shown);
    }
    sqs_wait_reply(wait, change->job.ok, change->job.err.text, out);
    queue_change_free(change);
}

static bool is_known(const char *name)
{
    static const char *const others[] = {
        "All",
        "QueueArn",
        "ApproximateNumberOfMessages",
        "ApproximateNumberOfMessagesNotVisible",
        "ApproximateNumberOfMessagesDelayed",
        "CreatedTimestamp",
        "LastModifiedTimestamp"};

    for (size_t i = 0; i < COUNT(others); i++)
        if (!strcmp(others[i], name))
            return true;
    return queue_attributes_is_known(name);
}

void sqs_attributes_get(struct sqs_call *call)
{
    const struct message_queue *queue = sqs_call_queue(call);
    const json_t *names = sqs_call_list(call, call->root, "AttributeNames");
    size_t i;
    const json_t *item;

    json_array_foreach(names, i, item)
    {
        const char *name = json_string_value(item);
        if (!name || !is_known(name))
            sqs_call_fail(call, SQS_NO_ATTRIBUTE, "Unknown Attribute %.200s.",
                          name ? name : "");
    }
    if (call->failed)
        return;
    sqs_wait_begin(call, QUEUE_COUNT, queue->name, get_ended);
}
