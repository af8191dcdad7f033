#include "host/events/queue_messages.h"

#include <string.h>

#include "common/clock.h"
#include "common/json/json_string.h"
#include "host/store/database.h"

static bool add_text(struct buf *out, const char *before, const char *text)
{
    return buf_add_str(out, before) && json_add_string(out, text, strlen(text));
}

static bool show(void *self, const struct database_line *line,
                 struct error *err)
{
    struct buf *out = self;
    char sent[CLOCK_TEXT_SIZE];
    size_t size;
    const char *body = database_line_bytes(line, 3, &size);

    clock_text(database_line_number(line, 1), sent);
    return (add_text(out,
                     out->data[out->size - 1] == '[' ? "{\"MessageId\":"
                                                     : ",{\"MessageId\":",
                     database_line_text(line, 0)) &&
            add_text(out, ",\"Sent\":", sent) &&
            buf_printf(out, ",\"MessageAttributes\":%s,\"Body\":",
                       database_line_text(line, 2)) &&
            json_add_string(out, body, size) && buf_add_str(out, "}")) ||
           error_set(err, "the messages are too large to be shown at once");
}

bool queue_messages_show(struct database *file, const char *queue, int64_t most,
                         struct buf *out, struct error *err)
{
    const struct database_value values[] = {{.text = queue}, {.number = most}};

    return (buf_add_str(out, "[") || error_set(err, "out of memory")) &&
           database_each(file,
                         "SELECT message, sent, "
                         "coalesce(facts -> 'MessageAttributes', '{}'), "
                         "body FROM queued WHERE queue = ? "
                         "ORDER BY id LIMIT ?",
                         values, COUNT(values), show, out, err) &&
           (buf_add_str(out, "]") || error_set(err, "out of memory"));
}

static bool list(void *self, const struct database_line *line,
                 struct error *err)
{
    struct buf *out = self;
    int64_t oldest_ms = database_line_number(line, 3);
    char sent[CLOCK_TEXT_SIZE];

    clock_text(oldest_ms, sent);
    return (add_text(out,
                     out->data[out->size - 1] == '[' ? "{\"name\":"
                                                     : ",{\"name\":",
                     database_line_text(line, 0)) &&
            buf_printf(out, ",\"messages\":%lld,\"inFlight\":%lld",
                       (long long)database_line_number(line, 1),
                       (long long)database_line_number(line, 2)) &&
            (oldest_ms == 0 || add_text(out, ",\"oldest\":", sent)) &&
            buf_add_str(out, "}")) ||
           error_set(err, "out of memory");
}

bool queue_messages_list(struct database *file, int64_t now_ms, struct buf *out,
                         struct error *err)
{
    const struct database_value values[] = {{.number = now_ms}};

    return (buf_add_str(out, "[") || error_set(err, "out of memory")) &&
           database_each(file,
                         "SELECT name, count(id), count(id) FILTER (WHERE "
                         "visible > ? AND receipt != ''), "
                         "coalesce(min(sent), 0) FROM queue LEFT JOIN queued "
                         "ON queued.queue = name GROUP BY name ORDER BY name",
                         values, COUNT(values), list, out, err) &&
           (buf_add_str(out, "]") || error_set(err, "out of memory"));
}

bool queue_messages_remove(struct database *file, const char *queue,
                           const char *message_id, size_t *count,
                           struct error *err)
{
    const struct database_value values[] = {{.text = queue},
                                            {.text = message_id}};

    if (!database_run(file,
                      "DELETE FROM queued WHERE queue = ?1 AND (?2 = '' OR "
                      "message = ?2)",
                      values, COUNT(values), err))
        return false;
    *count = database_changes(file);
    return true;
}
