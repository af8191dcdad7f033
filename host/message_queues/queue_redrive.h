/* queue_redrive.h - the attributes RedrivePolicy and RedriveAllowPolicy. */
#ifndef DAYFLY_HOST_MESSAGE_QUEUES_QUEUE_REDRIVE_H
#define DAYFLY_HOST_MESSAGE_QUEUES_QUEUE_REDRIVE_H

#include <stdbool.h>
#include <stdint.h>

struct message_queue;

struct redrive {
    const struct message_queue *queue; /* of the dead letters */
    int64_t tries_max;
};

/* False: the queue has no policy, or its queue for dead letters is not there.
 */
bool queue_redrive_read(struct redrive *redrive,
                        const struct message_queue *queue);
/* The queue for dead letters takes those of the queue with this ARN. */
bool queue_redrive_allows(const struct message_queue *dead, const char *arn);

#endif
