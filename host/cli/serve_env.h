/* serve_env.h - which variables `dayfly serve` gives to the functions: its
 * flags
 * --env and --env-file, and what it says of them. */
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

/* Prints which variables the functions get, without values. */
void serve_env_print(const struct function_registry *registry);

#endif
