/* runner.h - one function at work: the callers in line, and the bootstrap that
 * serves them: one by one, or as many at once as the function's manifest says.
 *
 * The bootstrap is started at the first call and kept; one that has died is
 * started again by the call that needs it. A caller is answered when its
 * answer is there, not when the bootstrap asks for more. */
#ifndef DAYFLY_HOST_RUNNER_RUNNER_H
#define DAYFLY_HOST_RUNNER_RUNNER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host/base/log_writer.h"
#include "host/functions/function.h"
#include "host/http/http_server.h"
#include "host/http/listener.h"
#include "host/runner/async_log.h"
#include "host/runtime/extensions.h"
#include "host/runtime/invocation.h"
#include "host/runtime/runtime_process.h"
#include "host/runtime/runtime_state.h"

enum {
    RUNNER_QUEUE_MAX = 100,
    RUNNER_INIT_MS = 10000,
    /* dayfly's own bootstrap answers before the deadline; others are ended
     * here, this long after it. */
    RUNNER_GRACE_MS = 50,
    /* A response that broke off may be the first that is seen of a death,
     * which tells more: its caller waits so long for it. */
    RUNNER_ABORT_WAIT_MS = 100,
    /* So many calls that timed out beside others are remembered. */
    RUNNER_TIMED_OUT_MAX = 64,
};

/* What all lanes share; borrowed. */
struct host_context {
    struct event_loop *loop;
    struct log_writer *log;
    struct async_log *async_log;
    struct http_server *runtime_server; /* the door their bootstraps call at */
    struct http_server *api_server;     /* the one their callers do */
    const char *region;
    bool log_names; /* log lines are told with their function's name */
    /* Asks, before a call that has waited begins, whether its function is
     * still what it was. May retire the lane. */
    void (*check_function)(void *self, const struct runner *l);
    void *self;
};

/* Why the bootstrap could not be started, the last time. */
struct start_failure {
    unsigned count;
    int64_t hold_until_ms; /* until then it is not tried again, */
    int64_t
        folder_checksum; /* unless its folder is not in this state any more */
    char error_type[64];
    char message[1024];
    struct buf body; /* what the runtime itself said; empty: build it */
};

/* One call at work. Of a function that takes one at a time there is one of
 * these, whose state is the runtime's. Of others there are as many as calls may
 * be at work, and none knows of another: the runtime asks for an event when it
 * likes, and answers by the id. */
struct execution {
    struct runner *runner;
    enum runtime_state state;
    struct invocation *invocation; /* NULL: none */
    bool dispatched;               /* the call was handed out */
    bool undelivered; /* and did not arrive; who asks next has it */
    struct http_request
        *next_request;           /* the `next` it was handed out by; or NULL */
    char answered_id[UUID_SIZE]; /* the one answered last */
    struct http_request
        *response_request; /* the response that is passed on; or NULL */
    bool response_aborted; /* it did; the call is not told yet */
    struct timer timer;
};

struct runner {
    const struct function *function;    /* borrowed */
    const struct host_context *context; /* borrowed */
    struct http_handler handler; /* its Runtime API; filled by runtime_api */
    struct listener listener;
    struct runtime_process process;
    uint64_t serial; /* of the running stage: older ones are not heard */
    bool stopping; /* it was killed, or is to exit; nothing more is asked of it
                    */
    bool closed;   /* no calls are taken any more */
    bool
        paused; /* no calls begin: it is not known yet how they are to be run */
    bool retired; /* ends after the calls that were handed out */
    int64_t started_us;
    struct execution *executions; /* owned */
    size_t execution_count;
    struct http_request
        *waiting_next; /* `next` requests that wait, oldest first */
    char timed_out_ids[RUNNER_TIMED_OUT_MAX][UUID_SIZE];
    size_t timed_out_count;
    struct extensions *extensions; /* those within the bootstrap; or NULL */
    struct timer timer;            /* of its start, and of its end */
    struct pending_report
        *pending_reports; /* calls over whose log is not, oldest first */
    struct invocation *queue_head; /* the callers in line */
    struct invocation *queue_tail;
    size_t waiting; /* those of them whose callers wait */
    struct start_failure start_failure;
};

/* False when memory is short. */
bool runner_open(struct runner *runner, const struct function *fn,
                 const struct host_context *context) MUST_CHECK;
/* Ends the bootstrap with SIGTERM; calls still there are answered, those that
 * nobody waits for and that have not begun are lost, and the log says so. */
void runner_shut(struct runner *runner);
/* Another lane serves the function from now on, and has the calls that were
 * not handed out; NULL: none does, and they are told so. Those at work go on
 * to their end, which is that of the bootstrap. */
void runner_retire(struct runner *runner, struct runner *successor);
/* Begins the calls in line again, or holds them. */
void runner_hold(struct runner *runner, bool held);
/* It has neither a bootstrap nor calls. */
bool runner_is_empty(const struct runner *runner);
/* Kills what is left. */
void runner_close(struct runner *runner);

/* Takes the call over. False: too many callers are waiting; the call is still
 * the caller's. */
bool runner_add(struct runner *runner, struct invocation *inv);
/* Its caller has gone: a call not begun is dropped, one under way goes on. */
void runner_drop(struct runner *runner, struct invocation *inv);

/* Before its lines in the log: the function's name, or NULL. */
const char *runner_log_name(const struct runner *runner);

/* Several calls may be at work at once. */
bool runner_is_concurrent(const struct runner *runner);
/* The bootstrap has not asked for an event yet. */
bool runner_is_starting(const struct runner *runner);
/* The call of this id, handed out and not over. NULL: there is none. */
struct execution *runner_execution_of(struct runner *runner,
                                      const char *request_id);
/* It timed out, beside others. */
bool runner_timed_out(const struct runner *runner, const char *request_id);

/* The runtime asks for an event; the state allows it. */
void runner_next(struct runner *runner, struct http_request *req);
/* With its question it tells the peak memory of an event before it: "KB ID". */
void runner_note_peak(struct runner *runner, const char *told);
/* A request of the runtime is over. */
void runner_request_closed(struct runner *runner, struct http_request *req);
/* The runtime begins its response to the call; the state allows it. True: it is
 * to be told in pieces, and the state is ANSWERING. */
bool runner_response_begin(struct execution *exec, struct http_request *req,
                           const char *type);
/* The call whose response this is. NULL: it is nobody's any more. */
struct execution *runner_execution_of_response(struct runner *runner,
                                               const struct http_request *req);
/* Takes some of the bytes, or BODY_ABORT: service.piece. */
size_t runner_response_data(struct runner *runner, struct http_request *req,
                            const char *bytes, size_t size);
/* The caller of the call has room for pieces again. */
void runner_response_resume(struct runner *runner,
                            const struct invocation *inv);
/* The response to the call ended in the middle. */
void runner_response_aborted(struct execution *exec);
/* The call has its outcome, whose body may be taken. */
void runner_finish(struct execution *exec, struct outcome *outcome);
/* The runtime says that it cannot start. */
void runner_init_error(struct runner *runner, struct buf *body,
                       const char *error_type);

#endif
