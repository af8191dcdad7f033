/* handler.h - finds the program that handles events: the function's own
 * executable, or a module that an interpreter runs by way of the bridge. Reads
 * the file system, once, at startup. */
#ifndef DAYFLY_BOOTSTRAP_LAUNCH_HANDLER_H
#define DAYFLY_BOOTSTRAP_LAUNCH_HANDLER_H

#include <limits.h>
#include <stdbool.h>

#include "bootstrap/config/settings.h"
#include "bootstrap/os/exec_check.h"
#include "common/error.h"

struct engine;

enum { EXPORT_SIZE = 256 };

struct handler {
    bool bridged;        /* a module; otherwise the fields below `file` are
                            empty */
    char root[PATH_MAX]; /* the function's folder, absolute */
    char file[PATH_MAX]; /* executable or module, absolute */
    /* Of the executable, before it was checked; only on a host. */
    struct exec_mark mark;
    char export[EXPORT_SIZE]; /* the function in the module; "a.b" is the member
                                 b of a */
    char bridge[PATH_MAX];    /* the file that the interpreter runs */
    char interpreter[PATH_MAX];
    const struct engine *engine; /* the interpreter's kind */
    /* Empty unless sandbox_policy_read_interpreter() needed them. */
    char version_text[64]; /* first line of `interpreter --version` */
    unsigned version;      /* 100 * major + minor */
};

/* The executable has been changed since it was checked. */
bool handler_has_changed(const struct handler *h);
/* False: *type is the platform's error type, err the reason. */
bool handler_find(struct handler *h, const struct settings *s,
                  const char **type, struct error *err) MUST_CHECK;

#endif
