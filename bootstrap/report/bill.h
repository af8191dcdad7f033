/* bill.h - what one event has cost: one record in the log, a line of JSON. */
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
    const char *function;  /* its name; NULL: not known */
    bool due;              /* all is known but the process's end */
    bool was_waiting;      /* its process had been started ahead */
    bool process_kept;     /* its process lives on */
    size_t event_bytes;    /* bytes of the event */
    size_t response_bytes; /* and of its answer */
    char outcome[128];     /* "result", or the type of the error */
    const char *tier;      /* of its sandbox; NULL: not known */
};

#define BILL                                                                   \
    {                                                                          \
        .use = BILL_NONE, .due = false                                         \
    }

/* An event of so many bytes begins; `use`, `function` and `tier` stay. */
void bill_begin(struct bill *b, size_t in, bool waited);
/* The event's answer is out. */
void bill_finish(struct bill *b, const struct response *resp, bool stays);
/* Into the log, once, as soon as it is due and nothing of the process is left,
 * or the process stays. */
void bill_log_if_due(struct bill *b, const char *request_id,
                     const struct worker *w, struct log *log);

#endif
