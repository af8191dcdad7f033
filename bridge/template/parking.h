/* The signal in whose handler a thread waits. */
#ifndef TEMPLATE_PARKING_H
#define TEMPLATE_PARKING_H

#include "bridge/template/threads.h"

/* Chooses a signal that has no handler and installs one. Returns false and adds
 * to `why` if it cannot. There is one `threads` in a process. */
bool parking_install(struct threads *threads, struct line *why);

/* From now on a thread in the table that gets the signal fills in its entry and
 * waits in the handler. */
void parking_open(struct threads *threads);

/* All that wait return from the handler, and none waits any more. */
void parking_close(struct threads *threads);

/* The entry of a thread, or NULL. */
struct thread *parking_find(struct threads *threads, int tid);

#endif
