/* environment.h - what a child is told in its environment: ours, less what it
 * must not know, plus where its private folder is, and for a plain executable
 * the facts of its event. */
#ifndef DAYFLY_BOOTSTRAP_LAUNCH_ENVIRONMENT_H
#define DAYFLY_BOOTSTRAP_LAUNCH_ENVIRONMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "bootstrap/config/permissions.h"
#include "bootstrap/config/settings.h"
#include "bootstrap/event/invocation.h"
#include "bootstrap/launch/interpreter.h"
#include "common/buf.h"
#include "common/error.h"

enum { ENVIRONMENT_ADDED_MAX = 24 };

struct environment {
    const char **list;  /* ends in NULL */
    size_t fixed_count; /* of `list`: the same for every event */
    bool scratch;       /* each process is to be told a folder of its own */
    const struct grant *names; /* of ours that it may see; NULL: all */
    struct buf text;           /* of the strings after them */
};

#define ENVIRONMENT                                                            \
    {                                                                          \
        .list = NULL, .fixed_count = 0, .scratch = false, .names = NULL,       \
        .text = BUF(256 * 1024)                                                \
    }

/* Takes what stays the same; `scratch` and `names` are set before. `all`
 * (environ) is borrowed for good. engine NULL: a plain executable. */
bool environment_open(struct environment *e, char **all,
                      const enum engine *engine, enum credentials keys,
                      struct error *err) MUST_CHECK;
/* The list for one process, valid until the next call. folder: its private
 * one, or "". inv: the event of a plain executable; NULL: none, or not yet. */
bool environment_make(struct environment *e, const char *folder,
                      const struct invocation *inv,
                      struct error *err) MUST_CHECK;
/* Name of the n-th variable that says where the private folder is, so many
 * letters of it; NULL: there are no more. */
const char *environment_scratch_variable(size_t n, int *size);
/* As execve wants it. */
char *const *environment_list(const struct environment *e);
void environment_free(struct environment *e);

#endif
