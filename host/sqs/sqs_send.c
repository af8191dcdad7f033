#include "host/sqs/sqs_send.h"

#include <stdio.h>

#include "common/buf.h"
#include "host/sqs/sqs_batch.h"
#include "host/sqs/sqs_draft.h"
#include "host/sqs/sqs_wait.h"

enum { BATCH_BYTES_MAX = 1048576 };

struct sending {
    struct message_send send;
    struct sqs_wait *wait;
    struct sqs_draft drafts[MESSAGE_BATCH_MAX]; /* of send.messages */
    json_t *reply;                              /* of a batch; or NULL */
    size_t bytes;
};

static void release(struct sending *s)
{
    for (size_t i = 0; i < MESSAGE_BATCH_MAX; i++)
        sqs_draft_free(&s->drafts[i]);
    json_decref(s->reply);
    mem_free(s);
}

static void ended(struct message_send *send)
{
    struct sending *s = (struct sending *)send;
    json_t *reply = s->reply;

    for (size_t i = 0; send->job.ok && i < send->count; i++) {
        json_t *one = sqs_draft_reply(&s->drafts[i], &send->messages[i]);
        if (s->reply)
            sqs_batch_add(s->reply, s->drafts[i].entry, one);
        else
            reply = one;
    }
    s->reply = NULL;
    sqs_wait_reply(s->wait, send->job.ok, send->job.err.text, reply);
    release(s);
}

static struct sending *begin(struct sqs_call *call,
                             const struct message_queue *queue)
{
    struct sending *s = queue ? mem_new(1, sizeof *s) : NULL;

    if (!s) {
        sqs_call_fail(call, SQS_INTERNAL, "Out of memory.");
        return NULL;
    }
    s->send.queues = call->queues;
    s->send.end = ended;
    (void)snprintf(s->send.queue, sizeof s->send.queue, "%s", queue->name);
    return s;
}

static void go(struct sqs_call *call, struct sending *s)
{
    s->wait = sqs_wait_new(call);
    if (s->wait)
        message_send_begin(&s->send);
    else
        release(s);
}

void sqs_send(struct sqs_call *call)
{
    const struct message_queue *queue = sqs_call_queue(call);
    struct sending *s = begin(call, queue);
    struct sqs_problem problem = {.text = ""};

    if (!s)
        return;
    s->send.count = 1;
    if (sqs_draft_make(&s->drafts[0], call, queue, call->root,
                       &s->send.messages[0], &problem)) {
        go(call, s);
        return;
    }
    if (*problem.text)
        sqs_call_fail(call, problem.fault, "%s", problem.text);
    release(s);
}

static void add_entry(struct sqs_call *call, struct sending *s,
                      const struct message_queue *queue, const json_t *entry)
{
    struct sqs_draft *draft = &s->drafts[s->send.count];
    struct new_message *message = &s->send.messages[s->send.count];
    struct sqs_problem problem = {.text = ""};

    draft->in_batch = true;
    bool ok = sqs_draft_make(draft, call, queue, entry, message, &problem);
    s->bytes += draft->size;
    if (ok) {
        s->send.count++;
        return;
    }
    sqs_draft_free(draft);
    *message = (struct new_message){.body = NULL};
    if (problem.of_batch)
        sqs_call_fail(call, problem.fault, "%s", problem.text);
    else if (*problem.text)
        sqs_batch_add_failed(s->reply, entry, problem.fault, problem.text);
}

void sqs_send_batch(struct sqs_call *call)
{
    const struct message_queue *queue = sqs_call_queue(call);
    const json_t *entries =
        queue ? sqs_batch_entries(call, "SendMessageBatchRequestEntry") : NULL;
    struct sending *s = entries ? begin(call, queue) : NULL;

    if (!s)
        return;
    s->reply = json_object();
    for (size_t i = 0; i < json_array_size(entries) && !call->failed; i++)
        add_entry(call, s, queue, json_array_get(entries, i));
    if (s->bytes > BATCH_BYTES_MAX)
        sqs_call_fail(call, SQS_BATCH_TOO_LONG,
                      "Batch requests cannot be longer than %d bytes. You "
                      "have sent %zu bytes.",
                      BATCH_BYTES_MAX, s->bytes);
    if (call->failed)
        release(s);
    else
        go(call, s);
}
