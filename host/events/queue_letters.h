/* queue_letters.h - events and dead letters as they are shown to whoever runs
 * the host, and what becomes of the dead ones. */
#ifndef DAYFLY_HOST_EVENTS_QUEUE_LETTERS_H
#define DAYFLY_HOST_EVENTS_QUEUE_LETTERS_H

#include <stdbool.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/error.h"
#include "host/events/queue_rows.h"

struct database;

enum {
    QUEUE_PAGE = 100,
    QUEUE_DEAD_DAYS = 14, /* after which a dead letter goes */
    QUEUE_DEAD_MAX = 10000,
};

/* Appends up to QUEUE_PAGE events after this number (0: from the first) as an
 * array of JSON. */
bool queue_letters_list(struct database *file, bool dead, int64_t after,
                        struct buf *out, struct error *err) MUST_CHECK;
/* The numbers of those that wait and of those that are dead. */
bool queue_letters_count(struct database *file, int64_t *waiting, int64_t *dead,
                         struct error *err) MUST_CHECK;
/* Appends all events with this request id, with their bodies, the same. */
bool queue_letters_show(struct database *file, const char *request,
                        struct buf *out, struct error *err) MUST_CHECK;
/* Dead letters with this request id, all of them if it is "", are events again,
 * due now, as if they were new; up to QUEUE_DEAD_MAX. Calls `each` for each. */
bool queue_letters_redrive(struct database *file, const char *request,
                           int64_t now_ms,
                           bool (*each)(void *self, const struct event_row *row,
                                        struct error *err),
                           void *self, struct error *err) MUST_CHECK;
/* Removes dead letters with this request id, all of them if it is "". */
bool queue_letters_remove(struct database *file, const char *request,
                          size_t *count, struct error *err) MUST_CHECK;
/* Removes dead letters that are too old or too many, and messages that are too
 * old for their queues. */
bool queue_letters_prune(struct database *file, int64_t now_ms,
                         struct error *err) MUST_CHECK;

#endif
