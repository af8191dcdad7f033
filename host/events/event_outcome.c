#include "host/events/event_outcome.h"

#include <stdio.h>
#include <string.h>

#include "common/clock.h"
#include "common/json/json_string.h"
#include "host/base/ids.h"
#include "host/base/log_writer.h"
#include "host/events/destination.h"
#include "host/events/events_internal.h"
#include "host/message_queues/message_send.h"
#include "host/message_queues/queue_change.h"
#include "host/functions/function_name.h"
#include "host/runtime/invocation.h"

/* A row or a message that comes of an event. */
struct following {
    struct following *next;
    struct event_row row;
    struct new_message message; /* instead, if `queue` is not NULL */
    const char *queue;
    int64_t queue_number;
    struct function_name name;
    char id[UUID_SIZE];
    struct buf body;
    struct buf attributes;
    char destination[DESTINATION_SIZE];
};

struct settlement {
    struct write_job job;
    struct event_outcome outcome;
    char error[1024];
};

static void free_following(struct following *at)
{
    while (at) {
        struct following *next = at->next;
        buf_free(&at->body);
        buf_free(&at->attributes);
        mem_free(at);
        at = next;
    }
}

/* Once for each destination, as long as no other one is told. */
static void tell_unreachable(struct events *events, const char *destination)
{
    AUTO(struct buf, buf_free) line = BUF(4096);

    if (!strcmp(events->told, destination))
        return;
    (void)snprintf(events->told, sizeof events->told, "%s", destination);
    if (buf_printf(&line,
                   "dayfly: this host cannot send to %s, only to its "
                   "functions, to queues by ARNs of SQS, and to http and https "
                   "URLs; such records are kept as dead letters",
                   destination))
        log_writer_line(events->log, NULL, line.data, line.size);
}

static void fill_row(struct following *f, const struct event_item *item,
                     const char *request)
{
    int64_t now = clock_wall_ms();

    f->row = (struct event_row){.request = request,
                                .function = item->lane->function,
                                .qualifier = item->lane->qualifier,
                                .destination = f->destination,
                                .trace = item->invocation->trace_id.data,
                                .tenant = "",
                                .size = (int64_t)f->body.size,
                                .accepted_ms = now,
                                .due_ms = now,
                                .reason = "",
                                .error = ""};
}

/* What SQS keeps with a message. */
static bool add_facts(struct following *f, const struct event_item *item)
{
    const struct buf *trace = &item->invocation->trace_id;
    struct buf facts = BUF((size_t)64 * 1024);
    bool ok =
        buf_printf(&facts,
                   "{\"MessageAttributes\":%s,\"Attributes\":{"
                   "\"SenderId\":\"" QUEUE_ACCOUNT "\",\"AWSTraceHeader\":",
                   f->attributes.data) &&
        json_add_string(&facts, trace->data, trace->size) &&
        buf_add_str(&facts, "}}");

    buf_free(&f->attributes);
    f->attributes = facts;
    return ok;
}

static void direct(struct following *f, const struct event_item *item)
{
    struct events *events = item->lane->events;

    fill_row(f, item, item->invocation->request_id);
    switch (destination_kind_of(f->destination)) {
    case DESTINATION_FUNCTION:
        if (!function_name_parse(&f->name, f->destination))
            break;
        f->row.request = f->id;
        f->row.function = f->name.name;
        f->row.qualifier = f->name.qualifier;
        f->row.destination = "";
        return;
    case DESTINATION_QUEUE:
        f->queue = destination_queue_name(f->destination);
        f->message = (struct new_message){
            .body = f->body.data, .size = f->body.size, .family = ""};
        f->message.facts = add_facts(f, item) ? f->attributes.data : "{}";
        (void)snprintf(f->message.message_id, sizeof f->message.message_id,
                       "%s", f->id);
        return;
    case DESTINATION_WEBHOOK:
        return;
    default:
        break;
    }
    tell_unreachable(events, f->destination);
    f->row.died_ms = f->row.accepted_ms;
    f->row.reason = "DestinationUnsupported";
    f->row.error = "this host cannot send to it";
}

bool event_outcome_add(struct event_outcome *outcome, const char *destination,
                       struct buf *record, struct buf *attributes)
{
    struct following *f = mem_new(1, sizeof *f);
    struct events *events = outcome->item->lane->events;

