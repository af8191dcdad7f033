#include "host/message_queues/message_change.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/clock.h"
#include "host/base/ids.h"
#include "host/store/database.h"

/* Two numbers and a UUID, with dots between (message_fetch.c). False: it is
 * none. */
static bool split(const char *receipt, int64_t *queue, int64_t *message)
{
    char *at;

    if (strlen(receipt) >= RECEIPT_SIZE || *receipt < '0' || *receipt > '9')
        return false;
    *queue = strtoll(receipt, &at, 10);
    if (at[0] != '.' || at[1] < '0' || at[1] > '9')
        return false;
    *message = strtoll(at + 1, &at, 10);
    return *at == '.' && uuid_is_valid(at + 1);
}

int64_t message_change_parse(const struct message_queue *queue,
                             const char *receipt)
{
    int64_t number;
    int64_t message;

    return split(receipt, &number, &message) && number == queue->number
               ? message
               : 0;
}

struct message_change *message_change_new(struct message_queues *queues,
                                          const char *queue, size_t count)
{
    struct message_change *change = mem_new(1, sizeof *change);

    if (change)
        change->marks = mem_new(count, sizeof *change->marks);
    if (!change || !change->marks) {
        mem_free(change);
        return NULL;
    }
    change->queues = queues;
    change->count = count;
    (void)snprintf(change->queue, sizeof change->queue, "%s", queue);
    return change;
}

void message_change_free(struct message_change *change)
{
    mem_free(change->marks);
    mem_free(change);
}

static bool take_one(void *self, const struct database_line *line,
                     struct error *err)
{
    (void)line;
    (void)err;
    *(bool *)self = true;
    return true;
}

/* What a mark that has changed nothing was for. */
static bool find(struct database *db, const struct message_change *change,
                 int64_t message, enum change_result there,
                 struct message_mark *mark, struct error *err)
{
    const struct database_value which[] = {{.number = message},
                                           {.text = change->queue}};
    bool found = false;
    bool ok =
        database_each(db, "SELECT 1 FROM queued WHERE id = ? AND queue = ?",
                      which, COUNT(which), take_one, &found, err);

    mark->result = found ? there : CHANGE_GONE;
    return ok;
}

/* The last one who has received a message of a standard queue may still change
 * it when its time is over; in a FIFO queue the message is the next one's. */
#define OF_RECEIPT                                                             \
    "WHERE id = ?1 AND receipt = ?2 AND queue = ?3 AND (visible > ?4 OR NOT "  \
    "?5)"

static bool delay(struct database *db, const struct message_change *change,
                  int64_t message, int64_t now_ms, struct message_mark *mark,
                  struct error *err)
{
    const struct database_value values[] = {
        {.number = message},
        {.text = mark->receipt},
        {.text = change->queue},
        {.number = now_ms},
        {.number = change->is_fifo},
        {.number = now_ms + mark->visibility_ms},
        {.number = mark->untried ? 1 : 0}};

    if (!database_run(db,
                      "UPDATE queued SET visible = ?6, "
                      "tries = max(tries - ?7, 0), received = received - ?7, "
                      "first = CASE WHEN received <= ?7 THEN 0 ELSE first "
                      "END " OF_RECEIPT,
                      values, COUNT(values), err))
        return false;
    mark->result = CHANGE_DONE;
    return database_changes(db) > 0 ||
           find(db, change, message,
                change->is_fifo ? CHANGE_EXPIRED : CHANGE_NOT_IN_FLIGHT, mark,
                err);
}

/* That it is gone is as good. */
static bool drop(struct database *db, const struct message_change *change,
                 int64_t message, int64_t now_ms, struct message_mark *mark,
                 struct error *err)
{
    const struct database_value values[] = {{.number = message},
                                            {.text = mark->receipt},
                                            {.text = change->queue},
                                            {.number = now_ms},
                                            {.number = change->is_fifo}};

    mark->result = CHANGE_DONE;
    if (!database_run(db, "DELETE FROM queued " OF_RECEIPT, values,
                      COUNT(values), err))
        return false;
    if (!change->is_fifo || database_changes(db) > 0)
        return true;
    if (!find(db, change, message, CHANGE_EXPIRED, mark, err))
        return false;
    if (mark->result == CHANGE_GONE)
        mark->result = CHANGE_DONE;
    return true;
}

static bool run(struct write_job *job, struct database *db, struct error *err)
{
    struct message_change *change = (struct message_change *)job;
    int64_t now_ms = clock_wall_ms();
    bool ok = true;

    for (size_t i = 0; ok && i < change->count; i++) {
        struct message_mark *mark = &change->marks[i];
        int64_t queue;
        int64_t message;
        mark->result = CHANGE_GONE;
        if (split(mark->receipt, &queue, &message))
            ok = mark->visibility_ms < 0
                     ? drop(db, change, message, now_ms, mark, err)
                     : delay(db, change, message, now_ms, mark, err);
    }
    return ok;
}

static void end(struct write_job *job)
{
    struct message_change *change = (struct message_change *)job;
    struct message_queue *queue =
        message_queues_find(change->queues, change->queue);
    size_t ready = 0;

    for (size_t i = 0; queue && job->ok && i < change->count; i++) {
        const struct message_mark *mark = &change->marks[i];
        if (mark->result == CHANGE_DONE && mark->visibility_ms > 0)
            message_queue_note(queue, clock_wall_ms() + mark->visibility_ms);
        /* In order, the next of its group can be received. */
        else if (mark->visibility_ms == 0 || message_queue_is_fifo(queue))
            ready++;
    }
    if (queue)
        message_queue_wake(queue, ready);
    change->end(change);
}

void message_change_begin(struct message_change *change)
{
    const struct message_queue *queue =
        message_queues_find(change->queues, change->queue);

    change->is_fifo = queue && message_queue_is_fifo(queue);
    change->job.run = run;
    change->job.end = end;
    write_thread_add(change->queues->writer, &change->job);
}
