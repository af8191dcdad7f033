/* remove_tree.h - removes a folder with everything in it: trees of any depth,
 * folders without permissions, any name, immutable files.
 *
 * It touches nothing outside: it follows no link and enters no mount. A mount
 * inside is detached, or reported as an error. Every step uses a descriptor, so
 * replacing a path meanwhile has no effect. */
#ifndef DAYFLY_BOOTSTRAP_OS_REMOVE_TREE_H
#define DAYFLY_BOOTSTRAP_OS_REMOVE_TREE_H

#include <stdint.h>

#include "common/error.h"

enum remove_result {
    REMOVE_DONE,
    REMOVE_PARTIAL, /* the deadline came first: call again */
    REMOVE_FAILED,  /* something remains; err says what and why */
};

/* Removes the folder `name` of the folder `at`; a missing folder counts as
 * removed. Works until until_us (clock_mono_us) at most. */
enum remove_result remove_tree(int at, const char *name, int64_t until_us,
                               struct error *err) MUST_CHECK;

#endif
