/* tree_copy.h - copies a folder with all that is in it, as far as a function
 * needs it: files, folders and links with their modes and times, not the
 * folders of version control, sockets, pipes and devices.
 *
 * A link that leads into the folder leads into the copy; another one leads to
 * where it led. */
#ifndef DAYFLY_HOST_COPIES_TREE_COPY_H
#define DAYFLY_HOST_COPIES_TREE_COPY_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"

struct tree_copy {
    const char *from; /* absolute, without links */
    const char *to;   /* absolute; does not exist */
    int most_files;   /* with folders and links */
    int64_t most_bytes;
    int files;     /* made up to now */
    int64_t bytes; /* the same, of files */
    bool changed;  /* why it failed: a file changed meanwhile */
};

/* Whether it is small enough, as far as can be seen before. False: err says
 * what is too much. */
bool tree_copy_fits(const struct tree_copy *copy, struct error *err) MUST_CHECK;
/* False: err says why, unless `changed`; a part of it may be there. */
bool tree_copy_make(struct tree_copy *copy, struct error *err) MUST_CHECK;

#endif
