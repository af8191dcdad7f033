#include "host/metrics_api/function_numbers.h"

#include <string.h>

#include "common/clock.h"
#include "common/compiler.h"

/* A family, and how it is had of a function. */
struct row {
    struct metric_family family;
    void (*add)(struct metric_text *text, const struct row *row,
                const struct function_stats *stats);
    size_t offset; /* of the number or the histogram in the stats */
    /* Of several numbers, which differ by a label. */
    const char *label;
    const char *(*word)(size_t which);
    size_t count;
    const struct histogram_bounds *bounds;
};

static const void *at(const struct row *row, const struct function_stats *stats)
{
    return (const char *)stats + row->offset;
}

static struct metric_labels labels_of(const struct function_stats *stats)
{
    return (struct metric_labels){.text = stats->labels,
                                  .size = stats->labels_size};
}

static bool is_called(const struct function_stats *stats)
{
    const struct function_counts *counts = &stats->counts;
    uint64_t calls = counts->calls;

    for (size_t i = 0; i < THROTTLE_REASONS; i++)
        calls += counts->throttles[i];
    return calls > 0;
}

static void add_one(struct metric_text *text, const struct row *row,
                    const struct function_stats *stats)
{
    const struct metric_labels labels = labels_of(stats);

    metric_text_count(text, &labels, *(const uint64_t *)at(row, stats));
}

/* A function that nobody calls has none of them: there may be thousands. */
static void add_each(struct metric_text *text, const struct row *row,
                     const struct function_stats *stats)
{
    const uint64_t *values = at(row, stats);
    struct metric_labels labels = labels_of(stats);

    labels.name = row->label;
    for (size_t i = 0; is_called(stats) && i < row->count; i++) {
        labels.value = row->word(i);
        metric_text_count(text, &labels, values[i]);
    }
}

static void add_times(struct metric_text *text, const struct row *row,
                      const struct function_stats *stats)
{
    const struct metric_labels labels = labels_of(stats);

    if (stats->counts.calls > 0)
        metric_text_histogram(text, &labels, row->bounds, at(row, stats));
}

static void add_peak(struct metric_text *text, const struct row *row,
                     const struct function_stats *stats)
{
    const struct metric_labels labels = labels_of(stats);

    (void)row;
    if (stats->peak_kb >= 0)
        metric_text_count(text, &labels, (uint64_t)stats->peak_kb * 1024);
}

/* Events are of a function, whichever version they are for. */
static bool has_events(const struct function_stats *stats)
{
    return !strcmp(stats->version, FUNCTION_LATEST);
}

static struct metric_labels labels_of_events(const struct function_stats *stats)
{
    return (struct metric_labels){.text = stats->labels,
                                  .size = stats->function_size};
}

static void add_results(struct metric_text *text, const struct row *row,
                        const struct function_stats *stats)
{
    struct metric_labels labels = labels_of_events(stats);

    labels.name = row->label;
    for (size_t i = 0; has_events(stats) && i < EVENT_RESULTS; i++) {
        labels.value = event_result_word(i);
        metric_text_count(text, &labels, stats->counts.events[i]);
    }
}

static void add_waiting(struct metric_text *text, const struct row *row,
                        const struct function_stats *stats)
{
    const struct metric_labels labels = labels_of_events(stats);

    (void)row;
    if (has_events(stats))
        metric_text_count(text, &labels, stats->now.events_waiting);
}

static void add_age(struct metric_text *text, const struct row *row,
                    const struct function_stats *stats)
{
    const struct metric_labels labels = labels_of_events(stats);
    int64_t oldest_ms = stats->now.event_oldest_ms;

    (void)row;
    if (has_events(stats))
        metric_text_seconds(text, &labels,
                            oldest_ms ? (clock_wall_ms() - oldest_ms) * 1000
                                      : 0);
}

#define OF(member) offsetof(struct function_stats, member)

