/* invocation_queue.h - invocations that wait to be dispatched, oldest first.
 * Pure. The queue holds the caller's reference to each. */
#ifndef DAYFLY_HOST_RUNNER_INVOCATION_QUEUE_H
#define DAYFLY_HOST_RUNNER_INVOCATION_QUEUE_H

#include <stddef.h>

#include "host/runtime/invocation.h"

struct invocation_queue {
    struct invocation *head;
    struct invocation *tail;
    size_t waiting; /* those whose callers wait: all but the async ones */
};

void invocation_queue_add(struct invocation_queue *queue,
                          struct invocation *inv);
/* As the oldest one. */
void invocation_queue_put_back(struct invocation_queue *queue,
                               struct invocation *inv);
/* Removes and returns the oldest one. NULL: the queue is empty. */
struct invocation *invocation_queue_take(struct invocation_queue *queue);
/* The same, of the async ones only. */
struct invocation *invocation_queue_take_async(struct invocation_queue *queue);
/* Removes one that is in the queue. */
void invocation_queue_remove(struct invocation_queue *queue,
                             struct invocation *inv);

#endif
