/* code_files.h - which files of a function's folder are its code, and changes
 * of them by inotify(7).
 *
 * A file counts as code by its extension. Hidden folders and node_modules are
 * left out, so that neither an editor's files nor a package manager's work
 * count. */
#ifndef DAYFLY_COMMON_FUNCTION_CODE_FILES_H
#define DAYFLY_COMMON_FUNCTION_CODE_FILES_H

#include <stdbool.h>

enum { CODE_FOLDERS_MAX = 2048 };

/* A module that an interpreter runs, or a file that a module may load. `name`:
 * with or without the folders before it. */
bool code_files_has(const char *name);
/* `folder` is the name alone. */
bool code_files_skip(const char *folder);

/* Watches a folder and the folders in it; may be called again, to watch those
 * that are new. Calls `each` with the watch descriptor of every one. `inotify`
 * is non-blocking. NULL: all are watched that exist and can be read; otherwise
 * why not. */
const char *code_files_watch(int inotify, const char *root,
                             void (*each)(void *self, int watch), void *self);
/* Why inotify_init1(2) failed. */
extern const char code_files_no_instance[];
/* Why inotify_add_watch(2) failed, if it was ENOSPC or ENOMEM. */
extern const char code_files_no_watches[];

struct code_change {
    int watch;      /* descriptor of the folder; -1: changes were lost, any
                       folder may have changed */
    bool is_folder; /* a folder came or went: watch all anew */
    bool
        is_removed; /* the watched folder is gone, and the descriptor with it */
};

/* Calls `each` for every change of code since the last call. */
void code_files_read(int inotify,
                     void (*each)(void *self, const struct code_change *change),
                     void *self);

#endif
