/* environment.h - the environment of a handler's process: the bootstrap's own,
 * without what the handler must not know, with the paths of the process's
 * private folder and, for an executable, the data of its event. */
#ifndef DAYFLY_BOOTSTRAP_LAUNCH_ENVIRONMENT_H
#define DAYFLY_BOOTSTRAP_LAUNCH_ENVIRONMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "bootstrap/config/permissions.h"
#include "bootstrap/config/settings.h"
#include "bootstrap/event/invocation.h"
#include "bootstrap/launch/engine.h"
#include "common/buf.h"
#include "common/error.h"

enum { ENVIRONMENT_ADDED_MAX = 30 };

struct environment {
    const char **list;  /* ends in NULL */
    size_t fixed_count; /* of `list`, from its start: the same for all events */
    bool scratch;       /* processes have private folders */
    const struct grant *names; /* the variables granted; NULL: all */
    bool names_by_tcp;         /* UDP is closed: names are looked up by TCP */
    const char *preload; /* LD_PRELOAD=…; NULL: it is not set. Borrowed */
    struct buf layers;   /* the fixed strings for what layers contain */
    struct buf text;     /* the strings after the fixed ones */
};

#define ENVIRONMENT                                                            \
    {                                                                          \
        .list = NULL, .fixed_count = 0, .scratch = false, .names = NULL,       \
        .preload = NULL, .layers = BUF(256 * 1024), .text = BUF(256 * 1024)    \
    }

/* Collects the variables that are the same for all events. The caller has set
 * `scratch`, `names` and `names_by_tcp`. `all` (environ) is borrowed for the
 * lifetime of e. engine NULL: an executable. */
bool environment_open(struct environment *e, char **all,
                      const struct engine *engine, enum credentials keys,
                      struct error *err) MUST_CHECK;
/* The list for one process, valid until the next call. folder: its private
 * folder; "": none. inv: the event of an executable; NULL: a module's handler,
 * or no event has arrived yet. library: to be loaded before all others, by a
 * template process; "": none. */
bool environment_make(struct environment *e, const char *folder,
                      const struct invocation *inv, const char *library,
                      struct error *err) MUST_CHECK;
/* In the form that execve() takes. */
char *const *environment_list(const struct environment *e);
void environment_free(struct environment *e);

#endif
