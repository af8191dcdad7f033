#include "host/events/queue_rows.h"

#include <stdio.h>

#include "common/clock.h"
#include "host/base/ids.h"
#include "host/store/database.h"

struct loading {
    bool (*each)(void *self, const struct event_row *row, struct error *err);
    void *self;
};

static bool load(void *self, const struct database_line *line,
                 struct error *err)
{
    const struct loading *loading = self;
    const struct event_row row = {
        .id = database_line_number(line, 0),
        .request = database_line_text(line, 1),
        .function = database_line_text(line, 2),
        .qualifier = database_line_text(line, 3),
        .destination = database_line_text(line, 4),
        .trace = "",
        .tenant = "",
        .size = database_line_number(line, 5),
        .accepted_ms = database_line_number(line, 6),
        .due_ms = database_line_number(line, 7),
        .attempts = (unsigned)database_line_number(line, 8),
        .faults = (unsigned)database_line_number(line, 9),
        .crashes = (unsigned)database_line_number(line, 10),
        .reason = "",
        .error = "",
    };

    return loading->each(loading->self, &row, err);
}

bool queue_rows_load(struct database *file,
                     bool (*each)(void *self, const struct event_row *row,
                                  struct error *err),
                     void *self, struct error *err)
{
    struct loading loading = {.each = each, .self = self};

    return database_run(file,
                        "UPDATE event SET crashes = crashes + 1, running = 0 "
                        "WHERE running > 0",
                        NULL, 0, err) &&
           database_each(
               file,
               "SELECT id, request, function, qualifier, destination, size, "
               "accepted, due, attempts, faults, crashes FROM event "
               "WHERE died = 0 ORDER BY id",
               NULL, 0, load, &loading, err);
}

static bool take_number(void *self, const struct database_line *line,
                        struct error *err)
{
    int64_t *number = self;

    (void)err;
    *number = database_line_number(line, 0);
    return true;
}

bool queue_rows_last_id(struct database *file, int64_t *id, struct error *err)
{
    return database_each(file, "SELECT coalesce(max(id), 0) FROM body", NULL, 0,
                         take_number, id, err);
}

bool queue_rows_add(struct database *file, const struct event_row *row,
                    const struct buf *body, struct error *err)
{
    const struct database_value values[] = {
        {.number = row->id},          {.text = row->request},
        {.text = row->function},      {.text = row->qualifier},
        {.text = row->destination},   {.text = row->trace},
        {.text = row->tenant},        {.number = (int64_t)body->size},
        {.number = row->accepted_ms}, {.number = row->due_ms},
        {.number = row->died_ms},     {.text = row->reason},
        {.text = row->error},
    };
    const struct database_value bytes[] = {
        {.number = row->id}, {.bytes = body->data, .size = body->size}};

    return database_run(
               file,
               "INSERT INTO event (id, request, function, qualifier, "
               "destination, trace, tenant, size, accepted, due, died, reason, "
               "error) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
               values, COUNT(values), err) &&
           database_run(file, "INSERT INTO body (id, bytes) VALUES (?, ?)",
                        bytes, COUNT(bytes), err);
}

bool queue_rows_begin(struct database *file, int64_t id, struct error *err)
{
    const struct database_value values[] = {{.number = id}};

    return database_run(file, "UPDATE event SET running = 1 WHERE id = ?",
                        values, COUNT(values), err);
}

bool queue_rows_delay(struct database *file, const struct event_row *row,
                      struct error *err)
{
    const struct database_value values[] = {
        {.number = row->due_ms}, {.number = row->attempts},
        {.number = row->faults}, {.text = row->error},
        {.number = row->id},
    };

    return database_run(file,
                        "UPDATE event SET due = ?, attempts = ?, faults = ?, "
                        "error = ?, running = 0, crashes = 0 WHERE id = ?",
                        values, COUNT(values), err);
}

bool queue_rows_bury(struct database *file, const struct event_row *row,
                     struct error *err)
{
    const struct database_value values[] = {
        {.number = row->died_ms}, {.number = row->attempts},
        {.text = row->reason},    {.text = row->error},
        {.number = row->id},
    };

    return database_run(file,
                        "UPDATE event SET died = ?, attempts = ?, "
                        "reason = ?, error = ?, running = 0 WHERE id = ?",
                        values, COUNT(values), err);
}

bool queue_rows_remove(struct database *file, int64_t id, struct error *err)
{
    const struct database_value values[] = {{.number = id}};

    return database_run(file, "DELETE FROM event WHERE id = ?", values,
                        COUNT(values), err) &&
           database_run(file, "DELETE FROM body WHERE id = ?", values,
                        COUNT(values), err);
}

static bool take_content(void *self, const struct database_line *line,
                         struct error *err)
{
    const struct event_content *content = self;
    size_t size;
    const void *bytes = database_line_bytes(line, 0, &size);

    (void)snprintf(content->request, UUID_SIZE, "%s",
                   database_line_text(line, 1));
    return (buf_add(content->body, bytes, size) &&
            buf_add_str(content->trace, database_line_text(line, 2)) &&
            buf_add_str(content->tenant, database_line_text(line, 3))) ||
           error_set(err, "out of memory");
}

bool queue_rows_read(struct database *file, int64_t id,
                     const struct event_content *content, struct error *err)
{
    const struct database_value values[] = {{.number = id}};
    struct event_content to = *content;

    content->request[0] = '\0';
    buf_clear(content->body);
    buf_clear(content->trace);
    buf_clear(content->tenant);
    return database_each(file,
                         "SELECT body.bytes, request, trace, tenant "
                         "FROM event JOIN body USING (id) WHERE id = ?",
                         values, COUNT(values), take_content, &to, err);
}

bool queue_rows_mark(struct database *file, const char *name, int64_t value,
                     bool *grows, struct error *err)
{
    const struct database_value values[] = {
        {.text = name}, {.number = value}, {.number = clock_wall_ms()}};
    bool ok =
        database_run(file,
                     "INSERT INTO mark (name, value, at) VALUES (?, ?, ?) "
                     "ON CONFLICT (name) DO UPDATE SET value = excluded.value, "
                     "at = excluded.at WHERE excluded.value > value",
                     values, COUNT(values), err);

    *grows = ok && database_changes(file) > 0;
    return ok;
}

struct marking {
    bool (*each)(void *self, const char *name, int64_t value,
                 struct error *err);
    void *self;
};

static bool take_mark(void *self, const struct database_line *line,
                      struct error *err)
{
    const struct marking *marking = self;

    return marking->each(marking->self, database_line_text(line, 0),
                         database_line_number(line, 1), err);
}

bool queue_rows_each_mark(struct database *file, const char *prefix,
                          bool (*each)(void *self, const char *name,
                                       int64_t value, struct error *err),
                          void *self, struct error *err)
{
    const struct database_value values[] = {{.text = prefix}};
    struct marking marking = {.each = each, .self = self};

    return database_each(
        file, "SELECT name, value FROM mark WHERE name GLOB ?1 || '*'", values,
        COUNT(values), take_mark, &marking, err);
}

bool queue_rows_unmark(struct database *file, const char *name,
                       struct error *err)
{
    const struct database_value values[] = {{.text = name}};

    return database_run(file, "DELETE FROM mark WHERE name = ?", values,
                        COUNT(values), err);
}
