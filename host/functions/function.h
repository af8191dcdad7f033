/* function.h - a folder as a function: how it is to be run, read from what is
 * in the folder. What was read does not change; a folder that has changed is
 * read again, as another one. */
#ifndef DAYFLY_HOST_FUNCTIONS_FUNCTION_H
#define DAYFLY_HOST_FUNCTIONS_FUNCTION_H

#include <stdbool.h>

#include "common/buf.h"
#include "host/functions/function_folder.h"
#include "host/functions/function_name.h"
#include "host/functions/manifest.h"

struct runner;

struct function {
    char name[FUNCTION_NAME_MAX + 1];
    char *folder;    /* owned, absolute: where it is looked for */
    char *root;      /* owned, absolute, no link: where that led to */
    char *bootstrap; /* owned, absolute: what is run for it */
    char handler[MANIFEST_WORD_SIZE]; /* _HANDLER; "": leave it unset */
    bool own_bootstrap;               /* in its folder */
    bool is_module; /* dayfly's bootstrap runs a module for it */
    struct manifest manifest;
    struct buf manifest_text; /* of the manifest; empty: there is none */
    char *config_error;       /* owned: why it cannot be run; NULL: it can */
    struct folder_fingerprint fingerprint; /* of the folder when it was read */
    /* Of who runs it: */
    struct runner *runner;
    int64_t changed_since_ms; /* since when it is not known what it is */
};

/* Its own bootstrap was changed when it was read: perhaps it is still being
 * written. */
bool function_is_being_written(const struct function *fn);

/* To be released. `bootstrap` runs functions that bring none of their own. What
 * is wrong within the folder is told by `wrong`. NULL: f says why nothing could
 * be read at all. */
struct function *function_read(const char *name, const char *folder,
                               const char *bootstrap, struct error *err);
/* They are run in the same way, from the same place. */
bool function_is_same(const struct function *a, const struct function *b);
/* Takes NULL. */
void function_release(struct function *fn);

#endif
