#include "host/management/own_user.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/buf.h"
#include "common/function/open_path.h"
#include "common/function/path.h"
#include "host/catalog/function_users.h"
#include "host/dispatch/deployment.h"
#include "host/dispatch/dispatcher.h"
#include "host/management/management.h"

/* The first of this name in PATH. */
static bool find_program(const char *name, char path[PATH_MAX])
{
    const char *at = getenv("PATH");

    while (at && *at) {
        size_t size = strcspn(at, ":");
        if (snprintf(path, PATH_MAX, "%.*s/%s", (int)size, at, name) <
                PATH_MAX &&
            access(path, X_OK) == 0)
            return true;
        at += size + (at[size] == ':');
    }
    return false;
}

static bool may_run(const struct function *fn, const char *interpreter,
                    uid_t user, struct error *err)
{
    char path[PATH_MAX];
    bool found = strchr(interpreter, '/')
                     ? path_join(path, fn->root, interpreter)
                     : find_program(interpreter, path);

    return !found || access(path, X_OK) != 0 ||
           open_path_check(path, user, S_IXOTH, err);
}

/* Which one runs a module that names none, its bootstrap decides. */
static bool may_run_all(const struct function *fn, uid_t user,
                        struct error *err)
{
    static const char *const names[] = {"node", "python3", "deno", "bun"};

    if (fn->own_bootstrap || !fn->is_module)
        return true;
    if (*fn->manifest.interpreter)
        return may_run(fn, fn->manifest.interpreter, user, err);
    for (size_t i = 0; i < COUNT(names); i++)
        if (!may_run(fn, names[i], user, err))
            return false;
    return true;
}

void own_user_set(struct management *m, struct function *fn)
{
    struct catalog_entry *entry = catalog_find(&m->catalog, fn->name);
    AUTO(struct buf, buf_free) line = BUF(2048);
    struct error err = ERROR_NONE;
    bool root = geteuid() == 0;
    uid_t user = entry && root ? function_users_of(&m->catalog, entry) : 0;

    if (!root)
        fn->closed = m->code.folder;
    if (!user)
        return;
    if (open_path_check(fn->root, user, S_IXOTH, &err) &&
        open_path_check(fn->bootstrap, user, S_IXOTH, &err) &&
        may_run_all(fn, user, &err)) {
        fn->user = user;
        return;
    }
    /* Once, not for each of a thousand functions. */
    if (strcmp(m->told_user.text, err.text) != 0 &&
        buf_printf(&line,
                   "%s is run by root, as all functions with this reason: a "
                   "user of its own cannot get at what it needs: %s",
                   fn->name, err.text))
        deployment_log(m->dispatcher, fn, line.data);
    m->told_user = err;
}
