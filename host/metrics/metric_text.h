/* metric_text.h - numbers as Prometheus reads them: its text format 0.0.4, or
 * OpenMetrics 1.0.0. */
#ifndef DAYFLY_HOST_METRICS_METRIC_TEXT_H
#define DAYFLY_HOST_METRICS_METRIC_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"
#include "host/metrics/histogram.h"

enum metric_type {
    METRIC_COUNTER,
    METRIC_GAUGE,
    METRIC_HISTOGRAM,
    METRIC_INFO
};

struct metric_family {
    const char *name; /* without _total, _info; with its unit, if it has one */
    enum metric_type type;
    const char *unit; /* "seconds", "bytes", or "": none */
    const char *help;
};

enum { METRIC_LINE_MAX = 1024 };

struct metric_text {
    struct buf *out;
    bool open_metrics;
    bool failed;                        /* `out` is full */
    const struct metric_family *family; /* of the samples that follow */
    char line[METRIC_LINE_MAX];         /* on its way to `out` */
    size_t used;                        /* of the line */
};

/* The labels of a sample: parts of `name="value"`, without a comma at either
 * end. */
struct metric_labels {
    const char *text;
    size_t size;
    const char *name;  /* of one more label; NULL: there is none */
    const char *value; /* a plain word */
};

/* Each family once, then all of its samples. */
void metric_text_family(struct metric_text *text,
                        const struct metric_family *family);
void metric_text_count(struct metric_text *text,
                       const struct metric_labels *labels, uint64_t value);
/* Seconds with millionths. */
void metric_text_seconds(struct metric_text *text,
                         const struct metric_labels *labels, int64_t us);
void metric_text_histogram(struct metric_text *text,
                           const struct metric_labels *labels,
                           const struct histogram_bounds *bounds,
                           const struct histogram *histogram);
void metric_text_end(struct metric_text *text);

#endif
