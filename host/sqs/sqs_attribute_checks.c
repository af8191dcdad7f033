#include "host/sqs/sqs_attribute_checks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/compiler.h"
#include "host/message_queues/queue_redrive.h"
#include "host/sqs/sqs_call.h"

enum kind { KIND_NUMBER, KIND_WORDS, KIND_TEXT, KIND_REDRIVE, KIND_ALLOW };

static const struct attribute {
    const char *name;
    int64_t least;
    int64_t most;
    const char *words; /* each after a space */
    enum kind kind;
    bool fifo;  /* of FIFO queues only */
    bool fixed; /* it is only set at the start */
} attributes[] = {
    {"DelaySeconds", 0, 900, NULL, KIND_NUMBER, false, false},
    {"MaximumMessageSize", 1024, 1048576, NULL, KIND_NUMBER, false, false},
    {"MessageRetentionPeriod", 60, 1209600, NULL, KIND_NUMBER, false, false},
    {"ReceiveMessageWaitTimeSeconds", 0, 20, NULL, KIND_NUMBER, false, false},
    {"VisibilityTimeout", 0, 43200, NULL, KIND_NUMBER, false, false},
    {"KmsDataKeyReusePeriodSeconds", 60, 86400, NULL, KIND_NUMBER, false,
     false},
    {"SqsManagedSseEnabled", 0, 0, " true false ", KIND_WORDS, false, false},
    {"FifoQueue", 0, 0, " true ", KIND_WORDS, true, true},
    {"ContentBasedDeduplication", 0, 0, " true false ", KIND_WORDS, true,
     false},
    {"DeduplicationScope", 0, 0, " queue messageGroup ", KIND_WORDS, true,
     false},
    {"FifoThroughputLimit", 0, 0, " perQueue perMessageGroupId ", KIND_WORDS,
     true, false},
    {"Policy", 0, 0, NULL, KIND_TEXT, false, false},
    {"KmsMasterKeyId", 0, 0, NULL, KIND_TEXT, false, false},
    {"RedrivePolicy", 0, 0, NULL, KIND_REDRIVE, false, false},
    {"RedriveAllowPolicy", 0, 0, NULL, KIND_ALLOW, false, false},
};

static const struct attribute *find(const char *name)
{
    for (size_t i = 0; i < COUNT(attributes); i++)
        if (!strcmp(attributes[i].name, name))
            return &attributes[i];
    return NULL;
}

static bool is_fifo_name(const char *name)
{
    size_t size = strlen(name);

    return size > 5 && !strcmp(name + size - 5, ".fifo");
}

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
        why = "Invalid value for maxReceiveCount. It must be from 1 to 1000.";
    else if (!dead)
        why = "Dead letter target does not exist.";
    else if (message_queue_is_fifo(dead) != is_fifo_name(queue))
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

static bool is_number(const struct attribute *a, const char *value)
{
    size_t digits = strspn(value, "0123456789");
    int64_t number = strtoll(value, NULL, 10);

    return digits > 0 && digits < 12 && !value[digits] && number >= a->least &&
           number <= a->most;
}

static bool is_word(const struct attribute *a, const char *value)
{
    char wanted[64];

    return snprintf(wanted, sizeof wanted, " %s ", value) <
               (int)sizeof wanted &&
           strstr(a->words, wanted);
}

static void check(struct sqs_call *call, const char *queue, bool is_new,
                  const char *name, const char *value)
{
    const struct attribute *a = find(name);

    if (!a || (a->fixed && !is_new) || (a->fifo && !is_fifo_name(queue)))
        sqs_call_fail(call, SQS_NO_ATTRIBUTE, "Unknown Attribute %.200s.",
                      name);
    else if ((a->kind == KIND_NUMBER && !is_number(a, value)) ||
             (a->kind == KIND_WORDS && !is_word(a, value)))
        sqs_call_fail(call, SQS_BAD_ATTRIBUTE,
                      "Invalid value for the parameter %s.", name);
    else if (a->kind == KIND_REDRIVE && *value)
        check_redrive(call, queue, value);
    else if (a->kind == KIND_ALLOW && *value)
        check_allow(call, value);
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
        check(call, queue, !had, name, json_string_value(value));
        if (!*json_string_value(value))
            (void)json_object_del(all, name);
        else
            (void)json_object_set(all, name, value);
    }
    if (!call->failed)
        return all;
    json_decref(all);
    return NULL;
}

bool sqs_attribute_checks_is_known(const char *name)
{
    return find(name) != NULL;
}

const char *sqs_attribute_checks_name(size_t at)
{
    return at < COUNT(attributes) ? attributes[at].name : NULL;
}
