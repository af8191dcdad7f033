/* trigger_request.h - a request of the commands `schedule` and `hook` to a
 * host. */
#ifndef DAYFLY_HOST_TRIGGERS_TRIGGER_REQUEST_H
#define DAYFLY_HOST_TRIGGERS_TRIGGER_REQUEST_H

#include <jansson.h>

struct api_target;

/* The answer, an empty object if it has no body; to be released. Releases the
 * request's body; NULL: it has none. NULL: the failure was printed. */
json_t *trigger_request_send(const struct api_target *target,
                             const char *method, const char *path,
                             json_t *body);

/* Prints the array that is this member of the answer to a GET: each with
 * `print`, or all as JSON if that is NULL. Returns the exit status. */
int trigger_request_list(const struct api_target *target, const char *path,
                         const char *member, void (*print)(const json_t *item));

#endif
