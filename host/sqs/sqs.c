#include "host/sqs/sqs.h"

#include <string.h>

#include "common/compiler.h"
#include "host/http/http_request.h"
#include "host/service/service_context.h"
#include "host/sqs/sqs_attributes.h"
#include "host/sqs/sqs_call.h"
#include "host/sqs/sqs_marks.h"
#include "host/sqs/sqs_moves.h"
#include "host/sqs/sqs_queues.h"
#include "host/sqs/sqs_receive.h"
#include "host/sqs/sqs_send.h"

#define TARGET "AmazonSQS."

static const struct operation {
    const char *name;
    void (*serve)(struct sqs_call *call);
} operations[] = {
    {"CreateQueue", sqs_queues_create},
    {"DeleteQueue", sqs_queues_delete},
    {"ListQueues", sqs_queues_list},
    {"PurgeQueue", sqs_queues_purge},
    {"GetQueueUrl", sqs_queues_url},
    {"TagQueue", sqs_queues_tag},
    {"UntagQueue", sqs_queues_untag},
    {"ListQueueTags", sqs_queues_tags},
    {"ListDeadLetterSourceQueues", sqs_queues_sources},
    {"GetQueueAttributes", sqs_attributes_get},
    {"SetQueueAttributes", sqs_attributes_set},
    {"SendMessage", sqs_send},
    {"SendMessageBatch", sqs_send_batch},
    {"ReceiveMessage", sqs_receive},
    {"DeleteMessage", sqs_marks_delete},
    {"DeleteMessageBatch", sqs_marks_delete_batch},
    {"ChangeMessageVisibility", sqs_marks_delay},
    {"ChangeMessageVisibilityBatch", sqs_marks_delay_batch},
    {"StartMessageMoveTask", sqs_moves_start},
    {"ListMessageMoveTasks", sqs_moves_list},
    {"CancelMessageMoveTask", sqs_moves_cancel},
};

/* "/", or "/ACCOUNT/QUEUE" */
static bool is_own_path(const char *target)
{
    size_t digits;

    if (!target[1] || target[1] == '?')
        return true;
    digits = strspn(target + 1, "0123456789");
    return digits == strlen(QUEUE_ACCOUNT) && target[1 + digits] == '/' &&
           !strchr(target + 2 + digits, '/');
}

bool sqs_is_for(const struct http_request *req)
{
    const char *target = http_request_header(req, "X-Amz-Target");

    return !strcmp(req->method, "POST") && target &&
           !strncmp(target, TARGET, strlen(TARGET)) && is_own_path(req->target);
}

static void serve(struct sqs_call *call, const char *name)
{
    for (size_t i = 0; i < COUNT(operations); i++) {
        if (!strcmp(operations[i].name, name)) {
            operations[i].serve(call);
            return;
        }
    }
    sqs_error(call->req, SQS_UNSUPPORTED,
              "dayfly does not support the operation %.100s of SQS.", name);
}

void sqs_serve(struct service_context *service, struct http_request *req)
{
    const char *target = http_request_header(req, "X-Amz-Target");
    struct sqs_call call = {
        .service = service, .queues = service->queues, .req = req};

    call.root = req->body.size > 0
                    ? json_loadb(req->body.data, req->body.size, 0, NULL)
                    : json_object();
    if (req->body_bytes > req->body.size)
        sqs_error(req, SQS_SERIALIZATION, "The request is too large.");
    else if (!json_is_object(call.root))
        sqs_error(req, SQS_SERIALIZATION, "The request is no JSON object.");
    else if (!service->queues)
        sqs_error(req, SQS_UNSUPPORTED,
                  "This dayfly keeps no queues; start it with --data DIR.");
    else
        serve(&call, target + strlen(TARGET));
    json_decref(call.root);
}
