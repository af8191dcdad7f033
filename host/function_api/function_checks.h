/* function_checks.h - what AWS demands of the members of CreateFunction and
 * UpdateFunctionConfiguration. */
#ifndef DAYFLY_HOST_FUNCTION_API_FUNCTION_CHECKS_H
#define DAYFLY_HOST_FUNCTION_API_FUNCTION_CHECKS_H

#include <jansson.h>
#include <stdbool.h>

#include "host/functions/function_name.h"

struct http_request;

/* False: the response was sent. */

/* Of both: each member is of its JSON type. Members that are null are removed.
 */
bool function_checks_types(json_t *request, struct http_request *req);
bool function_checks_create(const json_t *request, struct http_request *req);
/* Of both: members that may be given. */
bool function_checks_members(const json_t *request, struct http_request *req);
/* The name of a new function. */
bool function_checks_name(const json_t *request, const char *region,
                          char name[FUNCTION_NAME_MAX + 1],
                          struct http_request *req);

#endif
