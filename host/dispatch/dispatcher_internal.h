/* dispatcher_internal.h - what the rooms of a roster share. */
#ifndef DAYFLY_HOST_DISPATCH_DISPATCHER_INTERNAL_H
#define DAYFLY_HOST_DISPATCH_DISPATCHER_INTERNAL_H

#include "host/dispatch/dispatcher.h"

/* One that was replaced. */
struct retired_function {
    struct retired_function *next;
    struct function *function; /* owned, its lane too */
};

/* A line of the log about the function. */
void dispatcher_log(struct dispatcher *dispatcher, const struct function *fn,
                    const char *text);
/* False when memory is short. */
bool dispatcher_create_runner(struct dispatcher *dispatcher,
                              struct function *fn) MUST_CHECK;
/* Ends it, and its lane. Takes NULL. */
void dispatcher_free_function(struct function *fn);
/* Something is amiss that may be so for a moment only: its calls are held for
 * that long. False: long enough. */
bool dispatcher_debounce(struct dispatcher *dispatcher, struct function *fn);
/* Brings it up to date; it may have gone afterwards, or be another one. */
void function_reload_check(struct dispatcher *dispatcher, struct function *fn);

#endif
