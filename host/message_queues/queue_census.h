/* queue_census.h - how many messages each queue has. */
#ifndef DAYFLY_HOST_MESSAGE_QUEUES_QUEUE_CENSUS_H
#define DAYFLY_HOST_MESSAGE_QUEUES_QUEUE_CENSUS_H

#include "host/message_queues/queue_change.h"

struct queue_count {
    char queue[QUEUE_NAME_MAX + 1];
    /* oldest_ms: of the message that is received first. */
    struct queue_counts counts;
};

/* Its owner has it in a struct of its own. */
struct queue_census {
    struct write_job job;
    /* In the loop, once; job.ok and job.err say how it ended. */
    void (*end)(struct queue_census *census);

    /* What comes of it: those that have messages, by name. */
    struct queue_count *list; /* owned */
    size_t count;
};

/* `end` is set. */
void queue_census_begin(struct queue_census *census,
                        const struct message_queues *queues);
/* NULL: it has no messages. */
const struct queue_counts *queue_census_find(const struct queue_census *census,
                                             const char *queue);
void queue_census_free(struct queue_census *census);

#endif
