#include "host/mappings/mapping_document.h"

#include <stdio.h>

#include "host/event_sources/queue_list.h"
#include "host/management/management.h"
#include "host/mappings/mappings.h"

json_t *mapping_document_make(const struct mappings *mappings,
                              const char *function, const char *qualifier,
                              const char *queue, const json_t *item,
                              const char *uuid)
{
    const char *region = mappings->management->region;
    json_t *document = queue_list_mapping(item);
    char function_text[FUNCTION_ARN_SIZE];
    char source[QUEUE_ARN_SIZE];
    char arn[FUNCTION_ARN_SIZE];

    function_arn(function_text, region, function, qualifier);
    message_queue_arn(mappings->queues, queue, source);
    (void)snprintf(arn, sizeof arn,
                   "arn:aws:lambda:%s:" QUEUE_ACCOUNT
                   ":event-source-mapping:%s",
                   region, uuid);
    (void)json_object_set_new(document, "UUID", json_string(uuid));
    (void)json_object_set_new(document, "EventSourceArn", json_string(source));
    (void)json_object_set_new(document, "FunctionArn",
                              json_string(function_text));
    (void)json_object_set_new(document, "EventSourceMappingArn",
                              json_string(arn));
    (void)json_object_set(document, "enabled",
                          json_object_get(document, "Enabled"));
    (void)json_object_del(document, "Enabled");
    return document;
}
