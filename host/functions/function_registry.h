/* function_registry.h - the functions that are served, found in folders. */
#ifndef DAYFLY_HOST_FUNCTIONS_FUNCTION_REGISTRY_H
#define DAYFLY_HOST_FUNCTIONS_FUNCTION_REGISTRY_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include "host/functions/function.h"

struct function_registry {
    const char *bootstrap;       /* borrowed: runs those that have none */
    struct function **functions; /* owned, sorted by name */
    size_t count;
    char **roots; /* owned, absolute: where functions are looked for */
    size_t root_count;
    char skipped[512]; /* the names of folders that are no functions */
};

/* Takes in every function folder directly in `folder`, and `folder` itself
 * when it is one (then only those of its subfolders that have a manifest).
 * False: f says which folder is wrong and why. */
bool function_registry_scan(struct function_registry *registry,
                            const char *folder, struct error *err);

/* NULL when there is none of that name. */
struct function *
function_registry_find(const struct function_registry *registry,
                       const char *name);
/* The same for a name out of a Host header, where case gets lost: that of
 * letters counts only when there are two that differ by it alone. */
struct function *
function_registry_find_by_host(const struct function_registry *registry,
                               const char *name);

/* Where a function of this name would be taken in by a scan now; without one,
 * at the price of a few stats. False: nowhere. */
bool function_registry_locate(const struct function_registry *registry,
                              const char *name, char folder[PATH_MAX]);
/* Tells the name of whatever a scan would take in now. */
void function_registry_each_name(const struct function_registry *registry,
                                 void (*each)(void *self, const char *name),
                                 void *self);
/* What has been taken in is there still, as a function. */
bool function_registry_folder_exists(const struct function_registry *registry,
                                     const struct function *fn);

/* Takes the function, whose name is new. False: f says why not. */
bool function_registry_add(struct function_registry *registry,
                           struct function *fn, struct error *err);
/* Puts the one into the place of the other, which is the caller's again; `by`
 * may be NULL. */
void function_registry_replace(struct function_registry *registry,
                               struct function *fn, struct function *by);
void function_registry_clear(struct function_registry *registry);

#endif
