#include "host/store/store.h"

#include <limits.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "common/fd.h"
#include "host/store/data_folder.h"
#include "host/store/migrations.h"
#include "host/store/store_sync.h"
#include "host/store/wal_file.h"

#define DATABASE_NAME "dayfly.db"

/* For a program that has the database open besides, such as sqlite3. */
enum { BUSY_MS = 500 };

/* steps[n] leads from version n to n + 1. A step that was released stays as it
 * is. */
static const char *const steps[] = {
    "CREATE TABLE item (kind TEXT NOT NULL, owner TEXT NOT NULL,"
    " name TEXT NOT NULL, text TEXT NOT NULL,"
    " PRIMARY KEY (kind, owner, name)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX item_owner ON item (owner);",
};

struct store {
    sqlite3 *db;
    int lock; /* a file that is locked as long as the host has the store */
    struct store_sync *sync; /* owned; NULL: each commit waits for the disk */
    struct store_sync_end end;
    uint64_t written;     /* commits since it began */
    uint64_t synced;      /* that are on the disk */
    int pages;            /* of the log */
    struct error failure; /* of the disk, as long as it lasts */
    char folder[PATH_MAX];
};

static bool fail(const struct store *store, const char *what, struct error *err)
{
    return error_set(err, "%s/" DATABASE_NAME ": cannot %s: %s", store->folder,
                     what, sqlite3_errmsg(store->db));
}

static bool run(struct store *store, const char *sql, const char *what,
                struct error *err)
{
    return sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK ||
           fail(store, what, err);
}

static bool open_database(struct store *store, struct error *err)
{
    char path[PATH_MAX + 16];

    (void)snprintf(path, sizeof path, "%s/" DATABASE_NAME, store->folder);
    if (!data_folder_make_file(path, err) || !wal_file_settle(path, err))
        return false;
    if (sqlite3_open_v2(path, &store->db,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                        NULL) != SQLITE_OK)
        return fail(store, "open it", err);
    (void)sqlite3_busy_timeout(store->db, BUSY_MS);
    return run(store,
               "PRAGMA journal_mode = WAL;"
               "PRAGMA synchronous = FULL;"
               "PRAGMA trusted_schema = OFF;"
               "PRAGMA cache_size = -256;", /* KiB: all is read at the start */
               "set it up", err) &&
           migrations_run(store->db, path, steps, COUNT(steps), err);
}

struct store *store_open(const char *folder, struct error *err)
{
    struct store *store = mem_new(1, sizeof *store);

    if (!store) {
        (void)error_set(err, "out of memory");
        return NULL;
    }
    store->lock = -1;
    if (data_folder_make(folder, store->folder, err))
        store->lock = data_folder_lock(store->folder, err);
    if (store->lock >= 0 &&
        data_folder_check(store->folder, DATABASE_NAME, err) &&
        open_database(store, err))
        return store;
    store_close(store);
    return NULL;
}

void store_close(struct store *store)
{
    if (!store)
        return;
    if (!store_sync_close(store->sync))
        (void)sqlite3_db_config(store->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1,
                                NULL);
    (void)sqlite3_close(store->db);
    fd_close(&store->lock);
    mem_free(store);
}

const char *store_folder(const struct store *store)
{
    return store->folder;
}

/* Called by SQLite with each commit, in place of emptying the log. */
static int note_pages(void *self, sqlite3 *db, const char *name, int pages)
{
    struct store *store = self;

    (void)db;
    (void)name;
    store->pages = pages;
    return SQLITE_OK;
}

static void synced(void *self, uint64_t to, const struct error *err)
{
    struct store *store = self;

    if (*err->text) {
        to = store->written;
        store_sync_mend(store->sync, store->pages);
    }
    store->synced = to;
    store->failure = *err;
    data_folder_note(store->lock, err->text);
    store->end.call(store->end.self, to, err);
}

