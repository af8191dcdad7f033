#include "host/message_queues/queue_attributes.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/compiler.h"
#include "host/message_queues/message_queues.h"

static const char fifo[] = ".fifo";

enum { FIFO_SIZE = sizeof fifo - 1 };

enum kind { KIND_NUMBER, KIND_WORDS, KIND_TEXT };

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
    {"RedrivePolicy", 0, 0, NULL, KIND_TEXT, false, false},
    {"RedriveAllowPolicy", 0, 0, NULL, KIND_TEXT, false, false},
};

static const struct attribute *find(const char *name)
{
    for (size_t i = 0; i < COUNT(attributes); i++)
        if (!strcmp(attributes[i].name, name))
            return &attributes[i];
    return NULL;
}

bool queue_attributes_is_fifo(const char *queue)
{
    size_t size = strlen(queue);

    return size > FIFO_SIZE && !strcmp(queue + size - FIFO_SIZE, fifo);
}

bool queue_attributes_is_name(const char *queue)
{
    size_t size = strlen(queue);
    size_t plain = queue_attributes_is_fifo(queue) ? size - FIFO_SIZE : size;

    return size > 0 && size <= QUEUE_NAME_MAX &&
           strspn(queue,
                  "abcdefghijklmnopqrstuvwxyz"
                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") == plain;
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

enum queue_attribute_fault queue_attributes_check(const char *queue,
                                                  bool is_new, const char *name,
                                                  const char *value)
{
    const struct attribute *a = find(name);

    value = queue_attributes_plain(name, value);
    if (!a || (a->fifo && !queue_attributes_is_fifo(queue)))
        return QUEUE_ATTRIBUTE_UNKNOWN;
    if (a->fixed && !is_new && !strcmp(value, "false"))
        return QUEUE_ATTRIBUTE_FIXED;
    if ((a->kind == KIND_NUMBER && !is_number(a, value)) ||
        (a->kind == KIND_WORDS && !is_word(a, value)))
        return QUEUE_ATTRIBUTE_BAD;
    return QUEUE_ATTRIBUTE_OK;
}

bool queue_attributes_is_known(const char *name)
{
    return find(name) != NULL;
}

const char *queue_attributes_plain(const char *name, const char *value)
{
    const struct attribute *a = find(name);

    if (a && a->kind == KIND_WORDS && !strcasecmp(value, "true"))
        return "true";
    if (a && a->kind == KIND_WORDS && !strcasecmp(value, "false"))
        return "false";
    return value;
}

const char *queue_attributes_name(size_t at)
{
    return at < COUNT(attributes) ? attributes[at].name : NULL;
}
