/* queue_calls.h - requests to the queues of a host. */
#ifndef DAYFLY_HOST_CLIENT_QUEUE_CALLS_H
#define DAYFLY_HOST_CLIENT_QUEUE_CALLS_H

#include "host/client/api_json.h"

/* *attributes: all that it has, QueueArn among them; to be released. */
enum api_result queue_calls_get(json_t **attributes,
                                const struct api_target *target,
                                const char *queue,
                                struct error *err) MUST_CHECK;
/* Moves the messages of a dead letter queue to the queues that they failed in.
 * *moved: how many. */
enum api_result queue_calls_move_back(long long *moved,
                                      const struct api_target *target,
                                      const char *queue,
                                      struct error *err) MUST_CHECK;
bool queue_calls_create(const struct api_target *target, const char *queue,
                        const json_t *attributes, struct error *err) MUST_CHECK;
bool queue_calls_set(const struct api_target *target, const char *queue,
                     const json_t *attributes, struct error *err) MUST_CHECK;

#endif
