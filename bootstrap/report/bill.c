#include "bootstrap/report/bill.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bootstrap/response/error_details.h"
#include "common/clock.h"
#include "bootstrap/os/peak.h"

static void put_number(json_t *bill, const char *name, int64_t number)
{
    (void)json_object_set_new(bill, name, json_integer(number));
}

static void put_word(json_t *bill, const char *name, const char *word)
{
    (void)json_object_set_new(bill, name, json_string(word));
}

/* Milliseconds with three decimals; left out when one of the moments is not
 * known. */
static void put_ms(json_t *bill, const char *name, int64_t from_us,
                   int64_t to_us)
{
    if (from_us > 0 && to_us >= from_us)
        (void)json_object_set_new(bill, name,
                                  json_real((double)(to_us - from_us) / 1000));
}

static void put_times(json_t *bill, const struct process_times *a)
{
    int64_t began_us = a->ready_us > a->given_us ? a->ready_us : a->given_us;

    if (a->import_us >= 0) {
        put_ms(bill, "bootMs", a->born_us, a->ready_us - a->import_us);
        put_ms(bill, "importMs", a->ready_us - a->import_us, a->ready_us);
    } else {
        put_ms(bill, "bootMs", a->born_us, a->ready_us);
    }
    put_ms(bill, "handlerMs", began_us, a->over_us);
    put_ms(bill, "teardownMs", a->over_us, a->gone_us);
}

/* A process's account begins with the most memory its parent ever had. */
static int64_t peak_of(const struct outcome *end)
{
    bool own = end->toll.peak_kib > proc_peak_kib(getpid());

    return own && end->toll.peak_kib > end->peak_kib ? end->toll.peak_kib
                                                     : end->peak_kib;
}

static void put_toll(json_t *bill, const struct process_usage *t)
{
    put_ms(bill, "userMs", 1, 1 + t->user_us);
    put_ms(bill, "systemMs", 1, 1 + t->system_us);
    put_number(bill, "minorFaults", t->minor_faults);
    put_number(bill, "majorFaults", t->major_faults);
    put_number(bill, "waits", t->waits);
    put_number(bill, "evictions", t->evictions);
    put_number(bill, "killed", (int64_t)t->killed);
    if (t->killed > 0)
        (void)json_object_set_new(
            bill, "killedNames",
            json_text_sanitized(t->names, strlen(t->names)));
}

/* CloudWatch's embedded metric format names the members that are metrics. */
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

static void put_left(json_t *bill, const struct residue_list *l)
{
    put_number(bill, "left", (int64_t)l->found);
    put_number(bill, "leftRemoved", (int64_t)l->removed);
    if (l->in_part)
        (void)json_object_set_new(bill, "leftInPart", json_true());
    if (l->found > 0)
        (void)json_object_set_new(
            bill, "leftNames", json_text_sanitized(l->names, strlen(l->names)));
}

static json_t *bill_from(const struct bill *b, const char *request_id,
                         const struct process *slot)
{
    const struct process_times *a = &slot->account;
    json_t *bill = json_object();
    /* A plain executable does not say that it is ready. */
    bool hit = b->waited &&
               (!slot->bridged || (a->ready_us && a->ready_us <= a->given_us));

    put_word(bill, "dayfly", "bill");
    put_word(bill, "requestId", request_id);
    put_word(bill, "outcome", b->outcome);
    (void)json_object_set_new(bill, "spare", json_boolean(b->waited));
    (void)json_object_set_new(bill, "spareReady", json_boolean(hit));
    put_times(bill, a);
    put_ms(bill, "cpuMs", 1, 1 + process_times_cpu_us(a, slot->pid, slot->end));
    put_number(bill, "peakKiB", peak_of(slot->end));
    put_number(bill, "bytesIn", (int64_t)b->in);
    put_number(bill, "bytesOut", (int64_t)b->out);
    if (!b->stays)
        put_toll(bill, &slot->end->toll);
    if (!b->stays && slot->end->left.looked)
        put_left(bill, &slot->end->left);
    put_word(bill, "tier", b->tier && *b->tier ? b->tier : "none");
    if (b->use == BILL_METRICS)
        put_metrics(bill, b->function ? b->function : "none");
    return bill;
}

void bill_begin(struct bill *b, size_t in, bool waited)
{
    *b = (struct bill){.use = b->use,
                       .function = b->function,
                       .waited = waited,
                       .in = in,
                       .tier = b->tier};
}

void bill_finish(struct bill *b, const struct response *a, bool stays)
{
    bool good = a->error.bytes.size == 0;

    b->due = b->use != BILL_NONE;
    b->stays = stays;
    b->out = a->failed || !a->body ? a->error.bytes.size : a->body->taken;
    (void)snprintf(b->outcome, sizeof b->outcome, "%s",
                   good ? "result" : a->error_type);
}

void bill_log_if_due(struct bill *b, const char *request_id,
                     const struct process *slot, struct log *log)
{
    if (!b->due || (slot->state != PROCESS_EMPTY && !b->stays))
        return;
    b->due = false;
    json_t *bill = bill_from(b, request_id, slot);
    char *text = json_dumps(bill, JSON_COMPACT | JSON_REAL_PRECISION(9));
    if (text)
        log_record(log, LEVEL_INFO, text, strlen(text));
    mem_free(text);
    json_decref(bill);
}
