#include "host/schedules/schedule_fire.h"

#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "host/base/log_writer.h"
#include "host/events/event_accept.h"
#include "host/runtime/invocation.h"
#include "host/schedules/schedule_event.h"
#include "host/schedules/schedule_id.h"
#include "host/schedules/schedule_marks.h"
#include "host/schedules/scheduler.h"

struct firing {
    struct scheduler *scheduler;
    char id[UUID_SIZE]; /* of the schedule, which may be gone at the end */
};

static void tell(const struct scheduler *sc, const struct schedule *s,
                 const char *what)
{
    AUTO(struct buf, buf_free) line = BUF(4096);

    if (buf_printf(&line, "dayfly: schedule %s/%s: %s", s->group, s->name,
                   what))
        log_writer_line(sc->log, NULL, line.data, line.size);
}

static void end(void *self, enum event_fate fate, const char *why)
{
    struct firing *f = self;
    struct schedule *s = f->scheduler->list;

    while (s && strcmp(s->id, f->id) != 0)
        s = s->next;
    if (s) {
        s->pending--;
        if (fate == EVENT_LOST)
            tell(f->scheduler, s, why);
        if (s->deletes && !f->scheduler->stopping)
            timer_set(f->scheduler->loop, &f->scheduler->try_timer, 0);
    }
    mem_free(f);
}

static bool fill(const struct scheduler *sc, const struct schedule *s,
                 struct invocation *inv, int64_t due_s)
{
    const json_t *target = json_object_get(s->document, "Target");
    char arn[SCHEDULE_ARN_SIZE];
    const struct schedule_event event = {.arn = arn,
                                         .region = sc->region,
                                         .id = inv->request_id,
                                         .due_s = due_s,
                                         .of_rule = s->of_rule};

    schedule_arn(s, sc->region, arn);
    schedule_id_of_time(inv->request_id, s->id, due_s);
    (void)snprintf(inv->arn, sizeof inv->arn, "%s",
                   schedule_text(target, "Arn"));
    return schedule_event_add(
        &inv->event, &event,
        json_string_value(json_object_get(target, "Input")));
}

static bool fire(struct scheduler *sc, struct schedule *s, int64_t due_s)
{
    struct firing *f = mem_new(1, sizeof *f);
    struct invocation *inv = invocation_new();
    struct error err = ERROR_NONE;
    char mark[SCHEDULE_MARK_SIZE];
    bool ok = f && inv && fill(sc, s, inv, due_s);

    schedule_mark(mark, s->id);
    if (ok) {
        *f = (struct firing){.scheduler = sc};
        (void)snprintf(f->id, sizeof f->id, "%s", s->id);
        const struct event_submission submission = {.mark = mark,
                                                    .value = due_s,
                                                    .lasting = true,
                                                    .end = end,
                                                    .self = f};
        ok = event_submit(sc->events, inv, &submission, &err);
    }
    if (inv)
        invocation_unref(inv);
    s->pending += ok ? 1 : 0;
    if (!ok) {
        mem_free(f);
        tell(sc, s, *err.text ? err.text : "out of memory");
    }
    return ok;
}

/* The last one that has come. */
static int64_t last_that_has_come(const struct schedule *s, int64_t due_s,
                                  int64_t now_ms)
{
    int64_t next = due_s;

    while (next >= 0 && schedule_fire_ms(s, next) <= now_ms) {
        due_s = next;
        next = schedule_next(s, due_s);
    }
    return due_s;
}

static bool has_come(const struct schedule *s, int64_t due_s, int64_t now_ms)
{
    return due_s >= 0 && schedule_fire_ms(s, due_s) <= now_ms;
}

bool schedule_fire_due(struct scheduler *sc, struct schedule *s, int64_t now_ms)
{
    int64_t oldest = now_ms / 1000 - s->age_s - s->window_s;

    if (!s->ready || !s->enabled)
        return true;
    if (s->due_s >= 0 && s->due_s < oldest) {
        tell(sc, s, "times that are too long ago do not run");
        s->due_s = schedule_next(s, oldest - 1);
    }
    while (has_come(s, s->due_s, now_ms)) {
        int64_t due = s->missed == SCHEDULE_ALL
                          ? s->due_s
                          : last_that_has_come(s, s->due_s, now_ms);
        int64_t late_ms = now_ms - schedule_fire_ms(s, due);
        if (late_ms > (int64_t)SCHEDULE_LATE_MS && s->missed == SCHEDULE_SKIP) {
            tell(sc, s, "a time at which the host was down is skipped");
            s->counts.skipped++;
        } else if (fire(sc, s, due)) {
            s->counts.fired++;
            s->counts.late_ms = late_ms;
        } else {
            return false;
        }
        s->due_s = schedule_next(s, due);
    }
    return true;
}
