#include "host/events/queue_messages.h"

#include <string.h>

#include "common/clock.h"
#include "common/json/json_string.h"
#include "host/events/queue_file.h"

bool queue_messages_add(struct queue_file *file,
                        const struct queue_message *message,
                        const struct buf *body, struct error *err)
{
    const struct queue_value values[] = {
        {.number = message->id},       {.text = message->queue},
        {.text = message->message_id}, {.number = message->sent_ms},
        {.text = message->attributes},
    };
    const struct queue_value bytes[] = {
        {.number = message->id}, {.bytes = body->data, .size = body->size}};

    return queue_file_run(file,
                          "INSERT INTO message (id, queue, message, sent, "
                          "attributes) VALUES (?, ?, ?, ?, ?)",
                          values, COUNT(values), err) &&
           queue_file_run(file, "INSERT INTO body (id, bytes) VALUES (?, ?)",
                          bytes, COUNT(bytes), err);
}

static bool add_text(struct buf *out, const char *before, const char *text)
{
    return buf_add_str(out, before) && json_add_string(out, text, strlen(text));
}

static bool show(void *self, const struct queue_line *line, struct error *err)
{
    struct buf *out = self;
    char sent[CLOCK_TEXT_SIZE];
    size_t size;
    const char *body = queue_line_bytes(line, 3, &size);

    clock_text(queue_line_number(line, 1), sent);
    return (add_text(out,
                     out->data[out->size - 1] == '[' ? "{\"MessageId\":"
                                                     : ",{\"MessageId\":",
                     queue_line_text(line, 0)) &&
            add_text(out, ",\"Sent\":", sent) &&
            buf_printf(out, ",\"MessageAttributes\":%s,\"Body\":",
                       queue_line_text(line, 2)) &&
            json_add_string(out, body, size) && buf_add_str(out, "}")) ||
           error_set(err, "the messages are too large to be shown at once");
}

bool queue_messages_show(struct queue_file *file, const char *queue,
                         int64_t most, struct buf *out, struct error *err)
{
    const struct queue_value values[] = {{.text = queue}, {.number = most}};

    return (buf_add_str(out, "[") || error_set(err, "out of memory")) &&
           queue_file_each(file,
                           "SELECT message, sent, attributes, bytes FROM "
                           "message JOIN body USING (id) WHERE queue = ? "
                           "ORDER BY id LIMIT ?",
                           values, COUNT(values), show, out, err) &&
           (buf_add_str(out, "]") || error_set(err, "out of memory"));
}

static bool list(void *self, const struct queue_line *line, struct error *err)
{
    struct buf *out = self;

    return (add_text(out,
                     out->data[out->size - 1] == '[' ? "{\"name\":"
                                                     : ",{\"name\":",
                     queue_line_text(line, 0)) &&
            buf_printf(out, ",\"messages\":%lld}",
                       (long long)queue_line_number(line, 1))) ||
           error_set(err, "out of memory");
}

bool queue_messages_list(struct queue_file *file, struct buf *out,
                         struct error *err)
{
    return (buf_add_str(out, "[") || error_set(err, "out of memory")) &&
           queue_file_each(file,
                           "SELECT queue, count(*) FROM message GROUP BY queue",
                           NULL, 0, list, out, err) &&
           (buf_add_str(out, "]") || error_set(err, "out of memory"));
}

bool queue_messages_remove(struct queue_file *file, const char *queue,
                           const char *message_id, size_t *count,
                           struct error *err)
{
    const struct queue_value values[] = {{.text = queue}, {.text = message_id}};

    if (!queue_file_run(file,
                        "DELETE FROM body WHERE id IN (SELECT id FROM message "
                        "WHERE queue = ?1 AND (?2 = '' OR message = ?2))",
                        values, COUNT(values), err) ||
        !queue_file_run(file,
                        "DELETE FROM message WHERE queue = ?1 "
                        "AND (?2 = '' OR message = ?2)",
                        values, COUNT(values), err))
        return false;
    *count = queue_file_changes(file);
    return true;
}

bool queue_messages_prune(struct queue_file *file, int64_t before_ms,
                          int64_t most, struct error *err)
{
    const struct queue_value values[] = {{.number = before_ms},
                                         {.number = most}};

    return queue_file_run(file,
                          "DELETE FROM message WHERE sent < ?1 OR id IN "
                          "(SELECT id FROM message ORDER BY id DESC "
                          "LIMIT -1 OFFSET ?2)",
                          values, COUNT(values), err) &&
           queue_file_run(file,
                          "DELETE FROM body WHERE id NOT IN (SELECT id FROM "
                          "event UNION ALL SELECT id FROM message)",
                          NULL, 0, err);
}
