/* hook.h - one webhook: its document, whether a folder's dayfly.json or the API
 * has made it. */
#ifndef DAYFLY_HOST_HOOKS_HOOK_H
#define DAYFLY_HOST_HOOKS_HOOK_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/error.h"
#include "host/functions/function_name.h"
#include "host/hook_schemes/hook_kind.h"
#include "host/hook_schemes/hook_list.h"

struct hook_stats;

struct hook {
    struct hook *next;
    char name[HOOK_NAME_MAX + 1];
    struct function_name function;
    enum hook_kind kind;
    /* Owned. Of a folder: the item of `hooks`. Of the API: Function, Kind,
     * Sealed (the secrets, one a line) and CreationDate. */
    json_t *document;
    const json_t *deploy; /* of the document: the command; NULL: an event */
    bool from_folder;
    bool found;               /* for a search of the folders */
    bool deploy_due;          /* the command is to run */
    struct hook_stats *stats; /* borrowed */
    int64_t told_ms;          /* when the log had the last refusal; monotonic */
    unsigned untold;          /* refusals since */
};

/* Takes the document, which was checked. NULL: out of memory. */
struct hook *hook_new(const char *name, const char *function, json_t *document,
                      bool from_folder);
/* Takes NULL. */
void hook_free(struct hook *hook);
/* A text of the document; "": it is absent. */
const char *hook_text(const struct hook *hook, const char *member);

#endif
