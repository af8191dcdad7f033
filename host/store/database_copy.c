#include "host/store/database_copy.h"

#include <sqlite3.h>
#include <stddef.h>

#include "host/store/data_folder.h"

enum { BUSY_MS = 30000 };

static bool fail(sqlite3 *db, const char *from, struct error *err)
{
    return error_set(err, "cannot copy the database %s: %s", from,
                     sqlite3_errmsg(db));
}

/* The copy has no log beside it, and what was deleted is not in it. */
static bool copy(sqlite3 *db, const char *to)
{
    sqlite3_stmt *statement = NULL;
    bool ok =
        sqlite3_prepare_v2(db, "VACUUM INTO ?", -1, &statement, NULL) ==
            SQLITE_OK &&
        sqlite3_bind_text(statement, 1, to, -1, SQLITE_STATIC) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_DONE;

    /* It returns the error of the step: that is what errmsg tells. */
    return sqlite3_finalize(statement) == SQLITE_OK && ok;
}

bool database_copy(const char *from, const char *to, struct error *err)
{
    sqlite3 *db = NULL;
    /* An empty file is taken for one that does not exist. */
    bool ok = data_folder_make_file(to, err);

    if (!ok)
        return false;
    ok = sqlite3_open_v2(from, &db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK &&
         sqlite3_busy_timeout(db, BUSY_MS) == SQLITE_OK && copy(db, to);
    if (!ok)
        (void)fail(db, from, err);
    (void)sqlite3_close(db);
    return ok;
}
