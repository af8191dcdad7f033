/* folder_trial.h - a changed folder is served as soon as a process of it has
 * started. Until then its calls wait; if none starts, what worked goes on, if
 * need be from the copy of its code. */
#ifndef DAYFLY_HOST_DISPATCH_FOLDER_TRIAL_H
#define DAYFLY_HOST_DISPATCH_FOLDER_TRIAL_H

#include "host/dispatch/dispatcher_internal.h"
#include "host/dispatch/function_trial.h"

/* Takes the function, as the folder is now. only_code: it is run in the same
 * way as that of the deployment. The deployment is paused until the end of the
 * trial; then the log tells which of the two goes on. */
void folder_trial_begin(struct dispatcher *dispatcher, struct deployment *dep,
                        struct function *now, bool only_code);
/* A trial in the place of the deployment is under way. One that nothing waits
 * for is given up when the files have changed again. */
bool folder_trial_runs(struct dispatcher *dispatcher, struct deployment *dep);
/* What the folder held when it was last read: what was refused, or the
 * deployment. NULL: the deployment has lost its code and was replaced, by one
 * that is run from a copy or by what was refused. */
struct deployment *folder_trial_current(struct dispatcher *dispatcher,
                                        struct deployment *dep);
/* Whether and why what the folder holds does not take effect. */
enum folder_trial_state {
    FOLDER_TRIAL_NONE, /* it has */
    FOLDER_TRIAL_RUNS,
    FOLDER_TRIAL_REFUSED, /* text is the reason */
};
enum folder_trial_state
folder_trial_state(const struct dispatcher *dispatcher, const char *name,
                   char text[FUNCTION_TRIAL_REASON_SIZE]);
/* What was refused is not asked for any more. */
void folder_trial_forget(struct dispatcher *dispatcher,
                         const struct deployment *dep);

#endif
