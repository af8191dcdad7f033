/* url_config_checks.h - what the members of a FunctionUrlConfig may be. */
#ifndef DAYFLY_HOST_FUNCTION_SETTINGS_URL_CONFIG_CHECKS_H
#define DAYFLY_HOST_FUNCTION_SETTINGS_URL_CONFIG_CHECKS_H

#include <jansson.h>
#include <stdbool.h>

struct http_request;
struct subject;

/* A URL is a function's or an alias', not a version's. False: the response was
 * sent. */
bool url_config_check_qualifier(const struct subject *s,
                                struct http_request *req);
/* The body of the request, to be released; with `Cors`, it has `cors`, too, as
 * cors.h has it. NULL: it is not valid, and the response was sent. */
json_t *url_config_read_body(struct http_request *req, bool is_new);

#endif
