/* deployment.h - the deployments of a dispatcher, found by the name of their
 * function. */
#ifndef DAYFLY_HOST_DISPATCH_DEPLOYMENT_H
#define DAYFLY_HOST_DISPATCH_DEPLOYMENT_H

#include "common/error.h"
#include "host/dispatch/dispatcher_internal.h"

/* With a runner of its own. NULL: out of memory. */
struct deployment *deployment_new(struct dispatcher *dispatcher,
                                  struct function *fn);
/* Closes its runner; the function stays. Takes NULL. */
void deployment_free(struct deployment *dep);

/* A runtime process has started, and the last start was no failure. */
bool deployment_works(const struct deployment *dep);

/* One that is not in the registry any more, and its function. */
void deployment_free_retired(struct deployment *dep);

/* A deployment for each function of the registry. False: out of memory. */
bool deployments_open(struct dispatcher *dispatcher) MUST_CHECK;
/* NULL: no function has this name. */
struct deployment *deployments_find(const struct dispatcher *dispatcher,
                                    const char *name);
/* For host_context.h; self is the dispatcher. */
struct pool *deployments_current_pool(void *self, const struct pool *pool);
/* Adds the deployment here and its function to the registry, which has none of
 * this name. False: err says why not. */
bool deployments_add(struct dispatcher *dispatcher, struct deployment *dep,
                     struct error *err);
/* Puts `by` in the place of the deployment, here and in the registry; NULL
 * removes it. The deployment and its function are the caller's. */
void deployments_replace(struct dispatcher *dispatcher, struct deployment *dep,
                         struct deployment *by);

/* The same; the deployment is retired, and its invocations go to `by`: see
 * pool_retire(). */
void deployments_retire(struct dispatcher *dispatcher, struct deployment *dep,
                        struct deployment *by, bool only_code);

/* Logs a line about the function. */
void deployment_log(struct dispatcher *dispatcher, const struct function *fn,
                    const char *text);

#endif
