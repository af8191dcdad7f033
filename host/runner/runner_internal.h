/* runner_internal.h - the state of a pool and its runners. Folders above read
 * it; of them only host/runtime_api changes it: the handler, the extensions,
 * the state of an execution. */
#ifndef DAYFLY_HOST_RUNNER_RUNNER_INTERNAL_H
#define DAYFLY_HOST_RUNNER_RUNNER_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host/functions/code_watcher.h"
#include "host/functions/function.h"
#include "host/http/http_server.h"
#include "host/http/listener.h"
#include "host/logbook/log_line.h"
#include "host/priority/priority.h"
#include "host/runner/host_context.h"
#include "host/runner/invocation_queue.h"
#include "host/runner/turns.h"
#include "host/runtime/extensions.h"
#include "host/runtime/invocation.h"
#include "host/runtime/runtime_process.h"
#include "host/runtime/runtime_state.h"

enum {
    POOL_QUEUE_MAX = 100,   /* callers that wait */
    POOL_RUNNERS_MAX = 100, /* of a pool; and runtime processes of all */
    RUNNER_INIT_MS = 10000, /* from start to the first `next` */
    /* dayfly's bootstrap responds before the deadline. Other runtimes are
     * killed this long after it. */
    RUNNER_GRACE_MS = 50,
    /* A response that breaks off may be the first sign that the runtime process
     * dies, and its exit status says more: the caller's answer waits this long
     * for it. */
    RUNNER_ABORT_WAIT_MS = 100,
    /* An init error whose sender has ended is the runtime's if the runtime
     * process ends within this time. */
    RUNNER_LATE_ERROR_MS = 5000,
    RUNNER_TIMED_OUT_MAX = 64, /* ids remembered; the oldest is overwritten */
};

/* Why the last start of the runtime process failed. */
struct start_failure {
    unsigned count;          /* failures in a row */
    int64_t hold_until_ms;   /* monotonic; no start before, */
    int64_t folder_checksum; /* unless the folder has changed since */
    char error_type[64];
    char message[1024];
    struct buf body; /* the error document that the runtime sent, or empty */
};

/* One invocation that runs. A runner has one execution, whose state is the
 * state of the runtime; if the function allows concurrency, it has one for each
 * invocation that may run at once. Their states are independent: the runtime
 * may ask for an event at any time and responds by request id. */
struct execution {
    struct runner *runner;
    enum runtime_state state;
    struct invocation *invocation; /* owned reference; NULL: the execution is
                                      free */
    bool dispatched;  /* the event was sent to the runtime process */
    bool undelivered; /* its connection closed before the event had arrived: the
                         next `next` gets it */
    int64_t load_ms;  /* its time may begin so much later, because dayfly's
                         bootstrap may have to load a process first */
    bool loads;       /* the bootstrap has said that it does */
    struct http_request *next_request;     /* the `next` that got it, or NULL */
    char answered_id[UUID_SIZE];           /* of the last finished invocation */
    struct http_request *response_request; /* passed on to the caller while it
                                              comes in, or NULL */
    bool response_aborted; /* it broke off; the invocation has not failed yet */
    struct timer timer;    /* of the invocation, or of RUNNER_ABORT_WAIT_MS */
    struct turn turn; /* from its beginning until the next `next`; that of the
                         first one also for a start */
};

/* A report of a runtime that could not start, whose sender had ended by the
 * time it was read. */
struct late_init_error {
    struct buf body;
    char error_type[64];
    int64_t at_ms; /* monotonic; 0: there is none */
};

/* One runtime process of a function, and the invocations that run in it. */
struct runner {
    struct pool *pool;                  /* that it belongs to */
    const struct function *function;    /* borrowed, as its pool's */
    const struct host_context *context; /* the same */
    struct http_handler handler;        /* its Runtime API; runtime_api_serve */
    struct listener listener;           /* open while the process runs */
    struct listener channel; /* the same, for dayfly's bootstrap only */
    struct runtime_process process;
    char log_stream[LOG_STREAM_SIZE]; /* of the process that was started last */
    const char *init_type;            /* the same (runtime_env.h) */
    uint64_t
        serial;    /* of the process: requests to older listeners are refused */
    bool stopping; /* the process was killed or is to exit */
    bool ended;    /* it has exited; what it has sent before is read */
    bool uses_channel;   /* it is known to, or a request has come by it */
    bool keeps_code;     /* it needs no file of the code for the next event */
    bool refusal_logged; /* the log has a request that was refused to another
                            process */
    struct late_init_error late_init_error;
    int64_t started_us; /* monotonic; 0: the start is over */
    int64_t
        idle_since_ms; /* monotonic; its last invocation ended, or its start */
    struct execution *executions; /* owned */
    size_t execution_count;
    struct http_request
        *waiting_next; /* pending `next` requests, oldest first */
    char (*timed_out_ids)[UUID_SIZE]; /* owned: RUNNER_TIMED_OUT_MAX; NULL: no
                                         invocation has timed out so */
    size_t timed_out_count;
    struct extensions *extensions; /* owned; NULL: none is registered */
    struct timer timer;            /* of the start or the end of the process */
    struct priority priority;      /* of the process, before those of others */
    struct pending_report *pending_reports; /* owned; oldest first */
};

/* One function that is served: its queue and its runners. */
struct pool {
    const struct function *function;    /* borrowed */
    const struct host_context *context; /* borrowed */
    struct function_stats *stats;       /* of the context's; NULL: none */
    struct invocation_queue queue;
    struct turn_place turn_place;
    struct priority_rest rest;
    bool wants_process; /* pool_start() waits for its turn */
    struct start_failure start_failure;
    struct code_tree *code; /* from the first start on; NULL: not watched */
    uint64_t code_changes;  /* of those, before a process loaded the code */
    bool started;           /* a runtime process has asked for an event */
    bool is_trial;          /* it is not known whether its code starts */
    bool closed;            /* no invocation is accepted any more */
    bool shut;              /* no process is started any more */
    bool paused;            /* none begins: the function may be changing */
    bool frozen;    /* no process is started, and none ends since it is idle */
    bool only_kept; /* invocations only begin in processes that keep the code */
    bool retired;   /* the processes end after the dispatched invocations */
    struct runner **runners; /* owned; one at least */
    size_t count;
    size_t capacity;         /* of the array */
    size_t least;            /* runtime processes that are kept, even idle */
    size_t most;             /* at most POOL_RUNNERS_MAX */
    struct timer more_timer; /* of those that wait: another runner starts */
    int64_t short_until_ms;  /* monotonic; pool_shortage.h */
};

#endif
