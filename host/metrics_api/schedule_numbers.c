#include "host/metrics_api/schedule_numbers.h"

#include <stdio.h>
#include <string.h>

#include "common/compiler.h"
#include "host/functions/function_name.h"
#include "host/metrics/metric_text.h"
#include "host/schedules/scheduler.h"

enum { LABELS_SIZE = 384 };

static const struct metric_family fired = {
    "dayfly_schedule_fired", METRIC_COUNTER, "",
    "Times of a schedule that have become events."};
static const struct metric_family skipped = {
    "dayfly_schedule_skipped", METRIC_COUNTER, "",
    "Times of a schedule that have become none, as the host was down."};
static const struct metric_family lateness = {
    "dayfly_schedule_lateness_seconds", METRIC_GAUGE, "seconds",
    "How long after its time the last event of a schedule was made."};
static const struct metric_family next = {
    "dayfly_schedule_next_timestamp_seconds", METRIC_GAUGE, "seconds",
    "When a schedule is due, since unix epoch in seconds."};

static struct metric_labels labels_of(char room[LABELS_SIZE],
                                      const struct schedule *s)
{
    struct function_name n = {.name = ""};
    int size;

    (void)function_name_parse(
        &n, schedule_text(json_object_get(s->document, "Target"), "Arn"));
    size = snprintf(room, LABELS_SIZE, "function=\"%s\",schedule=\"%s/%s\"",
                    n.name, s->group, s->name);
    return (struct metric_labels){.text = room, .size = (size_t)size};
}

void schedule_numbers_add(struct metric_text *text,
                          const struct scheduler *scheduler)
{
    char room[LABELS_SIZE];

    metric_text_family(text, &fired);
    for (const struct schedule *s = scheduler->list; s; s = s->next) {
        const struct metric_labels labels = labels_of(room, s);
        metric_text_count(text, &labels, s->counts.fired);
    }
    metric_text_family(text, &skipped);
    for (const struct schedule *s = scheduler->list; s; s = s->next) {
        const struct metric_labels labels = labels_of(room, s);
        metric_text_count(text, &labels, s->counts.skipped);
    }
    metric_text_family(text, &lateness);
    for (const struct schedule *s = scheduler->list; s; s = s->next) {
        const struct metric_labels labels = labels_of(room, s);
        if (s->counts.fired > 0)
            metric_text_seconds(text, &labels, s->counts.late_ms * 1000);
    }
    metric_text_family(text, &next);
    for (const struct schedule *s = scheduler->list; s; s = s->next) {
        const struct metric_labels labels = labels_of(room, s);
        if (s->ready && s->enabled && s->due_s >= 0)
            metric_text_seconds(text, &labels,
                                schedule_fire_ms(s, s->due_s) * 1000);
    }
}
