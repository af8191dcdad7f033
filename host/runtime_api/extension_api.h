/* extension_api.h - the Extensions API, as far as one that lives within the
 * runtime's own process needs it; and of the Logs and Telemetry APIs the answer
 * that there are none. */
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

/* The current call has been handed out: those that want to hear of it do. */
void extension_api_notify_invoke(struct runner *runner);
/* The runtime has ended: there are none any more. */
void extension_api_reset(struct runner *runner);

#endif
