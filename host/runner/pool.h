/* pool.h - runs one function: queues its invocations and gives each to a runner
 * that is free. A second runner starts when an invocation has waited for the
 * first one, and so on up to what the function allows: as on AWS Lambda, each
 * has a runtime process of its own. */
#ifndef DAYFLY_HOST_RUNNER_POOL_H
#define DAYFLY_HOST_RUNNER_POOL_H

#include "host/runner/runner_internal.h"

/* False: out of memory; pool_free() is due all the same. */
bool pool_open(struct pool *pool, const struct function *fn,
               const struct host_context *context) MUST_CHECK;
/* Takes over the reference to the invocation and begins it now or later. False:
 * the queue is full; the reference stays the caller's. */
bool pool_add(struct pool *pool, struct invocation *inv);
/* The caller has left: an invocation that has not begun is dropped, one that
 * runs continues. */
void pool_drop(struct invocation *inv);
/* While it is paused, queued invocations do not begin. */
void pool_set_paused(struct pool *pool, bool paused);
/* The function has changed, and the successor serves it from now on: it gets
 * the invocations that were not dispatched, oldest first. NULL: the function
 * was removed; they fail. The runtime processes end after those that were
 * dispatched; `only_code`: and those whose process was started for them, which
 * loads code that is new enough. Otherwise they would wait for as long as the
 * code keeps changing. */
void pool_retire(struct pool *pool, struct pool *successor, bool only_code);

/* Starts a runtime process if there is none, so that the next invocation finds
 * one. */
void pool_start(struct pool *pool);
/* Code that a runtime process may have loaded has changed. */
bool pool_has_old_code(const struct pool *pool);
/* It has not: what has changed is not what they have loaded. */
void pool_accept_code(struct pool *pool);
/* Looks for the runtime process that has been idle for longest, and counts
 * those that end; among several pools, if it is called for each. */
struct idle_search {
    struct runner *idlest; /* NULL: none is idle */
    size_t ending;
};
void pool_search_idle(const struct pool *pool, struct idle_search *search);
/* Ends the one that was found. */
void pool_end_idlest(const struct idle_search *search);
/* Ends the runtime processes that have had no invocation for long. */
void pool_end_idle(struct pool *pool);
/* The function has a limit of its own for its invocations. */
bool pool_is_limited(const struct pool *pool);
/* Keeps `least` runtime processes ready, and starts at most `most`, which is 1
 * to POOL_RUNNERS_MAX. */
void pool_set_bounds(struct pool *pool, size_t least, size_t most);
/* Starts those that are to be kept and are not there. */
void pool_keep_least(struct pool *pool);
/* The number of runtime processes that have asked for an event. */
size_t pool_ready(const struct pool *pool);
/* The number of invocations that run or wait. */
size_t pool_invocations(const struct pool *pool);
/* It has a runtime process. */
bool pool_has_process(const struct pool *pool);
/* It has neither a runtime process nor invocations. */
bool pool_is_empty(const struct pool *pool);
/* A connection of one of its runtime processes is open, and refers to it. */
bool pool_is_connected(const struct pool *pool);

#endif
