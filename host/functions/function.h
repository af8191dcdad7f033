/* function.h - a folder as a function: how it is to be run, read from what is
 * in the folder. A value: when the folder changes, another one is read. */
#ifndef DAYFLY_HOST_FUNCTIONS_FUNCTION_H
#define DAYFLY_HOST_FUNCTIONS_FUNCTION_H

#include <stdbool.h>
#include <sys/types.h>

#include "common/buf.h"
#include "host/functions/env_list.h"
#include "host/functions/function_folder.h"
#include "host/functions/function_name.h"
#include "host/functions/manifest.h"
#include "host/logbook/log_group.h"
#include "host/logbook/system_log.h"
#include "host/sam/sam_template.h"

/* A function whose processes wait for a debugger. */
struct function_debug {
    char name[FUNCTION_NAME_MAX + 1];
    struct env_list env; /* what it gets besides */
};

/* How a host runs all its functions. */
struct function_setup {
    const char *bootstrap; /* borrowed: for functions without their own */
    const struct env_list *given_env;   /* borrowed: to all of them, or NULL */
    const struct function_debug *debug; /* borrowed; NULL: none is debugged */
};

struct function {
    char name[FUNCTION_NAME_MAX + 1];
    char version[FUNCTION_VERSION_SIZE]; /* FUNCTION_LATEST, or its number */
    /* The log group that has its lines (log_group_key.h); "": its own. */
    char log_group[LOG_GROUP_NAME_SIZE];
    struct system_log system_log; /* what the platform writes there */
    char *folder;    /* owned, absolute: the path it was found by */
    char *root;      /* owned, absolute, without links: where that leads to */
    char *bootstrap; /* owned, absolute: the program that runs it */
    /* Owned: the SAM template that names it, and the .env of that project.
     * NULL: it is a folder by itself. */
    char *template;
    char *project_env;
    char *project; /* the folder of both */
    char *built;   /* where `sam build` puts it */
    /* Where `go build` puts its program, which the source may be ahead of.
     * NULL: it is not built here. */
    char *go_output;
    char handler[MANIFEST_WORD_SIZE]; /* _HANDLER; "": leave it unset */
    bool own_bootstrap;               /* `bootstrap` is its own */
    bool is_module; /* dayfly's bootstrap runs a module for it */
    struct manifest manifest;
    /* Of dayfly.json, and what the template says; empty: there is none. */
    struct buf manifest_text;
    struct env_list own_env; /* of the file .env in its folder or project */
    const struct env_list *given_env; /* borrowed; NULL: nothing */
    /* Borrowed. NULL: it is not debugged; else it runs one event at a time, as
     * long as a debugger holds it. */
    const struct env_list *debug_env;
    unsigned runtimes; /* processes at once, at most; 0: as the manifest says */
    bool is_copy;      /* `root` is a copy of its folder as that was */
    bool stored;       /* it is the store's: its folder does not change */
    uid_t user;        /* that runs it; 0: the host's own */
    /* Borrowed: the host's folder, which is closed to it but for its code and
     * its layers, since it has the host's user. NULL: none is. */
    const char *closed;
    /* Owned: the folders of its layers from the store, separated by colons, of
     * which the first wins. NULL: it has none. */
    char *layers;
    /* Owned: the folders whose code it may load, separated by line feeds. */
    char *watched;
    /* Owned: what to log if it lacks a package; NULL: nothing. */
    char *packages;
    char *config_error; /* owned: why it cannot be run; NULL: it can */
    struct folder_fingerprint
        fingerprint; /* of the folder, before it was read */
};

/* dayfly's bootstrap runs its handler, a file, as a program. */
bool function_is_executable(const struct function *fn);
/* Its own bootstrap or executable was written just before it was read: the
 * write may not be complete. */
bool function_is_being_written(const struct function *fn);

/* Where a function comes from. */
struct function_origin {
    const char *name;
    const char *version; /* NULL: FUNCTION_LATEST */
    const char *folder;
    const struct function_setup *setup;
    const char *template;           /* NULL: the folder is the function */
    const struct sam_function *sam; /* as the template has it */
    const char *template_error;     /* the template is wrong now, or NULL */
};

/* Reads a folder; function_release is due. A mistake in the folder's content
 * is in config_error. NULL: the folder could not be read at all, and err says
 * why. */
struct function *function_read(const struct function_origin *origin,
                               struct error *err);
/* It is debugged from now on. */
void function_set_debug(struct function *fn,
                        const struct function_debug *debug);
/* It cannot be run, for this reason. */
void function_set_config_error(struct function *fn, const char *text);
/* It has these layers from now on. False: out of memory. */
bool function_set_layers(struct function *fn, const char *layers,
                         struct error *err);
/* The key of its log. */
const char *function_log_group(const struct function *fn);
/* Where its files are; borrowed from the function. */
struct folder_place function_place(const struct function *fn);
/* Both are run in the same way, from the same folder. */
bool function_is_same(const struct function *a, const struct function *b);
/* Takes NULL. */
void function_release(struct function *fn);

#endif
