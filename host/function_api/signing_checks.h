/* signing_checks.h - whether the code of a request may be deployed. dayfly
 * checks no signatures: to a code signing configuration all code is untrusted.
 */
#ifndef DAYFLY_HOST_FUNCTION_API_SIGNING_CHECKS_H
#define DAYFLY_HOST_FUNCTION_API_SIGNING_CHECKS_H

#include <stdbool.h>

struct http_request;
struct management;

/* arn: of the function's code signing configuration; "": it has none. False: it
 * is not there, or refuses untrusted code; the response was sent. */
bool signing_checks_code(const struct management *m, const char *arn,
                         struct http_request *req);
/* False: there is none of this ARN, and the response was sent. */
bool signing_checks_config(const struct management *m, const char *arn,
                           struct http_request *req);

#endif
