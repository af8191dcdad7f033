/* code_watch.h - has the function's code changed? Then who loaded it ahead of
 * an event must not serve that event.
 *
 * The kernel tells (inotify), so that asking costs nothing. Looked at are the
 * folders of the function but hidden ones and node_modules,
 * CODE_WATCH_FOLDERS_MAX of them; a file counts as code by its extension. On a
 * read-only file system, as on Lambda, nothing is looked at. */
#ifndef DAYFLY_BOOTSTRAP_WORKER_CODE_WATCH_H
#define DAYFLY_BOOTSTRAP_WORKER_CODE_WATCH_H

#include <stdbool.h>

enum { CODE_WATCH_FOLDERS_MAX = 256 };

struct code_watch {
    int fd; /* poll it for POLLIN; -1: nothing is looked at */
    int folders;
    const char *root; /* borrowed */
};

#define CODE_WATCH                                                             \
    {                                                                          \
        .fd = -1, .folders = 0, .root = ""                                     \
    }

/* Changes from now on are seen. What cannot be looked at is not. */
void code_watch_open(struct code_watch *watch, const char *root);
/* Something has, since it was asked last. */
bool code_watch_changed(struct code_watch *watch);
void code_watch_close(struct code_watch *watch);

#endif
