/* queue_named.h - `dayfly queue` about one queue of the host, by its name. */
#ifndef DAYFLY_HOST_QUEUE_QUEUE_NAMED_H
#define DAYFLY_HOST_QUEUE_QUEUE_NAMED_H

#include "host/client/api_target.h"

/* The exit status; EXIT_FAILED: it was printed that there is no such queue. */
int queue_named_check(const struct api_target *target, const char *name);
/* Moves the messages of a dead letter queue back, and prints how many. Returns
 * the exit status. */
int queue_named_move_back(const struct api_target *target, const char *name);

#endif
