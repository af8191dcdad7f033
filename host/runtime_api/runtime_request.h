/* runtime_request.h - what a request of the runtime is about: which execution,
 * whether its state allows the request, and the outcome that it carries. */
#ifndef DAYFLY_HOST_RUNTIME_API_RUNTIME_REQUEST_H
#define DAYFLY_HOST_RUNTIME_API_RUNTIME_REQUEST_H

#include "host/runner/runner_executions.h"

/* Takes the step. False: the state does not allow it, and the request was
 * answered. */
bool runtime_request_step(struct execution *exec, struct http_request *req,
                          enum runtime_step step) MUST_CHECK;
/* Takes the step for the execution with this request id. NULL: there is none,
 * or its state does not allow the step, and the request was answered. */
struct execution *runtime_request_execution(struct runner *runner,
                                            struct http_request *req,
                                            const char *id,
                                            enum runtime_step step);
/* The running execution whose response this is, of which only the headers have
 * come. NULL: there is none; the request is not answered. */
struct execution *runtime_request_response_begun(struct runner *runner,
                                                 struct http_request *req);
/* Answers that the invocation has timed out. */
void runtime_request_refuse_late(struct http_request *req);

/* The peak memory that dayfly's bootstrap sends, or announces to send with its
 * next request. */
void outcome_take_peak(struct outcome *outcome, const struct http_request *req);
/* The time for which the event waited until a process of dayfly's bootstrap had
 * loaded. */
void outcome_take_load(struct outcome *outcome, const struct http_request *req);
/* Moves the body from the request to the outcome. */
void outcome_take_body(struct outcome *outcome, struct http_request *req);
/* The error in the trailers of a streamed response, if there is one. */
void outcome_read_trailers(struct outcome *outcome,
                           const struct http_request *req);
/* The body is larger than PAYLOAD_MAX_BYTES. */
void outcome_set_too_large(struct outcome *outcome);

#endif
