#include "host/metrics_api/queue_numbers.h"

#include <stdio.h>
#include <string.h>

#include "common/clock.h"
#include "common/compiler.h"
#include "host/mappings/mappings.h"
#include "host/message_queues/queue_census.h"
#include "host/metrics/metric_text.h"

enum { LABELS_SIZE = 384 };

static const struct metric_family messages = {
    "dayfly_queue_messages", METRIC_GAUGE, "",
    "Messages of a queue: visible, in_flight or delayed."};
static const struct metric_family oldest = {
    "dayfly_queue_oldest_message_age_seconds", METRIC_GAUGE, "seconds",
    "The age of the message that is received first."};
static const struct metric_family batches = {
    "dayfly_mapping_batches", METRIC_COUNTER, "",
    "Batches of messages that a function has ended, by their result."};
static const struct metric_family handled = {
    "dayfly_mapping_messages", METRIC_COUNTER, "",
    "Messages of such batches, and those that no filter wants."};
static const struct metric_family running = {
    "dayfly_mapping_batches_running", METRIC_GAUGE, "",
    "Batches that a function works on."};

static void add(struct metric_text *text, struct metric_labels *labels,
                const char *word, int64_t count)
{
    labels->value = word;
    metric_text_count(text, labels, count > 0 ? (uint64_t)count : 0);
}

static struct metric_labels labels_of_queue(char room[LABELS_SIZE],
                                            const char *queue)
{
    int size = snprintf(room, LABELS_SIZE, "queue=\"%s\"", queue);

    return (struct metric_labels){.text = room, .size = (size_t)size};
}

void queue_numbers_add(struct metric_text *text,
                       const struct message_queues *queues,
                       const struct queue_census *census)
{
    static const struct queue_counts none = {.visible = 0};
    int64_t now_ms = clock_wall_ms();
    char room[LABELS_SIZE];

    metric_text_family(text, &messages);
    for (size_t i = 0; i < queues->count; i++) {
        const char *name = queues->list[i]->name;
        const struct queue_counts *counts = queue_census_find(census, name);
        struct metric_labels labels = labels_of_queue(room, name);
        counts = counts ? counts : &none;
        labels.name = "state";
        add(text, &labels, "visible", counts->visible);
        add(text, &labels, "in_flight", counts->in_flight);
        add(text, &labels, "delayed", counts->delayed);
    }
    metric_text_family(text, &oldest);
    for (size_t i = 0; i < queues->count; i++) {
        const char *name = queues->list[i]->name;
        const struct queue_counts *counts = queue_census_find(census, name);
        const struct metric_labels labels = labels_of_queue(room, name);
        metric_text_seconds(text, &labels,
                            counts ? (now_ms - counts->oldest_ms) * 1000 : 0);
    }
}

static struct metric_labels labels_of(char room[LABELS_SIZE],
                                      const struct mapping *m)
{
    const struct function_name *function = &m->settings.function;
    int size = snprintf(room, LABELS_SIZE, "function=\"%s%s%s\",queue=\"%s\"",
                        function->name, *function->qualifier ? ":" : "",
                        function->qualifier, m->settings.queue);

    return (struct metric_labels){.text = room, .size = (size_t)size};
}

void queue_numbers_add_mappings(struct metric_text *text,
                                const struct mappings *mappings)
{
    char room[LABELS_SIZE];

    metric_text_family(text, &batches);
    for (const struct mapping *m = mappings->first; m; m = m->next) {
        struct metric_labels labels = labels_of(room, m);
        labels.name = "result";
        add(text, &labels, "done", (int64_t)m->counts.batches_done);
        add(text, &labels, "partial", (int64_t)m->counts.batches_partial);
        add(text, &labels, "failed", (int64_t)m->counts.batches_failed);
    }
    metric_text_family(text, &handled);
    for (const struct mapping *m = mappings->first; m; m = m->next) {
        struct metric_labels labels = labels_of(room, m);
        labels.name = "result";
        add(text, &labels, "done", (int64_t)m->counts.done);
        add(text, &labels, "failed", (int64_t)m->counts.failed);
        add(text, &labels, "filtered", (int64_t)m->counts.filtered);
    }
    metric_text_family(text, &running);
    for (const struct mapping *m = mappings->first; m; m = m->next) {
        const struct metric_labels labels = labels_of(room, m);
        metric_text_count(text, &labels, m->running);
    }
}
