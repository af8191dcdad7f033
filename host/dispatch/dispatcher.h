/* dispatcher.h - the functions served now, each with the lane that runs it.
 *
 * Whoever asks for one has it as its folder is at this moment: a folder that
 * has changed has a new lane, one that is new is taken in, one that has gone
 * is let go. A lane that was replaced ends after its calls at work. */
#ifndef DAYFLY_HOST_DISPATCH_DISPATCHER_H
#define DAYFLY_HOST_DISPATCH_DISPATCHER_H

#include <stdbool.h>

#include "host/functions/function_registry.h"
#include "host/runner/runner.h"

struct dispatcher {
    struct function_registry *registry; /* borrowed */
    struct host_context context;
    struct retired_function
        *retired;                /* lanes that were replaced, and are ending */
    struct loop_hook hook;       /* buries them */
    struct timer debounce_timer; /* looks at those that are in doubt */
    struct timer rescan_timer;   /* looks at those that have a bootstrap */
    bool closing;
};

/* The house is copied; its `look` is filled in. False when memory is short;
 * dispatcher_close is due all the same. */
bool dispatcher_open(struct dispatcher *dispatcher,
                     struct function_registry *registry,
                     const struct host_context *context) MUST_CHECK;
/* Every lane is shut, and nothing is looked at any more. */
void dispatcher_shut(struct dispatcher *dispatcher);
bool dispatcher_is_empty(const struct dispatcher *dispatcher);
/* Kills what is left. */
void dispatcher_close(struct dispatcher *dispatcher);
/* After the door of the runtimes, whose connections know the lanes. */
void dispatcher_free(struct dispatcher *dispatcher);

/* Whose call may be added. NULL: there is no function of that name. */
struct runner *dispatcher_runner(struct dispatcher *dispatcher,
                                 const char *name);
/* The same for a name out of a Host header. */
struct runner *dispatcher_runner_by_host(struct dispatcher *dispatcher,
                                         const char *name);
/* It is there, whatever is the matter with it. */
bool dispatcher_has(const struct dispatcher *dispatcher,
                    const struct function *fn);
/* Brings all of them up to date: the registry then has what is there now. */
void function_reload_check_all(struct dispatcher *dispatcher);

#endif
