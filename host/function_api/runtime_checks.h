/* runtime_checks.h - the member `Runtime` of a function: which AWS takes, has
 * taken, and which dayfly can run. */
#ifndef DAYFLY_HOST_FUNCTION_API_RUNTIME_CHECKS_H
#define DAYFLY_HOST_FUNCTION_API_RUNTIME_CHECKS_H

#include <jansson.h>
#include <stdbool.h>

struct http_request;

/* False: the response was sent. */
bool runtime_checks(const json_t *request, struct http_request *req);
/* `SnapStart` of the request goes with the runtime. */
bool runtime_checks_snap_start(const json_t *request, const char *runtime,
                               struct http_request *req);

#endif
