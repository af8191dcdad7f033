/* spare_policy.h - whether and when a spare, the process for the next event, is
 * started before that event arrives. Pure: it depends on its arguments alone.
 */
#ifndef DAYFLY_BOOTSTRAP_WORKER_SPARE_POLICY_H
#define DAYFLY_BOOTSTRAP_WORKER_SPARE_POLICY_H

#include <stdbool.h>
#include <stdint.h>

#include "bootstrap/config/settings.h"
#include "bootstrap/launch/handler.h"

enum copies {
    COPIES_NEVER,
    COPIES_TESTED, /* of the versions of the interpreter that are tested */
    COPIES_ASKED,  /* the user has asked for it */
};

struct spare_policy {
    bool enabled;
    bool early;  /* start it while the last event is still running */
    bool frozen; /* the platform freezes the sandbox between events: the spare
                    must be ready before the next event is requested */
    enum copies copies;  /* of a template process, instead of starting */
    bool keeps_template; /* one that has loaded is no event's own process: the
                            files may be other code by now */
    int64_t memory_kib;  /* of the function; INT64_MAX: not known */
};

/* cpus: how many CPUs this process may use. */
struct spare_policy spare_policy_from(const struct settings *s,
                                      const struct handler *h, int cpus);
/* Why the processes of this function are never copied, whatever DAYFLY_SPARE
 * says; NULL: they can be. Code that must be contained could make use of an
 * address-space layout that it knows. */
const char *spare_policy_why_started(const struct settings *s,
                                     const struct handler *h);
/* True if the function has memory for two processes of this peak (0: unknown).
 * shared_kib: of the peak, what they share with each other and with their
 * template; 0: nothing. */
bool spare_policy_memory_fits(const struct spare_policy *policy,
                              int64_t peak_kib, int64_t shared_kib);

#endif
