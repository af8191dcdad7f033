/* function_registry.h - the functions that are served, found in folders. */
#ifndef DAYFLY_HOST_FUNCTIONS_FUNCTION_REGISTRY_H
#define DAYFLY_HOST_FUNCTIONS_FUNCTION_REGISTRY_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include "host/functions/function.h"
#include "host/functions/problem_list.h"
#include "host/functions/served_front.h"
#include "host/functions/served_template.h"

struct function_registry {
    struct function_setup setup;
    bool leaves_templates;       /* their functions are not added */
    struct function **functions; /* owned, sorted by name */
    size_t count;
    unsigned changes; /* counts those of `functions` */
    /* Owned: the folders that were scanned. */
    struct served_root {
        char *path;                       /* absolute */
        struct served_template *template; /* NULL: none */
        struct served_front front;
    } * roots;
    size_t root_count;
    /* Borrowed: for templates; its region is that of the functions. */
    const struct cfn_setting *setting;
    char skipped[512]; /* names of subfolders that are not functions */
    /* Which folders are wrong, and why. A function whose dayfly.json is wrong
     * is served all the same, with its config_error. */
    struct problem_list problems;
};

/* Where the name is in `functions`; if it is not, where it would be. */
bool function_registry_index(const struct function_registry *registry,
                             const char *name, size_t *at);
/* NULL: no function has this name. */
struct function *
function_registry_find(const struct function_registry *registry,
                       const char *name);
/* The first function that can be called, maybe once it is built. NULL: there is
 * none. */
const struct function *
function_registry_callable(const struct function_registry *registry);
/* As function_registry_find for a name from a Host header, whose case may be
 * lost: it is ignored unless several names differ only by it. */
struct function *
function_registry_find_by_host(const struct function_registry *registry,
                               const char *name);

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
