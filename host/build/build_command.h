/* build_command.h - a command that is run in a function's folder, such as its
 * build, with its environment: that of any program, no credentials, and the
 * tools of node_modules in PATH. */
#ifndef DAYFLY_HOST_BUILD_BUILD_COMMAND_H
#define DAYFLY_HOST_BUILD_BUILD_COMMAND_H

#include "common/error.h"
#include "host/functions/function.h"

enum {
    BUILD_COMMAND_WORDS_MAX = BUILD_WORDS_MAX + 8,
    BUILD_COMMAND_VARIABLES_MAX = 24,
};

struct build_command {
    char *const *words; /* borrowed: of /bin/sh, then NULL */
    char *const *env;   /* borrowed: then NULL */
    int output;         /* borrowed: for both of its streams; -1: the host's */
};

struct build_recipe {
    char *words[BUILD_COMMAND_WORDS_MAX + 1];   /* owned */
    char *env[BUILD_COMMAND_VARIABLES_MAX + 1]; /* owned */
};

/* `line`: of the shell, or an array of words. build_recipe_clear() is due in
 * any case. */
bool build_recipe_make(struct build_recipe *recipe, const struct function *fn,
                       const json_t *line, struct error *err) MUST_CHECK;
void build_recipe_clear(struct build_recipe *recipe);

#endif
