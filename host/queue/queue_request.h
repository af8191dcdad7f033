/* queue_request.h - a request of `dayfly queue` to its host. */
#ifndef DAYFLY_HOST_QUEUE_QUEUE_REQUEST_H
#define DAYFLY_HOST_QUEUE_QUEUE_REQUEST_H

#include <jansson.h>

#include "host/client/api_client.h"
#include "host/client/api_target.h"

/* The reply, to be released. NULL: what is wrong was printed. */
json_t *queue_request_send(const struct api_target *target, const char *method,
                           const char *path);

#endif
