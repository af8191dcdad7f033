#include "host/events/queue_file.h"

#include "common/compiler.h"
#include "host/message_queues/message_tables.h"

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
    MESSAGE_TABLES_STEP,
    ("CREATE TABLE mark (name TEXT PRIMARY KEY, value INTEGER NOT NULL,"
     " at INTEGER NOT NULL) STRICT, WITHOUT ROWID;"),
};

struct database *queue_file_open(const char *folder, struct error *err)
{
    static const struct database_plan plan = {
        .name = "queue.db", .steps = steps, .count = COUNT(steps)};

    return database_open(&plan, folder, err);
}
