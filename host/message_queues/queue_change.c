#include "host/message_queues/queue_change.h"

#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "common/clock.h"
#include "host/message_queues/message_send.h"
#include "host/store/database.h"

struct queue_change *queue_change_new(struct message_queues *queues,
                                      enum queue_action action,
                                      const char *queue)
{
    struct queue_change *change = mem_new(1, sizeof *change);

    if (!change)
        return NULL;
    change->queues = queues;
    change->action = action;
    (void)snprintf(change->queue, sizeof change->queue, "%s", queue);
    return change;
}

bool queue_change_set(struct queue_change *change, json_t *document)
{
    change->document = document;
    change->text = document ? json_dumps(document, JSON_COMPACT) : NULL;
    return change->text != NULL;
}

void queue_change_free(struct queue_change *change)
{
    json_decref(change->document);
    mem_free(change->text);
    mem_free(change);
}

static bool take_number(void *self, const struct database_line *line,
                        struct error *err)
{
    (void)err;
    *(int64_t *)self = database_line_number(line, 0);
    return true;
}

static bool put(struct queue_change *change, struct database *db,
                struct error *err)
{
    const struct database_value values[] = {{.text = change->queue},
                                            {.text = change->text}};

    return database_each(db,
                         "INSERT INTO queue (name, document) VALUES (?, ?) ON "
                         "CONFLICT (name) DO UPDATE SET document = "
                         "excluded.document RETURNING number",
                         values, COUNT(values), take_number, &change->number,
                         err);
}

bool queue_change_ensure(struct database *db, const char *name, int64_t *number,
                         struct error *err)
{
    const struct database_value values[] = {{.text = name}};

    return database_each(db,
                         "INSERT INTO queue (name, document) VALUES (?, '{}') "
                         "ON CONFLICT (name) DO UPDATE SET document = document "
                         "RETURNING number",
                         values, COUNT(values), take_number, number, err);
}

static bool run_named(struct database *db, const char *sql, const char *name,
                      struct error *err)
{
    const struct database_value values[] = {{.text = name}};

    return database_run(db, sql, values, COUNT(values), err);
}

/* What a FIFO queue has got can be sent again, as on AWS. */
static bool purge(const struct queue_change *change, struct database *db,
                  struct error *err)
{
    return run_named(db, "DELETE FROM queued WHERE queue = ?", change->queue,
                     err) &&
           run_named(db, "DELETE FROM sent_once WHERE queue = ?", change->queue,
                     err);
}

static bool drop(const struct queue_change *change, struct database *db,
                 struct error *err)
{
    return purge(change, db, err) &&
           run_named(db, "DELETE FROM queue WHERE name = ?", change->queue,
                     err);
}

static bool take_counts(void *self, const struct database_line *line,
                        struct error *err)
{
    struct queue_counts *counts = self;

    (void)err;
    counts->visible = database_line_number(line, 0);
    counts->in_flight = database_line_number(line, 1);
    counts->delayed = database_line_number(line, 2);
    counts->oldest_ms = database_line_number(line, 3);
    return true;
}

static bool count(struct queue_change *change, struct database *db,
                  struct error *err)
{
    const struct database_value values[] = {{.text = change->queue},
                                            {.number = clock_wall_ms()}};

    return database_each(
        db,
        "SELECT count(*) FILTER (WHERE visible <= ?2), "
        "count(*) FILTER (WHERE visible > ?2 AND receipt != ''), "
        "count(*) FILTER (WHERE visible > ?2 AND receipt = ''), "
        "coalesce(min(sent), 0) FROM queued WHERE queue = ?1",
        values, COUNT(values), take_counts, &change->counts, err);
}

/* Marked first, so that the new ones are not taken for the old ones if a queue
 * is moved to itself. */