    if (!f)
        return false;
    f->body = *record;
    f->attributes = *attributes;
    *record = (struct buf)BUF(record->max);
    *attributes = (struct buf)BUF(attributes->max);
    uuid_make(f->id);
    (void)snprintf(f->destination, sizeof f->destination, "%s", destination);
    direct(f, outcome->item);
    f->row.id = ++events->last_id;
    f->next = outcome->following;
    outcome->following = f;
    return true;
}

static bool write_fate(const struct event_outcome *outcome,
                       struct database *file, struct error *err)
{
    switch (outcome->fate) {
    case EVENT_DELAYED:
        return queue_rows_delay(file, &outcome->row, err);
    case EVENT_DEAD:
        return queue_rows_bury(file, &outcome->row, err);
    default:
        return queue_rows_remove(file, outcome->row.id, err);
    }
}

/* A queue that was not made has the settings that SQS begins with. */
static bool send_message(struct following *f, struct database *file,
                         struct error *err)
{
    return queue_change_ensure(file, f->queue, &f->queue_number, err) &&
           message_send_add(file, f->queue, f->row.accepted_ms, &f->message,
                            err);
}

static bool run(struct write_job *job, struct database *file, struct error *err)
{
    const struct settlement *s = (const struct settlement *)job;
    bool ok = write_fate(&s->outcome, file, err);

    for (struct following *f = s->outcome.following; ok && f; f = f->next)
        ok = f->queue ? send_message(f, file, err)
                      : queue_rows_add(file, &f->row, &f->body, err);
    return ok;
}

static void forget_body(struct event_item *item)
{
    if (item->invocation)
        invocation_unref(item->invocation);
    item->invocation = NULL;
}

/* A message has come. */
static void tell_queue(struct message_queues *queues, const struct following *f)
{
    struct message_queue *queue = message_queues_find(queues, f->queue);

    if (!queue && !message_queues_any(queues, f->queue))
        queue = message_queues_put(queues, f->queue, f->queue_number,
                                   json_object());
    if (queue)
        message_queue_wake(queue, 1);
}

static void settle_item(struct events *events, struct settlement *s)
{
    struct event_item *item = s->outcome.item;

    for (struct following *f = s->outcome.following; f; f = f->next) {
        if (f->queue)
            tell_queue(&events->queues, f);
        else if (f->row.died_ms == 0)
            (void)event_lanes_add(&events->lanes, &f->row);
    }
    forget_body(item);
    item->lane->blocked = false;
    if (s->outcome.fate == EVENT_DELAYED) {
        item->due_ms = s->outcome.row.due_ms;
        item->attempts = s->outcome.row.attempts;
        item->faults = s->outcome.row.faults;
        item->crashes = 0;
        event_lanes_put_back(&events->lanes, item);
    } else {
        event_lanes_drop(&events->lanes, item);
    }
    timer_set(events->loop, &events->wake_timer, 0);
}

/* Not ok: the host ends and the disk cannot be written. It runs again. */
static void end(struct write_job *job)
{
    struct settlement *s = (struct settlement *)job;

    if (job->ok)
        settle_item(s->outcome.item->lane->events, s);
    free_following(s->outcome.following);
    mem_free(s);
}

static void wake_again(struct event_item *item)
{
    forget_body(item);
    item->due_ms = clock_wall_ms() + 1000;
    event_lanes_put_back(&item->lane->events->lanes, item);
    timer_set(item->lane->events->loop, &item->lane->events->wake_timer, 1000);
}

void event_outcome_write(struct event_outcome *outcome)
{
    struct event_item *item = outcome->item;
    struct settlement *s = mem_new(1, sizeof *s);

    if (!s) {
        free_following(outcome->following);
        wake_again(item);
        return;
    }
    s->job = (struct write_job){.run = run, .end = end, .lasting = true};
    s->outcome = *outcome;
    (void)snprintf(s->error, sizeof s->error, "%s",
                   outcome->row.error ? outcome->row.error : "");
    s->outcome.row.id = item->id;
    s->outcome.row.error = s->error;
    write_thread_add(&item->lane->events->writer, &s->job);
}

struct beginning {
    struct write_job job;
    int64_t id;
};

static bool run_begin(struct write_job *job, struct database *file,
                      struct error *err)
{
    return queue_rows_begin(file, ((const struct beginning *)job)->id, err);
}

static void end_begin(struct write_job *job)
{
    mem_free(job);
}

void event_outcome_note_begin(const struct event_item *item)
{
    struct beginning *b = mem_new(1, sizeof *b);

    if (!b)
        return;
    *b = (struct beginning){.job = {.run = run_begin, .end = end_begin},
                            .id = item->id};
    write_thread_add(&item->lane->events->writer, &b->job);
}
