/* events_internal.h - the state of the events. Folders above only read it. */
#ifndef DAYFLY_HOST_EVENTS_EVENTS_INTERNAL_H
#define DAYFLY_HOST_EVENTS_EVENTS_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host/base/event_loop.h"
#include "host/events/event_lanes.h"
#include "host/events/destination.h"
#include "host/events/webhook.h"
#include "host/message_queues/message_queues.h"
#include "host/store/write_thread.h"

struct catalog;
struct dispatcher;
struct log_writer;
struct database;

enum {
    EVENTS_MAX = 100000, /* that wait, of all functions */
    EVENTS_MAX_MB = 1024,
    /* Up to this many, and this many bytes, bodies stay in memory: they need
     * not be read again. */
    EVENTS_NEAR = 1000,
    EVENTS_NEAR_BYTES = 16 * 1024 * 1024,
    /* A record has an event and a response. */
    EVENTS_BODY_MAX = 16 * 1024 * 1024,
    EVENTS_CRASHES_MAX = 20,
};

struct events {
    struct event_lanes lanes;
    struct database *file; /* owned; NULL: it is not open */
    struct write_thread writer;
    struct message_queues queues;
    struct webhooks webhooks;
    struct dispatcher *dispatcher; /* borrowed, as the next */
    const struct catalog *catalog;
    struct event_loop *loop;
    struct log_writer *log;
    const char *region;
    int64_t retry_ms; /* before the second attempt; the third: twice */
    int64_t last_id;  /* that was given to an event or a message */
    size_t accepting; /* events whose callers still wait */
    size_t accepting_bytes;
    struct timer wake_timer;  /* begins what is due */
    struct timer poll_timer;  /* asks again for the lanes that were blocked */
    struct timer prune_timer; /* removes what is too old */
    int64_t told_ms;          /* when the log had last that the disk fails */
    char told[DESTINATION_SIZE]; /* the last one that cannot be reached */
    bool stopping;
};

#endif
