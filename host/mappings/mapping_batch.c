#include "host/mappings/mapping_batch.h"

#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "host/base/ids.h"
#include "host/management/management.h"
#include "host/mappings/mapping_event.h"
#include "host/mappings/mappings.h"
#include "host/message_queues/message_change.h"
#include "host/runner/pool.h"
#include "host/runtime/invocation.h"

enum { EVENT_MAX = 16 * 1024 * 1024, AGAIN_MS = 1000 };

struct batch {
    struct mapping *mapping;
    struct fetched_message *first; /* owned */
    void (*next)(struct mapping *mapping);
};

static void marked(struct message_change *change)
{
    struct mapping *mapping = change->self;

    message_change_free(change);
    mapping->users--;
    mappings_release(mapping);
}

/* Only those that are not in `failed`, which may be NULL. -1: removes them;
 * others have not been tried. */
static void mark(struct mapping *mapping, const struct fetched_message *first,
                 const json_t *failed, int64_t visibility_ms)
{
    struct message_queues *queues = mapping->all->queues;
    struct message_change *change;
    size_t count = 0;

    for (const struct fetched_message *m = first; m; m = m->next)
        count += json_object_get(failed, m->message_id) ? 0 : 1;
    change = count > 0 && !queues->closing
                 ? message_change_new(queues, mapping->settings.queue, count)
                 : NULL;
    if (!change)
        return;
    count = 0;
    for (const struct fetched_message *m = first; m; m = m->next) {
        struct message_mark *at = &change->marks[count];
        if (json_object_get(failed, m->message_id))
            continue;
        (void)snprintf(at->receipt, sizeof at->receipt, "%s", m->receipt);
        at->visibility_ms = visibility_ms;
        at->untried = visibility_ms >= 0;
        count++;
    }
    change->job.lasting = visibility_ms < 0;
    change->end = marked;
    change->self = mapping;
    mapping->users++;
    message_change_begin(change);
}

void mapping_batch_refuse(struct mapping *mapping,
                          struct fetched_message *first)
{
    mark(mapping, first, NULL, -1);
    message_fetch_free(first);
}

void mapping_batch_return(struct mapping *mapping,
                          struct fetched_message *first)
{
    mark(mapping, first, NULL, 0);
    message_fetch_free(first);
}

/* Of the messages of a batch so many have failed. */
static void add_up(struct mapping_counts *counts,
                   const struct fetched_message *first, size_t failed)
{
    size_t all = 0;

    for (; first; first = first->next)
        all++;
    failed = failed < all ? failed : all;
    counts->batches_done += failed == 0 ? 1 : 0;
    counts->batches_failed += failed == all ? 1 : 0;
    counts->batches_partial += failed > 0 && failed < all ? 1 : 0;
    counts->done += all - failed;
    counts->failed += failed;
}

static void settle(const struct batch *b, const struct outcome *outcome)
{
    struct mapping *mapping = b->mapping;
    json_t *failed = NULL;

    if (outcome->failed) {
        mapping->result = "PROBLEM: Function call failed";
        add_up(&mapping->counts, b->first, SIZE_MAX);
        /* The host has not run it. */
        if (!strcmp(outcome->error_type, "Sandbox.Failure"))
            mark(mapping, b->first, NULL, AGAIN_MS);
        return;
    }
    if (mapping->settings.reports_items) {
        failed = mapping_event_failures(b->first, &outcome->body);
        if (!failed) {
            mapping->result =
                "PROBLEM: the response has no valid "
                "batchItemFailures";
            add_up(&mapping->counts, b->first, SIZE_MAX);
            return;
        }
    }
    mapping->result = "OK";
    add_up(&mapping->counts, b->first, json_object_size(failed));
    mark(mapping, b->first, failed, -1);
    json_decref(failed);
}

static void finish(struct batch *b)
{
    struct mapping *mapping = b->mapping;
    void (*next)(struct mapping * mapping) = b->next;

    message_fetch_free(b->first);
    mem_free(b);
    mapping->running--;
    next(mapping);
    mapping->users--;
    mappings_release(mapping);
}

static void on_end(struct invocation *inv, struct outcome *outcome)
{
    struct batch *b = inv->sink_data;

    settle(b, outcome);
    finish(b);
}

/* The host ends: others may have the messages at once, as if never tried. */
static void on_drop(struct invocation *inv)
{
    struct batch *b = inv->sink_data;

    inv->sink_data = NULL;
    mark(b->mapping, b->first, NULL, 0);
    finish(b);
}

/* The trace of a message that is alone. */
static bool set_trace(struct invocation *inv,
                      const struct fetched_message *first)
{
    const char *trace = json_string_value(json_object_get(
        json_object_get(first->facts, "Attributes"), "AWSTraceHeader"));

    if (trace && !first->next && strlen(trace) < 512)
        return buf_add_str(&inv->trace_id, trace);
    return trace_id_make(&inv->trace_id);
}

static struct invocation *make(const struct mapping *mapping,
                               const struct fetched_message *first)
{
    const struct message_queue *queue =
        message_queues_find(mapping->all->queues, mapping->settings.queue);
    struct invocation *inv = queue ? invocation_new() : NULL;

    if (!inv)
        return NULL;
    inv->event.max = EVENT_MAX;
    function_arn(inv->arn, mapping->all->management->region,
                 mapping->settings.function.name,
                 mapping->settings.function.qualifier);
    inv->async = true;
    inv->kept = true;
    if (set_trace(inv, first) &&
        mapping_event_make(first, queue, mapping->settings.window_ms > 0,
                           &inv->event))
        return inv;
    invocation_unref(inv);
    return NULL;
}

bool mapping_batch_start(struct mapping *mapping, struct pool *pool,
                         struct fetched_message *first,
                         void (*next)(struct mapping *mapping))
{
    static const struct response_sink sink = {.on_end = on_end,
                                              .on_drop = on_drop};
    struct invocation *inv = make(mapping, first);
    struct batch *b = inv ? mem_new(1, sizeof *b) : NULL;

    if (b) {
        *b = (struct batch){.mapping = mapping, .first = first, .next = next};
        inv->sink = &sink;
        inv->sink_data = b;
        mapping->running++;
        mapping->users++;
        if (pool_add(pool, inv))
            return true;
        mapping->running--;
        mapping->users--;
    }
    if (inv)
        invocation_unref(inv);
    mem_free(b);
    mark(mapping, first, NULL, AGAIN_MS);
    message_fetch_free(first);
    return false;
}
