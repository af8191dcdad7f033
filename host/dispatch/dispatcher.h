/* dispatcher.h - the functions served now, each with the lane that runs it.
 *
 * Whoever asks for one has it as its folder is at this moment: a folder that
 * has changed has a new lane, one that is new is taken in, one that has gone
 * is let go. A lane that was replaced ends after its calls at work. */
#ifndef DAYFLY_HOST_DISPATCH_DISPATCHER_H
#define DAYFLY_HOST_DISPATCH_DISPATCHER_H

#include <stdbool.h>

#include "host/runner/runner.h"
#include "host/functions/function_registry.h"

struct roster {
    struct registry *registry; /* borrowed */
    struct house house;
    struct left *left;    /* lanes that were replaced, and are ending */
    struct errand errand; /* buries them */
    struct timer again;   /* looks at those that are in doubt */
    struct timer patrol;  /* looks at those that have a bootstrap */
    bool shut;
};

/* The house is copied; its `look` is filled in. False when memory is short;
 * roster_close is due all the same. */
bool roster_open(struct roster *ro, struct registry *registry,
                 const struct house *house) MUST_CHECK;
/* Every lane is shut, and nothing is looked at any more. */
void roster_shut(struct roster *ro);
bool roster_is_empty(const struct roster *ro);
/* Kills what is left. */
void roster_close(struct roster *ro);
/* After the door of the runtimes, whose connections know the lanes. */
void roster_free(struct roster *ro);

/* Whose call may be added. NULL: there is no function of that name. */
struct lane *roster_find(struct roster *ro, const char *name);
/* The same for a name out of a Host header. */
struct lane *roster_find_by_host(struct roster *ro, const char *name);
/* It is there, whatever is the matter with it. */
bool roster_has(const struct roster *ro, const struct function *fn);
/* Brings all of them up to date: the registry then has what is there now. */
void roster_look_at_all(struct roster *ro);

#endif
