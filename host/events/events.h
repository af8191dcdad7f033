/* events.h - asynchronous invocations that are kept: each is on the disk before
 * its caller gets 202, and stays there until its function has taken it, it has
 * gone to its destinations, or it is a dead letter. */
#ifndef DAYFLY_HOST_EVENTS_EVENTS_H
#define DAYFLY_HOST_EVENTS_EVENTS_H

#include "common/compiler.h"
#include "common/error.h"
#include "host/events/events_internal.h"

struct management;

/* Opens queue.db in the folder of the store, which is open, and begins what
 * waits there. `retry_s`: seconds before the second attempt, as a text; NULL:
 * EVENTS_RETRY_S. False: err says why; events_close is due all the same. */
bool events_open(struct events *events, const struct management *management,
                 const char *retry_s, struct log_writer *log,
                 struct error *err) MUST_CHECK;
/* Accepts and begins no event any more. */
void events_stop(struct events *events);
/* Writes what has ended. The pools are closed before. */
void events_close(struct events *events);

enum { EVENTS_RETRY_S = 60, EVENTS_RETRY_MAX_S = 3600 };

#endif
