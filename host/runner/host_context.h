/* host_context.h - what all runners of a host share. Borrowed from its owner,
 * which outlives them. */
#ifndef DAYFLY_HOST_RUNNER_HOST_CONTEXT_H
#define DAYFLY_HOST_RUNNER_HOST_CONTEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "host/runtime/call_line.h"

struct async_log;
struct code_watcher;
struct event_loop;
struct http_server;
struct log_writer;
struct logbook;
struct message_queues;
struct pool;
struct recent_calls;
struct refusals;
struct runner;
struct stats_book;
struct tracer;
struct turns;

struct host_context {
    struct event_loop *loop;
    struct log_writer *log;
    struct logbook *logbook; /* may keep nothing */
    struct async_log *async_log;
    struct http_server *runtime_server; /* serves the Runtime API */
    struct http_server *api_server;     /* serves the callers */
    struct refusals *refusals; /* of callers for whom there is no place */
    struct code_watcher *code_watcher;
    struct stats_book *stats;   /* NULL: nothing is counted */
    struct recent_calls *calls; /* may keep nothing */
    struct tracer *tracer;      /* NULL: no spans are sent */
    const char *region;
    const char *near_url; /* of the host, for its own functions */
    const struct message_queues *queues; /* NULL: it keeps none */
    const bool *needs_keys;              /* callers of the host do */
    struct call_log call_log;
    bool log_names; /* each log line begins with the function's name */
    /* Called before a queued invocation begins: has the function's folder
     * changed? May retire the pool, pause or resume it. */
    void (*check_function)(void *self, const struct pool *pool);
    /* The pool that has the invocations of this one's folder now. NULL: there
     * is none any more, or the host ends. */
    struct pool *(*current_pool)(void *self, const struct pool *pool);
    /* The function may have another invocation whose caller waits. */
    bool (*admits)(void *self, const struct pool *pool);
    /* The function has a limit of its own for that. */
    bool (*is_limited)(void *self, const struct pool *pool);
    /* There can be no other runtime process, and so many invocations of a pool
     * wait: may end one that has nothing to do. */
    void (*make_room)(void *self, size_t waiting);
    /* A runtime process has asked for its first event. */
    void (*has_started)(void *self);
    void *self;
    /* Fills the HTTP handler of a new runner: its Runtime API. */
    void (*serve_runtime)(struct runner *runner);
    struct turns *turns;
    unsigned *processes; /* runtime processes of all functions */
    /* A bootstrap that says where memory cannot be limited was started. */
    bool *memory_noted;
};

#endif
