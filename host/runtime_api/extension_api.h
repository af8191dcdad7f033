/* extension_api.h - the Extensions API, as far as one that lives within the
 * runtime's own process needs it; and of the Logs and Telemetry APIs the answer
 * that there are none. */
#ifndef DAYFLY_HOST_RUNTIME_API_EXTENSION_API_H
#define DAYFLY_HOST_RUNTIME_API_EXTENSION_API_H

#include "host/runner/runner.h"
#include "host/http/request_path.h"

/* POST …/extension/register */
void extension_api_register(struct runner *l, struct http_request *r,
                            const struct request_path *t);
/* GET …/extension/event/next */
void extension_api_next(struct runner *l, struct http_request *r,
                        const struct request_path *t);
/* POST …/extension/init/error, …/extension/exit/error */
void extension_api_init_error(struct runner *l, struct http_request *r,
                              const struct request_path *t);
void extension_api_exit_error(struct runner *l, struct http_request *r,
                              const struct request_path *t);
/* PUT …/logs, …/telemetry */
void extension_api_no_logs(struct runner *l, struct http_request *r,
                           const struct request_path *t);
void extension_api_no_telemetry(struct runner *l, struct http_request *r,
                                const struct request_path *t);

/* The current call has been handed out: those that want to hear of it do. */
void extension_api_notify_invoke(struct runner *l);
/* The runtime has ended: there are none any more. */
void extension_api_reset(struct runner *l);

#endif
