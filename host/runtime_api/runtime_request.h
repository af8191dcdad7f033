/* runtime_request.h - whether a runtime may do what it asks for: by its state
 * where one call is at work at a time, by the request's id where there are
 * several.
 */
#ifndef DAYFLY_HOST_RUNTIME_API_RUNTIME_REQUEST_H
#define DAYFLY_HOST_RUNTIME_API_RUNTIME_REQUEST_H

#include "host/runner/runner.h"

/* False: the state forbids it, and that was answered. */
bool runtime_request_step(struct execution *exec, struct http_request *req,
                          enum runtime_step step) MUST_CHECK;
/* The call that the answer with this id is for. NULL: it is for none at work or
 * comes at the wrong time, and that was answered. */
struct execution *runtime_request_execution(struct runner *runner,
                                            struct http_request *req,
                                            const char *id,
                                            enum runtime_step which);
/* The call whose response the request is, of which only the head is there, and
 * whose is due. NULL: none. */
struct execution *
runtime_request_response_begun(struct runner *runner,
                               const struct http_request *req);
void runtime_request_refuse_late(struct http_request *req);

#endif
