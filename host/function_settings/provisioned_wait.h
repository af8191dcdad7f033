/* provisioned_wait.h - holds the response to a caller that asks again whether
 * the processes are ready: it gets it once they are, or after 2 seconds. So a
 * caller that polls learns of it at once. */
#ifndef DAYFLY_HOST_FUNCTION_SETTINGS_PROVISIONED_WAIT_H
#define DAYFLY_HOST_FUNCTION_SETTINGS_PROVISIONED_WAIT_H

struct http_request;
struct subject;

/* The qualifier has a configuration. */
void provisioned_wait(const struct subject *s, struct http_request *req);

#endif
