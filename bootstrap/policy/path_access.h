/* path_access.h - the files that a function's processes may reach, for Landlock: what
 * its interpreter cannot do without, and what it is granted. */
#ifndef DAYFLY_BOOTSTRAP_POLICY_PATH_ACCESS_H
#define DAYFLY_BOOTSTRAP_POLICY_PATH_ACCESS_H

#include <stdbool.h>
#include <stddef.h>

#include "bootstrap/launch/handler.h"
#include "bootstrap/config/settings.h"

enum { REACH_PATHS_MOST = 160 };

struct reach_path {
    int fd;         /* O_PATH */
    unsigned reach; /* REACH_… of landlock.h */
};

struct reach {
    struct reach_path paths[REACH_PATHS_MOST];
    size_t count;
};

/* Into a struct of zeros, to be closed either way. False: what is granted is
 * not there. */
bool reach_find(struct reach *r, const struct settings *s,
                const struct handler *h, struct fault *f) MUST_CHECK;
void reach_close(struct reach *r);

#endif
