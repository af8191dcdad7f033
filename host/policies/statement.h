/* statement.h - a statement of a function's policy: what AddPermission allows
 * whom, as AWS writes it. Pure but for the responses of checks. */
#ifndef DAYFLY_HOST_POLICIES_STATEMENT_H
#define DAYFLY_HOST_POLICIES_STATEMENT_H

#include <jansson.h>
#include <stdbool.h>

struct http_request;

/* The members of AddPermission, by AWS's model. False: the response was sent.
 */
bool statement_check(const json_t *request, struct http_request *req);
/* The statement about this ARN. NULL: out of memory. */
json_t *statement_make(const json_t *request, const char *arn);

#endif
