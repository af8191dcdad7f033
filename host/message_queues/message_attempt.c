#include "host/message_queues/message_attempt.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/buf.h"
#include "host/message_queues/message_fetch.h"
#include "host/message_queues/message_rows.h"
#include "host/message_queues/message_send.h"
#include "host/store/database.h"

enum { KEY_SIZE = ATTEMPT_SIZE + 1, RECEIPTS_MAX = 64 * RECEIPT_SIZE };

/* What an attempt has received, in the table of what was sent once. All its
 * messages have become invisible until the same time: one that has another was
 * changed. */
struct attempt {
    struct buf receipts; /* owned: a list in JSON */
    int64_t until_ms;    /* 0: there is none */
    int64_t at_ms;
};

static void clear(struct attempt *a)
{
    buf_free(&a->receipts);
}

/* What senders give has no blank at its beginning. */
static void key_of(const struct message_fetch *fetch, char key[KEY_SIZE])
{
    (void)snprintf(key, KEY_SIZE, " %s", fetch->attempt);
}

static bool take(void *self, const struct database_line *line,
                 struct error *err)
{
    struct attempt *a = self;

    a->until_ms = database_line_number(line, 1);
    a->at_ms = database_line_number(line, 2);
    return buf_add_str(&a->receipts, database_line_text(line, 0)) ||
           error_set(err, "out of memory");
}

static bool find(const struct message_fetch *fetch, struct database *db,
                 int64_t now_ms, struct attempt *a, struct error *err)
{
    char key[KEY_SIZE];

    key_of(fetch, key);
    const struct database_value values[] = {
        {.text = fetch->queue},
        {.text = key},
        {.number = now_ms - MESSAGE_DEDUP_MS}};
    return database_each(db,
                         "SELECT message, id, sent FROM sent_once WHERE queue "
                         "= ? AND dedup = ? AND sent > ?",
                         values, COUNT(values), take, a, err);
}

static bool put(const struct message_fetch *fetch, struct database *db,
                const struct attempt *a, struct error *err)
{
    char key[KEY_SIZE];

    key_of(fetch, key);
    const struct database_value values[] = {{.text = fetch->queue},
                                            {.text = key},
                                            {.text = a->receipts.data},
                                            {.number = a->until_ms},
                                            {.number = a->at_ms}};
    return database_run(db,
                        "INSERT OR REPLACE INTO sent_once (queue, dedup, "
                        "message, id, sent) VALUES (?, ?, ?, ?, ?)",
                        values, COUNT(values), err);
}

/* Those that have not been changed. */
static bool read(const struct message_fetch *fetch, struct database *db,
                 const struct attempt *a, struct message_rows *rows,
                 struct error *err)
{
    const struct database_value values[] = {{.text = fetch->queue},
                                            {.text = a->receipts.data},
                                            {.number = a->until_ms}};

    rows->most_bytes = SIZE_MAX;
    return message_rows_read(
        rows, db,
        MESSAGE_ROWS
        "WHERE queue = ?1 AND visible = ?3 AND receipt IN "
        "(SELECT value FROM json_each(?2)) ORDER BY (SELECT "
        "key FROM json_each(?2) WHERE value = receipt)",
        values, COUNT(values), err);
}

static bool hide(const struct message_fetch *fetch, struct database *db,
                 const struct attempt *a, int64_t until_ms, struct error *err)
{
    const struct database_value values[] = {{.text = fetch->queue},
                                            {.text = a->receipts.data},
                                            {.number = until_ms}};

    return database_run(db,
                        "UPDATE queued SET visible = ?3 WHERE queue = ?1 AND "
                        "receipt IN (SELECT value FROM json_each(?2))",
                        values, COUNT(values), err);
}

/* No receipt has a comma. */
static size_t count_of(const struct attempt *a)
{
    size_t count = 1;

    for (size_t i = 0; i < a->receipts.size; i++)
        count += a->receipts.data[i] == ',';
    return count;
}

bool message_attempt_repeat(struct message_fetch *fetch, struct database *db,
                            int64_t now_ms, struct error *err)
{
    AUTO(struct attempt, clear) a = {.receipts = BUF(RECEIPTS_MAX)};
    struct message_rows rows = {.first = NULL};
    bool ok = find(fetch, db, now_ms, &a, err);

    if (!ok || a.until_ms <= now_ms)
        return ok;
    ok = read(fetch, db, &a, &rows, err);
    fetch->spent = ok && rows.count != count_of(&a);
    if (!ok || fetch->spent) {
        message_rows_free(rows.first);
        return ok;
    }
    fetch->first = rows.first;
    fetch->count = rows.count;
    fetch->bytes = rows.bytes;
    int64_t until_ms = now_ms + fetch->visibility_ms;
    if (!hide(fetch, db, &a, until_ms, err))
        return false;
    a.until_ms = until_ms;
    return put(fetch, db, &a, err);
}

bool message_attempt_note(const struct message_fetch *fetch,
                          struct database *db, int64_t now_ms,
                          struct error *err)
{
    AUTO(struct attempt, clear)
    a = {.receipts = BUF(RECEIPTS_MAX),
         .until_ms = now_ms + fetch->visibility_ms,
         .at_ms = now_ms};
    bool ok = true;

    if (fetch->count == 0)
        return true;
    for (const struct fetched_message *m = fetch->first; ok && m; m = m->next)
        ok = buf_printf(&a.receipts, "%s\"%s\"", m == fetch->first ? "[" : ",",
                        m->receipt);
    if (!ok || !buf_add_str(&a.receipts, "]"))
        return error_set(err, "out of memory");
    return put(fetch, db, &a, err);
}
