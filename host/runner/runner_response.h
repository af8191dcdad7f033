/* runner_response.h - a streamed response: passed on to the caller while the
 * runtime sends it. */
#ifndef DAYFLY_HOST_RUNNER_RUNNER_RESPONSE_H
#define DAYFLY_HOST_RUNNER_RUNNER_RESPONSE_H

#include "host/runner/runner_internal.h"

/* The runtime begins to respond, with this Content-Type. True: the caller takes
 * a stream, and the execution is RUNTIME_ANSWERING. False: it takes the
 * response as a whole. */
bool runner_response_begin(struct execution *exec, struct http_request *req,
                           const char *content_type);
/* Passes on some of the bytes, and returns how many, as http_handler.on_body.
 * If the response is too large, the invocation fails and the execution is free.
 */
size_t runner_response_data(struct execution *exec, struct http_request *req,
                            const char *bytes, size_t size);
/* The same for a request whose invocation is over: the bytes are dropped. */
size_t runner_response_drop(const struct http_request *req, size_t size);
/* The caller of the invocation can take data again. */
void runner_response_resume(struct runner *runner,
                            const struct invocation *inv);
/* The connection broke before the end of the response. The invocation fails now
 * if the runtime is known to live, else at the end of RUNNER_ABORT_WAIT_MS. */
void runner_response_aborted(struct execution *exec);
/* The runtime lives: the invocation whose response broke off fails. */
void runner_fail_aborted(struct execution *exec);

#endif
