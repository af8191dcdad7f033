/* environment.h - what a child is told in its environment: ours, less what it
 * must not know, plus the facts of this event for a plain executable. */
#ifndef DAYFLY_ENVIRONMENT_H
#define DAYFLY_ENVIRONMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "bootstrap/base/buf.h"
#include "bootstrap/base/fault.h"
#include "bootstrap/interpreter.h"
#include "bootstrap/invocation.h"
#include "bootstrap/settings.h"

enum { ENVIRONMENT_ADDED_MOST = 16 };

struct environment {
    const char **list; /* ends in NULL */
    size_t standing;   /* of `list`: the same for every event */
    struct buf text;   /* of the strings after them */
};

#define ENVIRONMENT                                                            \
    {                                                                          \
        .list = NULL, .standing = 0, .text = BUF(256 * 1024)                   \
    }

/* Takes what stays the same. `all` (environ) is borrowed for good. engine NULL:
 * a plain executable. */
bool environment_open(struct environment *e, char **all,
                      const enum engine *engine, enum credentials keys,
                      struct fault *f) MUST_CHECK;
/* The list for one event's plain executable; valid until the next call. */
bool environment_event(struct environment *e, const struct invocation *inv,
                       struct fault *f) MUST_CHECK;
/* The list for one that has no event yet. */
void environment_bare(struct environment *e);
/* As execve wants it. */
char *const *environment_list(const struct environment *e);
void environment_free(struct environment *e);

#endif
