#include "host/sqs/sqs_attribute_checks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/compiler.h"
#include "host/message_queues/queue_attributes.h"
#include "host/message_queues/queue_policy.h"
#include "host/message_queues/queue_redrive.h"
#include "host/sqs/sqs_call.h"

enum {
    TAGS_MAX = 50,
    TAG_KEY_MAX = 128,
    TAG_VALUE_MAX = 256,
    ACTIONS_MAX = 7,
};

static void bad_redrive(struct sqs_call *call, const char *value,
                        const char *name, const char *why)
{
    sqs_call_fail(call, SQS_BAD_VALUE,
                  "Value %.1000s for parameter %s is invalid. Reason: %s",
                  value, name, why);
}

static void check_redrive(struct sqs_call *call, const char *queue,
                          const char *value)
{
    json_t *policy = json_loads(value, 0, NULL);
    const char *arn =
        json_string_value(json_object_get(policy, "deadLetterTargetArn"));
    const json_t *count = json_object_get(policy, "maxReceiveCount");
    const char *text = json_string_value(count);
    int64_t most =
        text ? strtoll(text, NULL, 10) : (int64_t)json_integer_value(count);
    const struct message_queue *dead =
        arn ? message_queues_find_arn(call->queues, arn) : NULL;
    char own[QUEUE_ARN_SIZE];
    const char *why = NULL;

    message_queue_arn(call->queues, queue, own);
    if (!json_is_object(policy))
        why = "Redrive policy is not a valid JSON map.";
    else if (!arn)
        why =
            "Redrive policy does not contain mandatory attribute: "
            "deadLetterTargetArn.";
    else if (!count)
        why =
            "Redrive policy does not contain mandatory attribute: "
            "maxReceiveCount.";
    else if (most < 1 || most > 1000)
        why =
            "Invalid value for maxReceiveCount, valid values are from 1 to "
            "1000 both inclusive.";
    else if (!dead)
        why = "Dead letter target does not exist.";
    else if (message_queue_is_fifo(dead) != queue_attributes_is_fifo(queue))
        why = "Dead-letter queue must be same type of queue as the source.";
    else if (!queue_redrive_allows(dead, own))
        why = "The dead-letter queue's RedriveAllowPolicy does not allow it.";
    if (why)
        bad_redrive(call, value, "RedrivePolicy", why);
    json_decref(policy);
}

static void check_allow(struct sqs_call *call, const char *value)
{
    json_t *policy = json_loads(value, 0, NULL);
    const char *kind =
        json_string_value(json_object_get(policy, "redrivePermission"));
    const json_t *arns = json_object_get(policy, "sourceQueueArns");
    bool by_queue = kind && !strcmp(kind, "byQueue");

    if (!kind || (strcmp(kind, "allowAll") != 0 &&
                  strcmp(kind, "denyAll") != 0 && !by_queue))
        bad_redrive(call, value, "RedriveAllowPolicy",
                    "redrivePermission must be allowAll, denyAll or byQueue.");
    else if (by_queue ? !json_is_array(arns) || json_array_size(arns) == 0 ||
                            json_array_size(arns) > 10
                      : arns != NULL)
        bad_redrive(call, value, "RedriveAllowPolicy",
                    "sourceQueueArns has 1 to 10 ARNs with byQueue, and is "
                    "absent otherwise.");
    json_decref(policy);
}

static void check_policy(struct sqs_call *call, const char *value)
{
    json_t *policy = json_loads(value, 0, NULL);

    if (!json_is_object(policy))
        sqs_call_fail(call, SQS_BAD_ATTRIBUTE,
                      "Invalid value for the parameter Policy. Reason: it is "
                      "no JSON object.");
    json_decref(policy);
}

static void unknown(struct sqs_call *call, const char *name)
{
    static const char *const of_fifo[] = {"DeduplicationScope",
                                          "FifoThroughputLimit"};

    for (size_t i = 0; i < COUNT(of_fifo); i++)
        if (!strcmp(of_fifo[i], name))
            sqs_call_fail(call, SQS_NO_ATTRIBUTE,
                          "You can specify the %s only when FifoQueue is set "
                          "to true.",
                          name);
    sqs_call_fail(call, SQS_NO_ATTRIBUTE, "Unknown Attribute %.200s.", name);
}

static void check(struct sqs_call *call, const char *queue, bool is_new,
                  const char *name, const char *value)
{
    switch (queue_attributes_check(queue, is_new, name, value)) {
    case QUEUE_ATTRIBUTE_UNKNOWN:
        unknown(call, name);
        break;
    case QUEUE_ATTRIBUTE_FIXED:
        sqs_call_fail(call, SQS_BAD_ATTRIBUTE,
                      "Invalid value for the parameter %s. Reason: Modifying "
                      "queue type is not supported.",
                      name);
        break;
    case QUEUE_ATTRIBUTE_BAD:
        sqs_call_fail(call, SQS_BAD_ATTRIBUTE,
                      "Invalid value for the parameter %s.", name);
        break;
    default:
        if (!strcmp(name, "RedrivePolicy") && *value)
            check_redrive(call, queue, value);
        else if (!strcmp(name, "RedriveAllowPolicy") && *value)
            check_allow(call, value);
        else if (!strcmp(name, "Policy") && *value)
            check_policy(call, value);
    }
}

static const char *text_of(const json_t *attributes, const char *name)
{
    const char *text = json_string_value(json_object_get(attributes, name));

    return text ? text : "";
}

