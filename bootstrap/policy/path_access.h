/* path_access.h - the files that a function's processes may reach, for
 * Landlock: what its interpreter cannot do without, and what it is granted. */
#ifndef DAYFLY_BOOTSTRAP_POLICY_PATH_ACCESS_H
#define DAYFLY_BOOTSTRAP_POLICY_PATH_ACCESS_H

#include <stdbool.h>
#include <stddef.h>

#include "bootstrap/config/settings.h"
#include "bootstrap/launch/handler.h"

enum { PATH_ACCESS_MAX = 160 };

struct path_access_entry {
    int fd;          /* O_PATH */
    unsigned access; /* REACH_… of landlock.h */
};

struct path_access {
    struct path_access_entry paths[PATH_ACCESS_MAX];
    size_t count;
};

/* Into a struct of zeros, to be closed either way. False: what is granted is
 * not there. */
bool path_access_find(struct path_access *access, const struct settings *s,
                      const struct handler *h, struct error *err) MUST_CHECK;
void path_access_close(struct path_access *access);

#endif
