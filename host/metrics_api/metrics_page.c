#include "host/metrics_api/metrics_page.h"

#include "common/compiler.h"
#include "common/version.h"
#include "host/metrics_api/function_numbers.h"
#include "host/metrics_api/hook_numbers.h"
#include "host/metrics_api/process_numbers.h"
#include "host/metrics_api/queue_numbers.h"
#include "host/metrics_api/schedule_numbers.h"

static const struct metric_family build = {"dayfly_build", METRIC_INFO, "",
                                           "The version of dayfly."};
static const struct metric_family functions = {
    "dayfly_functions", METRIC_GAUGE, "", "Functions that are served."};
static const struct metric_family accepted = {
    "dayfly_events_accepted", METRIC_COUNTER, "",
    "Asynchronous invocations that were taken."};
static const struct metric_family refused = {
    "dayfly_events_refused", METRIC_COUNTER, "",
    "Asynchronous invocations that were not taken, by reason."};
static const struct metric_family deliveries = {
    "dayfly_delivery_attempts", METRIC_COUNTER, "",
    "Attempts to send a record to the destination of an event."};
static const struct metric_family waiting = {
    "dayfly_deliveries_waiting", METRIC_GAUGE, "",
    "Records that are not yet sent to their destinations."};

static const struct metric_family disk = {
    "dayfly_disk_failing", METRIC_GAUGE, "",
    "1: the disk has failed, and nothing can be changed."};

static const struct metric_family sent = {
    "dayfly_trace_spans_sent", METRIC_COUNTER, "",
    "Spans that the collector has taken."};
static const struct metric_family dropped = {
    "dayfly_trace_spans_dropped", METRIC_COUNTER, "",
    "Spans for which there was no place, or that the collector has refused."};
static const struct metric_family queued = {"dayfly_trace_spans_waiting",
                                            METRIC_GAUGE, "",
                                            "Spans that are not yet sent."};

static void add_host(struct metric_text *text, const struct metrics_page *page)
{
    const struct metric_labels version = {
        .text = "", .name = "version", .value = DAYFLY_VERSION};

    metric_text_family(text, &build);
    metric_text_count(text, &version, 1);
    metric_text_family(text, &functions);
    metric_text_count(text, NULL, page->functions);
}

static void add_events(struct metric_text *text,
                       const struct metrics_page *page)
{
    const struct stats_book *book = page->book;
    struct metric_labels labels = {.text = "", .name = "reason"};

    metric_text_family(text, &accepted);
    metric_text_count(text, NULL, book->events_accepted);
    metric_text_family(text, &refused);
    labels.value = "queue_full";
    metric_text_count(text, &labels, book->events_refused);
    labels.value = "disk";
    metric_text_count(text, &labels, book->events_failed);
    metric_text_family(text, &deliveries);
    labels.name = "result";
    for (size_t i = 0; i < EVENT_RESULTS; i++) {
        labels.value = event_result_word(i);
        if (i != EVENT_RESULT_DESTINATION)
            metric_text_count(text, &labels, book->deliveries[i]);
    }
    metric_text_family(text, &waiting);
    metric_text_count(text, NULL, page->deliveries);
    metric_text_family(text, &disk);
    metric_text_count(text, NULL, page->disk_fails ? 1 : 0);
}

static void add_spans(struct metric_text *text, struct tracer *tracer)
{
    struct tracer_counts counts = tracer_counts(tracer);

    metric_text_family(text, &sent);
    metric_text_count(text, NULL, counts.sent);
    metric_text_family(text, &dropped);
    metric_text_count(text, NULL, counts.dropped);
    metric_text_family(text, &queued);
    metric_text_count(text, NULL, counts.waiting);
}

bool metrics_page_add(const struct metrics_page *page, bool open_metrics,
                      struct buf *out)
{
    struct metric_text text = {.out = out, .open_metrics = open_metrics};

    add_host(&text, page);
    function_numbers_add(&text, page->book, page->keeps_events);
    if (page->keeps_events)
        add_events(&text, page);
    hook_numbers_add(&text, page->book);
    if (page->queues && page->census)
        queue_numbers_add(&text, page->queues, page->census);
    if (page->mappings)
        queue_numbers_add_mappings(&text, page->mappings);
    if (page->scheduler)
        schedule_numbers_add(&text, page->scheduler);
    if (tracer_is_on(page->tracer))
        add_spans(&text, page->tracer);
    process_numbers_add(&text, page->book->started_ms);
    metric_text_end(&text);
    return !text.failed;
}
