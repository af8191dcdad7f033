/* remove_tree.h - a folder and all that is in it, gone, whatever that is: trees
 * of any depth, folders closed to us, any name, immutable files.
 *
 * Nothing outside is touched. No link is followed, and no mount is entered: one
 * that somebody has made inside is detached, or said to stay. Every step is by
 * a descriptor, so a path that is exchanged meanwhile leads nowhere else. */
#ifndef DAYFLY_BOOTSTRAP_OS_REMOVE_TREE_H
#define DAYFLY_BOOTSTRAP_OS_REMOVE_TREE_H

#include <stdint.h>

#include "common/error.h"

enum remove_result {
    REMOVE_DONE,
    REMOVE_PARTIAL, /* time was over: ask again */
    REMOVE_FAILED,  /* something stays, f says what and why */
};

/* Removes the folder `name` of the folder `at`; one that is not there is
 * removed. Works until this moment of clock_mono_us at most. */
enum remove_result remove_tree(int at, const char *name, int64_t until_us,
                               struct error *err) MUST_CHECK;

#endif
