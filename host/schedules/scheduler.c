#include "host/schedules/scheduler.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>

#include "common/buf.h"
#include "common/clock.h"
#include "common/fd.h"
#include "host/base/log_writer.h"
#include "host/schedules/schedule_fire.h"
#include "host/schedules/schedule_marks.h"
#include "host/schedules/schedule_rows.h"

struct schedule *scheduler_find(const struct scheduler *sc, const char *group,
                                const char *name)
{
    for (struct schedule *s = sc->list; s; s = s->next)
        if (!strcmp(s->name, name) && !strcmp(s->group, group))
            return s;
    return NULL;
}

/* The clock wakes at the time that comes first; if it is set meanwhile, at
 * once. */
static void arm(struct scheduler *sc)
{
    struct itimerspec when = {.it_value = {0}};
    int64_t first = INT64_MAX;

    for (const struct schedule *s = sc->list; s; s = s->next)
        if (s->ready && s->enabled && s->due_s >= 0) {
            int64_t at = schedule_fire_ms(s, s->due_s);
            first = at < first ? at : first;
        }
    if (first < 1)
        first = 1;
    if (first != INT64_MAX && !sc->stopping)
        when.it_value =
            (struct timespec){.tv_sec = (time_t)(first / 1000),
                              .tv_nsec = (long)(first % 1000) * 1000000};
    (void)timerfd_settime(
        sc->clock.fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &when, NULL);
}

static void unlink_schedule(struct scheduler *sc, struct schedule *s)
{
    struct schedule **at = &sc->list;

    while (*at && *at != s)
        at = &(*at)->next;
    if (!*at)
        return;
    *at = s->next;
    sc->count--;
}

/* The others are in files and in rules. */
static bool has_row(const struct schedule *s)
{
    return !s->from_folder && !s->of_rule;
}

static bool remove_schedule(struct scheduler *sc, struct schedule *s,
                            struct error *err)
{
    if (has_row(s) && !schedule_rows_remove(sc, s, err))
        return false;
    schedule_marks_forget(sc->events, s->id);
    unlink_schedule(sc, s);
    schedule_free(s);
    return true;
}

/* Its last time has been, and it is to be removed then. */
static bool is_complete(const struct schedule *s)
{
    return s->ready && s->enabled && s->deletes && s->due_s < 0 &&
           s->pending == 0;
}

static void serve_all(struct scheduler *sc)
{
    bool all = true;
    struct schedule *next;
    struct error ignored = ERROR_NONE;

    if (sc->stopping || !sc->ready)
        return;
    for (struct schedule *s = sc->list; s; s = next) {
        next = s->next;
        all = schedule_fire_due(sc, s, clock_wall_ms()) && all;
        if (is_complete(s))
            (void)!remove_schedule(sc, s, &ignored);
    }
    if (all) {
        arm(sc);
        return;
    }
    /* Not by the clock, which would wake at once. */
    timer_set(sc->loop, &sc->try_timer, SCHEDULE_TRY_AGAIN_MS);
}

static void try_again(void *self)
{
    serve_all(self);
}

static void clock_ready(void *self, uint32_t events)
{
    struct scheduler *sc = self;
    uint64_t count;

    (void)events;
    /* ECANCELED: the clock was set. */
    (void)!fd_read(sc->clock.fd, &count, sizeof count);
    serve_all(sc);
}

static void take_mark(void *self, const char *id, int64_t due_s)
{
    struct scheduler *sc = self;

    for (struct schedule *s = sc->list; s; s = s->next)
        if (!strcmp(s->id, id)) {
            s->due_s = schedule_next(s, due_s);
            s->ready = true;
            return;
        }
    schedule_marks_forget(sc->events, id);
}

/* One of a folder is new when it is seen first. */
static void begin(struct scheduler *sc, struct schedule *s)
{
    int64_t now_s = clock_wall_ms() / 1000;

    if (s->ready)
        return;
    s->due_s =
        schedule_next(s, s->from_folder ? now_s : schedule_before_first(s));
    s->ready = true;
    if (s->from_folder)
        schedule_marks_put(sc->events, s->id, now_s);
}

static void marks_are_read(void *self)
{
    struct scheduler *sc = self;

    for (struct schedule *s = sc->list; s; s = s->next)
        begin(sc, s);
    sc->ready = true;
    serve_all(sc);
}

static void take(struct scheduler *sc, struct schedule *s)
{
    s->next = sc->list;
    sc->list = s;
    sc->count++;
}

bool scheduler_open(struct scheduler *sc, const struct scheduler *parts,
                    struct error *err)
{
    const struct schedule_marks marks = {
        .each = take_mark, .end = marks_are_read, .self = sc};

    *sc = *parts;
    sc->clock = (struct fd_watch){
        .fd = timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK),
        .on_ready = clock_ready,
        .self = sc};
    sc->try_timer = (struct timer){.on_fire = try_again, .self = sc};
    if (sc->clock.fd < 0)
        return error_set_errno(err, "cannot create a timerfd");
    sc->groups = json_object();
    sc->rules = json_object();
    if (!sc->groups || !sc->rules ||
        !event_loop_watch(sc->loop, &sc->clock, EPOLLIN, err) ||
        !schedule_rows_load(sc, take, err))
        return false;
    return schedule_marks_read(sc->events, &marks) ||
           error_set(err, "out of memory");
}

void scheduler_stop(struct scheduler *sc)
{
    if (!sc->loop)
        return;
    sc->stopping = true;
    timer_clear(sc->loop, &sc->try_timer);
    arm(sc);
}

void scheduler_close(struct scheduler *sc)
{
    if (!sc->loop)
        return;
    while (sc->list) {
        struct schedule *s = sc->list;
        unlink_schedule(sc, s);
        schedule_free(s);
    }
    json_decref(sc->groups);
    json_decref(sc->rules);
    timer_clear(sc->loop, &sc->try_timer);
    int fd = sc->clock.fd;
    if (fd >= 0)
        event_loop_forget(sc->loop, &sc->clock);
    fd_close(&fd);
    sc->loop = NULL;
}

/* The one before had the same times: they go on. */
static void go_on(struct schedule *s, const struct schedule *before)
{
    if (before)
        s->counts = before->counts;
    if (!before || strcmp(before->id, s->id) != 0)
        return;
    s->due_s = before->ready ? before->due_s : -1;
    s->ready = before->ready;
    s->pending = before->pending;
    /* Another end may have come or gone. */
    if (s->ready && s->due_s < 0)
        s->due_s = schedule_next(s, clock_wall_ms() / 1000);
    else if (s->ready && s->due_s > s->last_s)
        s->due_s = -1;
}

bool scheduler_put(struct scheduler *sc, struct schedule *s, struct error *err)
{
    struct schedule *before = scheduler_find(sc, s->group, s->name);

    if (has_row(s) && !schedule_rows_put(sc, s, err)) {
        schedule_free(s);
        return false;
    }
    go_on(s, before);
    if (before) {
        if (strcmp(before->id, s->id) != 0)
            schedule_marks_forget(sc->events, before->id);
        unlink_schedule(sc, before);
        schedule_free(before);
    }
    take(sc, s);
    if (sc->ready)
        begin(sc, s);
    serve_all(sc);
    return true;
}

bool scheduler_remove(struct scheduler *sc, struct schedule *s,
                      struct error *err)
{
    if (!remove_schedule(sc, s, err))
        return false;
    arm(sc);
    return true;
}
