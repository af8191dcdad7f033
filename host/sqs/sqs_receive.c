#include "host/sqs/sqs_receive.h"

#include <stddef.h>
#include <stdio.h>

#include "common/buf.h"
#include "common/clock.h"
#include "host/http/http_request.h"
#include "host/message_queues/message_change.h"
#include "host/message_queues/message_fetch.h"
#include "host/sqs/sqs_call.h"
#include "host/sqs/sqs_content.h"
#include "host/sqs/sqs_message.h"

enum {
    MESSAGES_AT_ONCE = 10,
    WAIT_MAX_S = 20,
    VISIBILITY_MAX_S = 43200,
    BYTES_MAX = 12 * 1024 * 1024
};

struct receiving {
    struct message_fetch fetch;
    struct queue_waiter waiter;
    struct timer timer;       /* it waits no longer */
    struct http_request *req; /* NULL: the client has left */
    json_t *root;             /* owned */
    int64_t until_ms;         /* monotonic: it waits */
    int64_t visibility_ms;
    bool fetching; /* it is a job of the thread */
};

static struct receiving *of_waiter(struct queue_waiter *waiter)
{
    return (struct receiving *)((char *)waiter -
                                offsetof(struct receiving, waiter));
}

static void release(struct receiving *r)
{
    message_queue_leave(&r->waiter);
    timer_clear(r->fetch.queues->loop, &r->timer);
    message_fetch_free(r->fetch.first);
    json_decref(r->root);
    mem_free(r);
}

static void left(struct http_request *req)
{
    struct receiving *r = req->user_data;

    r->req = NULL;
    if (!r->fetching)
        release(r);
}

static void reply(struct receiving *r, json_t *value)
{
    r->req->user_data = NULL;
    r->req->on_closed = NULL;
    sqs_reply(r->req, value);
    release(r);
}

static void given_back(struct message_change *change)
{
    message_change_free(change);
}

/* The client has left meanwhile: others may have them. */
static void give_back(const struct receiving *r)
{
    const struct message_fetch *fetch = &r->fetch;
    struct message_change *change =
        fetch->count > 0 && !fetch->queues->closing
            ? message_change_new(fetch->queues, fetch->queue, fetch->count)
            : NULL;
    size_t i = 0;

    if (!change)
        return;
    for (const struct fetched_message *m = fetch->first; m; m = m->next, i++)
        (void)snprintf(change->marks[i].receipt,
                       sizeof change->marks[i].receipt, "%s", m->receipt);
    change->end = given_back;
    message_change_begin(change);
}

static json_t *show(const struct receiving *r,
                    const struct message_queue *queue)
{
    json_t *messages = json_array();

    for (const struct fetched_message *m = r->fetch.first; m; m = m->next)
        (void)json_array_append_new(messages,
                                    sqs_message_show(m, queue, r->root));
    return json_pack("{s:o}", "Messages", messages);
}

static void refuse(struct receiving *r, enum sqs_fault fault, const char *why)
{
    r->req->user_data = NULL;
    r->req->on_closed = NULL;
    sqs_error(r->req, fault, "%s", why);
    release(r);
}

static void refuse_spent(struct receiving *r)
{
    char why[512];

    (void)snprintf(why, sizeof why,
                   "Value %s for parameter ReceiveRequestAttemptId is invalid. "
                   "Reason: The receiveRequestAttemptId is not valid anymore "
                   "since the receive call is not retryable.",
                   r->fetch.attempt);
    refuse(r, SQS_BAD_VALUE, why);
}

static void fetch(struct receiving *r, const struct message_queue *queue)
{
    r->fetching = true;
    r->fetch.visibility_ms = r->visibility_ms;
    message_fetch_begin(&r->fetch, queue);
}

