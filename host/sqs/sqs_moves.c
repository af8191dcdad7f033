#include "host/sqs/sqs_moves.h"

#include <stdio.h>
#include <string.h>

#include "common/base64.h"
#include "common/buf.h"
#include "common/clock.h"
#include "common/compiler.h"
#include "host/base/ids.h"
#include "host/message_queues/queue_change.h"
#include "host/message_queues/queue_redrive.h"
#include "host/sqs/sqs_call.h"
#include "host/sqs/sqs_wait.h"

enum { MOVES_MAX = 10, RATE_MAX = 500, HANDLE_MAX = 1024 };

static bool is_for_dead(const struct sqs_call *call,
                        const struct message_queue *queue)
{
    struct redrive redrive;

    for (size_t i = 0; i < call->queues->count; i++)
        if (queue_redrive_read(&redrive, call->queues->list[i]) &&
            redrive.queue == queue)
            return true;
    return false;
}

/* The last ones stay with the queue, in memory. */
static void note(struct message_queue *queue, json_t *task)
{
    json_t *notes = message_queue_notes(queue);
    json_t *moves = json_object_get(notes, "moves");

    if (!moves) {
        (void)json_object_set_new(notes, "moves", json_array());
        moves = json_object_get(notes, "moves");
    }
    (void)json_array_insert_new(moves, 0, task);
    if (json_array_size(moves) > MOVES_MAX)
        (void)json_array_remove(moves, MOVES_MAX);
}

static json_t *make_task(const struct queue_change *change, const json_t *root)
{
    static const char *const members[] = {"SourceArn", "DestinationArn",
                                          "MaxNumberOfMessagesPerSecond"};
    json_int_t moved = change->moved;
    json_t *task = json_pack("{s:s, s:I, s:I, s:I}", "Status", "COMPLETED",
                             "ApproximateNumberOfMessagesMoved", moved,
                             "ApproximateNumberOfMessagesToMove", moved,
                             "StartedTimestamp", (json_int_t)clock_wall_ms());

    for (size_t i = 0; i < COUNT(members); i++) {
        json_t *value = json_object_get(root, members[i]);
        if (value && !json_is_null(value))
            (void)json_object_set(task, members[i], value);
    }
    return task;
}

/* As AWS writes it, and tools read it: an object as base64. NULL: out of
 * memory. */
static json_t *make_handle(const char *source)
{
    char id[UUID_SIZE];
    char plain[UUID_SIZE + QUEUE_ARN_SIZE + 64];
    AUTO(struct buf, buf_free) text = BUF(HANDLE_MAX);

    uuid_make(id);
    (void)snprintf(plain, sizeof plain,
                   "{\"taskId\":\"%s\",\"sourceArn\":\"%s\"}", id, source);
    if (!base64_encode(&text, plain, strlen(plain)))
        return NULL;
    return json_stringn(text.data, text.size);
}

/* Its queue, as a member of a request. NULL: it is none. */
static json_t *read_handle(const char *handle)
{
    AUTO(struct buf, buf_free) plain = BUF(HANDLE_MAX);
    json_t *read = NULL;
    json_t *out = NULL;

    if (base64_decode(&plain, handle, strlen(handle)))
        read = json_loadb(plain.data, plain.size, 0, NULL);
    if (json_is_string(json_object_get(read, "taskId")) &&
        json_is_string(json_object_get(read, "sourceArn")))
        out =
            json_pack("{s:O}", "SourceArn", json_object_get(read, "sourceArn"));
    json_decref(read);
    return out;
}

static void moved(struct queue_change *change)
{
    struct sqs_wait *wait = change->self;
    struct message_queue *queue =
        message_queues_find(change->queues, change->queue);
    char source[QUEUE_ARN_SIZE];

    if (queue && change->job.ok)
        note(queue, make_task(change, wait->root));
    message_queue_arn(change->queues, change->queue, source);
    sqs_wait_reply(wait, change->job.ok, change->job.err.text,
                   json_pack("{s:o}", "TaskHandle", make_handle(source)));
    queue_change_free(change);
}

static void check_target(struct sqs_call *call,
                         const struct message_queue *queue,
                         const struct message_queue *target)
{
    if (call->failed)
        return;
    if (!is_for_dead(call, queue))
        sqs_call_fail(call, SQS_BAD_VALUE,
                      "Source queue must be configured as a Dead Letter "
                      "Queue.");
    else if (target &&
             message_queue_is_fifo(target) != message_queue_is_fifo(queue))
        sqs_call_fail(call, SQS_BAD_VALUE,
                      "The queues of SourceArn and DestinationArn must be of "
                      "the same type, standard or FIFO.");
}

void sqs_moves_start(struct sqs_call *call)
{
    const struct message_queue *queue =
        sqs_call_queue_arn(call, call->root, "SourceArn");
    const struct message_queue *target =
        sqs_call_queue_arn(call, call->root, "DestinationArn");
    struct queue_change *change;
    struct sqs_wait *wait;

    (void)sqs_call_needed(call, call->root, "SourceArn");
    (void)sqs_call_number(call, call->root, "MaxNumberOfMessagesPerSecond", 1,
                          RATE_MAX, RATE_MAX);
    check_target(call, queue, target);
    wait = sqs_wait_new(call);
    change =
        wait ? queue_change_new(call->queues, QUEUE_MOVE, queue->name) : NULL;
    if (change) {
        if (target)
            (void)snprintf(change->target, sizeof change->target, "%s",
                           target->name);
        change->end = moved;
        change->self = wait;
        queue_change_begin(change);
    } else if (wait) {
        sqs_wait_reply(wait, false, "out of memory", NULL);
    }
}

void sqs_moves_list(struct sqs_call *call)
{
    const struct message_queue *queue =
        sqs_call_queue_arn(call, call->root, "SourceArn");
    int64_t most =
        sqs_call_number(call, call->root, "MaxResults", 1, MOVES_MAX, 1);
    json_t *results;
    size_t i;
    json_t *task;

    (void)sqs_call_needed(call, call->root, "SourceArn");
    if (call->failed)
        return;
    results = json_array();
    json_array_foreach(json_object_get(queue->notes, "moves"), i, task)
    {
        if ((int64_t)i < most)
            (void)json_array_append(results, task);
    }
    sqs_reply(call->req, json_pack("{s:o}", "Results", results));
}

/* A task is done when its start is answered. */
void sqs_moves_cancel(struct sqs_call *call)
{
    const char *handle = sqs_call_needed(call, call->root, "TaskHandle");
    json_t *read = handle ? read_handle(handle) : NULL;

    if (!read)
        sqs_call_fail(call, SQS_BAD_VALUE,
                      "Value for parameter TaskHandle is invalid.");
    (void)sqs_call_queue_arn(call, read, "SourceArn");
    sqs_call_fail(call, SQS_NO_RESOURCE, "Task does not exist.");
    json_decref(read);
}
