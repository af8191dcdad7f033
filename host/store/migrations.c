#include "host/store/migrations.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

static int read_version(void *version, int count, char **values, char **names)
{
    char *end = NULL;

    (void)names;
    if (count == 1)
        *(int *)version = (int)strtol(values[0], &end, 10);
    return !end || *end || end == values[0];
}

static bool fail(sqlite3 *db, const char *path, struct error *err)
{
    return error_set(err, "%s: cannot set it up: %s", path, sqlite3_errmsg(db));
}

static bool take_step(sqlite3 *db, const char *step, int from, const char *path,
                      struct error *err)
{
    char version[64];

    (void)snprintf(version, sizeof version, "PRAGMA user_version = %d",
                   from + 1);
    if (sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK &&
        sqlite3_exec(db, step, NULL, NULL, NULL) == SQLITE_OK &&
        sqlite3_exec(db, version, NULL, NULL, NULL) == SQLITE_OK &&
        sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK)
        return true;
    (void)fail(db, path, err);
    (void)sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    return false;
}

bool migrations_run(sqlite3 *db, const char *path, const char *const steps[],
                    size_t count, struct error *err)
{
    int newest = (int)count;
    int version = -1;

    if (sqlite3_exec(db, "PRAGMA user_version", read_version, &version, NULL) !=
        SQLITE_OK)
        return fail(db, path, err);
    if (version < 0 || version > newest)
        return error_set(err,
                         "%s was written by a later version of dayfly (its "
                         "format is %d, this one knows up to %d); use that one",
                         path, version, newest);
    for (; version < newest; version++)
        if (!take_step(db, steps[version], version, path, err))
            return false;
    return true;
}
