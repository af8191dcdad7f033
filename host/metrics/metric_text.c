#include "host/metrics/metric_text.h"

#include <string.h>

#include "common/compiler.h"

/* Thousands of functions have many thousands of lines: each is put together
 * here, without printf, and goes to `out` at once. */
static void add(struct metric_text *text, const char *bytes, size_t size)
{
    if (size > METRIC_LINE_MAX - text->used) {
        text->failed = true;
        return;
    }
    memcpy(text->line + text->used, bytes, size);
    text->used += size;
}

/* The line ends; its first `kept` bytes stay for the next one. */
static void end_line(struct metric_text *text, size_t kept)
{
    add(text, "\n", 1);
    if (!text->failed && !buf_add(text->out, text->line, text->used))
        text->failed = true;
    text->used = kept;
}

static void add_text(struct metric_text *text, const char *bytes)
{
    add(text, bytes, strlen(bytes));
}

static void add_number(struct metric_text *text, uint64_t value)
{
    char digits[20];
    size_t at = sizeof digits;

    do
        digits[--at] = (char)('0' + value % 10);
    while ((value /= 10) > 0);
    add(text, digits + at, sizeof digits - at);
}

static void add_seconds(struct metric_text *text, int64_t us)
{
    char fraction[7] = ".000000";
    int64_t rest = us % 1000000;

    add_number(text, (uint64_t)us / 1000000);
    for (size_t i = sizeof fraction - 1; i > 0; i--, rest /= 10)
        fraction[i] = (char)('0' + rest % 10);
    add(text, fraction, sizeof fraction);
}

static const char *suffix_of(enum metric_type type)
{
    if (type == METRIC_COUNTER)
        return "_total";
    return type == METRIC_INFO ? "_info" : "";
}

/* What is said of a family. OpenMetrics has it without the suffix. */
static void add_about(struct metric_text *text, const char *what,
                      const char *value)
{
    add_text(text, what);
    add_text(text, text->family->name);
    if (!text->open_metrics)
        add_text(text, suffix_of(text->family->type));
    add_text(text, " ");
    add_text(text, value);
    end_line(text, 0);
}

void metric_text_family(struct metric_text *text,
                        const struct metric_family *family)
{
    static const char *const types[] = {[METRIC_COUNTER] = "counter",
                                        [METRIC_GAUGE] = "gauge",
                                        [METRIC_HISTOGRAM] = "histogram",
                                        [METRIC_INFO] = "info"};
    const char *type = types[family->type];

    text->family = family;
    if (family->type == METRIC_INFO && !text->open_metrics)
        type = "gauge";
    add_about(text, "# HELP ", family->help);
    add_about(text, "# TYPE ", type);
    if (text->open_metrics && *family->unit)
        add_about(text, "# UNIT ", family->unit);
}

/* The sample up to the value of its last label. */
static void begin_labels(struct metric_text *text, const char *suffix,
                         const struct metric_labels *labels)
{
    add_text(text, text->family->name);
    add_text(text, suffix);
    if (!labels || (labels->size == 0 && !labels->name))
        return;
    add(text, "{", 1);
    add(text, labels->text, labels->size);
    if (!labels->name)
        return;
    if (labels->size > 0)
        add(text, ",", 1);
    add_text(text, labels->name);
    add(text, "=\"", 2);
}

/* From there up to the value of the sample. */
static void end_labels(struct metric_text *text,
                       const struct metric_labels *labels)
{
    if (labels && labels->name) {
        add_text(text, labels->value);
        add(text, "\"", 1);
    }
    if (labels && (labels->size > 0 || labels->name))
        add(text, "}", 1);
    add(text, " ", 1);
}

static void begin(struct metric_text *text, const char *suffix,
                  const struct metric_labels *labels)
{
    begin_labels(text, suffix, labels);
    end_labels(text, labels);
}

void metric_text_count(struct metric_text *text,
                       const struct metric_labels *labels, uint64_t value)
{
    begin(text, suffix_of(text->family->type), labels);
    add_number(text, value);
    end_line(text, 0);
}

void metric_text_seconds(struct metric_text *text,
                         const struct metric_labels *labels, int64_t us)
{
    begin(text, suffix_of(text->family->type), labels);
    add_seconds(text, us > 0 ? us : 0);
    end_line(text, 0);
}

void metric_text_histogram(struct metric_text *text,
                           const struct metric_labels *labels,
                           const struct histogram_bounds *bounds,
                           const struct histogram *histogram)
{
    struct metric_labels bucket = *labels;
    uint64_t count = 0;

    bucket.name = "le";
    begin_labels(text, "_bucket", &bucket);
    size_t same = text->used;
    for (size_t i = 0; i <= bounds->count; i++) {
        count += histogram->counts[i];
        bucket.value = i < bounds->count ? bounds->list[i].seconds : "+Inf";
        end_labels(text, &bucket);
        add_number(text, count);
        end_line(text, i < bounds->count ? same : 0);
    }
    begin(text, "_sum", labels);
    add_seconds(text, histogram->sum_us);
    end_line(text, 0);
    begin(text, "_count", labels);
    add_number(text, count);
    end_line(text, 0);
}

void metric_text_end(struct metric_text *text)
{
    if (text->open_metrics) {
        add_text(text, "# EOF");
        end_line(text, 0);
    }
}
