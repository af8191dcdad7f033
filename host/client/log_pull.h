/* log_pull.h - asks a host, or AWS, for the lines of a function's log, page
 * after page. */
#ifndef DAYFLY_HOST_CLIENT_LOG_PULL_H
#define DAYFLY_HOST_CLIENT_LOG_PULL_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/error.h"
#include "host/client/api_target.h"

struct log_pull {
    struct api_target target;
    const char *function;
    char group[512];     /* of its log; "" at first: it is asked for */
    const char *request; /* only its lines; NULL: all */
    int64_t since_ms;    /* of the next round */
    json_t *seen; /* owned: ids of events at since_ms, which are not new; NULL
                     at first */
    /* Takes each event, borrowed. False: end. */
    bool (*each)(void *self, const json_t *event);
    void *self;
};

/* Passes on all lines from since_ms up to now that were not passed on before.
 * True: done, or `each` ended it. *missing: the function has no log (yet). */
bool log_pull_round(struct log_pull *pull, bool *missing, struct error *err);
void log_pull_free(struct log_pull *pull);

#endif
