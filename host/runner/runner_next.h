/* runner_next.h - hands events to the runtime: each goes out as the response to
 * one of its `next` requests. A `next` for which there is no event waits. */
#ifndef DAYFLY_HOST_RUNNER_RUNNER_NEXT_H
#define DAYFLY_HOST_RUNNER_RUNNER_NEXT_H

#include "host/runner/runner_internal.h"

/* The runtime asks for an event; its state allows that. */
void runner_next(struct runner *runner, struct http_request *req);
/* The bootstrap has begun to load a process for the event, whose time does not
 * pass meanwhile. Once for each event. */
void runner_note_loading(struct execution *exec);
/* The invocation of the execution is to be dispatched: by a `next` that waits,
 * or by the one that follows. Starts the runtime process if there is none. */
void runner_dispatch(struct execution *exec);
/* A request of the runtime is over. If it was a `next` whose event did not
 * arrive, the event goes out with another one. */
void runner_request_closed(struct runner *runner, struct http_request *req);
/* The runtime process has ended: responds with status 410 to the `next`
 * requests that wait (of processes that it has left behind). */
void runner_release_next(struct runner *runner);

#endif
