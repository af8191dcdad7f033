#include "host/sqs/sqs.h"

#include <string.h>

#include "common/compiler.h"
#include "host/http/http_request.h"
#include "host/query/query_form.h"
#include "host/query/query_read.h"
#include "host/query/query_reply.h"
#include "host/query/query_request.h"
#include "host/service/service_context.h"
#include "host/sqs/sqs_attributes.h"
#include "host/sqs/sqs_call.h"
#include "host/sqs/sqs_marks.h"
#include "host/sqs/sqs_moves.h"
#include "host/sqs/sqs_queues.h"
#include "host/sqs/sqs_receive.h"
#include "host/sqs/sqs_send.h"
#include "host/sqs/sqs_shapes.h"

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
    {"AddPermission", sqs_attributes_allow},
    {"RemovePermission", sqs_attributes_forbid},
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

static bool is_queue_path(const struct http_request *req)
{
    static const char account[] = "/" QUEUE_ACCOUNT "/";

    return query_request_is_of_resource(req) &&
           !strncmp(req->target, account, strlen(account));
}

static bool is_root(const char *target)
{
    return *target == '/' && (!target[1] || target[1] == '?');
}

static bool is_json(const struct http_request *req)
{
    const char *target = http_request_header(req, "X-Amz-Target");

    return target && !strncmp(target, TARGET, strlen(TARGET));
}

bool sqs_is_for(const struct http_request *req)
{
    if (is_json(req))
        return !strcmp(req->method, "POST") &&
               (is_root(req->target) || is_queue_path(req));
    return query_request_is(req) &&
           (is_queue_path(req) || query_request_is_signed_for(req, "sqs"));
}

bool sqs_may_be_for(const struct http_request *req)
{
    char action[QUERY_ACTION_SIZE];

    if (!query_request_is(req) || !is_root(req->target))
        return false;
    query_request_action(req, action);
    return sqs_shapes_find(action) != NULL;
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

/* What no message may have: U+0000 and halves of surrogate pairs. */
static bool is_bad_character(const json_error_t *error)
{
    enum json_error_code code = json_error_code(error);

    return code == json_error_null_character ||
           code == json_error_invalid_utf8 ||
           !strncmp(error->text, "invalid Unicode", strlen("invalid Unicode"));
}

/* An object, or NULL: the answer was sent. */
static json_t *read_json(struct http_request *req)
{
    json_error_t error = {.text = ""};
    json_t *root = req->body.size > 0
                       ? json_loadb(req->body.data, req->body.size, 0, &error)
                       : json_object();

    if (json_is_object(root))
        return root;
    if (!root && is_bad_character(&error)) {
        sqs_error(req, SQS_BAD_CONTENT,
                  "Invalid characters found. Valid unicode characters are #x9 "
                  "| #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 "
                  "to #x10FFFF");
        return NULL;
    }
    json_decref(root);
    sqs_error(req, SQS_SERIALIZATION, "The request is no JSON object.");
    return NULL;
}

/* Clients send the operations on a queue to its URL. */
static void take_path(json_t *root, const struct http_request *req)
{
    size_t size = strcspn(req->target, "?");

    if (is_queue_path(req) && !json_object_get(root, "QueueUrl"))
        (void)json_object_set_new(root, "QueueUrl",
                                  json_stringn(req->target, size));
}

static json_t *parse_query(const struct http_request *req, const char *name,
                           enum sqs_fault *fault, struct error *err)
{
    AUTO(struct query_form, query_form_free) form = {.count = 0};
    const struct query_action *action = sqs_shapes_find(name);
    struct query_text text = query_request_text(req);
    json_t *root = NULL;

    *fault = SQS_MISSING;
    if (!query_form_parse(&form, text.data, text.size, err))
        *fault = SQS_SERIALIZATION;
    else if (!*name)
        (void)error_set(err, "The request must contain the parameter Action.");
    else if (!action)
        return json_object();
    else
        root = query_read(&form, action->input, err);
    if (root)
        take_path(root, req);
    return root;
}

/* The same of a form. Of an operation that there is not, it is empty. */
static json_t *read_query(struct http_request *req, const char *name)
{
    enum sqs_fault fault;
    struct error err = ERROR_NONE;
    json_t *root = parse_query(req, name, &fault, &err);

    if (!root)
        sqs_error(req, fault, "%s", err.text);
    return root;
}

/* As they will be read when the request is served. */
static json_t *parse(const struct http_request *req)
{
    char action[QUERY_ACTION_SIZE];
    enum sqs_fault fault;
    struct error err = ERROR_NONE;
    json_t *root;

    if (req->body_bytes > req->body.size)
        return NULL;
    if (is_json(req)) {
        root = json_loadb(req->body.data, req->body.size, 0, NULL);
        return root ? root : json_object();
    }
    query_request_action(req, action);
    return parse_query(req, action, &fault, &err);
}

void sqs_each_queue(const struct http_request *req,
                    void (*each)(void *self, const char *queue), void *self)
{
    static const struct {
        const char *name;
        char before; /* the name of the queue follows the last one of these */
    } members[] = {{"QueueUrl", '/'},
                   {"QueueName", '/'},
                   {"SourceArn", ':'},
                   {"DestinationArn", ':'}};
    json_t *root = parse(req);

    for (size_t i = 0; i < COUNT(members); i++) {
        const char *text =
            json_string_value(json_object_get(root, members[i].name));
        const char *last = text ? strrchr(text, members[i].before) : NULL;
        if (text)
            each(self, last ? last + 1 : text);
    }
    json_decref(root);
}

/* Any page of the web can make a browser send a GET, but not with this header.
 * Old browsers do not say where such a request is from. */
static bool may_be_sent(struct http_request *req)
{
    if (strcmp(req->method, "GET") != 0 ||
        http_request_header(req, "Authorization"))
        return true;
    query_reply_error(req, 403, "MissingAuthenticationToken",
                      "A request by GET needs the header Authorization. A form "
                      "can be sent by POST.");
    return false;
}

void sqs_serve(struct service_context *service, struct http_request *req)
{
    char action[QUERY_ACTION_SIZE];
    const char *name = action;
    struct sqs_call call = {
        .service = service, .queues = service->queues, .req = req};

    if (req->body_bytes > req->body.size) {
        sqs_error(req, SQS_SERIALIZATION, "The request is too large.");
        return;
    }
    if (!may_be_sent(req))
        return;
    if (is_json(req)) {
        name = http_request_header(req, "X-Amz-Target") + strlen(TARGET);
        call.root = read_json(req);
    } else {
        query_request_action(req, action);
        call.root = read_query(req, action);
    }
    if (call.root && !service->queues)
        sqs_error(req, SQS_UNSUPPORTED,
                  "This dayfly keeps no queues; start it with --data DIR.");
    else if (call.root)
        serve(&call, name);
    json_decref(call.root);
}
