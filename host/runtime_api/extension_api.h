/* extension_api.h - the Extensions API, as far as an internal extension (one
 * within the runtime's own process) needs it. The Logs and Telemetry APIs
 * answer that they are not supported. Each function responds to the request; an
 * extension's `next` is answered when there is an event for it. */
#ifndef DAYFLY_HOST_RUNTIME_API_EXTENSION_API_H
#define DAYFLY_HOST_RUNTIME_API_EXTENSION_API_H

#include "host/http/request_path.h"
#include "host/runner/runner.h"

/* POST …/extension/register */
void extension_api_register(struct runner *runner, struct http_request *req,
                            const struct request_path *path);
/* GET …/extension/event/next */
void extension_api_next(struct runner *runner, struct http_request *req,
                        const struct request_path *path);
/* POST …/extension/init/error, …/extension/exit/error */
void extension_api_init_error(struct runner *runner, struct http_request *req,
                              const struct request_path *path);
void extension_api_exit_error(struct runner *runner, struct http_request *req,
                              const struct request_path *path);
/* PUT …/logs, …/telemetry */
void extension_api_no_logs(struct runner *runner, struct http_request *req,
                           const struct request_path *path);
void extension_api_no_telemetry(struct runner *runner, struct http_request *req,
                                const struct request_path *path);

#endif
