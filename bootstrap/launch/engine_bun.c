#include "bootstrap/launch/engine_bun.h"

#include "bootstrap/launch/flag_words.h"

/* Otherwise Bun adds the variables of the function's .env files to those that
 * it was given. */
static bool add_permissions(struct buf *words, const struct handler *h,
                            const struct permissions *all, const char *scratch)
{
    (void)h;
    (void)scratch;
    return all->grant[PERMISSION_ENV].kind == GRANT_ALL ||
           flag_words_add(words, "--env-file=/dev/null");
}

const struct engine engine_bun = {
    .name = "bun",
    .executable = "bun",
    .modules = {{"js", 3}, {"mjs", 3}, {"cjs", 3}, {"ts", 2}, {"mts", 2}},
    .bridge = "runtime.js",
    .default_function = "handler",
    .packages = {"/opt/nodejs/node[0-9]*/node_modules",
                 "/opt/nodejs/node_modules"},
    .packages_variable = "NODE_PATH=",
    /* Without this Bun downloads packages that are missing. */
    .flags = {"--no-install"},
    .variables = {"BUN_RUNTIME_TRANSPILER_CACHE_PATH=0"},
    .variable_prefix = "BUN_",
    .add_permissions = add_permissions,
    .copying = COPYING_BY_LIBRARY,
    .copied_versions = {"bun/1.4."},
    .minimum = {.memory_mb = 64, .data_mb = 512, .processes = 16, .files = 32},
};
