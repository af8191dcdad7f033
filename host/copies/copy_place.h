/* copy_place.h - where the copies of a host are: a private folder, which ends
 * with the host. */
#ifndef DAYFLY_HOST_COPIES_COPY_PLACE_H
#define DAYFLY_HOST_COPIES_COPY_PLACE_H

#include <limits.h>
#include <stdbool.h>

#include "common/error.h"

struct copy_place {
    char path[PATH_MAX]; /* "": there is none */
    int fd;              /* holds the lock that says that the host lives */
};

#define COPY_PLACE                                                             \
    {                                                                          \
        .fd = -1                                                               \
    }

/* Makes it in TMPDIR, else in /var/tmp or /tmp: the first in which programs can
 * be run. False: err says why there is none. */
bool copy_place_open(struct copy_place *place, struct error *err) MUST_CHECK;
/* The folder that it is in. */
void copy_place_parent(const struct copy_place *place, char path[PATH_MAX]);
/* A path in it that does not exist, and that only who is told can find: a
 * function may run as another user. False: it is too long, or there are no
 * random bytes. */
bool copy_place_name(const struct copy_place *place,
                     char path[PATH_MAX]) MUST_CHECK;
/* Removes it with all copies; safe if there is none. */
void copy_place_close(struct copy_place *place);

/* Removes the places in a folder whose hosts were killed. */
void copy_place_sweep(const char *parent);

#endif
