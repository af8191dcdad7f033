/* code_watch.h - has the function's code changed? Then who loaded it ahead of an
 * event must not serve that event.
 *
 * The kernel tells (inotify), so that asking costs nothing. Looked at are the
 * folders of the function but hidden ones and node_modules, FRESH_FOLDERS_MOST
 * of them; a file counts as code by its extension. On a read-only file system,
 * as on Lambda, nothing is looked at. */
#ifndef DAYFLY_BOOTSTRAP_WORKER_CODE_WATCH_H
#define DAYFLY_BOOTSTRAP_WORKER_CODE_WATCH_H

#include <stdbool.h>

enum { FRESH_FOLDERS_MOST = 256 };

struct fresh {
    int fd; /* poll it for POLLIN; -1: nothing is looked at */
    int folders;
    const char *root; /* borrowed */
};

#define FRESH                                                                  \
    {                                                                          \
        .fd = -1, .folders = 0, .root = ""                                     \
    }

/* Changes from now on are seen. What cannot be looked at is not. */
void fresh_open(struct fresh *f, const char *root);
/* Something has, since it was asked last. */
bool fresh_changed(struct fresh *f);
void fresh_close(struct fresh *f);

#endif
