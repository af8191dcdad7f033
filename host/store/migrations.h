/* migrations.h - the tables of the store, and how those of earlier versions of
 * dayfly become them. */
#ifndef DAYFLY_HOST_STORE_MIGRATIONS_H
#define DAYFLY_HOST_STORE_MIGRATIONS_H

#include <stdbool.h>

#include "common/compiler.h"
#include "common/error.h"

struct sqlite3;

/* `path` is for messages. False: a later version of dayfly has written the
 * database, or SQLite's error. */
bool migrations_run(struct sqlite3 *db, const char *path,
                    struct error *err) MUST_CHECK;

#endif
