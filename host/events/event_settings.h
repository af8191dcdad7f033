/* event_settings.h - how often an event is tried and for how long, and where
 * its outcome goes: from FunctionEventInvokeConfig and DeadLetterConfig. */
#ifndef DAYFLY_HOST_EVENTS_EVENT_SETTINGS_H
#define DAYFLY_HOST_EVENTS_EVENT_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

struct catalog;

enum { EVENT_RETRIES = 2, EVENT_AGE_S = 6 * 60 * 60 };

struct event_settings {
    unsigned retries;
    int64_t age_ms;
    bool off; /* its reserved concurrency is 0 */
    /* Borrowed from the catalog; "": none. */
    const char *on_success;
    const char *on_failure;
    const char *dead_letters; /* TargetArn */
};

/* Of a function that the catalog does not have: the defaults. */
void event_settings_read(struct event_settings *settings,
                         const struct catalog *catalog, const char *function,
                         const char *qualifier);

#endif
