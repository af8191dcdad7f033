/* engine.h - an interpreter that dayfly supports: one constant per interpreter
 * holds all that differs between them.
 *
 * A new interpreter needs engine_NAME.c with its constant, engine_NAME.h, its
 * place in engines.c, a bridge and a test. No other code changes, except that
 * common/function/default_handlers can get a file name for it. */
#ifndef DAYFLY_BOOTSTRAP_LAUNCH_ENGINE_H
#define DAYFLY_BOOTSTRAP_LAUNCH_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bootstrap/config/permissions.h"
#include "common/buf.h"
#include "common/error.h"

struct handler;
struct settings;

enum {
    ENGINE_MODULES_MAX = 8,
    ENGINE_FLAGS_MAX = 12,
    ENGINE_VARIABLES_MAX = 6,
    ENGINE_VERSIONS_MAX = 8,
    ENGINE_PACKAGES_MAX = 3,
    ENGINE_REFUSED_MAX = 4,
    VERSION_ANY = 1, /* for enforced_from: every version */
};

/* A file name extension of modules that the interpreter runs. */
struct engine_module {
    const char *extension; /* without the dot; NULL: end of the list */
    int rank; /* among the interpreters for this extension; 1 is preferred */
};

/* How a process that has loaded the handler can be copied (worker/template.h).
 */
enum engine_copying {
    COPYING_NONE,
    COPYING_BY_BRIDGE,  /* the bridge makes the copies */
    COPYING_BY_LIBRARY, /* a library of ours, preloaded, makes them */
};

struct engine {
    /* An executable whose file name begins with `name` is this interpreter. */
    const char *name;
    const char *executable; /* the file name that is searched for */
    struct engine_module modules[ENGINE_MODULES_MAX + 1];

    /* The file name of the bridge, which is also the path that DAYFLY_BRIDGE
     * names. Interpreters with the same bridge run the same language. */
    const char *bridge;
    /* A file in the bridge's folder that is run instead of it; NULL: none. */
    const char *entry;
    /* The function to call if the handler names a module's file without a
     * function; NULL: such a file is an executable of its own. */
    const char *default_function;
    /* Handlers are named package.module.function: all dots but the last
     * separate folders. Otherwise the first dot ends the module's name. */
    bool dotted_packages;
    /* Folders that have the packages of a function and of layers: patterns, a
     * relative one is below the function's folder. Ends in NULL. */
    const char *packages[ENGINE_PACKAGES_MAX + 1];
    /* The variable in which it looks for the absolute ones, with its '='; NULL:
     * there is none. */
    const char *packages_variable;

    /* Command line: executable, flags, add_flags, add_permissions,
     * DAYFLY_FLAGS, bridge. Lists end in NULL, functions may be NULL. add_…:
     * words, a NUL after each; false: out of memory. */
    const char *flags[ENGINE_FLAGS_MAX + 1];
    bool (*add_flags)(struct buf *words, const struct handler *h,
                      const struct settings *s, bool is_template);

    /* Flags of the user's that it does not take besides those above: their
     * names. Those above are refused, too, if there are such and the value
     * differs. Ends in NULL. */
    const char *refused_flags[ENGINE_REFUSED_MAX + 1];
    /* Is the interpreter's own configuration in the function's folder valid?
     * NULL: it is not used. */
    bool (*check_config)(const struct handler *h, struct error *err);

    /* NAME=value, unless the environment has the variable. */
    const char *variables[ENGINE_VARIABLES_MAX + 1];
    /* Variables whose names begin with this configure the interpreter, so its
     * process gets them whatever `permissions.env` grants; NULL: none. */
    const char *variable_prefix;

    /* The version from which on the interpreter itself enforces a permission,
     * as interpreter_version() has it; 0: it never does. */
    unsigned enforced_from[PERMISSION_COUNT];
    /* Entries of `permissions.net` must name a host. Otherwise they must not,
     * because the kernel can only filter by port. */
    bool net_by_host;
    /* Flags for the permissions. scratch: the private folder, which is granted
     * too; "": none. */
    bool (*add_permissions)(struct buf *words, const struct handler *h,
                            const struct permissions *p, const char *scratch);
    /* Are there permissions or paths that its flags cannot express? False: err
     * names them. */
    bool (*check_permissions)(const struct handler *h, const struct settings *s,
                              struct error *err);

    /* Its scripts can read no other descriptor than stdin, so the library
     * beside the bridge takes the bridge's reads to the bridge's input. Without
     * the library stdin is the input. */
    bool input_by_library;

    enum engine_copying copying;
    /* How the versions begin that are copied without being asked for, as the
     * bridge reports them. Ends in NULL. */
    const char *copied_versions[ENGINE_VERSIONS_MAX + 1];

    /* The least limits with which it starts. memory_mb holds in a control
     * group, data_mb where RLIMIT_DATA limits the memory. */
    struct engine_minimum {
        int64_t memory_mb;
        int64_t data_mb;
        int64_t processes;
        int64_t files;
    } minimum;
    /* It reserves far more memory than it uses, so that RLIMIT_DATA would stop
     * it. */
    bool reserves_memory;
};

/* The rank for a module, by the extension of its path; 0: it does not run it.
 */
int engine_rank(const struct engine *e, const char *module);
/* Does it enforce the permission itself, in this version? */
bool engine_enforces(const struct engine *e, unsigned version,
                     enum permission p);
/* Is this version, as the bridge reports it, copied without being asked for? */
bool engine_copies(const struct engine *e, const char *version);
/* Must the version be known to tell which permissions it enforces? */
bool engine_needs_version(const struct engine *e);

#endif
