/* runner_executions.h - the executions of a runner: which one is meant, what
 * state they are in, and what is logged for them. */
#ifndef DAYFLY_HOST_RUNNER_RUNNER_EXECUTIONS_H
#define DAYFLY_HOST_RUNNER_RUNNER_EXECUTIONS_H

#include "host/runner/runner_internal.h"

/* Several invocations may run at once. */
bool runner_is_concurrent(const struct runner *runner);
/* The runtime process has not asked for an event yet. */
bool runner_is_starting(const struct runner *runner);
/* An invocation runs, or waits for the runtime process to be ready. */
bool runner_has_invocations(const struct runner *runner);
/* Sets the state of all executions. */
void runner_set_state(struct runner *runner, enum runtime_state state);

/* The execution of an invocation; of NULL: a free one. NULL: there is none. */
struct execution *runner_execution_with(struct runner *runner,
                                        const struct invocation *inv);
/* The execution of the dispatched invocation with this id, or NULL. */
struct execution *runner_execution_of(struct runner *runner,
                                      const char *request_id);
/* The execution whose response this request carries. NULL: its invocation is
 * over. */
struct execution *runner_execution_of_response(struct runner *runner,
                                               const struct http_request *req);
/* Of the executions that have an invocation and match: the one that began
 * first, or NULL. */
struct execution *
runner_execution_oldest(struct runner *runner,
                        bool (*matches)(const struct execution *exec));
/* An invocation other than this one was dispatched and is not over. */
bool execution_has_others(const struct execution *exec);

/* Sets the execution's timer to the function's timeout, the time to load and
 * RUNNER_GRACE_MS. */
void execution_start_timer(struct execution *exec);
/* The invocation is over: the rest of a response that still comes in is not
 * passed on. */
void execution_detach_response(struct execution *exec);
/* The same because the caller has left; the log says so. The invocation
 * continues. */
void execution_discard_response(struct execution *exec);

/* The invocation, which no code has seen, is the next one in the queue of its
 * pool again. */
void execution_put_back(struct execution *exec);

/* The invocation timed out while others ran: remembers its id, so that a late
 * response is recognized. */
void runner_note_timed_out(struct runner *runner, const char *request_id);
bool runner_timed_out(const struct runner *runner, const char *request_id);

/* The prefix of its log lines: the function's name, or NULL. */
const char *pool_log_name(const struct pool *pool);
/* Logs a line, also for the caller of the invocation unless that is NULL. */
void pool_log(struct pool *pool, struct invocation *inv, const char *line,
              size_t size);
void runner_log(struct runner *runner, struct invocation *inv, const char *line,
                size_t size);
/* The same, but not to the log of the host. */
void runner_keep_log(struct runner *runner, struct invocation *inv,
                     const char *line, size_t size);
/* A line of the platform's: to the log of the host only if that is as on AWS.
 * An empty one is none. */
void runner_log_platform(struct runner *runner, struct invocation *inv,
                         const struct buf *line);
/* If the log is in JSON: the start of the runtime process begins, or is over
 * after so long. error_type: NULL: it has asked for an event. */
void runner_log_init_start(struct runner *runner);
void runner_log_init_end(struct runner *runner, int64_t duration_us,
                         const char *error_type);

#endif
