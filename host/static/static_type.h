/* static_type.h - what a file is, by its name. Pure. */
#ifndef DAYFLY_HOST_STATIC_STATIC_TYPE_H
#define DAYFLY_HOST_STATIC_STATIC_TYPE_H

#include <stdbool.h>

struct static_type {
    const char *end;  /* of the name, without the dot; lower case */
    const char *type; /* Content-Type */
    bool is_text;     /* it becomes smaller when it is compressed */
};

/* Never NULL: application/octet-stream for an unknown end. */
const struct static_type *static_type_of(const char *name);
/* The name holds a hash of the content, as build tools write it:
 * app-4GTKQ3XW.js or main.3f2a9c1b.css. Such a file never changes. */
bool static_type_has_hash(const char *name);

#endif
