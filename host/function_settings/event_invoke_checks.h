/* event_invoke_checks.h - what the members of a FunctionEventInvokeConfig may
 * be. */
#ifndef DAYFLY_HOST_FUNCTION_SETTINGS_EVENT_INVOKE_CHECKS_H
#define DAYFLY_HOST_FUNCTION_SETTINGS_EVENT_INVOKE_CHECKS_H

#include <jansson.h>
#include <stdbool.h>

struct http_request;
struct subject;

/* The body of the request with one setting at least, to be released. NULL: it
 * is not valid, and the response was sent. */
json_t *event_invoke_read_body(struct http_request *req);
/* The destinations of the body can be those of this function. False: they
 * cannot, and the response was sent. */
bool event_invoke_check_destinations(const struct subject *s,
                                     const json_t *body,
                                     struct http_request *req);

#endif