/* What does not go together. `all`: what the queue has then. */
static void check_pairs(struct sqs_call *call, const json_t *given, json_t *all)
{
    bool by_kms = *text_of(given, "KmsMasterKeyId");
    bool by_sqs = !strcmp(text_of(all, "SqsManagedSseEnabled"), "true");

    if (by_kms && json_object_get(given, "SqsManagedSseEnabled") && by_sqs)
        sqs_call_fail(call, SQS_NO_ATTRIBUTE,
                      "You can use one type of server-side encryption (SSE) at "
                      "one time. You can either enable KMS SSE or SQS SSE.");
    if (by_kms && by_sqs)
        (void)json_object_del(all, "SqsManagedSseEnabled");
    else if (by_sqs && json_object_get(given, "SqsManagedSseEnabled")) {
        (void)json_object_del(all, "KmsMasterKeyId");
        (void)json_object_del(all, "KmsDataKeyReusePeriodSeconds");
    }
    if (!strcmp(text_of(all, "FifoThroughputLimit"), "perMessageGroupId") &&
        strcmp(text_of(all, "DeduplicationScope"), "messageGroup") != 0)
        sqs_call_fail(call, SQS_BAD_ATTRIBUTE,
                      "Invalid value for the parameter FifoThroughputLimit. "
                      "Reason: perMessageGroupId is allowed only when "
                      "DeduplicationScope is messageGroup.");
}

json_t *sqs_attribute_checks_read(struct sqs_call *call, const char *queue,
                                  const json_t *had)
{
    const json_t *given = sqs_call_map(call, call->root, "Attributes", false);
    json_t *all = had ? json_deep_copy(had) : json_object();
    const char *name;
    json_t *value;

    json_object_foreach((json_t *)given, name, value)
    {
        const char *text = json_string_value(value);
        check(call, queue, !had, name, text);
        if (!*text)
            (void)json_object_del(all, name);
        else
            (void)json_object_set_new(
                all, name, json_string(queue_attributes_plain(name, text)));
    }
    check_pairs(call, given, all);
    if (!call->failed)
        return all;
    json_decref(all);
    return NULL;
}

static size_t characters(const char *text)
{
    size_t count = 0;

    for (; *text; text++)
        count += ((unsigned char)*text & 0xc0) != 0x80;
    return count;
}

bool sqs_attribute_checks_tags(struct sqs_call *call, const char *queue,
                               const json_t *tags)
{
    const char *key;
    json_t *value;

    if (json_object_size(tags) > TAGS_MAX)
        sqs_call_fail(call, SQS_BAD_VALUE, "Too many tags added for queue %s.",
                      queue);
    json_object_foreach((json_t *)tags, key, value)
    {
        if (!*key || characters(key) > TAG_KEY_MAX)
            sqs_call_fail(call, SQS_BAD_VALUE,
                          "Tag keys must be between 1 and %d characters in "
                          "length.",
                          TAG_KEY_MAX);
        else if (!strncasecmp(key, "aws:", strlen("aws:")))
            sqs_call_fail(call, SQS_BAD_VALUE,
                          "Tag keys that begin with aws: are reserved: %.128s",
                          key);
        else if (characters(json_string_value(value)) > TAG_VALUE_MAX)
            sqs_call_fail(call, SQS_BAD_VALUE,
                          "Tag values must be between 0 and %d characters in "
                          "length: that of %.128s is longer.",
                          TAG_VALUE_MAX, key);
    }
    return !call->failed;
}

/* NULL: the call has failed, or the list is empty. */
static const json_t *read_texts(struct sqs_call *call, const char *name)
{
    const json_t *list = sqs_call_list(call, call->root, name);
    size_t i;
    const json_t *item;

    json_array_foreach(list, i, item)
    {
        if (!json_is_string(item))
            sqs_call_fail(call, SQS_SERIALIZATION, "%s must be a list of texts",
                          name);
    }
    return call->failed || json_array_size(list) == 0 ? NULL : list;
}

const json_t *sqs_attribute_checks_accounts(struct sqs_call *call)
{
    const json_t *list = read_texts(call, "AWSAccountIds");
    size_t i;
    const json_t *item;

    if (!list)
        sqs_call_fail(call, SQS_BAD_VALUE,
                      "Value [] for parameter PrincipalId is invalid. Reason: "
                      "Unable to verify.");
    json_array_foreach(list, i, item)
    {
        if (!queue_policy_is_account(json_string_value(item)))
            sqs_call_fail(call, SQS_BAD_VALUE,
                          "Value [%.100s] for parameter PrincipalId is "
                          "invalid. Reason: Unable to verify.",
                          json_string_value(item));
    }
    return call->failed ? NULL : list;
}

const json_t *sqs_attribute_checks_actions(struct sqs_call *call)
{
    const json_t *list = read_texts(call, "Actions");
    size_t i;
    const json_t *item;

    if (!list)
        sqs_call_fail(call, SQS_MISSING,
                      "The request must contain the parameter Actions.");
    if (json_array_size(list) > ACTIONS_MAX)
        sqs_call_fail(call, SQS_OVER_LIMIT,
                      "%zu Actions were found, maximum allowed is %d.",
                      json_array_size(list), ACTIONS_MAX);
    json_array_foreach(list, i, item)
    {
        if (!queue_policy_is_action(json_string_value(item)))
            sqs_call_fail(call, SQS_BAD_VALUE,
                          "Value SQS:%.100s for parameter ActionName is "
                          "invalid. Reason: Only the queue owner is allowed to "
                          "invoke this action.",
                          json_string_value(item));
    }
    return call->failed ? NULL : list;
}
