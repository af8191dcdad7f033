/* event_handover.h - when the process of an event gets it: at once, or, where
 * the platform lets the event's time begin then, when it has loaded the
 * handler. And which event is given to a second process: one whose handler has
 * certainly not been called. */
#ifndef DAYFLY_BOOTSTRAP_WORKER_EVENT_HANDOVER_H
#define DAYFLY_BOOTSTRAP_WORKER_EVENT_HANDOVER_H

#include "bootstrap/worker/worker_pair.h"

/* The active worker's process was chosen for the event: gives it the event, or
 * holds that back (pair->holds). */
void event_hold_begin(struct worker_pair *pair, const struct invocation *inv);
/* For how long to hold the event back at most, in monotonic ms. 0: not any
 * longer, its process has loaded or ended. */
int64_t event_hold_until_ms(const struct worker_pair *pair,
                            const struct invocation *inv);
/* Gives the event to its process, unless that has ended. */
void event_hold_end(struct worker_pair *pair, const struct invocation *inv);

/* True if the active worker ended before it read anything of its event, or was
 * killed before it had loaded the module, or could not load it while a file of
 * the function's code was changed. It is stopped; as soon as the pair is
 * free, dispatch the event again.
 *
 * False also for a process that was killed after it had read its event and
 * before the handler ran, within less than a millisecond: that looks like a
 * handler that was killed, and an event must not run twice. */
bool event_retry_is_due(struct worker_pair *pair);
/* True if the spare could not load the module while a file of the code was
 * changed. It is stopped: start another one. */
bool event_retry_spare(struct worker_pair *pair);
/* The active worker's process could not be run, or not load the module, or
 * ended before it read anything of its event: another bootstrap may be given
 * it. */
bool event_was_unread(const struct worker_pair *pair);
/* A spare that ended before an event came is stopped. */
void event_retry_drop_spare(const struct worker_pair *pair, struct worker *w);

#endif
