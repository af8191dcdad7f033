#include "host/store/database.h"

#include <limits.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "host/store/data_folder.h"
#include "host/store/migrations.h"
#include "host/store/wal_file.h"

enum { STATEMENTS_MAX = 80 };

struct statement {
    const char *sql;
    sqlite3_stmt *prepared;
};

struct database {
    sqlite3 *db;
    char path[PATH_MAX];
    struct statement statements[STATEMENTS_MAX];
    size_t count;
};

struct database_line {
    sqlite3_stmt *prepared;
};

static bool fail(const struct database *db, struct error *err)
{
    return error_set(err, "%s: %s", db->path, sqlite3_errmsg(db->db));
}

static bool execute(struct database *db, const char *sql, struct error *err)
{
    return sqlite3_exec(db->db, sql, NULL, NULL, NULL) == SQLITE_OK ||
           fail(db, err);
}

static bool set_up(struct database *db, const struct database_plan *plan,
                   const char *folder, struct error *err)
{
    if (snprintf(db->path, sizeof db->path, "%s/%s", folder, plan->name) >=
        (int)sizeof db->path)
        return error_set(err, "the path of the data folder is too long");
    if (!data_folder_make_file(db->path, err) ||
        !wal_file_settle(db->path, err))
        return false;
    if (sqlite3_open_v2(db->path, &db->db,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE |
                            SQLITE_OPEN_NOMUTEX,
                        NULL) != SQLITE_OK)
        return fail(db, err);
    return execute(db,
                   "PRAGMA journal_mode = WAL;"
                   "PRAGMA synchronous = FULL;"
                   "PRAGMA trusted_schema = OFF;",
                   err) &&
           migrations_run(db->db, db->path, plan->steps, plan->count, err);
}

struct database *database_open(const struct database_plan *plan,
                               const char *folder, struct error *err)
{
    struct database *db = mem_new(1, sizeof *db);

    if (!db) {
        (void)error_set(err, "out of memory");
        return NULL;
    }
    if (set_up(db, plan, folder, err))
        return db;
    database_close(db);
    return NULL;
}

void database_close(struct database *db)
{
    if (!db)
        return;
    for (size_t i = 0; i < db->count; i++)
        (void)sqlite3_finalize(db->statements[i].prepared);
    (void)sqlite3_close(db->db);
    mem_free(db);
}

bool database_begin(struct database *db, struct error *err)
{
    return execute(db, "BEGIN IMMEDIATE", err);
}

bool database_commit(struct database *db, struct error *err)
{
    return execute(db, "COMMIT", err);
}

void database_rollback(struct database *db)
{
    if (!sqlite3_get_autocommit(db->db))
        (void)sqlite3_exec(db->db, "ROLLBACK", NULL, NULL, NULL);
}

/* NULL: err says why. */
static sqlite3_stmt *prepare(struct database *db, const char *sql,
                             struct error *err)
{
    struct statement *at = db->statements;

    for (size_t i = 0; i < db->count; i++, at++)
        if (at->sql == sql)
            return at->prepared;
    if (db->count == COUNT(db->statements)) {
        (void)error_set(err, "%s: too many statements", db->path);
        return NULL;
    }
    if (sqlite3_prepare_v3(db->db, sql, -1, SQLITE_PREPARE_PERSISTENT,
                           &at->prepared, NULL) != SQLITE_OK) {
        (void)fail(db, err);
        return NULL;
    }
    at->sql = sql;
    db->count++;
    return at->prepared;
}

static bool bind(sqlite3_stmt *prepared, int at,
                 const struct database_value *value)
{
    if (value->text)
        return sqlite3_bind_text(prepared, at, value->text, -1,
                                 SQLITE_STATIC) == SQLITE_OK;
    if (value->bytes)
        return sqlite3_bind_blob64(prepared, at, value->bytes, value->size,
                                   SQLITE_STATIC) == SQLITE_OK;
    return sqlite3_bind_int64(prepared, at, value->number) == SQLITE_OK;
}

bool database_each(struct database *db, const char *sql,
                   const struct database_value *values, size_t count,
                   bool (*each)(void *self, const struct database_line *line,
                                struct error *err),
                   void *self, struct error *err)
{
    struct database_line line = {.prepared = prepare(db, sql, err)};
    bool ok = line.prepared != NULL;
    int step = SQLITE_ROW;

    for (size_t i = 0; ok && i < count; i++)
        ok = bind(line.prepared, (int)i + 1, &values[i]) || fail(db, err);
    while (ok && (step = sqlite3_step(line.prepared)) == SQLITE_ROW)
        ok = !each || each(self, &line, err);
    if (ok && step != SQLITE_DONE)
        ok = fail(db, err);
    if (line.prepared) {
        (void)sqlite3_reset(line.prepared);
        (void)sqlite3_clear_bindings(line.prepared);
    }
    return ok;
}

bool database_run(struct database *db, const char *sql,
                  const struct database_value *values, size_t count,
                  struct error *err)
{
    return database_each(db, sql, values, count, NULL, NULL, err);
}

size_t database_changes(const struct database *db)
{
    return (size_t)sqlite3_changes64(db->db);
}

int64_t database_line_number(const struct database_line *line, int column)
{
    return sqlite3_column_int64(line->prepared, column);
}

const char *database_line_text(const struct database_line *line, int column)
{
    const unsigned char *text = sqlite3_column_text(line->prepared, column);

    return text ? (const char *)text : "";
}

const void *database_line_bytes(const struct database_line *line, int column,
                                size_t *size)
{
    const void *bytes = sqlite3_column_blob(line->prepared, column);

    *size = (size_t)sqlite3_column_bytes(line->prepared, column);
    return bytes ? bytes : "";
}
