#include "host/events/events.h"

#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/clock.h"
#include "host/events/event_dispatch.h"
#include "host/events/queue_file.h"
#include "host/events/queue_letters.h"
#include "host/management/management.h"
#include "host/store/store.h"

enum { PRUNE_FIRST_MS = 60 * 1000, PRUNE_MS = 60 * 60 * 1000 };

static void wake(void *self)
{
    event_dispatch(self);
}

static void poll_again(void *self)
{
    event_dispatch_again(self);
}

static bool run_prune(struct write_job *job, struct database *file,
                      struct error *err)
{
    (void)job;
    return queue_letters_prune(file, clock_wall_ms(), err);
}

static void end_prune(struct write_job *job)
{
    mem_free(job);
}

static void prune(void *self)
{
    struct events *events = self;
    struct write_job *job = mem_new(1, sizeof *job);

    timer_set(events->loop, &events->prune_timer, PRUNE_MS);
    if (!job)
        return;
    *job = (struct write_job){.run = run_prune, .end = end_prune};
    write_thread_add(&events->writer, job);
}

static bool load(void *self, const struct event_row *row, struct error *err)
{
    struct events *events = self;

    return event_lanes_add(&events->lanes, row) ||
           error_set(err, "out of memory");
}

static bool read_retry(struct events *events, const char *text,
                       struct error *err)
{
    size_t digits = text ? strspn(text, "0123456789") : 0;
    long seconds = text ? strtol(text, NULL, 10) : EVENTS_RETRY_S;

    events->retry_ms = (int64_t)seconds * 1000;
    return !text ||
           (digits > 0 && digits < 5 && text[digits] == '\0' &&
            seconds <= EVENTS_RETRY_MAX_S) ||
           error_set(err,
                     "DAYFLY_EVENT_RETRY_SECONDS is \"%.100s\"; it must be a "
                     "whole number of seconds from 0 to %d",
                     text, EVENTS_RETRY_MAX_S);
}

bool events_open(struct events *events, const struct management *management,
                 const char *retry_s, struct log_writer *log, struct error *err)
{
    *events = (struct events){
        .dispatcher = management->dispatcher,
        .catalog = &management->catalog,
        .loop = management->loop,
        .log = log,
        .region = management->region,
        .lanes = {.events = events},
        .wake_timer = {.on_fire = wake, .self = events},
        .poll_timer = {.on_fire = poll_again, .self = events},
        .prune_timer = {.on_fire = prune, .self = events},
    };
    if (!read_retry(events, retry_s, err))
        return false;
    events->file = queue_file_open(store_folder(management->store), err);
    if (!events->file ||
        !queue_rows_last_id(events->file, &events->last_id, err) ||
        !queue_rows_load(events->file, load, events, err) ||
        !message_queues_open(&events->queues, events->file, &events->writer,
                             events->loop, events->region, err) ||
        !write_thread_open(&events->writer, events->file, events->loop, err))
        return false;
    timer_set(events->loop, &events->wake_timer, 0);
    timer_set(events->loop, &events->prune_timer, PRUNE_FIRST_MS);
    return true;
}

void events_stop(struct events *events)
{
    events->stopping = true;
}

void events_close(struct events *events)
{
    struct webhook_call *given_up;

    if (!events->loop)
        return;
    events->stopping = true;
    given_up = webhooks_close(&events->webhooks);
    while (given_up) {
        struct webhook_call *next = given_up->next;
        mem_free(given_up);
        given_up = next;
    }
    events->queues.closing = true;
    write_thread_close(&events->writer);
    timer_clear(events->loop, &events->wake_timer);
    timer_clear(events->loop, &events->poll_timer);
    timer_clear(events->loop, &events->prune_timer);
    event_lanes_clear(&events->lanes);
    message_queues_close(&events->queues);
    database_close(events->file);
    events->file = NULL;
    events->loop = NULL;
}