static void ended(struct message_fetch *fetched)
{
    struct receiving *r = (struct receiving *)fetched;
    struct message_queue *queue =
        message_queues_find(fetched->queues, fetched->queue);
    int64_t left_ms = r->until_ms - clock_mono_ms();

    r->fetching = false;
    if (!r->req) {
        /* Who has an id asks again. */
        if (!*fetched->attempt)
            give_back(r);
        release(r);
    } else if (!fetched->job.ok) {
        refuse(r, SQS_INTERNAL, fetched->job.err.text);
    } else if (fetched->spent) {
        refuse_spent(r);
    } else if (fetched->count > 0) {
        reply(r, show(r, queue));
    } else if (!queue) {
        refuse(r, SQS_NO_QUEUE, "The specified queue does not exist.");
    } else if (left_ms <= 0) {
        reply(r, json_object());
    } else {
        timer_set(queue->all->loop, &r->timer, left_ms);
        message_queue_wait(queue, &r->waiter, fetched->due_ms);
    }
}

static void woken(struct queue_waiter *waiter)
{
    struct receiving *r = of_waiter(waiter);
    struct message_queue *queue =
        message_queues_find(r->fetch.queues, r->fetch.queue);

    timer_clear(r->fetch.queues->loop, &r->timer);
    if (queue)
        fetch(r, queue);
    else
        refuse(r, SQS_NO_QUEUE, "The specified queue does not exist.");
}

static void waited(void *self)
{
    reply(self, json_object());
}

/* ReceiveRequestAttemptId; "": it is absent, or the call has failed. */
static const char *attempt_of(struct sqs_call *call,
                              const struct message_queue *queue)
{
    static const char name[] = "ReceiveRequestAttemptId";
    const char *id = sqs_call_text(call, call->root, name);

    if (!id)
        return "";
    if (!message_queue_is_fifo(queue))
        sqs_call_fail(call, SQS_BAD_VALUE,
                      "Value %.128s for parameter %s is invalid. Reason: The "
                      "request includes a parameter that is not valid for this "
                      "queue type.",
                      id, name);
    else if (!sqs_content_is_id(id))
        sqs_call_fail(call, SQS_BAD_VALUE,
                      "Value %.128s for parameter %s is invalid. Reason: %s "
                      "can only include alphanumeric and punctuation "
                      "characters. 1 to 128 in length.",
                      id, name, name);
    return call->failed ? "" : id;
}

void sqs_receive(struct sqs_call *call)
{
    const struct message_queue *queue = sqs_call_queue(call);
    int64_t most = sqs_call_number(call, call->root, "MaxNumberOfMessages", 1,
                                   MESSAGES_AT_ONCE, 1);
    int64_t wait_s =
        sqs_call_number(call, call->root, "WaitTimeSeconds", 0, WAIT_MAX_S, -1);
    int64_t visible_s = sqs_call_number(call, call->root, "VisibilityTimeout",
                                        0, VISIBILITY_MAX_S, -1);
    const char *attempt = attempt_of(call, queue);
    struct receiving *r;

    (void)sqs_call_list(call, call->root, "AttributeNames");
    (void)sqs_call_list(call, call->root, "MessageAttributeNames");
    (void)sqs_call_list(call, call->root, "MessageSystemAttributeNames");
    r = call->failed ? NULL : mem_new(1, sizeof *r);
    if (!r) {
        sqs_call_fail(call, SQS_INTERNAL, "Out of memory.");
        return;
    }
    if (wait_s < 0)
        wait_s = message_queue_number(queue, "ReceiveMessageWaitTimeSeconds");
    *r = (struct receiving){
        .fetch = {.queues = call->queues,
                  .most = (size_t)most,
                  .most_bytes = BYTES_MAX,
                  .end = ended},
        .waiter = {.wake = woken},
        .timer = {.on_fire = waited, .self = r},
        .req = call->req,
        .root = json_incref(call->root),
        .until_ms = clock_mono_ms() + wait_s * 1000,
        .visibility_ms = visible_s < 0 ? -1 : visible_s * 1000,
    };
    (void)snprintf(r->fetch.attempt, sizeof r->fetch.attempt, "%s", attempt);
    call->req->user_data = r;
    call->req->on_closed = left;
    fetch(r, queue);
}
