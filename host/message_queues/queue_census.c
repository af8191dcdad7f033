#include "host/message_queues/queue_census.h"

#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "common/clock.h"
#include "host/store/database.h"

static bool take_size(void *self, const struct database_line *line,
                      struct error *err)
{
    (void)err;
    *(size_t *)self = (size_t)database_line_number(line, 0);
    return true;
}

static bool take_all(void *self, const struct database_line *line,
                     struct error *err)
{
    struct queue_census *census = self;
    struct queue_count *at = &census->list[census->count++];

    (void)err;
    (void)snprintf(at->queue, sizeof at->queue, "%s",
                   database_line_text(line, 0));
    at->counts =
        (struct queue_counts){.visible = database_line_number(line, 1),
                              .oldest_ms = database_line_number(line, 2)};
    return true;
}

static struct queue_counts *find(const struct queue_census *census,
                                 const char *queue)
{
    size_t from = 0;
    size_t to = census->count;

    while (from < to) {
        size_t middle = from + (to - from) / 2;
        int order = strcmp(census->list[middle].queue, queue);
        if (order == 0)
            return &census->list[middle].counts;
        if (order < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return NULL;
}

static bool take_hidden(void *self, const struct database_line *line,
                        struct error *err)
{
    struct queue_counts *counts = find(self, database_line_text(line, 0));

    (void)err;
    if (counts) {
        counts->in_flight = database_line_number(line, 1);
        counts->delayed = database_line_number(line, 2);
        counts->visible -= counts->in_flight + counts->delayed;
    }
    return true;
}

/* Of each message only its entry in the index is read, but for those that are
 * invisible: there may be millions. */
static bool run(struct write_job *job, struct database *db, struct error *err)
{
    struct queue_census *census = (struct queue_census *)job;
    const struct database_value now[] = {{.number = clock_wall_ms()}};
    size_t count = 0;

    /* It may be called again. */
    queue_census_free(census);
    if (!database_each(db, "SELECT count(DISTINCT queue) FROM queued", NULL, 0,
                       take_size, &count, err))
        return false;
    census->list = mem_new(count + 1, sizeof *census->list);
    if (!census->list)
        return error_set(err, "out of memory");
    return database_each(db,
                         "SELECT queue, count(*), sent, min(visible) "
                         "FROM queued GROUP BY queue ORDER BY queue",
                         NULL, 0, take_all, census, err) &&
           database_each(db,
                         "SELECT queue, count(*) FILTER (WHERE receipt != ''), "
                         "count(*) FILTER (WHERE receipt = '') FROM queued "
                         "WHERE visible > ? GROUP BY queue",
                         now, COUNT(now), take_hidden, census, err);
}

static void end(struct write_job *job)
{
    struct queue_census *census = (struct queue_census *)job;

    census->end(census);
}

void queue_census_begin(struct queue_census *census,
                        const struct message_queues *queues)
{
    census->job = (struct write_job){.run = run, .end = end};
    write_thread_add(queues->writer, &census->job);
}

const struct queue_counts *queue_census_find(const struct queue_census *census,
                                             const char *queue)
{
    return find(census, queue);
}

void queue_census_free(struct queue_census *census)
{
    mem_free(census->list);
    census->list = NULL;
    census->count = 0;
}
