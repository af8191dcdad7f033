#include "host/events/queue_letters.h"

#include <string.h>

#include "common/clock.h"
#include "common/json/json_check.h"
#include "common/json/json_string.h"
#include "host/store/database.h"
#include "host/message_queues/queue_change.h"

#define SHOWN                                                                  \
    "id, request, function, qualifier, destination, size, accepted, due, "     \
    "attempts, faults, running, died, reason, error"

static bool add_text(struct buf *out, const char *before, const char *text)
{
    return buf_add_str(out, before) && json_add_string(out, text, strlen(text));
}

static bool add_time(struct buf *out, const char *before, int64_t ms)
{
    char text[CLOCK_TEXT_SIZE];

    clock_text(ms, text);
    return add_text(out, before, text);
}

static const char *state_of(const struct database_line *line)
{
    if (database_line_number(line, 11) > 0)
        return "dead";
    if (database_line_number(line, 10) > 0)
        return "running";
    return database_line_number(line, 8) + database_line_number(line, 9) > 0
               ? "retrying"
               : "waiting";
}

/* Without the brace that ends it. */
static bool add_row(struct buf *out, const struct database_line *line)
{
    int64_t died = database_line_number(line, 11);

    return (out->data[out->size - 1] == '[' || buf_add_str(out, ",")) &&
           buf_printf(out, "{\"number\":%lld",
                      (long long)database_line_number(line, 0)) &&
           add_text(out, ",\"id\":", database_line_text(line, 1)) &&
           add_text(out, ",\"state\":", state_of(line)) &&
           add_text(out, ",\"function\":", database_line_text(line, 2)) &&
           add_text(out, ",\"qualifier\":", database_line_text(line, 3)) &&
           add_text(out, ",\"destination\":", database_line_text(line, 4)) &&
           add_time(out, ",\"accepted\":", database_line_number(line, 6)) &&
           (died > 0
                ? add_time(out, ",\"died\":", died)
                : add_time(out, ",\"due\":", database_line_number(line, 7))) &&
           buf_printf(out, ",\"attempts\":%lld,\"bytes\":%lld",
                      (long long)database_line_number(line, 8) +
                          (long long)database_line_number(line, 9),
                      (long long)database_line_number(line, 5)) &&
           add_text(out, ",\"reason\":", database_line_text(line, 12)) &&
           add_text(out, ",\"error\":", database_line_text(line, 13));
}

static bool list(void *self, const struct database_line *line,
                 struct error *err)
{
    struct buf *out = self;

    return (add_row(out, line) && buf_add_str(out, "}")) ||
           error_set(err, "the list is too long");
}

bool queue_letters_list(struct database *file, bool dead, int64_t after,
                        struct buf *out, struct error *err)
{
    const struct database_value values[] = {
        {.number = after}, {.number = dead}, {.number = QUEUE_PAGE}};

    return (buf_add_str(out, "[") || error_set(err, "out of memory")) &&
           database_each(file,
                         "SELECT " SHOWN
                         " FROM event WHERE id > ? AND "
                         "(died > 0) = ? ORDER BY id LIMIT ?",
                         values, COUNT(values), list, out, err) &&
           (buf_add_str(out, "]") || error_set(err, "out of memory"));
}

struct numbers {
    int64_t waiting;
    int64_t dead;
};

static bool take_numbers(void *self, const struct database_line *line,
                         struct error *err)
{
    struct numbers *numbers = self;

    (void)err;
    numbers->waiting = database_line_number(line, 0);
    numbers->dead = database_line_number(line, 1);
    return true;
}

bool queue_letters_count(struct database *file, int64_t *waiting, int64_t *dead,
                         struct error *err)
{
    struct numbers numbers = {.waiting = 0};

    if (!database_each(file,
                       "SELECT (SELECT count(*) FROM event) - d, d FROM "
                       "(SELECT count(*) AS d FROM event WHERE died > 0)",
                       NULL, 0, take_numbers, &numbers, err))
        return false;
    *waiting = numbers.waiting;
    *dead = numbers.dead;
    return true;
}

