/* env_list.h - environment variables that a user gives to functions. */
#ifndef DAYFLY_HOST_FUNCTIONS_ENV_LIST_H
#define DAYFLY_HOST_FUNCTIONS_ENV_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"

enum { ENV_LIST_MAX = 512, ENV_NAME_SIZE = 256 };

struct env_list {
    struct env_variable {
        char name[ENV_NAME_SIZE];
        char *value; /* owned */
    } * items;       /* owned; NULL: empty */
    size_t count;
};

/* Adds a variable, or replaces its value. False: the name is wrong or only the
 * host sets it, or the list is full; err names it. */
bool env_list_set(struct env_list *list, const char *name, const char *value,
                  struct error *err);
/* Without effect if the variable is not in the list. */
void env_list_remove(struct env_list *list, const char *name);
/* The value; NULL: it is not in the list. */
const char *env_list_get(const struct env_list *list, const char *name);
bool env_list_is_same(const struct env_list *a, const struct env_list *b);
/* to: empty. False: out of memory; env_list_clear() is due all the same. */
bool env_list_copy(struct env_list *to, const struct env_list *from) MUST_CHECK;
void env_list_clear(struct env_list *list);

#endif
