#include "host/message_queues/queue_redrive.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "host/message_queues/message_queues.h"

/* AWS takes the number as a text, too. */
static int64_t number_of(const json_t *value)
{
    const char *text = json_string_value(value);

    return text ? strtoll(text, NULL, 10) : json_integer_value(value);
}

bool queue_redrive_read(struct redrive *redrive,
                        const struct message_queue *queue)
{
    const char *text = message_queue_attribute(queue, "RedrivePolicy");
    json_t *policy = *text ? json_loads(text, 0, NULL) : NULL;
    const char *arn =
        json_string_value(json_object_get(policy, "deadLetterTargetArn"));

    redrive->queue = arn ? message_queues_find_arn(queue->all, arn) : NULL;
    redrive->tries_max = number_of(json_object_get(policy, "maxReceiveCount"));
    json_decref(policy);
    return redrive->queue && redrive->tries_max > 0;
}

static bool has(const json_t *list, const char *arn)
{
    size_t i;
    const json_t *item;

    json_array_foreach(list, i, item)
    {
        const char *text = json_string_value(item);
        if (text && !strcmp(text, arn))
            return true;
    }
    return false;
}

bool queue_redrive_allows(const struct message_queue *dead, const char *arn)
{
    const char *text = message_queue_attribute(dead, "RedriveAllowPolicy");
    json_t *policy = *text ? json_loads(text, 0, NULL) : NULL;
    const char *kind =
        json_string_value(json_object_get(policy, "redrivePermission"));
    bool allows = true;

    if (kind && !strcmp(kind, "denyAll"))
        allows = false;
    else if (kind && !strcmp(kind, "byQueue"))
        allows = has(json_object_get(policy, "sourceQueueArns"), arn);
    json_decref(policy);
    return allows;
}
