/* function.h - a folder as a function: how it is to be run, read from what is
 * in the folder. A value: when the folder changes, another one is read. */
#ifndef DAYFLY_HOST_FUNCTIONS_FUNCTION_H
#define DAYFLY_HOST_FUNCTIONS_FUNCTION_H

#include <stdbool.h>

#include "common/buf.h"
#include "host/functions/env_list.h"
#include "host/functions/function_folder.h"
#include "host/functions/function_name.h"
#include "host/functions/manifest.h"

/* How a host runs all its functions. */
struct function_setup {
    const char *bootstrap; /* borrowed: for functions without their own */
    const struct env_list *given_env; /* borrowed: to all of them, or NULL */
    bool debugged; /* one event at a time, as long as a debugger holds it */
};

struct function {
    char name[FUNCTION_NAME_MAX + 1];
    char *folder;    /* owned, absolute: the path it was found by */
    char *root;      /* owned, absolute, without links: where that leads to */
    char *bootstrap; /* owned, absolute: the program that runs it */
    char handler[MANIFEST_WORD_SIZE]; /* _HANDLER; "": leave it unset */
    bool own_bootstrap;               /* `bootstrap` is in its folder */
    bool is_module; /* dayfly's bootstrap runs a module for it */
    struct manifest manifest;
    struct buf manifest_text;         /* of dayfly.json; empty: there is none */
    struct env_list own_env;          /* of the file .env in its folder */
    const struct env_list *given_env; /* borrowed; NULL: nothing */
    bool debugged;                    /* as in struct function_setup */
    char *config_error; /* owned: why it cannot be run; NULL: it can */
    struct folder_fingerprint
        fingerprint; /* of the folder, before it was read */
};

/* Its own bootstrap was written just before it was read: the write may not be
 * complete. */
bool function_is_being_written(const struct function *fn);

/* Reads a folder; function_release is due. A mistake in the folder's content
 * is in config_error. NULL: the folder could not be read at all, and err says
 * why. */
struct function *function_read(const char *name, const char *folder,
                               const struct function_setup *setup,
                               struct error *err);
/* Both are run in the same way, from the same folder. */
bool function_is_same(const struct function *a, const struct function *b);
/* Takes NULL. */
void function_release(struct function *fn);

#endif
