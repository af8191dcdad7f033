/* migrations.h - how the tables of a database that an earlier version of dayfly
 * has written become those of this one. */
#ifndef DAYFLY_HOST_STORE_MIGRATIONS_H
#define DAYFLY_HOST_STORE_MIGRATIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "common/compiler.h"
#include "common/error.h"

struct sqlite3;

/* steps[n] leads from version n to n + 1; `path` is for messages. False: a
 * later version of dayfly has written the database, or SQLite's error. */
bool migrations_run(struct sqlite3 *db, const char *path,
                    const char *const steps[], size_t count,
                    struct error *err) MUST_CHECK;

#endif
