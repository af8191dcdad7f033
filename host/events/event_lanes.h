/* event_lanes.h - the events that wait, in memory without their bodies: a lane
 * for each function with its qualifier, and for each destination. Those that
 * are due are taken from the lanes in turn, the oldest of a lane first; the
 * others wait for their time. */
#ifndef DAYFLY_HOST_EVENTS_EVENT_LANES_H
#define DAYFLY_HOST_EVENTS_EVENT_LANES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/compiler.h"
#include "host/events/queue_rows.h"

enum { EVENT_LANES_BUCKETS = 256 };

struct events;
struct invocation;

struct event_item {
    struct event_lane *lane;
    struct event_item *next;      /* in its lane */
    struct event_item *preceding; /* in the list of all, as the next */
    struct event_item *following;
    int64_t id;
    int64_t accepted_ms; /* wall clock, as the next */
    int64_t due_ms;
    unsigned attempts; /* as of struct event_row, as the next */
    unsigned faults;
    unsigned crashes;
    size_t size;                   /* of its body */
    struct invocation *invocation; /* owned: while it runs, or if its body is in
                                      memory; NULL: it is not */
};

struct event_lane {
    struct events *events; /* borrowed */
    char *function;        /* of the memory of the lane, as the next */
    char *qualifier;
    char *destination;       /* "": to the function */
    struct event_item *head; /* due, oldest first */
    struct event_item *tail;
    size_t count;              /* its items: due, delayed, or running */
    size_t running;            /* taken and not yet put back or dropped */
    size_t reading;            /* of those, on the way from the disk */
    bool blocked;              /* takes no other now */
    struct event_lane *bucket; /* the next in its bucket */
    struct event_lane *before; /* in the circle of all, as the next */
    struct event_lane *after;
};

struct event_lanes {
    struct events *events;
    struct event_lane *buckets[EVENT_LANES_BUCKETS];
    struct event_lane *turn; /* in the circle: next to be asked; NULL: none */
    size_t lane_count;
    struct event_item *items;    /* owned: all */
    struct event_item **delayed; /* owned: a heap by time */
    size_t delayed_count;
    size_t delayed_room;
    size_t count;
    size_t bytes; /* of the bodies */
};

/* The row's texts are copied. NULL: out of memory. */
struct event_item *event_lanes_add(struct event_lanes *lanes,
                                   const struct event_row *row);
/* Makes items whose time has come due. The time until the next, or -1. */
int64_t event_lanes_wake(struct event_lanes *lanes, int64_t now_ms);
/* Takes the lane's oldest that is due; NULL: there is none. */
struct event_item *event_lanes_take(struct event_lane *lane);
/* One that was taken waits until it is due. */
void event_lanes_put_back(struct event_lanes *lanes, struct event_item *item);
/* Frees one that was taken, and its lane if it is the last of it. */
void event_lanes_drop(struct event_lanes *lanes, struct event_item *item);
/* Moves all items, of which none runs; those for which there is no memory stay
 * behind. */
void event_lanes_move(struct event_lanes *to, struct event_lanes *from);
/* Frees all. */
void event_lanes_clear(struct event_lanes *lanes);

#endif
