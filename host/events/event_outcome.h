/* event_outcome.h - what becomes of an event, as one write: its row, and what
 * follows from it. */
#ifndef DAYFLY_HOST_EVENTS_EVENT_OUTCOME_H
#define DAYFLY_HOST_EVENTS_EVENT_OUTCOME_H

#include <stdbool.h>
#include <stdint.h>

#include "common/buf.h"
#include "host/events/event_lanes.h"

enum event_fate { EVENT_DONE, EVENT_DELAYED, EVENT_DEAD };

struct following;

struct event_outcome {
    struct event_item *item;
    enum event_fate fate;
    struct event_row row;        /* what its fate needs; `error` is copied */
    struct following *following; /* owned */
};

/* Adds a record that goes to a destination, whose kind decides how: an event of
 * a function, a message of a queue, a record on its way, or a dead letter. The
 * bytes of `record` and `attributes`, an object, are taken. False: out of
 * memory. */
bool event_outcome_add(struct event_outcome *outcome, const char *destination,
                       struct buf *record, struct buf *attributes) MUST_CHECK;
/* Writes it; then the item is put back or freed, and what follows is queued.
 * Takes what the outcome has. */
void event_outcome_write(struct event_outcome *outcome);
/* It runs now. Not waited for: only how often the host ended while it ran
 * depends on it. */
void event_outcome_note_begin(const struct event_item *item);

#endif
