/* path_access.h - the Landlock rules for files: the paths that the interpreter
 * needs, and the paths that `permissions` grants. */
#ifndef DAYFLY_BOOTSTRAP_POLICY_PATH_ACCESS_H
#define DAYFLY_BOOTSTRAP_POLICY_PATH_ACCESS_H

#include <stdbool.h>
#include <stddef.h>

#include "bootstrap/config/settings.h"
#include "bootstrap/launch/handler.h"

enum { PATH_ACCESS_MAX = 160 };

struct path_access_entry {
    int fd;           /* O_PATH */
    unsigned access;  /* ACCESS_… of landlock.h */
    const char *item; /* of a list of `permissions`, borrowed; or NULL */
};

struct path_access {
    struct path_access_entry paths[PATH_ACCESS_MAX];
    size_t count;
    const char *item; /* whose path is added */
};

/* Fills a zeroed struct; close it in any case. False if a granted path does not
 * exist. */
bool path_access_find(struct path_access *access, const struct settings *s,
                      const struct handler *h, struct error *err) MUST_CHECK;
/* A rule belongs to a file, not to its name: if another file has got the name
 * of a granted one, opens that instead. True if there was one. Takes a
 * microsecond for each path of `permissions`. */
bool path_access_renew(struct path_access *access, const struct handler *h);
void path_access_close(struct path_access *access);

#endif
