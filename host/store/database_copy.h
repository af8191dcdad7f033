/* database_copy.h - a database as it is at one moment, while others write it.
 */
#ifndef DAYFLY_HOST_STORE_DATABASE_COPY_H
#define DAYFLY_HOST_STORE_DATABASE_COPY_H

#include <stdbool.h>

#include "common/compiler.h"
#include "common/error.h"

/* `to` must not exist; only this user can read it. */
bool database_copy(const char *from, const char *to,
                   struct error *err) MUST_CHECK;

#endif
