/* change_log.h - what the log says of a changed function: one line a change. */
#ifndef DAYFLY_HOST_DISPATCH_CHANGE_LOG_H
#define DAYFLY_HOST_DISPATCH_CHANGE_LOG_H

#include "host/dispatch/dispatcher_internal.h"

/* `by` takes the place of the deployment. only_code: it is run in the same way.
 */
void change_log_taken(struct dispatcher *dispatcher,
                      const struct deployment *dep, struct deployment *by,
                      bool only_code);
/* It does not, and the deployment goes on; said once. */
void change_log_refused(struct dispatcher *dispatcher,
                        const struct deployment *dep,
                        struct deployment *refused);
/* The function is as it was; something may have been built. */
void change_log_kept(struct dispatcher *dispatcher,
                     const struct deployment *dep);

#endif
