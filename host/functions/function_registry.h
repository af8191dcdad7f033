/* function_registry.h - the functions that are served, found in folders. */
#ifndef DAYFLY_HOST_FUNCTIONS_FUNCTION_REGISTRY_H
#define DAYFLY_HOST_FUNCTIONS_FUNCTION_REGISTRY_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include "host/functions/function.h"
#include "host/functions/problem_list.h"

struct function_registry {
    struct function_setup setup;
    struct function **functions; /* owned, sorted by name */
    size_t count;
    char **roots; /* owned, absolute: the folders that were scanned */
    size_t root_count;
    char skipped[512]; /* names of subfolders that are not functions */
    /* Which folders are wrong, and why. A function whose dayfly.json is wrong
     * is served all the same, with its config_error. */
    struct problem_list problems;
};

/* Adds every function folder directly in `folder`. If `folder` itself is a
 * function it is added, and of its subfolders only those with a manifest.
 * A folder that is wrong does not keep the others from being served: it is in
 * `problems`. False: err says what is wrong with `folder` itself, or which two
 * functions have one name. */
bool function_registry_scan(struct function_registry *registry,
                            const char *folder, struct error *err);

/* Where the name is in `functions`; if it is not, where it would be. */
bool function_registry_index(const struct function_registry *registry,
                             const char *name, size_t *at);
/* NULL: no function has this name. */
struct function *
function_registry_find(const struct function_registry *registry,
                       const char *name);
/* The same for a name from a Host header, whose case may be lost: it is ignored
 * unless several names differ only by it. */
struct function *
function_registry_find_by_host(const struct function_registry *registry,
                               const char *name);

/* Where a scan would find a function of this name now. Costs a few stat()
 * calls, no scan. False: nowhere. */
bool function_registry_locate(const struct function_registry *registry,
                              const char *name, char folder[PATH_MAX]);
/* Calls `each` with the name of every function that a scan would find now. */
void function_registry_each_name(const struct function_registry *registry,
                                 void (*each)(void *self, const char *name),
                                 void *self);
/* The folder of a function of the registry is a function still. */
bool function_registry_folder_exists(const struct function_registry *registry,
                                     const struct function *fn);

/* Takes over a function, whose name is new. False: err says why not; the
 * function stays the caller's. */
bool function_registry_add(struct function_registry *registry,
                           struct function *fn, struct error *err);
/* Puts `by` in the place of a function, which is the caller's then; NULL
 * removes it. */
void function_registry_replace(struct function_registry *registry,
                               struct function *fn, struct function *by);
/* Releases all functions. */
void function_registry_clear(struct function_registry *registry);

#endif