bool store_sync_start(struct store *store, struct event_loop *loop,
                      const struct store_sync_end *end, struct error *err)
{
    const struct store_sync_end own = {.call = synced, .self = store};
    char path[PATH_MAX + 16];

    (void)snprintf(path, sizeof path, "%s/" DATABASE_NAME, store->folder);
    store->end = *end;
    store->sync = store_sync_open(path, loop, &own, err);
    if (!store->sync ||
        !run(store, "PRAGMA synchronous = NORMAL;", "set it up", err))
        return false;
    (void)sqlite3_wal_hook(store->db, note_pages, store);
    return true;
}

uint64_t store_due(const struct store *store)
{
    return store->written > store->synced ? store->written : 0;
}

const char *store_failure(const struct store *store)
{
    return store->failure.text;
}

/* What is written on top of what may be lost would be lost with it. */
static bool takes_changes(const struct store *store, struct error *err)
{
    return !*store->failure.text ||
           error_set(err, "the disk fails, so nothing is changed: %.200s",
                     store->failure.text);
}

/* What was committed is to be brought to the disk; within a transaction,
 * nothing was. */
static bool committed(struct store *store)
{
    if (store->sync && sqlite3_get_autocommit(store->db))
        store_sync_want(store->sync, ++store->written, store->pages);
    return true;
}

/* A statement with these texts as its parameters; NULL: err says why. */
static sqlite3_stmt *prepare(struct store *store, const char *sql,
                             const char *const texts[], size_t count,
                             struct error *err)
{
    sqlite3_stmt *statement = NULL;
    bool ok =
        sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL) == SQLITE_OK;

    for (size_t i = 0; ok && i < count; i++)
        ok = sqlite3_bind_text(statement, (int)i + 1, texts[i], -1,
                               SQLITE_STATIC) == SQLITE_OK;
    if (ok)
        return statement;
    (void)fail(store, "read or write it", err);
    (void)sqlite3_finalize(statement);
    return NULL;
}

static bool execute(struct store *store, const char *sql,
                    const char *const texts[], size_t count, struct error *err)
{
    sqlite3_stmt *statement = takes_changes(store, err)
                                  ? prepare(store, sql, texts, count, err)
                                  : NULL;

    if (!statement)
        return false;
    bool ok =
        sqlite3_step(statement) == SQLITE_DONE || fail(store, "write it", err);
    (void)sqlite3_finalize(statement);
    return ok && committed(store);
}

bool store_put(struct store *store, const struct store_item *item,
               struct error *err)
{
    const char *const texts[] = {item->kind, item->owner, item->name,
                                 item->text};

    return execute(store,
                   "INSERT OR REPLACE INTO item (kind, owner, name, text) "
                   "VALUES (?, ?, ?, ?)",
                   texts, COUNT(texts), err);
}

bool store_remove_owner(struct store *store, const char *owner,
                        struct error *err)
{
    return execute(store, "DELETE FROM item WHERE owner = ?", &owner, 1, err);
}

static const char *column(sqlite3_stmt *statement, int at)
{
    const unsigned char *text = sqlite3_column_text(statement, at);

    return text ? (const char *)text : "";
}

bool store_each(struct store *store, const char *kind,
                bool (*each)(void *self, const struct store_item *item,
                             struct error *err),
                void *self, struct error *err)
{
    sqlite3_stmt *statement =
        prepare(store,
                "SELECT owner, name, text FROM item WHERE kind = ? "
                "ORDER BY owner, name",
                &kind, 1, err);
    bool ok = true;
    int step = SQLITE_ROW;

    if (!statement)
        return false;
    while (ok && (step = sqlite3_step(statement)) == SQLITE_ROW) {
        const struct store_item item = {.kind = kind,
                                        .owner = column(statement, 0),
                                        .name = column(statement, 1),
                                        .text = column(statement, 2)};
        ok = each(self, &item, err);
    }
    if (ok && step != SQLITE_DONE)
        ok = fail(store, "read it", err);
    (void)sqlite3_finalize(statement);
    return ok;
}

bool store_begin(struct store *store, struct error *err)
{
    return takes_changes(store, err) &&
           run(store, "BEGIN IMMEDIATE", "begin a change", err);
}

bool store_commit(struct store *store, struct error *err)
{
    if (run(store, "COMMIT", "write it", err))
        return committed(store);
    store_rollback(store);
    return false;
}

void store_rollback(struct store *store)
{
    (void)sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
}
