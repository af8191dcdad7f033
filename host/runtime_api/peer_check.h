/* peer_check.h - whether a request to the Runtime API comes from the runtime.
 *
 * dayfly's bootstrap has a channel of its own: once it has used it, no runtime
 * is served by TCP. Other runtimes come by TCP. A response names the id of its
 * invocation, which is known only to who was given the event; the requests
 * without an id are for the runtime process, its session and their descendants
 * (runtime_family.h). Each function answers a request that it refuses, and the
 * log has the first one of each runtime process. */
#ifndef DAYFLY_HOST_RUNTIME_API_PEER_CHECK_H
#define DAYFLY_HOST_RUNTIME_API_PEER_CHECK_H

#include "host/runner/runner_executions.h"

/* For all requests of a runtime: it came by the right way. */
bool peer_check_way(struct runner *runner, struct http_request *req) MUST_CHECK;
/* The same without an answer or a line in the log. */
bool peer_came_right(struct runner *runner, struct http_request *req);
/* For requests without an id: its sender belongs to the runtime. */
bool peer_check_sender(struct runner *runner,
                       struct http_request *req) MUST_CHECK;
/* No process has the other end of its connection any more. */
bool peer_has_left(const struct http_request *req);

#endif
