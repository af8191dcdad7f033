#include "host/sqs/sqs_moves.h"

#include <stdio.h>

#include "common/clock.h"
#include "host/base/ids.h"
#include "host/message_queues/queue_change.h"
#include "host/message_queues/queue_redrive.h"
#include "host/sqs/sqs_call.h"
#include "host/sqs/sqs_wait.h"

enum { MOVES_MAX = 10, RATE_MAX = 500 };

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
    json_t *moves;

    if (!queue->notes)
        queue->notes = json_pack("{s:[]}", "moves");
    moves = json_object_get(queue->notes, "moves");
    (void)json_array_insert_new(moves, 0, task);
    if (json_array_size(moves) > MOVES_MAX)
        (void)json_array_remove(moves, MOVES_MAX);
}

static void moved(struct queue_change *change)
{
    struct sqs_wait *wait = change->self;
    struct message_queue *queue =
        message_queues_find(change->queues, change->queue);
    const json_t *target = json_object_get(wait->root, "DestinationArn");
    char handle[UUID_SIZE];
    json_t *task =
        json_pack("{s:s, s:O, s:I, s:I}", "Status", "COMPLETED", "SourceArn",
                  json_object_get(wait->root, "SourceArn"),
                  "ApproximateNumberOfMessagesMoved", (json_int_t)change->moved,
                  "StartedTimestamp", (json_int_t)clock_wall_ms());

    if (json_is_string(target))
        (void)json_object_set(task, "DestinationArn", (json_t *)target);
    if (queue && change->job.ok)
        note(queue, json_incref(task));
    json_decref(task);
    uuid_make(handle);
    sqs_wait_reply(wait, change->job.ok, change->job.err.text,
                   json_pack("{s:s}", "TaskHandle", handle));
    queue_change_free(change);
}

void sqs_moves_start(struct sqs_call *call)
{
    const struct message_queue *queue = sqs_call_queue_arn(call, "SourceArn");
    const struct message_queue *target =
        sqs_call_queue_arn(call, "DestinationArn");
    struct queue_change *change;
    struct sqs_wait *wait;

    (void)sqs_call_needed(call, call->root, "SourceArn");
    (void)sqs_call_number(call, call->root, "MaxNumberOfMessagesPerSecond", 1,
                          RATE_MAX, RATE_MAX);
    if (!call->failed && !is_for_dead(call, queue))
        sqs_call_fail(call, SQS_BAD_VALUE,
                      "Source queue must be configured as a Dead Letter "
                      "Queue.");
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
    const struct message_queue *queue = sqs_call_queue_arn(call, "SourceArn");
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

void sqs_moves_cancel(struct sqs_call *call)
{
    (void)sqs_call_needed(call, call->root, "TaskHandle");
    sqs_call_fail(call, SQS_NO_RESOURCE,
                  "There is no such task that runs: tasks are done at once.");
}
