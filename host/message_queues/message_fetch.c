#include "host/message_queues/message_fetch.h"

#include <stdio.h>
#include <string.h>

#include "common/clock.h"
#include "host/message_queues/message_attempt.h"
#include "host/message_queues/message_rows.h"
#include "host/message_queues/queue_redrive.h"
#include "host/store/database.h"

static const char in_any_order[] = MESSAGE_ROWS
    "WHERE queue = ?1 AND visible <= ?2 ORDER BY visible, id LIMIT ?3";
/* A message waits until those of its group that came before are gone. As on AWS
 * a group is given as far as it goes before the next one; first comes the one
 * whose first message could be received for longest. Each group is looked at
 * from its first message on, not from each of them, or a long group would cost
 * the square of its length. */
static const char in_order[] = MESSAGE_ROWS
    "JOIN (SELECT h.family AS line, h.visible AS since, h.id AS head "
    "FROM queued AS h WHERE h.queue = ?1 AND h.visible <= ?2 "
    "AND NOT EXISTS (SELECT 1 FROM queued AS b WHERE b.queue = ?1 AND "
    "b.family = h.family AND b.family != '' AND b.id < h.id) "
    "ORDER BY h.visible, h.id LIMIT ?3) "
    "ON m.id = head OR m.id IN (SELECT x.id FROM queued AS x WHERE x.queue = "
    "?1 AND x.family = line AND x.family != '' ORDER BY x.id LIMIT ?3) "
    "WHERE NOT EXISTS (SELECT 1 FROM queued AS b WHERE b.queue = ?1 AND "
    "b.family = m.family AND b.family != '' AND b.id <= m.id AND b.visible > "
    "?2) ORDER BY since, head, id LIMIT ?3";

void message_fetch_free(struct fetched_message *first)
{
    message_rows_free(first);
}

/* Messages that can be received now. */
static bool read(const struct message_fetch *fetch, struct database *db,
                 int64_t now_ms, struct message_rows *rows, struct error *err)
{
    const struct database_value values[] = {
        {.text = fetch->queue},
        {.number = now_ms},
        {.number = (int64_t)(fetch->most - fetch->count)}};

    rows->most_bytes =
        fetch->most_bytes > fetch->bytes ? fetch->most_bytes - fetch->bytes : 0;
    return message_rows_read(rows, db, fetch->is_fifo ? in_order : in_any_order,
                             values, COUNT(values), err);
}

/* The age of a message goes on, but not in a FIFO queue: as on AWS. */
static bool bury(const struct message_fetch *fetch, struct database *db,
                 int64_t now_ms, const struct fetched_message *m,
                 struct error *err)
{
    const struct database_value values[] = {{.text = fetch->dead_queue},
                                            {.number = now_ms},
                                            {.text = fetch->queue},
                                            {.number = m->number},
                                            {.number = fetch->is_fifo}};

    return database_run(db,
                        "UPDATE queued SET queue = ?1, visible = ?2, source = "
                        "?3, tries = 0, receipt = '', sent = iif(?5, ?2, sent) "
                        "WHERE id = ?4",
                        values, COUNT(values), err);
}

static bool take(const struct message_fetch *fetch, struct database *db,
                 int64_t now_ms, struct fetched_message *m, struct error *err)
{
    char uuid[UUID_SIZE];

    uuid_make(uuid);
    (void)snprintf(m->receipt, sizeof m->receipt, "%lld.%lld.%s",
                   (long long)fetch->queue_number, (long long)m->number, uuid);
    m->received++;
    if (m->first_ms == 0)
        m->first_ms = now_ms;
    const struct database_value values[] = {
        {.number = now_ms + fetch->visibility_ms},
        {.number = m->first_ms},
        {.text = m->receipt},
        {.number = m->number}};
    return database_run(db,
                        "UPDATE queued SET visible = ?, first = ?, receipt = "
                        "?, received = received + 1, tries = tries + 1 "
                        "WHERE id = ?",
                        values, COUNT(values), err);
}

static bool drop(struct database *db, const struct fetched_message *m,
                 struct error *err)
{
    const struct database_value values[] = {{.number = m->number}};

    return database_run(db, "DELETE FROM queued WHERE id = ?", values,
                        COUNT(values), err);
}

/* Of those that were read. *left: some were not taken, so others may be. */
static bool take_all(struct message_fetch *fetch, struct database *db,
                     int64_t now_ms, struct fetched_message *first, bool *left,
                     struct error *err)
{
    struct fetched_message **end = &fetch->first;
    bool ok = true;

