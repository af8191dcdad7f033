/* copy_removal.h - removes copies by processes, one at a time. */
#ifndef DAYFLY_HOST_COPIES_COPY_REMOVAL_H
#define DAYFLY_HOST_COPIES_COPY_REMOVAL_H

#include <limits.h>
#include <stdbool.h>

#include "host/archive/archive_process.h"

struct copy_removal {
    struct event_loop *loop; /* borrowed; NULL: none is removed any more */
    struct archive_process process;
    char parent[PATH_MAX]; /* what killed hosts left here is removed, too */
    bool is_swept;
    struct copy_rest *rests; /* owned */
};

void copy_removal_open(struct copy_removal *removal, struct event_loop *loop);
/* Takes the path; NULL: only what waits is removed. Without memory the copy
 * stays until its place ends. */
void copy_removal_add(struct copy_removal *removal, char *path);
/* What waits stays until its place ends. */
void copy_removal_stop(struct copy_removal *removal);

#endif
