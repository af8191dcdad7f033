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
    *(enum change_result *)self = CHANGE_NOT_IN_FLIGHT;
    return true;
}

static bool delay(struct database *db, const char *queue, int64_t message,
                  int64_t now_ms, struct message_mark *mark, struct error *err)
{
    const struct database_value values[] = {
        {.number = now_ms + mark->visibility_ms},
        {.number = message},
        {.text = mark->receipt},
        {.text = queue},
        {.number = now_ms},
        {.number = mark->untried ? 1 : 0}};
    const struct database_value which[] = {{.number = message},
                                           {.text = queue}};

    if (!database_run(db,
                      "UPDATE queued SET visible = ?1, "
                      "tries = max(tries - ?6, 0), received = received - ?6, "
                      "first = CASE WHEN received <= ?6 THEN 0 ELSE first END "
                      "WHERE id = ?2 AND receipt = ?3 AND queue = ?4 AND "
                      "visible > ?5",
                      values, COUNT(values), err))
        return false;
    mark->result = database_changes(db) > 0 ? CHANGE_DONE : CHANGE_GONE;
    return mark->result == CHANGE_DONE ||
           database_each(db, "SELECT 1 FROM queued WHERE id = ? AND queue = ?",
                         which, COUNT(which), take_one, &mark->result, err);
}

/* That it is gone is as good. */
static bool drop(struct database *db, const char *queue, int64_t message,
                 struct message_mark *mark, struct error *err)
{
    const struct database_value values[] = {
        {.number = message}, {.text = mark->receipt}, {.text = queue}};

    mark->result = CHANGE_DONE;
    return database_run(db,
                        "DELETE FROM queued WHERE id = ? AND receipt = ? AND "
                        "queue = ?",
                        values, COUNT(values), err);
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
                     ? drop(db, change->queue, message, mark, err)
                     : delay(db, change->queue, message, now_ms, mark, err);
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
    change->job.run = run;
    change->job.end = end;
    write_thread_add(change->queues->writer, &change->job);
}
