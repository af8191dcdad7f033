/* bill.h - what one event has cost: one log record, a line of JSON. */
#ifndef DAYFLY_BOOTSTRAP_REPORT_BILL_H
#define DAYFLY_BOOTSTRAP_REPORT_BILL_H

#include <stdbool.h>
#include <stddef.h>

#include "bootstrap/config/settings.h"
#include "bootstrap/event/response.h"
#include "bootstrap/worker/worker.h"
#include "common/log.h"

struct bill {
    enum bill_use use;
    const char *function;  /* name; NULL: not known */
    bool due;              /* log it as soon as the process is gone */
    bool was_waiting;      /* the process was started before the event */
    bool was_loading;      /* it had not loaded the handler then */
    bool process_kept;     /* the process is kept for another event */
    size_t event_bytes;    /* bytes of the event */
    size_t response_bytes; /* bytes of the response */
    char outcome[128];     /* "result", or the error type */
    const char *tier;      /* features of the sandbox; NULL: not known */
};

#define BILL                                                                   \
    {                                                                          \
        .use = BILL_NONE, .due = false                                         \
    }

/* An event begins; `use`, `function` and `tier` stay. */
void bill_begin(struct bill *b, size_t event_bytes, bool was_waiting,
                bool was_loading);
/* The response is sent. */
void bill_finish(struct bill *b, const struct response *resp,
                 bool process_kept);
/* Logs the bill once: when it is due and the worker has no process any more, or
 * the process is kept. */
void bill_log_if_due(struct bill *b, const char *request_id,
                     const struct worker *w, struct log *log);

#endif
