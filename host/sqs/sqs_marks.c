#include "host/sqs/sqs_marks.h"

#include <stdio.h>

#include "common/buf.h"
#include "host/http/http_request.h"
#include "host/message_queues/message_change.h"
#include "host/sqs/sqs_batch.h"
#include "host/sqs/sqs_content.h"
#include "host/sqs/sqs_wait.h"

enum { VISIBILITY_MAX_S = 43200 };

struct marking {
    struct sqs_wait *wait;     /* its reply is that of a batch, or NULL */
    const json_t *entries[10]; /* borrowed, one for each mark */
};

static bool describe(const struct message_mark *mark,
                     struct sqs_problem *problem)
{
    if (mark->result == CHANGE_EXPIRED && mark->visibility_ms < 0)
        return sqs_problem_set(
            problem, SQS_BAD_VALUE,
            "Value %s for parameter ReceiptHandle is invalid. Reason: The "
            "receipt handle has expired.",
            mark->receipt);
    if (mark->result == CHANGE_NOT_IN_FLIGHT)
        return sqs_problem_set(problem, SQS_NOT_IN_FLIGHT,
                               "The message referred to isn't in flight.");
    if (mark->result != CHANGE_DONE)
        return sqs_problem_set(
            problem, SQS_BAD_VALUE,
            "Value %s for parameter ReceiptHandle is invalid. Reason: Message "
            "does not exist or is not available for visibility timeout "
            "change.",
            mark->receipt);
    return true;
}

static void reply_one(struct marking *m, const struct message_change *change)
{
    struct sqs_problem problem = {.text = ""};
    struct http_request *req = m->wait->req;

    if (change->job.ok && !describe(&change->marks[0], &problem) && req) {
        req->user_data = NULL;
        req->on_closed = NULL;
        m->wait->req = NULL;
        sqs_error(req, problem.fault, "%s", problem.text);
    }
    sqs_wait_reply(m->wait, change->job.ok, change->job.err.text,
                   json_object());
}

static void reply_batch(struct marking *m, const struct message_change *change)
{
    json_t *reply = m->wait->reply;

    m->wait->reply = NULL;
    for (size_t i = 0; change->job.ok && i < change->count; i++) {
        struct sqs_problem problem = {.text = ""};
        if (describe(&change->marks[i], &problem))
            sqs_batch_add(reply, m->entries[i], json_object());
        else
            sqs_batch_add_failed(reply, m->entries[i], problem.fault,
                                 problem.text);
    }
    sqs_wait_reply(m->wait, change->job.ok, change->job.err.text, reply);
}

static void ended(struct message_change *change)
{
    struct marking *m = change->self;

    if (m->wait->reply)
        reply_batch(m, change);
    else
        reply_one(m, change);
    mem_free(m);
    message_change_free(change);
}

/* False: the call has failed, or there is a problem. */
static bool read(struct message_mark *mark, struct sqs_call *call,
                 const struct message_queue *queue, const json_t *entry,
                 bool removes, struct sqs_problem *problem)
{
    const char *receipt = sqs_call_needed(call, entry, "ReceiptHandle");
    int64_t seconds = sqs_call_number(call, entry, "VisibilityTimeout",
                                      INT32_MIN, INT32_MAX, -1);

    if (!removes && seconds < 0 && !json_object_get(entry, "VisibilityTimeout"))
        sqs_call_fail(call, SQS_MISSING,
                      "The request must contain the parameter "
                      "VisibilityTimeout.");
    if (call->failed)
        return false;
    if (message_change_parse(queue, receipt) == 0)
        return sqs_problem_set(
            problem, SQS_BAD_RECEIPT,
            "The input receipt handle \"%.200s\" is not a valid receipt "
            "handle.",
            receipt);
    if (!removes && (seconds < 0 || seconds > VISIBILITY_MAX_S))
        return sqs_problem_set(
            problem, SQS_BAD_VALUE,
            "Value %lld for parameter VisibilityTimeout is invalid. Reason: "
            "Must be >= 0 and <= %d, if provided.",
            (long long)seconds, VISIBILITY_MAX_S);
    (void)snprintf(mark->receipt, sizeof mark->receipt, "%s", receipt);
    mark->visibility_ms = removes ? -1 : seconds * 1000;
    return true;
}

/* Takes the reply, which is that of a batch or NULL. */
static void go(struct sqs_call *call, struct message_change *change,
               struct marking *m, json_t *reply)
{
    m->wait = sqs_wait_new(call);
    if (!m->wait) {
        json_decref(reply);
        mem_free(m);
        message_change_free(change);
        return;
    }
    m->wait->reply = reply;
    change->self = m;
    change->end = ended;
    message_change_begin(change);
}

static struct message_change *begin(struct sqs_call *call,
                                    const struct message_queue *queue,
                                    struct marking **m)
{
    struct message_change *change =
        message_change_new(call->queues, queue->name, COUNT((*m)->entries));

    *m = change ? mem_new(1, sizeof **m) : NULL;
    if (*m) {
        change->count = 0;
        return change;
    }
    if (change)
        message_change_free(change);
    sqs_call_fail(call, SQS_INTERNAL, "Out of memory.");
    return NULL;
}

static void serve_one(struct sqs_call *call, bool removes)
{
    const struct message_queue *queue = sqs_call_queue(call);
    struct sqs_problem problem = {.text = ""};
    struct marking *m;
    struct message_change *change = queue ? begin(call, queue, &m) : NULL;

    if (!change)
        return;
    change->count = 1;
    if (read(&change->marks[0], call, queue, call->root, removes, &problem)) {
        go(call, change, m, NULL);
        return;
    }
    if (*problem.text)
        sqs_call_fail(call, problem.fault, "%s", problem.text);
    mem_free(m);
    message_change_free(change);
}

static void serve_batch(struct sqs_call *call, bool removes, const char *kind)
{
    const struct message_queue *queue = sqs_call_queue(call);
    const json_t *entries = queue ? sqs_batch_entries(call, kind) : NULL;
    struct marking *m;
    struct message_change *change = entries ? begin(call, queue, &m) : NULL;
    json_t *reply = change ? json_object() : NULL;

    if (!change)
        return;
    for (size_t i = 0; i < json_array_size(entries); i++) {
        const json_t *entry = json_array_get(entries, i);
        struct sqs_problem problem = {.text = ""};
        m->entries[change->count] = entry;
        if (read(&change->marks[change->count], call, queue, entry, removes,
                 &problem))
            change->count++;
        else if (*problem.text)
            sqs_batch_add_failed(reply, entry, problem.fault, problem.text);
    }
    go(call, change, m, reply);
}

void sqs_marks_delete(struct sqs_call *call)
{
    serve_one(call, true);
}

void sqs_marks_delete_batch(struct sqs_call *call)
{
    serve_batch(call, true, "DeleteMessageBatchRequestEntry");
}

void sqs_marks_delay(struct sqs_call *call)
{
    serve_one(call, false);
}

void sqs_marks_delay_batch(struct sqs_call *call)
{
    serve_batch(call, false, "ChangeMessageVisibilityBatchRequestEntry");
}
