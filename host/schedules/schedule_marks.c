#include "host/schedules/schedule_marks.h"

#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "host/events/events.h"
#include "host/events/queue_rows.h"

static const char prefix[] = "schedule/";

struct mark {
    struct mark *next;
    int64_t due_s;
    char name[SCHEDULE_MARK_SIZE];
};

struct marking {
    struct write_job job;
    struct schedule_marks wanted;
    struct mark *marks; /* owned */
};

void schedule_mark(char mark[SCHEDULE_MARK_SIZE], const char *id)
{
    (void)snprintf(mark, SCHEDULE_MARK_SIZE, "%s%s", prefix, id);
}

static void clear(struct marking *m)
{
    while (m->marks) {
        struct mark *next = m->marks->next;
        mem_free(m->marks);
        m->marks = next;
    }
}

static bool add(void *self, const char *name, int64_t due_s, struct error *err)
{
    struct marking *m = self;
    struct mark *mark = mem_new(1, sizeof *mark);

    if (!mark)
        return error_set(err, "out of memory");
    mark->due_s = due_s;
    mark->next = m->marks;
    m->marks = mark;
    (void)snprintf(mark->name, sizeof mark->name, "%s", name);
    return true;
}

static bool run_read(struct write_job *job, struct database *file,
                     struct error *err)
{
    struct marking *m = (struct marking *)job;

    clear(m);
    return queue_rows_each_mark(file, prefix, add, m, err);
}

static void end_read(struct write_job *job)
{
    struct marking *m = (struct marking *)job;

    for (const struct mark *at = m->marks; job->ok && at; at = at->next)
        m->wanted.each(m->wanted.self, at->name + strlen(prefix), at->due_s);
    if (job->ok)
        m->wanted.end(m->wanted.self);
    clear(m);
    mem_free(m);
}

bool schedule_marks_read(struct events *events,
                         const struct schedule_marks *marks)
{
    struct marking *m = mem_new(1, sizeof *m);

    if (!m)
        return false;
    m->job =
        (struct write_job){.run = run_read, .end = end_read, .lasting = true};
    m->wanted = *marks;
    write_thread_add(&events->writer, &m->job);
    return true;
}

static bool run_put(struct write_job *job, struct database *file,
                    struct error *err)
{
    const struct marking *m = (const struct marking *)job;
    bool grows;

    return queue_rows_mark(file, m->marks->name, m->marks->due_s, &grows, err);
}

static bool run_forget(struct write_job *job, struct database *file,
                       struct error *err)
{
    const struct marking *m = (const struct marking *)job;

    return queue_rows_unmark(file, m->marks->name, err);
}

static void end_change(struct write_job *job)
{
    struct marking *m = (struct marking *)job;

    clear(m);
    mem_free(m);
}

static void change(struct events *events, const char *id, int64_t due_s,
                   bool (*run)(struct write_job *job, struct database *file,
                               struct error *err))
{
    struct marking *m = mem_new(1, sizeof *m);
    char name[SCHEDULE_MARK_SIZE];
    struct error ignored = ERROR_NONE;

    schedule_mark(name, id);
    if (!m || !add(m, name, due_s, &ignored)) {
        mem_free(m);
        return;
    }
    m->job = (struct write_job){.run = run, .end = end_change};
    write_thread_add(&events->writer, &m->job);
}

void schedule_marks_put(struct events *events, const char *id, int64_t due_s)
{
    change(events, id, due_s, run_put);
}

void schedule_marks_forget(struct events *events, const char *id)
{
    change(events, id, 0, run_forget);
}
