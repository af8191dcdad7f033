/* spare_policy.h - when the next process is started ahead of its event
 * (design.md 5). Pure: it looks at settings and figures, and starts nothing. */
#ifndef DAYFLY_BOOTSTRAP_WORKER_SPARE_POLICY_H
#define DAYFLY_BOOTSTRAP_WORKER_SPARE_POLICY_H

#include <stdbool.h>
#include <stdint.h>

#include "bootstrap/config/settings.h"
#include "bootstrap/launch/handler.h"

struct spare_policy {
    bool enabled;
    bool early;  /* beside the event before it, not after it */
    bool frozen; /* the platform stops the sandbox between events: a process
                    started ahead must be ready before the next is asked for */
    int64_t spare_kib; /* of the function; INT64_MAX: not told */
};

/* cpus: how many there are to run on. */
struct spare_policy spare_policy_from(const struct settings *s,
                                      const struct handler *h, int cpus);
/* Two processes of this peak (KiB; 0: not known) fit beside each other. */
bool spare_policy_memory_fits(const struct spare_policy *policy,
                              int64_t peak_kib);

#endif
