/* top_table.h - the numbers of each function and version, from the text that a
 * host gives at /metrics. Pure. */
#ifndef DAYFLY_HOST_TOP_TOP_TABLE_H
#define DAYFLY_HOST_TOP_TOP_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/compiler.h"

enum { TOP_BUCKETS_MAX = 32, TOP_NAME_SIZE = 72, TOP_VERSION_SIZE = 24 };

struct top_bucket {
    double le; /* seconds; the last may be infinite */
    double count;
};

struct top_row {
    struct top_row *next;
    char function[TOP_NAME_SIZE];
    char version[TOP_VERSION_SIZE];
    double calls;
    double errors;
    double throttles;
    double cold; /* calls that were not warm */
    double running;
    double waiting;
    double events; /* that wait */
    double peak_bytes;
    struct top_bucket buckets[TOP_BUCKETS_MAX]; /* of the duration */
    size_t bucket_count;
};

struct top_table {
    struct top_row *rows; /* owned */
    struct top_row *last; /* that was found, as a hint */
    size_t count;
};

/* Takes what is known of the text, and leaves out the rest. False: out of
 * memory; top_table_free is due all the same. */
bool top_table_read(struct top_table *table, const char *text) MUST_CHECK;
void top_table_free(struct top_table *table);
/* The same rows, in the same order. False: as above. */
bool top_table_copy(struct top_table *table,
                    const struct top_table *from) MUST_CHECK;
/* The row of the table that is about the same version; NULL: there is none. */
const struct top_row *top_table_find(struct top_table *table,
                                     const struct top_row *row);
/* Takes from the counters what they were before. A counter that was greater
 * then has begun anew. */
void top_row_subtract(struct top_row *row, const struct top_row *before);
/* In seconds, as Prometheus estimates it, for `share` of the calls; negative:
 * there are none. */
double top_row_quantile(const struct top_row *row, double share);

#endif
