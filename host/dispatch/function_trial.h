/* function_trial.h - a function that is to be served if it starts: it gets a
 * runtime process, which finds out whether the code loads, while the one that
 * has its name goes on. */
#ifndef DAYFLY_HOST_DISPATCH_FUNCTION_TRIAL_H
#define DAYFLY_HOST_DISPATCH_FUNCTION_TRIAL_H

#include "host/dispatch/dispatcher_internal.h"

enum { FUNCTION_TRIAL_REASON_SIZE = 1024 };

struct start_failure;

struct function_trial_end {
    /* Called once, from the loop: failure NULL: it started, and is served.
     * Otherwise it is not; the text of the failure is borrowed. */
    void (*call)(void *self, const char *name,
                 const struct start_failure *failure);
    /* Called instead if it is not NULL: takes over the deployment, which has
     * started or has a start_failure. */
    void (*decide)(void *self, struct deployment *dep);
    void *self;
};

/* Takes the function. Another trial of its name is given up. False: err says
 * why; it is the caller's. */
bool function_trial_begin(struct dispatcher *dispatcher, struct function *fn,
                          const struct function_trial_end *end,
                          struct error *err);
/* Gives up the one of this name, if there is one; `end` is not called. */
void function_trial_cancel(struct dispatcher *dispatcher, const char *name);
/* The one of this name. NULL: there is none. */
struct deployment *function_trial_of(const struct dispatcher *dispatcher,
                                     const char *name);
/* Its type and message, as text. */
void function_trial_reason(const struct start_failure *failure,
                           char text[FUNCTION_TRIAL_REASON_SIZE]);
/* One of them has its code in this folder. */
bool function_trial_uses(const struct dispatcher *dispatcher,
                         const char *folder);
/* Ends those of which is known whether they start. Returns after how many
 * milliseconds to look again; -1: no need. */
int64_t function_trials_check(struct dispatcher *dispatcher);
/* Gives up all; their deployments are retired. */
void function_trials_cancel(struct dispatcher *dispatcher);

#endif
