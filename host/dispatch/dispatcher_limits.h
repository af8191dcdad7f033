/* dispatcher_limits.h - what the pools may not do alone: have more invocations
 * than their function may, and more processes than all may have. For
 * host_context.h; self is the dispatcher. */
#ifndef DAYFLY_HOST_DISPATCH_DISPATCHER_LIMITS_H
#define DAYFLY_HOST_DISPATCH_DISPATCHER_LIMITS_H

#include <stdbool.h>
#include <stddef.h>

struct pool;

bool dispatcher_admits(void *self, const struct pool *pool);
bool dispatcher_is_limited(void *self, const struct pool *pool);
void dispatcher_make_room(void *self, size_t waiting);

#endif
