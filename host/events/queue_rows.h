/* queue_rows.h - the events of the queue file, one row each. An event for a
 * function has no destination; one with a destination is a record on its way
 * there. */
#ifndef DAYFLY_HOST_EVENTS_QUEUE_ROWS_H
#define DAYFLY_HOST_EVENTS_QUEUE_ROWS_H

#include <stdbool.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/error.h"

struct database;

/* Texts are borrowed, and never NULL. Times are in milliseconds since 1970. */
struct event_row {
    int64_t id;
    const char *request; /* the request's id, the same for each attempt */
    const char *function;
    const char *qualifier;   /* as the caller gave it; "" */
    const char *destination; /* where it is sent; "": to the function */
    const char *trace;
    const char *tenant;
    int64_t size;
    int64_t accepted_ms;
    int64_t due_ms;
    unsigned attempts; /* that failed by the function or its destination */
    unsigned faults;   /* that could not be made by the host, in a row */
    unsigned crashes;  /* of the host, while it ran */
    int64_t died_ms;   /* it is a dead letter; 0: it is not */
    const char *reason;
    const char *error;
};

/* Calls `each` for all that are not dead, oldest first. What ran when the host
 * ended without its stop counts as a crash and runs again. */
bool queue_rows_load(struct database *file,
                     bool (*each)(void *self, const struct event_row *row,
                                  struct error *err),
                     void *self, struct error *err) MUST_CHECK;
/* The highest id that was ever given to an event or a message that is there. */
bool queue_rows_last_id(struct database *file, int64_t *id,
                        struct error *err) MUST_CHECK;

bool queue_rows_add(struct database *file, const struct event_row *row,
                    const struct buf *body, struct error *err) MUST_CHECK;
/* It begins to run. */
bool queue_rows_begin(struct database *file, int64_t id,
                      struct error *err) MUST_CHECK;
/* It runs again when it is due: `due_ms`, `attempts`, `faults` and `error` of
 * the row. */
bool queue_rows_delay(struct database *file, const struct event_row *row,
                      struct error *err) MUST_CHECK;
/* It is a dead letter: `died_ms`, `attempts`, `reason` and `error`. */
bool queue_rows_bury(struct database *file, const struct event_row *row,
                     struct error *err) MUST_CHECK;
bool queue_rows_remove(struct database *file, int64_t id,
                       struct error *err) MUST_CHECK;
/* What an attempt needs. No row has this id: `request` is "". */
struct event_content {
    char *request;    /* of UUID_SIZE bytes */
    struct buf *body; /* the bytes are appended, as of the next two */
    struct buf *trace;
    struct buf *tenant;
};
bool queue_rows_read(struct database *file, int64_t id,
                     const struct event_content *content,
                     struct error *err) MUST_CHECK;

/* A number under a name, which only grows: what has made an event has done so
 * up to it. *grows: it was less, or there was none. */
bool queue_rows_mark(struct database *file, const char *name, int64_t value,
                     bool *grows, struct error *err) MUST_CHECK;
/* All whose names begin with `prefix`, which has no wildcard. */
bool queue_rows_each_mark(struct database *file, const char *prefix,
                          bool (*each)(void *self, const char *name,
                                       int64_t value, struct error *err),
                          void *self, struct error *err) MUST_CHECK;
bool queue_rows_unmark(struct database *file, const char *name,
                       struct error *err) MUST_CHECK;

#endif
