/* folder_changes.h - which of the folders directly in some others, the roots,
 * have changed since somebody asked for the last time: by inotify(7). The
 * kernel keeps the changes until then, so that they cost no wake-up, and has
 * them before the program that makes one goes on.
 *
 * What counts is what makes a folder a function, or another one: that a name
 * has come or gone, and the content and mode of the files that say how it is
 * run. What inotify cannot see is named each time, as if it had changed: links
 * to folders, folders with links in the place of such a file, other file
 * systems, and folders that this user cannot read. */
#ifndef DAYFLY_HOST_WATCH_FOLDER_CHANGES_H
#define DAYFLY_HOST_WATCH_FOLDER_CHANGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/compiler.h"

enum { FOLDER_CHANGES_FOLDERS_MAX = 20000 };

struct watched_folder;

struct folder_changes {
    int inotify;                 /* -1: nothing is watched */
    struct watched_folder *list; /* owned, by descriptor; -1: not watched */
    size_t count;
    size_t room;
    const char *const *roots; /* borrowed */
    size_t root_count;
    const char *why_not; /* not all can be watched, for this reason; or NULL */
};

/* Nothing is watched yet. */
#define FOLDER_CHANGES                                                         \
    {                                                                          \
        .inotify = -1                                                          \
    }

/* Watches the folders in these, which are absolute paths, from now on: the
 * caller looks at all of them afterwards. False: it cannot; why_not is set, and
 * nothing is watched. */
bool folder_changes_begin(struct folder_changes *changes,
                          const char *const roots[], size_t count) MUST_CHECK;
/* Calls `each` for what has changed, maybe more than once; an empty name is the
 * root itself. False: something has changed that all folders depend on, or what
 * has changed is not known: begin again. */
bool folder_changes_take(struct folder_changes *changes,
                         void (*each)(void *self, const char *root,
                                      const char *name),
                         void *self) MUST_CHECK;
/* Safe twice. */
void folder_changes_close(struct folder_changes *changes);

#endif
