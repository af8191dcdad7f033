#include "bootstrap/report/bill.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bootstrap/os/proc_stat.h"
#include "bootstrap/response/error_details.h"
#include "common/clock.h"

static void put_number(json_t *bill, const char *name, int64_t number)
{
    (void)json_object_set_new(bill, name, json_integer(number));
}

static void put_word(json_t *bill, const char *name, const char *word)
{
    (void)json_object_set_new(bill, name, json_string(word));
}

/* Milliseconds with three decimals; absent if one of the moments is unknown. */
static void put_ms(json_t *bill, const char *name, int64_t from_us,
                   int64_t to_us)
{
    if (from_us > 0 && to_us >= from_us)
        (void)json_object_set_new(bill, name,
                                  json_real((double)(to_us - from_us) / 1000));
}

static void put_times(json_t *bill, const struct process_times *times)
{
    int64_t began_us = times->ready_us > times->assigned_us
                           ? times->ready_us
                           : times->assigned_us;

    if (times->import_us >= 0) {
        put_ms(bill, "bootMs", times->started_us,
               times->ready_us - times->import_us);
        put_ms(bill, "importMs", times->ready_us - times->import_us,
               times->ready_us);
    } else {
        put_ms(bill, "bootMs", times->started_us, times->ready_us);
    }
    put_ms(bill, "handlerMs", began_us, times->finished_us);
    put_ms(bill, "teardownMs", times->finished_us, times->removed_us);
}

/* The kernel's value for a process is at least its parent's peak memory, so a
 * smaller one is not its own. */
static int64_t peak_of(const struct outcome *outcome)
{
    bool is_own = outcome->usage.peak_kib > proc_peak_kib(getpid());

    return is_own && outcome->usage.peak_kib > outcome->peak_kib
               ? outcome->usage.peak_kib
               : outcome->peak_kib;
}

static void put_usage(json_t *bill, const struct process_usage *usage)
{
    put_ms(bill, "userMs", 1, 1 + usage->user_us);
    put_ms(bill, "systemMs", 1, 1 + usage->system_us);
    put_number(bill, "minorFaults", usage->minor_faults);
    put_number(bill, "majorFaults", usage->major_faults);
    put_number(bill, "waits", usage->voluntary_switches);
    put_number(bill, "evictions", usage->involuntary_switches);
    put_number(bill, "killed", (int64_t)usage->killed);
    if (usage->killed > 0)
        (void)json_object_set_new(
            bill, "killedNames",
            json_text_sanitized(usage->killed_names,
                                strlen(usage->killed_names)));
}

/* The embedded metric format of Amazon CloudWatch lists the members that are
 * metrics. */
static void put_metrics(json_t *bill, const char *function)
{
    static const struct {
        const char *name;
        const char *unit;
    } rows[] = {
        {"bootMs", "Milliseconds"},    {"importMs", "Milliseconds"},
        {"handlerMs", "Milliseconds"}, {"teardownMs", "Milliseconds"},
        {"cpuMs", "Milliseconds"},     {"peakKiB", "Kilobytes"},
        {"bytesIn", "Bytes"},          {"bytesOut", "Bytes"},
        {"killed", "Count"},
    };
    json_t *metrics = json_array();

    for (size_t i = 0; i < COUNT(rows); i++)
        if (json_object_get(bill, rows[i].name))
            (void)json_array_append_new(metrics, json_pack("{s:s, s:s}", "Name",
                                                           rows[i].name, "Unit",
                                                           rows[i].unit));
    put_word(bill, "functionName", function);
    (void)json_object_set_new(
        bill, "_aws",
        json_pack("{s:I, s:[{s:s, s:[[s]], s:o}]}", "Timestamp",
                  (json_int_t)clock_wall_ms(), "CloudWatchMetrics", "Namespace",
                  "dayfly", "Dimensions", "functionName", "Metrics", metrics));
}

static void put_residue(json_t *bill, const struct residue_list *list)
{
    put_number(bill, "left", (int64_t)list->found);
    put_number(bill, "leftRemoved", (int64_t)list->removed);
    if (list->incomplete)
        (void)json_object_set_new(bill, "leftInPart", json_true());
    if (list->found > 0)
        (void)json_object_set_new(
            bill, "leftNames",
            json_text_sanitized(list->names, strlen(list->names)));
}

static json_t *bill_from(const struct bill *b, const char *request_id,
                         const struct worker *w)
{
    const struct process *process = &w->process;
    const struct process_times *times = &process->times;
    json_t *bill = json_object();
    /* A plain executable does not report that it is ready. */
    bool was_ready =
        b->was_waiting && !b->was_loading &&
        (!process->bridged ||
         (times->ready_us && times->ready_us <= times->assigned_us));

    put_word(bill, "dayfly", "bill");
    put_word(bill, "requestId", request_id);
    put_word(bill, "outcome", b->outcome);
    (void)json_object_set_new(bill, "spare", json_boolean(b->was_waiting));
    (void)json_object_set_new(bill, "spareReady", json_boolean(was_ready));
    if (process->copied)
        (void)json_object_set_new(bill, "copied", json_true());
    put_times(bill, times);
    put_ms(bill, "cpuMs", 1,
           1 + process_times_cpu_us(times, process->pid, &w->outcome));
    put_number(bill, "peakKiB", peak_of(&w->outcome));
    put_number(bill, "bytesIn", (int64_t)b->event_bytes);
    put_number(bill, "bytesOut", (int64_t)b->response_bytes);
    if (!b->process_kept)
        put_usage(bill, &w->outcome.usage);
    if (!b->process_kept && w->outcome.residue.checked)
        put_residue(bill, &w->outcome.residue);
    put_word(bill, "tier", b->tier && *b->tier ? b->tier : "none");
    if (b->use == BILL_METRICS)
        put_metrics(bill, b->function ? b->function : "none");
    return bill;
}

void bill_begin(struct bill *b, size_t event_bytes, bool was_waiting,
                bool was_loading)
{
    *b = (struct bill){.use = b->use,
                       .function = b->function,
                       .was_waiting = was_waiting,
                       .was_loading = was_loading,
                       .event_bytes = event_bytes,
                       .tier = b->tier};
}

void bill_finish(struct bill *b, const struct response *resp, bool process_kept)
{
    bool good = resp->error.bytes.size == 0;

    b->due = b->use != BILL_NONE;
    b->process_kept = process_kept;
    b->response_bytes = resp->failed || !resp->body ? resp->error.bytes.size
                                                    : resp->body->read_total;
    (void)snprintf(b->outcome, sizeof b->outcome, "%s",
                   good ? "result" : resp->error_type);
}

void bill_log_if_due(struct bill *b, const char *request_id,
                     const struct worker *w, struct log *log)
{
    if (!b->due || (worker_state_of(w) != WORKER_NONE && !b->process_kept))
        return;
    b->due = false;
    json_t *bill = bill_from(b, request_id, w);
    char *text = json_dumps(bill, JSON_COMPACT | JSON_REAL_PRECISION(9));
    if (text)
        log_record(log, LEVEL_INFO, text, strlen(text));
    mem_free(text);
    json_decref(bill);
}