#define MOVING "receipt = 'moving'"
#define HEX(bytes) "lower(hex(randomblob(" #bytes ")))"
#define NEW_UUID                                                               \
    HEX(4) " || '-' || " HEX(2) " || '-4' || substr(" HEX(2) ", 2) || "        \
    "'-a' || substr(" HEX(2) ", 2) || '-' || " HEX(6)

/* As on AWS what is moved is sent again: with another id, at the end of the
 * queue, not received yet. */
static bool move(struct queue_change *change, struct database *db,
                 struct error *err)
{
    const struct database_value values[] = {{.text = change->queue},
                                            {.text = change->target},
                                            {.number = clock_wall_ms()}};
    bool ok = database_run(db,
                           "UPDATE queued SET " MOVING
                           " WHERE queue = ?1 "
                           "AND visible <= ?3 AND (?2 != '' OR source IN "
                           "(SELECT name FROM queue))",
                           values, COUNT(values), err);

    change->moved = ok ? (int64_t)database_changes(db) : 0;
    return ok &&
           database_run(db,
                        "INSERT INTO queued (queue, message, sent, visible, "
                        "family, facts, body) SELECT CASE ?2 WHEN '' THEN "
                        "source ELSE ?2 END, " NEW_UUID
                        ", ?3, ?3, family, "
                        "facts, body FROM queued WHERE queue = ?1 AND " MOVING
                        " ORDER BY id",
                        values, COUNT(values), err) &&
           run_named(db, "DELETE FROM queued WHERE queue = ? AND " MOVING,
                     change->queue, err);
}

bool queue_change_prune(struct database *db, int64_t now_ms, struct error *err)
{
    const struct database_value values[] = {{.number = now_ms}};
    const struct database_value once[] = {
        {.number = now_ms - MESSAGE_DEDUP_MS}};

    return database_run(
               db,
               "DELETE FROM queued WHERE id IN (SELECT id FROM queued JOIN "
               "queue ON queue.name = queued.queue WHERE sent < ? - 1000 * "
               "CAST(coalesce(json_extract(document, "
               "'$.attributes.MessageRetentionPeriod'), '345600') AS INTEGER))",
               values, COUNT(values), err) &&
           database_run(db, "DELETE FROM sent_once WHERE sent < ?", once,
                        COUNT(once), err);
}

static bool run(struct write_job *job, struct database *db, struct error *err)
{
    struct queue_change *change = (struct queue_change *)job;

    switch (change->action) {
    case QUEUE_PUT:
        return put(change, db, err);
    case QUEUE_DROP:
        return drop(change, db, err);
    case QUEUE_PURGE:
        return purge(change, db, err);
    case QUEUE_COUNT:
        return count(change, db, err);
    default:
        return move(change, db, err);
    }
}

static void wake_moved(const struct queue_change *change)
{
    struct message_queues *queues = change->queues;

    for (size_t i = 0; i < queues->count; i++)
        if (!*change->target || !strcmp(queues->list[i]->name, change->target))
            message_queue_wake(queues->list[i], (size_t)change->moved);
}

static void end(struct write_job *job)
{
    struct queue_change *change = (struct queue_change *)job;
    struct message_queues *queues = change->queues;
    struct message_queue *queue = message_queues_any(queues, change->queue);

    if (change->action == QUEUE_PUT && job->ok) {
        job->ok = message_queues_put(queues, change->queue, change->number,
                                     json_incref(change->document)) != NULL;
    } else if (change->action == QUEUE_DROP && queue) {
        queue->leaving = false;
        if (job->ok)
            message_queues_drop(queue);
    } else if (change->action == QUEUE_MOVE && job->ok) {
        wake_moved(change);
    }
    change->end(change);
}

void queue_change_begin(struct queue_change *change)
{
    struct message_queue *queue =
        message_queues_find(change->queues, change->queue);

    if (change->action == QUEUE_DROP && queue)
        queue->leaving = true;
    change->job = (struct write_job){.run = run, .end = end};
    write_thread_add(change->queues->writer, &change->job);
}
