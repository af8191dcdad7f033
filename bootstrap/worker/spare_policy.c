#include "bootstrap/worker/spare_policy.h"

#include <stdlib.h>
#include <string.h>

#include "bootstrap/launch/engine.h"

/* For the bootstrap, and for a handler that needs more than before. */
enum { MARGIN_KIB = 16 * 1024 };

static bool is_frozen(const char *type)
{
    static const char *const types[] = {"on-demand", "provisioned-concurrency",
                                        "snap-start"};

    for (size_t i = 0; type && i < COUNT(types); i++)
        if (!strcmp(types[i], type))
            return true;
    return false;
}

static int64_t kib_from(const char *mb)
{
    size_t digits = mb ? strspn(mb, "0123456789") : 0;

    if (digits == 0 || digits > 6 || mb[digits] != '\0')
        return INT64_MAX;
    return (int64_t)strtol(mb, NULL, 10) * 1024;
}

const char *spare_policy_why_started(const struct settings *s,
                                     const struct handler *h)
{
    if (!h->bridged)
        return "the handler is an executable";
    if (h->engine->copying == COPYING_NONE)
        return "this interpreter cannot be copied";
    if (s->isolation == ISOLATION_STRICT)
        return "isolation is strict, and all copies would have the same layout "
               "of the address space";
    return NULL;
}

/* A process that is kept needs no template unless the user asks for one. */
static enum copies copies_of(const struct settings *s, const struct handler *h)
{
    if (spare_policy_why_started(s, h))
        return COPIES_NEVER;
    if (s->spare == SPARE_FORK)
        return COPIES_ASKED;
    return s->spare == SPARE_AUTO && s->reuse == 1 &&
                   h->engine->copied_versions[0]
               ? COPIES_TESTED
               : COPIES_NEVER;
}

struct spare_policy spare_policy_from(const struct settings *s,
                                      const struct handler *h, int cpus)
{
    struct spare_policy policy = {.frozen = s->freeze == FREEZE_AUTO
                                                ? is_frozen(s->start_type)
                                                : s->freeze == FREEZE_ON,
                                  .copies = copies_of(s, h),
                                  .keeps_template = s->channel != NULL,
                                  .memory_kib = kib_from(s->memory_mb)};

    switch (s->spare) {
    case SPARE_AUTO:
    case SPARE_FORK:
        policy.enabled = h->bridged;
        policy.early = cpus > 1;
        break;
    case SPARE_ON:
        policy.enabled = true;
        policy.early = cpus > 1;
        break;
    case SPARE_EARLY:
        policy.enabled = true;
        policy.early = true;
        break;
    case SPARE_LATE:
        policy.enabled = true;
        break;
    case SPARE_OFF:
        break;
    }
    /* A hostile handler could attack the process of the next event. */
    policy.early = policy.early && s->isolation != ISOLATION_STRICT;
    /* Files of an early spare would be reported as left by the event. */
    policy.early = policy.early && s->residue == RESIDUE_OFF;
    return policy;
}

bool spare_policy_memory_fits(const struct spare_policy *policy,
                              int64_t peak_kib, int64_t shared_kib)
{
    return policy->memory_kib == INT64_MAX ||
           2 * peak_kib - shared_kib + MARGIN_KIB <= policy->memory_kib;
}
