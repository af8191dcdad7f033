/* code_watch.h - notices changes of the function's code, after which a process
 * that has loaded the old code must not serve another event.
 *
 * Uses inotify(7). Watches the folders of the function, at most
 * CODE_WATCH_FOLDERS_MAX, without hidden ones and node_modules. A file counts
 * as code by its extension. On a read-only file system, as on AWS Lambda,
 * nothing is watched. */
#ifndef DAYFLY_BOOTSTRAP_WORKER_CODE_WATCH_H
#define DAYFLY_BOOTSTRAP_WORKER_CODE_WATCH_H

#include <stdbool.h>

enum { CODE_WATCH_FOLDERS_MAX = 256 };

struct code_watch {
    int fd; /* poll it for POLLIN; -1: nothing is watched */
    int folders;
    const char *root; /* borrowed */
};

#define CODE_WATCH                                                             \
    {                                                                          \
        .fd = -1, .folders = 0, .root = ""                                     \
    }

/* Watches for changes from now on. A folder that cannot be watched is left out.
 */
void code_watch_open(struct code_watch *watch, const char *root);
/* True if code has changed since the last call. */
bool code_watch_changed(struct code_watch *watch);
void code_watch_close(struct code_watch *watch);

#endif
