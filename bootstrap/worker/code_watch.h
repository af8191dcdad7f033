/* code_watch.h - notices changes of the function's code, after which a process
 * that has loaded the old code must not serve another event.
 *
 * Uses inotify(7) for the folders of the function. If they cannot all be
 * watched, because the user's instances or watches are used up, or they are too
 * many, their files are looked at by stat(2) at each question instead. On a
 * read-only file system, as on AWS Lambda, nothing is watched. */
#ifndef DAYFLY_BOOTSTRAP_WORKER_CODE_WATCH_H
#define DAYFLY_BOOTSTRAP_WORKER_CODE_WATCH_H

#include <stdbool.h>

#include "bootstrap/worker/code_stat.h"
#include "common/log.h"

struct code_watch {
    int fd;                /* poll it for POLLIN; -1: nothing is watched */
    const char *root;      /* borrowed */
    struct log *log;       /* borrowed */
    const char *why_stat;  /* files are looked at by stat, and why; or NULL */
    struct code_stat seen; /* when they were last looked at */
};

#define CODE_WATCH                                                             \
    {                                                                          \
        .fd = -1, .root = "", .why_stat = NULL                                 \
    }

/* Watches for changes from now on. Logs it once if stat is needed. */
void code_watch_open(struct code_watch *watch, const char *root,
                     struct log *log);
/* True if code has changed since the last call. */
bool code_watch_changed(struct code_watch *watch);
void code_watch_close(struct code_watch *watch);

#endif
