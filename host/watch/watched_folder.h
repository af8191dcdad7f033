/* watched_folder.h - the folders that folder_changes watches, by the
 * descriptors that inotify has for them. A folder may be there by several
 * names. */
#ifndef DAYFLY_HOST_WATCH_WATCHED_FOLDER_H
#define DAYFLY_HOST_WATCH_WATCHED_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

#include "common/compiler.h"

struct folder_changes;

struct watched_folder {
    int watch; /* -1: inotify does not have it */
    size_t root;
    char *name;   /* owned; "": the root itself */
    bool changed; /* since it was asked for */
    bool gone;
    bool always;               /* inotify cannot see all of its changes */
    unsigned long long device; /* of a root */
    unsigned long long inode;
};

/* The index of the first with this descriptor, or where it would be. */
size_t watched_folder_find(const struct folder_changes *changes, int watch);
/* The one with this descriptor and name, which is added if it is not there.
 * NULL: out of memory. The others move. */
struct watched_folder *watched_folder_add(struct folder_changes *changes,
                                          int watch, size_t root,
                                          const char *name);
/* The one with this name: it is gone, or another folder now. */
void watched_folder_leave(struct folder_changes *changes, size_t root,
                          const char *name);
/* Removes those that are gone. */
void watched_folder_clear_gone(struct folder_changes *changes);
void watched_folder_clear_all(struct folder_changes *changes);

#endif
