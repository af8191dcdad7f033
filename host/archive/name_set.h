/* name_set.h - which paths there were, but for upper and lower case. */
#ifndef DAYFLY_HOST_ARCHIVE_NAME_SET_H
#define DAYFLY_HOST_ARCHIVE_NAME_SET_H

#include <stdbool.h>
#include <stddef.h>

#include "common/compiler.h"

struct name_set {
    char **slots;    /* owned, hashed; NULL: free */
    size_t capacity; /* a power of two, or 0 */
    size_t count;
};

/* False: it was there, or memory is exhausted. */
bool name_set_add(struct name_set *set, const char *name) MUST_CHECK;
void name_set_clear(struct name_set *set);

#endif
