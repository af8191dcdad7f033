/* dispatcher_internal.h - the state of the dispatcher. Folders above only read
 * it. */
#ifndef DAYFLY_HOST_DISPATCH_DISPATCHER_INTERNAL_H
#define DAYFLY_HOST_DISPATCH_DISPATCHER_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host/base/event_loop.h"
#include "host/dispatch/kept_code.h"
#include "host/build/program_build.h"
#include "host/dispatch/version_source.h"
#include "host/functions/code_watcher.h"
#include "host/functions/function_registry.h"
#include "host/runner/host_context.h"
#include "host/runner/turns.h"
#include "host/watch/folder_changes.h"

/* A function and the pool that runs it. */
struct deployment {
    struct function *function; /* the registry's; once retired: owned */
    struct pool *pool;         /* owned */
    int64_t changed_since_ms;  /* monotonic; valid while the runner is paused */
    int64_t made_us;           /* by clock_stamp_us() */
    unsigned change; /* how many have had its name before, since the start */
    /* Of one that is tried in the place of another: its files have changed
     * since this time; 0: they have not. */
    int64_t stale_since_us;
    bool told;      /* of one that was refused: the log has it */
    bool only_code; /* of one that is tried: it is run in the same way as the
                       other */
    struct kept_copy copy;
    struct deployment *next; /* in the list of retired ones */
};

struct folder_build;
struct function_trial;

struct dispatcher {
    struct function_registry *registry; /* borrowed */
    /* Owned; deployments[i] is that of registry->functions[i]. */
    struct deployment **deployments;
    size_t deployment_count;
    struct deployment *retired;  /* owned; replaced, their runners still end */
    struct deployment *versions; /* owned; published ones that were called */
    struct function_trial *trials; /* owned */
    /* Owned; what folders hold now that does not start, while their deployments
     * go on. */
    struct deployment *refused;
    struct version_source source; /* of functions that are no folders' */
    struct host_context context;
    struct loop_hook hook;       /* at each turn of the loop */
    struct timer debounce_timer; /* checks the paused deployments */
    struct timer rescan_timer;   /* checks those that have a runtime process */
    struct timer change_timer;   /* the same, soon after code has changed */
    struct code_watcher code_watcher;
    struct program_build build;  /* the one that runs */
    struct folder_build *builds; /* owned */
    struct folder_changes changes;
    const char **roots;    /* owned: of that */
    size_t refreshed;      /* whose turn it is to be checked all the same */
    int64_t look_again_us; /* monotonic; where changes are not noticed */
    bool told_unwatched;   /* the log says why */
    struct kept_code kept;
    bool memory_noted; /* host_context.h */
    struct turns turns;
    unsigned processes; /* runtime processes of all pools */
    bool closing;
};

#endif