    *left = false;
    while (*end)
        end = &(*end)->next;
    while (first) {
        struct fetched_message *m = first;
        bool old = m->sent_ms + fetch->retention_ms < now_ms;
        bool dead = fetch->tries_max > 0 && m->tries >= fetch->tries_max;
        first = m->next;
        m->next = NULL;
        if (ok && !old && !dead) {
            ok = take(fetch, db, now_ms, m, err);
            fetch->bytes += m->body.size;
            fetch->count++;
            *end = m;
            end = &m->next;
            continue;
        }
        if (ok)
            ok = old ? drop(db, m, err) : bury(fetch, db, now_ms, m, err);
        fetch->moved += old ? 0 : 1;
        *left = true;
        message_fetch_free(m);
    }
    return ok;
}

static bool take_due(void *self, const struct database_line *line,
                     struct error *err)
{
    (void)err;
    *(int64_t *)self = database_line_number(line, 0);
    return true;
}

static bool find_due(struct message_fetch *fetch, struct database *db,
                     int64_t now_ms, struct error *err)
{
    const struct database_value values[] = {{.text = fetch->queue},
                                            {.number = now_ms}};

    return database_each(db,
                         "SELECT coalesce(min(visible), 0) FROM queued "
                         "WHERE queue = ? AND visible > ?",
                         values, COUNT(values), take_due, &fetch->due_ms, err);
}

static bool receive(struct message_fetch *fetch, struct database *db,
                    int64_t now_ms, struct error *err)
{
    bool more = true;
    bool ok = true;

    while (ok && more && fetch->count < fetch->most) {
        struct message_rows rows = {.first = NULL};
        ok = read(fetch, db, now_ms, &rows, err);
        if (ok)
            ok = take_all(fetch, db, now_ms, rows.first, &more, err);
        else
            message_fetch_free(rows.first);
    }
    return ok && (fetch->count > 0 || find_due(fetch, db, now_ms, err));
}

static bool run(struct write_job *job, struct database *db, struct error *err)
{
    struct message_fetch *fetch = (struct message_fetch *)job;
    int64_t now_ms = clock_wall_ms();

    message_fetch_free(fetch->first);
    fetch->first = NULL;
    fetch->count = fetch->bytes = fetch->moved = 0;
    fetch->due_ms = 0;
    fetch->spent = false;
    if (!*fetch->attempt)
        return receive(fetch, db, now_ms, err);
    if (!message_attempt_repeat(fetch, db, now_ms, err))
        return false;
    return fetch->count > 0 || fetch->spent ||
           (receive(fetch, db, now_ms, err) &&
            message_attempt_note(fetch, db, now_ms, err));
}

static void end(struct write_job *job)
{
    struct message_fetch *fetch = (struct message_fetch *)job;
    struct message_queue *queue =
        message_queues_find(fetch->queues, fetch->queue);
    struct message_queue *dead =
        message_queues_find(fetch->queues, fetch->dead_queue);

    if (!job->ok) {
        message_fetch_free(fetch->first);
        fetch->first = NULL;
        fetch->count = 0;
    }
    if (dead && job->ok && fetch->moved > 0)
        message_queue_wake(dead, fetch->moved);
    if (queue && fetch->count > 0) {
        message_queue_note(queue, clock_wall_ms() + fetch->visibility_ms);
        /* There may be more for the next one. */
        message_queue_wake(queue, 1);
    }
    fetch->end(fetch);
}

void message_fetch_begin(struct message_fetch *fetch,
                         const struct message_queue *queue)
{
    struct redrive redrive;

    fetch->job = (struct write_job){.run = run, .end = end};
    (void)snprintf(fetch->queue, sizeof fetch->queue, "%s", queue->name);
    fetch->queue_number = queue->number;
    fetch->is_fifo = message_queue_is_fifo(queue);
    fetch->retention_ms =
        message_queue_number(queue, "MessageRetentionPeriod") * 1000;
    if (fetch->visibility_ms < 0)
        fetch->visibility_ms =
            message_queue_number(queue, "VisibilityTimeout") * 1000;
    fetch->dead_queue[0] = '\0';
    fetch->tries_max = 0;
    if (queue_redrive_read(&redrive, queue)) {
        fetch->tries_max = redrive.tries_max;
        (void)snprintf(fetch->dead_queue, sizeof fetch->dead_queue, "%s",
                       redrive.queue->name);
    }
    write_thread_add(fetch->queues->writer, &fetch->job);
}
