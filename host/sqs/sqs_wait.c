#include "host/sqs/sqs_wait.h"

#include "common/buf.h"
#include "host/http/http_request.h"
#include "host/sqs/sqs_call.h"

static void left(struct http_request *req)
{
    struct sqs_wait *wait = req->user_data;

    wait->req = NULL;
}

struct sqs_wait *sqs_wait_new(struct sqs_call *call)
{
    struct sqs_wait *wait = call->failed ? NULL : mem_new(1, sizeof *wait);

    if (!wait) {
        sqs_call_fail(call, SQS_INTERNAL, "Out of memory.");
        return NULL;
    }
    wait->req = call->req;
    wait->root = json_incref(call->root);
    call->req->user_data = wait;
    call->req->on_closed = left;
    return wait;
}

void sqs_wait_reply(struct sqs_wait *wait, bool ok, const char *why,
                    json_t *value)
{
    struct http_request *req = wait->req;

    if (req) {
        req->user_data = NULL;
        req->on_closed = NULL;
    }
    if (req && ok)
        sqs_reply(req, json_incref(value));
    else if (req)
        sqs_not_kept(req, why);
    json_decref(value);
    json_decref(wait->root);
    json_decref(wait->reply);
    mem_free(wait);
}

static void begin(struct sqs_call *call, enum queue_action action,
                  const char *queue, json_t *document,
                  void (*end)(struct queue_change *change))
{
    struct sqs_wait *wait = sqs_wait_new(call);
    struct queue_change *change =
        wait ? queue_change_new(call->queues, action, queue) : NULL;
    bool ok = change &&
              (!document || queue_change_set(change, json_incref(document)));

    json_decref(document);
    if (ok) {
        change->end = end;
        change->self = wait;
        queue_change_begin(change);
        return;
    }
    if (change)
        queue_change_free(change);
    if (wait)
        sqs_wait_reply(wait, false, "out of memory", NULL);
}

void sqs_wait_begin(struct sqs_call *call, enum queue_action action,
                    const char *queue, void (*end)(struct queue_change *change))
{
    begin(call, action, queue, NULL, end);
}

void sqs_wait_put(struct sqs_call *call, const char *queue, json_t *document,
                  void (*end)(struct queue_change *change))
{
    begin(call, QUEUE_PUT, queue, document, end);
}

void sqs_wait_ended(struct queue_change *change)
{
    sqs_wait_reply(change->self, change->job.ok, change->job.err.text,
                   json_object());
    queue_change_free(change);
}
