#include "host/message_queues/message_rows.h"

#include <stdio.h>

#include "host/message_queues/message_fetch.h"
#include "host/store/database.h"

enum {
    BODY_MAX = 16 * 1024 * 1024,
    FACTS_COLUMN = 7,
    RECEIPT_COLUMN,
    BODY_COLUMN
};

static void take_text(char *out, size_t room, const struct database_line *line,
                      int column)
{
    (void)snprintf(out, room, "%s", database_line_text(line, column));
}

static bool take(void *self, const struct database_line *line,
                 struct error *err)
{
    struct message_rows *rows = self;
    struct fetched_message *m;
    size_t size;
    const void *body = database_line_bytes(line, BODY_COLUMN, &size);

    if (rows->full ||
        (rows->count > 0 && rows->bytes + size > rows->most_bytes)) {
        rows->full = true;
        return true;
    }
    m = mem_new(1, sizeof *m);
    if (!m)
        return error_set(err, "out of memory");
    *(rows->last ? &rows->last->next : &rows->first) = m;
    rows->last = m;
    rows->count++;
    rows->bytes += size;
    m->body = (struct buf)BUF(BODY_MAX);
    m->number = database_line_number(line, 0);
    take_text(m->message_id, sizeof m->message_id, line, 1);
    m->sent_ms = database_line_number(line, 2);
    m->received = database_line_number(line, 3);
    m->tries = database_line_number(line, 4);
    m->first_ms = database_line_number(line, 5);
    take_text(m->source, sizeof m->source, line, 6);
    m->facts = json_loads(database_line_text(line, FACTS_COLUMN), 0, NULL);
    take_text(m->receipt, sizeof m->receipt, line, RECEIPT_COLUMN);
    return buf_add(&m->body, body, size) || error_set(err, "out of memory");
}

bool message_rows_read(struct message_rows *rows, struct database *db,
                       const char *sql, const struct database_value *values,
                       size_t count, struct error *err)
{
    return database_each(db, sql, values, count, take, rows, err);
}

void message_rows_free(struct fetched_message *first)
{
    while (first) {
        struct fetched_message *next = first->next;
        buf_free(&first->body);
        json_decref(first->facts);
        mem_free(first);
        first = next;
    }
}
