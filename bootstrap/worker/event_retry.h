/* event_retry.h - which event is given to a second process: one whose handler
 * has certainly not been called. */
#ifndef DAYFLY_BOOTSTRAP_WORKER_EVENT_RETRY_H
#define DAYFLY_BOOTSTRAP_WORKER_EVENT_RETRY_H

#include "bootstrap/worker/worker_pair.h"

/* True if the active worker ended before it read anything of its event, or was
 * killed before it had loaded the module. It is stopped; as soon as the pair is
 * free, dispatch the event again.
 *
 * False also for a process that was killed after it had read its event and
 * before the handler ran, within less than a millisecond: that looks like a
 * handler that was killed, and an event must not run twice. */
bool event_retry_is_due(struct worker_pair *pair);
/* A spare that ended before an event came is stopped. */
void event_retry_drop_spare(const struct worker_pair *pair, struct worker *w);

#endif
