/* code_watcher.h - notices changes of the code of functions whose processes
 * have loaded it: one inotify instance for all functions of a host. */
#ifndef DAYFLY_HOST_FUNCTIONS_CODE_WATCHER_H
#define DAYFLY_HOST_FUNCTIONS_CODE_WATCHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host/base/event_loop.h"

/* A function's folders that are watched. */
struct code_tree {
    char *root; /* owned: one folder, or several separated by line feeds */
    unsigned users;
    int *watches; /* owned: inotify's descriptors of its folders */
    size_t count;
    size_t room;
    uint64_t changes; /* seen up to now */
    bool is_partial;  /* not all of its folders can be watched any more */
    struct code_tree *next;
};

struct code_watcher {
    struct event_loop *loop; /* borrowed */
    struct fd_watch inotify; /* opened for the first tree */
    struct code_tree *trees; /* owned */
    /* Some code has changed. Must not change the trees. */
    void (*on_change)(void *self);
    void *self;
};

void code_watcher_init(struct code_watcher *watcher, struct event_loop *loop,
                       void (*on_change)(void *self), void *self);
void code_watcher_close(struct code_watcher *watcher);

/* Watches the folders from now on; code_watcher_release() is due. NULL: the
 * user's inotify instances or watches are used up, there are too many folders,
 * or out of memory. */
struct code_tree *code_watcher_add(struct code_watcher *watcher,
                                   const char *root);
/* Takes NULL. */
void code_watcher_release(struct code_watcher *watcher, struct code_tree *tree);

/* Counts the changes up to this moment. */
void code_watcher_read(struct code_watcher *watcher);

#endif
