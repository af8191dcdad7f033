#include "host/runner/invocation_queue.h"

void invocation_queue_add(struct invocation_queue *queue,
                          struct invocation *inv)
{
    inv->next = NULL;
    *(queue->tail ? &queue->tail->next : &queue->head) = inv;
    queue->tail = inv;
    queue->waiting += inv->async ? 0 : 1;
}

void invocation_queue_put_back(struct invocation_queue *queue,
                               struct invocation *inv)
{
    inv->next = queue->head;
    queue->head = inv;
    if (!queue->tail)
        queue->tail = inv;
    queue->waiting += inv->async ? 0 : 1;
}

void invocation_queue_remove(struct invocation_queue *queue,
                             struct invocation *inv)
{
    struct invocation *before = NULL;

    for (struct invocation *at = queue->head; at != inv; at = at->next)
        before = at;
    *(before ? &before->next : &queue->head) = inv->next;
    if (queue->tail == inv)
        queue->tail = before;
    queue->waiting -= inv->async ? 0 : 1;
}

struct invocation *invocation_queue_take(struct invocation_queue *queue)
{
    struct invocation *inv = queue->head;

    if (inv)
        invocation_queue_remove(queue, inv);
    return inv;
}

struct invocation *invocation_queue_take_async(struct invocation_queue *queue)
{
    struct invocation *inv = queue->head;

    while (inv && !inv->async)
        inv = inv->next;
    if (inv)
        invocation_queue_remove(queue, inv);
    return inv;
}