static const struct row calls[] = {
    {.family = {"dayfly_invocations", METRIC_COUNTER, "",
                "Invocations that have ended, failed ones included."},
     .add = add_one,
     .offset = OF(counts.calls)},
    {.family = {"dayfly_invocation_errors", METRIC_COUNTER, "",
                "Invocations that have failed, by the kind of error."},
     .add = add_each,
     .offset = OF(counts.errors),
     .label = "type",
     .word = call_error_word,
     .count = CALL_ERRORS},
    {.family = {"dayfly_invocation_starts", METRIC_COUNTER, "",
                "Invocations that have begun: cold, with the load of a "
                "process, or warm."},
     .add = add_each,
     .offset = OF(counts.starts),
     .label = "start",
     .word = call_start_word,
     .count = CALL_STARTS},
    {.family = {"dayfly_throttles", METRIC_COUNTER, "",
                "Invocations that were refused, by reason."},
     .add = add_each,
     .offset = OF(counts.throttles),
     .label = "reason",
     .word = throttle_reason_word,
     .count = THROTTLE_REASONS},
    {.family = {"dayfly_invocation_duration_seconds", METRIC_HISTOGRAM,
                "seconds", "Time in the function, without its start."},
     .add = add_times,
     .offset = OF(counts.duration),
     .bounds = &histogram_call_bounds},
    {.family =
         {"dayfly_init_duration_seconds", METRIC_HISTOGRAM, "seconds",
          "Time of the starts and loads that invocations have waited for."},
     .add = add_times,
     .offset = OF(counts.init),
     .bounds = &histogram_start_bounds},
    {.family =
         {"dayfly_invocation_wait_seconds", METRIC_HISTOGRAM, "seconds",
          "Time from the arrival of an invocation to its beginning, starts of "
          "runtime processes included."},
     .add = add_times,
     .offset = OF(counts.wait),
     .bounds = &histogram_start_bounds},
    {.family = {"dayfly_invocations_running", METRIC_GAUGE, "",
                "Invocations that run now."},
     .add = add_one,
     .offset = OF(now.running)},
    {.family = {"dayfly_invocations_waiting", METRIC_GAUGE, "",
                "Invocations that wait for a process now."},
     .add = add_one,
     .offset = OF(now.waiting)},
    {.family = {"dayfly_runtime_processes", METRIC_GAUGE, "",
                "Runtime processes that are there now."},
     .add = add_one,
     .offset = OF(now.processes)},
    {.family = {"dayfly_runtime_starts", METRIC_COUNTER, "",
                "Runtime processes that were started."},
     .add = add_one,
     .offset = OF(counts.processes)},
    {.family = {"dayfly_runtime_start_failures", METRIC_COUNTER, "",
                "Runtime processes that could not be started or did not become "
                "ready."},
     .add = add_one,
     .offset = OF(counts.failed_starts)},
    {.family = {"dayfly_memory_peak_bytes", METRIC_GAUGE, "bytes",
                "Highest peak memory of an invocation since the function has "
                "changed."},
     .add = add_peak},
    {.family = {"dayfly_memory_limit_bytes", METRIC_GAUGE, "bytes",
                "Memory that the function is given."},
     .add = add_one,
     .offset = OF(now.memory_limit_bytes)},
};

static const struct row events[] = {
    {.family =
         {"dayfly_event_attempts", METRIC_COUNTER, "",
          "Attempts at events that are kept, by what has become of the event."},
     .add = add_results,
     .label = "result"},
    {.family = {"dayfly_events_waiting", METRIC_GAUGE, "",
                "Events that are not done: they wait or run."},
     .add = add_waiting},
    {.family = {"dayfly_event_oldest_age_seconds", METRIC_GAUGE, "seconds",
                "Age of the oldest event that is not done; 0: there is none."},
     .add = add_age},
};

struct adding {
    struct metric_text *text;
    const struct row *row;
};

static void add(void *self, struct function_stats *stats)
{
    const struct adding *adding = self;

    adding->row->add(adding->text, adding->row, stats);
}

static void add_row(struct metric_text *text, const struct stats_book *book,
                    const struct row *row)
{
    struct adding adding = {.text = text, .row = row};

    metric_text_family(text, &row->family);
    stats_book_each(book, add, &adding);
}

void function_numbers_add(struct metric_text *text,
                          const struct stats_book *book, bool keeps_events)
{
    for (size_t i = 0; i < COUNT(calls); i++)
        add_row(text, book, &calls[i]);
    for (size_t i = 0; keeps_events && i < COUNT(events); i++)
        add_row(text, book, &events[i]);
}
