/* worker_start.h - where the process of a worker comes from: it is started, or
 * copied from a template. */
#ifndef DAYFLY_BOOTSTRAP_WORKER_WORKER_START_H
#define DAYFLY_BOOTSTRAP_WORKER_WORKER_START_H

#include "bootstrap/worker/worker.h"

/* Creates ahead of time what the next process needs and what does not depend on
 * its event. Does nothing unless the state is NONE. A failure is reported when
 * the process is started. */
void worker_prepare(struct worker *w);
/* It has to be created anew. */
void worker_forget_prepared(struct worker *w);
/* Starts a process that waits for an event. thorough: see
 * bridge_hello_startup(). */
void worker_start_idle(struct worker *w, bool thorough);
/* Starts a process that waits for an event and that can be asked, over the
 * control socket `theirs` (borrowed), to be copied. library: which it needs for
 * that; "": none. event: with which it rehearses; "": it does not. */
void worker_start_template(struct worker *w, int theirs, const char *library,
                           const char *event);
/* Starts a process that waits for an event by copying the one of `from`. Its
 * private folder has the same path, and exists from when it is assigned its
 * event. It is STARTING until the template has answered. False: it was not
 * asked, w is NONE and its outcome pending. */
bool worker_start_copy(struct worker *w, const struct worker *from,
                       const struct copy_source *source, bool thorough,
                       struct error *err) MUST_CHECK;
/* Starts a process that waits for this event, to be given by worker_assign().
 */
void worker_start_for(struct worker *w, const struct invocation *inv);

#endif
