/* registry.h - the functions that are served, found in folders. */
#ifndef DAYFLY_REGISTRY_H
#define DAYFLY_REGISTRY_H

#include <stdbool.h>
#include <stddef.h>

#include "host/function_name.h"
#include "host/manifest.h"

struct function {
    char name[FUNCTION_NAME_MOST + 1];
    char *folder;                     /* owned, absolute */
    char *bootstrap;                  /* owned, absolute: what is run for it */
    char handler[MANIFEST_WORD_SIZE]; /* _HANDLER; "": leave it unset */
    bool scripted; /* dayfly's bootstrap runs a module for it */
    struct manifest manifest;
};

struct registry {
    struct function *functions; /* sorted by name */
    size_t count;
    char passed[512]; /* the names of folders that are no functions */
};

/* Takes in every function folder directly in `folder`, and `folder` itself
 * when it is one (then only those of its subfolders that have a manifest).
 * `bootstrap` runs the functions that bring none of their own. False: f says
 * which folder is wrong and why; the registry keeps what it had. */
bool registry_scan(struct registry *r, const char *folder,
                   const char *bootstrap, struct fault *f);

/* NULL when there is none of that name. */
const struct function *registry_find(const struct registry *r,
                                     const char *name);
/* The same for a name out of a Host header, where case gets lost: that of
 * letters counts only when there are two that differ by it alone. */
const struct function *registry_find_by_host(const struct registry *r,
                                             const char *name);
void registry_clear(struct registry *r);

#endif
