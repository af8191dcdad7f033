/* serve_env.h - which variables `dayfly serve` gives to the functions: its
 * flags --env and --env-file, what it says of them, and mistakes in its own
 * environment. */
#ifndef DAYFLY_HOST_CLI_SERVE_ENV_H
#define DAYFLY_HOST_CLI_SERVE_ENV_H

#include <stdbool.h>

#include "common/error.h"
#include "host/functions/env_list.h"
#include "host/functions/function_registry.h"

/* NAME=VALUE; or NAME, with the value of this process's own variable: if there
 * is none, a line on standard error says so. */
bool serve_env_add(struct env_list *list, const char *text, struct error *err);
bool serve_env_add_file(struct env_list *list, const char *path,
                        struct error *err);

/* A mistyped setting would be ignored; a region that is none, too. */
bool serve_env_check(struct error *err);
/* Prints which variables the functions get, without values. */
void serve_env_print(const struct function_registry *registry);

#endif