static bool show(void *self, const struct database_line *line,
                 struct error *err)
{
    struct buf *out = self;
    size_t size;
    const char *body = database_line_bytes(line, 14, &size);
    struct error ignored = ERROR_NONE;

    return (add_row(out, line) && buf_add_str(out, ",\"payload\":") &&
            (json_check(body, size, &ignored)
                 ? buf_add(out, body, size)
                 : json_add_string(out, body, size)) &&
            buf_add_str(out, "}")) ||
           error_set(err, "the event is too large to be shown");
}

bool queue_letters_show(struct database *file, const char *request,
                        struct buf *out, struct error *err)
{
    const struct database_value values[] = {{.text = request}};

    return (buf_add_str(out, "[") || error_set(err, "out of memory")) &&
           database_each(file,
                         "SELECT " SHOWN
                         ", bytes FROM event "
                         "JOIN body USING (id) WHERE request = ? ORDER BY id",
                         values, COUNT(values), show, out, err) &&
           (buf_add_str(out, "]") || error_set(err, "out of memory"));
}

struct redrive {
    bool (*each)(void *self, const struct event_row *row, struct error *err);
    void *self;
    int64_t now_ms;
};

static bool revive(void *self, const struct database_line *line,
                   struct error *err)
{
    const struct redrive *r = self;
    const struct event_row row = {.id = database_line_number(line, 0),
                                  .request = database_line_text(line, 1),
                                  .function = database_line_text(line, 2),
                                  .qualifier = database_line_text(line, 3),
                                  .destination = database_line_text(line, 4),
                                  .size = database_line_number(line, 5),
                                  .accepted_ms = r->now_ms,
                                  .due_ms = r->now_ms,
                                  .trace = "",
                                  .tenant = "",
                                  .reason = "",
                                  .error = ""};

    return r->each(r->self, &row, err);
}

bool queue_letters_redrive(struct database *file, const char *request,
                           int64_t now_ms,
                           bool (*each)(void *self, const struct event_row *row,
                                        struct error *err),
                           void *self, struct error *err)
{
    const struct database_value values[] = {{.text = request},
                                            {.number = now_ms}};
    struct redrive r = {.each = each, .self = self, .now_ms = now_ms};

    return database_each(
        file,
        "UPDATE event SET died = 0, reason = '', error = '', attempts = 0, "
        "faults = 0, crashes = 0, running = 0, accepted = ?2, due = ?2 "
        "WHERE died > 0 AND (?1 = '' OR request = ?1) "
        "RETURNING id, request, function, qualifier, destination, size",
        values, COUNT(values), revive, &r, err);
}

bool queue_letters_remove(struct database *file, const char *request,
                          size_t *count, struct error *err)
{
    const struct database_value values[] = {{.text = request}};

    if (!database_run(file,
                      "DELETE FROM body WHERE id IN (SELECT id FROM event "
                      "WHERE died > 0 AND (?1 = '' OR request = ?1))",
                      values, COUNT(values), err) ||
        !database_run(file,
                      "DELETE FROM event WHERE died > 0 "
                      "AND (?1 = '' OR request = ?1)",
                      values, COUNT(values), err))
        return false;
    *count = database_changes(file);
    return true;
}

bool queue_letters_prune(struct database *file, int64_t now_ms,
                         struct error *err)
{
    int64_t before_ms = now_ms - (int64_t)QUEUE_DEAD_DAYS * 24 * 60 * 60 * 1000;
    const struct database_value values[] = {{.number = before_ms},
                                            {.number = QUEUE_DEAD_MAX}};

    return database_run(file,
                        "DELETE FROM mark WHERE name GLOB 'hook/*' AND "
                        "at < ?1",
                        values, 1, err) &&
           database_run(file,
                        "DELETE FROM event WHERE died > 0 AND (died < ?1 OR "
                        "id IN (SELECT id FROM event WHERE died > 0 "
                        "ORDER BY died DESC, id DESC LIMIT -1 OFFSET ?2))",
                        values, COUNT(values), err) &&
           database_run(file,
                        "DELETE FROM body WHERE id NOT IN (SELECT id FROM "
                        "event)",
                        NULL, 0, err) &&
           queue_change_prune(file, now_ms, err);
}
