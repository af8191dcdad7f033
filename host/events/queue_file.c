#include "host/events/queue_file.h"

#include <limits.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "host/store/data_folder.h"
#include "host/store/migrations.h"

#define FILE_NAME "queue.db"

enum { STATEMENTS_MAX = 40 };

/* steps[n] leads from version n to n + 1. A step that was released stays as it
 * is. */
static const char *const steps[] = {
    "CREATE TABLE event (id INTEGER PRIMARY KEY, request TEXT NOT NULL,"
    " function TEXT NOT NULL, qualifier TEXT NOT NULL,"
    " destination TEXT NOT NULL, trace TEXT NOT NULL, tenant TEXT NOT NULL,"
    " size INTEGER NOT NULL, accepted INTEGER NOT NULL, due INTEGER NOT NULL,"
    " attempts INTEGER NOT NULL DEFAULT 0, faults INTEGER NOT NULL DEFAULT 0,"
    " running INTEGER NOT NULL DEFAULT 0, crashes INTEGER NOT NULL DEFAULT 0,"
    " died INTEGER NOT NULL DEFAULT 0, reason TEXT NOT NULL DEFAULT '',"
    " error TEXT NOT NULL DEFAULT '') STRICT;"
    "CREATE INDEX event_request ON event (request);"
    "CREATE INDEX event_died ON event (died) WHERE died > 0;"
    "CREATE INDEX event_running ON event (running) WHERE running > 0;"
    "CREATE TABLE body (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;"
    "CREATE TABLE message (id INTEGER PRIMARY KEY, queue TEXT NOT NULL,"
    " message TEXT NOT NULL, sent INTEGER NOT NULL,"
    " attributes TEXT NOT NULL) STRICT;"
    "CREATE INDEX message_queue ON message (queue, id);",
    "CREATE TABLE mark (name TEXT PRIMARY KEY, value INTEGER NOT NULL,"
    " at INTEGER NOT NULL) STRICT, WITHOUT ROWID;",
};

struct statement {
    const char *sql;
    sqlite3_stmt *prepared;
};

struct queue_file {
    sqlite3 *db;
    char path[PATH_MAX];
    struct statement statements[STATEMENTS_MAX];
    size_t count;
};

struct queue_line {
    sqlite3_stmt *prepared;
};

static bool fail(const struct queue_file *file, struct error *err)
{
    return error_set(err, "%s: %s", file->path, sqlite3_errmsg(file->db));
}

static bool execute(struct queue_file *file, const char *sql, struct error *err)
{
    return sqlite3_exec(file->db, sql, NULL, NULL, NULL) == SQLITE_OK ||
           fail(file, err);
}

static bool set_up(struct queue_file *file, const char *folder,
                   struct error *err)
{
    if (snprintf(file->path, sizeof file->path, "%s/" FILE_NAME, folder) >=
        (int)sizeof file->path)
        return error_set(err, "the path of the data folder is too long");
    if (!data_folder_make_file(file->path, err))
        return false;
    if (sqlite3_open_v2(file->path, &file->db,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE |
                            SQLITE_OPEN_NOMUTEX,
                        NULL) != SQLITE_OK)
        return fail(file, err);
    return execute(file,
                   "PRAGMA journal_mode = WAL;"
                   "PRAGMA synchronous = FULL;"
                   "PRAGMA trusted_schema = OFF;",
                   err) &&
           migrations_run(file->db, file->path, steps, COUNT(steps), err);
}

struct queue_file *queue_file_open(const char *folder, struct error *err)
{
    struct queue_file *file = mem_new(1, sizeof *file);

    if (!file) {
        (void)error_set(err, "out of memory");
        return NULL;
    }
    if (set_up(file, folder, err))
        return file;
    queue_file_close(file);
    return NULL;
}

void queue_file_close(struct queue_file *file)
{
    if (!file)
        return;
    for (size_t i = 0; i < file->count; i++)
        (void)sqlite3_finalize(file->statements[i].prepared);
    (void)sqlite3_close(file->db);
    mem_free(file);
}

bool queue_file_begin(struct queue_file *file, struct error *err)
{
    return execute(file, "BEGIN IMMEDIATE", err);
}

bool queue_file_commit(struct queue_file *file, struct error *err)
{
    return execute(file, "COMMIT", err);
}

void queue_file_rollback(struct queue_file *file)
{
    if (!sqlite3_get_autocommit(file->db))
        (void)sqlite3_exec(file->db, "ROLLBACK", NULL, NULL, NULL);
}

/* NULL: err says why. */
static sqlite3_stmt *prepare(struct queue_file *file, const char *sql,
                             struct error *err)
{
    struct statement *at = file->statements;

    for (size_t i = 0; i < file->count; i++, at++)
        if (at->sql == sql)
            return at->prepared;
    if (file->count == COUNT(file->statements)) {
        (void)error_set(err, "%s: too many statements", file->path);
        return NULL;
    }
    if (sqlite3_prepare_v3(file->db, sql, -1, SQLITE_PREPARE_PERSISTENT,
                           &at->prepared, NULL) != SQLITE_OK) {
        (void)fail(file, err);
        return NULL;
    }
    at->sql = sql;
    file->count++;
    return at->prepared;
}

static bool bind(sqlite3_stmt *prepared, int at,
                 const struct queue_value *value)
{
    if (value->text)
        return sqlite3_bind_text(prepared, at, value->text, -1,
                                 SQLITE_STATIC) == SQLITE_OK;
    if (value->bytes)
        return sqlite3_bind_blob64(prepared, at, value->bytes, value->size,
                                   SQLITE_STATIC) == SQLITE_OK;
    return sqlite3_bind_int64(prepared, at, value->number) == SQLITE_OK;
}

bool queue_file_each(struct queue_file *file, const char *sql,
                     const struct queue_value *values, size_t count,
                     bool (*each)(void *self, const struct queue_line *line,
                                  struct error *err),
                     void *self, struct error *err)
{
    struct queue_line line = {.prepared = prepare(file, sql, err)};
    bool ok = line.prepared != NULL;
    int step = SQLITE_ROW;

    for (size_t i = 0; ok && i < count; i++)
        ok = bind(line.prepared, (int)i + 1, &values[i]) || fail(file, err);
    while (ok && (step = sqlite3_step(line.prepared)) == SQLITE_ROW)
        ok = !each || each(self, &line, err);
    if (ok && step != SQLITE_DONE)
        ok = fail(file, err);
    if (line.prepared) {
        (void)sqlite3_reset(line.prepared);
        (void)sqlite3_clear_bindings(line.prepared);
    }
    return ok;
}

bool queue_file_run(struct queue_file *file, const char *sql,
                    const struct queue_value *values, size_t count,
                    struct error *err)
{
    return queue_file_each(file, sql, values, count, NULL, NULL, err);
}

size_t queue_file_changes(const struct queue_file *file)
{
    return (size_t)sqlite3_changes64(file->db);
}

int64_t queue_line_number(const struct queue_line *line, int column)
{
    return sqlite3_column_int64(line->prepared, column);
}

const char *queue_line_text(const struct queue_line *line, int column)
{
    const unsigned char *text = sqlite3_column_text(line->prepared, column);

    return text ? (const char *)text : "";
}

const void *queue_line_bytes(const struct queue_line *line, int column,
                             size_t *size)
{
    const void *bytes = sqlite3_column_blob(line->prepared, column);

    *size = (size_t)sqlite3_column_bytes(line->prepared, column);
    return bytes ? bytes : "";
}
