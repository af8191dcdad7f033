/* message_queues.h - queues in the manner of SQS: which there are, and who
 * waits for their messages. The messages are in the database alone. */
#ifndef DAYFLY_HOST_MESSAGE_QUEUES_MESSAGE_QUEUES_H
#define DAYFLY_HOST_MESSAGE_QUEUES_MESSAGE_QUEUES_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/compiler.h"
#include "common/error.h"
#include "host/base/event_loop.h"

struct database;
struct message_queue;
struct message_queues;
struct write_thread;

enum {
    QUEUE_NAME_MAX = 80,
    QUEUE_ARN_SIZE = 160,
    QUEUES_MAX = 10000,
};

#define QUEUE_ACCOUNT "000000000000"

/* Someone who has found no message in a queue. */
struct queue_waiter {
    void (*wake)(struct queue_waiter *waiter); /* it does not wait any more */
    struct message_queue *queue;               /* NULL: it does not wait */
    struct queue_waiter *next;
};

struct message_queue {
    struct message_queues *all;
    int64_t number; /* a queue of the same name made later has another */
    char name[QUEUE_NAME_MAX + 1];
    json_t *document; /* owned (message_tables.h) */
    json_t *notes;    /* owned: what is kept in memory alone; or NULL */
    bool leaving;     /* it is being removed: it is not found any more */
    struct queue_waiter *first;
    struct queue_waiter *last;
    struct timer timer; /* a message becomes visible; only if someone waits */
};

struct message_queues {
    struct database *db;         /* borrowed, as the next */
    struct write_thread *writer; /* that uses it */
    struct event_loop *loop;
    const char *region;
    struct message_queue **list; /* owned, by name */
    size_t count;
    bool closing; /* the thread takes no jobs any more */
    /* A queue has been added; may be NULL. */
    void (*on_added)(void *self, const char *name);
    void *self;
};

/* Reads them. False: err says why; message_queues_close is due all the same. */
bool message_queues_open(struct message_queues *queues, struct database *db,
                         struct write_thread *writer, struct event_loop *loop,
                         const char *region, struct error *err) MUST_CHECK;
/* Who waits has left. Takes zeroed memory. */
void message_queues_close(struct message_queues *queues);

/* NULL: there is none. */
struct message_queue *message_queues_find(const struct message_queues *queues,
                                          const char *name);
/* The same, also one that is being removed. */
struct message_queue *message_queues_any(const struct message_queues *queues,
                                         const char *name);
/* By its ARN, of this region and account. */
struct message_queue *
message_queues_find_arn(const struct message_queues *queues, const char *arn);
/* The database has it: adds it, or changes its document, whose reference is
 * taken. NULL: out of memory. */
struct message_queue *message_queues_put(struct message_queues *queues,
                                         const char *name, int64_t number,
                                         json_t *document);
/* The database has it no more. Who waits is woken. */
void message_queues_drop(struct message_queue *queue);

void message_queue_arn(const struct message_queues *queues, const char *name,
                       char arn[QUEUE_ARN_SIZE]);
/* An attribute that was set, or SQS's default; "": it has none. */
const char *message_queue_attribute(const struct message_queue *queue,
                                    const char *name);
int64_t message_queue_number(const struct message_queue *queue,
                             const char *name);
bool message_queue_is_fifo(const struct message_queue *queue);
/* Its notes, an object; they end with the host. Borrowed. NULL: out of memory.
 */
json_t *message_queue_notes(struct message_queue *queue);

/* Joins those that wait. due_ms, by the wall clock: a message that is invisible
 * becomes visible then; 0: none will. */
void message_queue_wait(struct message_queue *queue,
                        struct queue_waiter *waiter, int64_t due_ms);
/* Takes one that does not wait. */
void message_queue_leave(struct queue_waiter *waiter);
/* Wakes so many of those that wait. */
void message_queue_wake(struct message_queue *queue, size_t count);
/* A message becomes visible then. */
void message_queue_note(struct message_queue *queue, int64_t due_ms);

#endif
