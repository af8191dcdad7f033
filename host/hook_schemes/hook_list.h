/* hook_list.h - the webhooks of a function: the key `hooks` of dayfly.json, an
 * array of objects with `kind`, `secret` and perhaps `name` and `deploy`. */
#ifndef DAYFLY_HOST_HOOK_SCHEMES_HOOK_LIST_H
#define DAYFLY_HOST_HOOK_SCHEMES_HOOK_LIST_H

#include <jansson.h>
#include <stdbool.h>

#include "common/compiler.h"
#include "common/error.h"

enum { HOOK_LIST_MAX = 20, HOOK_NAME_MAX = 64, HOOK_DEPLOY_WORDS_MAX = 64 };

/* Letters, digits, -, _ and . */
bool hook_name_is_valid(const char *name);
/* False: err says which one is wrong, and what it must be. */
bool hook_list_check(const json_t *list, struct error *err) MUST_CHECK;

#endif
