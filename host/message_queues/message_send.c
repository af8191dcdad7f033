#include "host/message_queues/message_send.h"

#include <stdio.h>

#include "common/clock.h"
#include "host/store/database.h"

static bool take_sent(void *self, const struct database_line *line,
                      struct error *err)
{
    struct new_message *message = self;

    (void)err;
    (void)snprintf(message->message_id, sizeof message->message_id, "%s",
                   database_line_text(line, 0));
    message->number = database_line_number(line, 1);
    return true;
}

/* Fills number and message_id if it was. */
static bool find_sent(struct database *db, const char *queue, int64_t now_ms,
                      struct new_message *message, struct error *err)
{
    const struct database_value values[] = {
        {.text = queue},
        {.text = message->dedup},
        {.number = now_ms - MESSAGE_DEDUP_MS}};

    return database_each(db,
                         "SELECT message, id FROM sent_once WHERE queue = ? "
                         "AND dedup = ? AND sent > ?",
                         values, COUNT(values), take_sent, message, err);
}

static bool note_sent(struct database *db, const char *queue, int64_t now_ms,
                      const struct new_message *message, struct error *err)
{
    const struct database_value values[] = {{.text = queue},
                                            {.text = message->dedup},
                                            {.text = message->message_id},
                                            {.number = message->number},
                                            {.number = now_ms}};

    return database_run(db,
                        "INSERT OR REPLACE INTO sent_once (queue, dedup, "
                        "message, id, sent) VALUES (?, ?, ?, ?, ?)",
                        values, COUNT(values), err);
}

static bool take_number(void *self, const struct database_line *line,
                        struct error *err)
{
    (void)err;
    *(int64_t *)self = database_line_number(line, 0);
    return true;
}

bool message_send_add(struct database *db, const char *queue, int64_t now_ms,
                      struct new_message *message, struct error *err)
{
    const struct database_value values[] = {
        {.text = queue},
        {.text = message->message_id},
        {.number = now_ms},
        {.number = now_ms + message->delay_ms},
        {.text = message->family},
        {.text = message->facts},
        {.bytes = message->body, .size = message->size}};

    message->number = 0;
    if (message->dedup && !find_sent(db, queue, now_ms, message, err))
        return false;
    if (message->number > 0)
        return true;
    return database_each(db,
                         "INSERT INTO queued (queue, message, sent, visible, "
                         "family, facts, body) VALUES (?, ?, ?, ?, ?, ?, ?) "
                         "RETURNING id",
                         values, COUNT(values), take_number, &message->number,
                         err) &&
           (!message->dedup || note_sent(db, queue, now_ms, message, err));
}

static bool run(struct write_job *job, struct database *db, struct error *err)
{
    struct message_send *send = (struct message_send *)job;
    int64_t now_ms = clock_wall_ms();

    for (size_t i = 0; i < send->count; i++)
        if (!message_send_add(db, send->queue, now_ms, &send->messages[i], err))
            return false;
    return true;
}

static void end(struct write_job *job)
{
    struct message_send *send = (struct message_send *)job;
    struct message_queue *queue =
        message_queues_find(send->queues, send->queue);
    int64_t now_ms = clock_wall_ms();
    size_t visible = 0;

    for (size_t i = 0; queue && job->ok && i < send->count; i++) {
        if (send->messages[i].delay_ms > 0)
            message_queue_note(queue, now_ms + send->messages[i].delay_ms);
        else
            visible++;
    }
    if (queue)
        message_queue_wake(queue, visible);
    send->end(send);
}

void message_send_begin(struct message_send *send)
{
    send->job = (struct write_job){.run = run, .end = end};
    write_thread_add(send->queues->writer, &send->job);
}
