/* stats_book.h - the counters of all functions, and those of the host itself. A
 * function that is removed takes its counters with it. */
#ifndef DAYFLY_HOST_METRICS_STATS_BOOK_H
#define DAYFLY_HOST_METRICS_STATS_BOOK_H

#include "host/metrics/function_stats.h"
#include "host/metrics/hook_stats.h"

enum {
    STATS_BOOK_BUCKETS = 256,
    /* Versions that are kept. Of more, those go that were not called for
     * longest. */
    STATS_BOOK_MAX = 10000,
};

struct stats_book {
    struct function_stats *buckets[STATS_BOOK_BUCKETS]; /* owned */
    size_t count;
    int64_t started_ms;                 /* of the host, by the wall clock */
    uint64_t events_accepted;           /* events that are kept, as the next */
    uint64_t events_refused;            /* there is no place for them */
    uint64_t events_failed;             /* the disk could not be written */
    uint64_t deliveries[EVENT_RESULTS]; /* of records to destinations */
    struct hook_stats *hooks;           /* owned */
};

void stats_book_open(struct stats_book *book);
/* The counters of this version, made if there are none, with another user.
 * NULL: there is no place for them. */
struct function_stats *stats_book_take(struct stats_book *book,
                                       const char *name, const char *version);
/* The user leaves. Takes NULL. */
void stats_book_release(struct stats_book *book, struct function_stats *stats);
/* NULL: there are none. */
struct function_stats *stats_book_find(const struct stats_book *book,
                                       const char *name, const char *version);
/* An event of the function, if it has counters. */
void stats_book_event(struct stats_book *book, const char *name,
                      enum event_result result);
/* The version is no more; NULL: the function. */
void stats_book_remove(struct stats_book *book, const char *name,
                       const char *version);
/* Calls `each` for those that are listed. */
void stats_book_each(const struct stats_book *book,
                     void (*each)(void *self, struct function_stats *stats),
                     void *self);
/* Nobody uses one any more. */
void stats_book_close(struct stats_book *book);

#endif
