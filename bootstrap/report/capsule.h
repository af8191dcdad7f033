/* capsule.h - a failed event as one file, by which it can be run again: the
 * event, its headers, the settings, the limits, what the code was, and how it
 * failed. Values of the environment are kept only where they shape the run;
 * those of secrets are taken out of everything else. */
#ifndef DAYFLY_BOOTSTRAP_REPORT_CAPSULE_H
#define DAYFLY_BOOTSTRAP_REPORT_CAPSULE_H

#include <stddef.h>

#include "bootstrap/config/settings.h"
#include "bootstrap/event/invocation.h"
#include "bootstrap/event/response.h"
#include "bootstrap/launch/handler.h"
#include "common/error.h"
#include "common/log.h"

enum {
    CAPSULES_MAX = 100, /* files in the folder; the oldest one makes room */
    CAPSULES_MAX_BYTES = 100 * 1024 * 1024,
};

/* What all of a bootstrap's have in common; all borrowed. */
struct capsule {
    const struct settings *settings; /* its `capsule` NULL: none is wanted */
    const struct handler *handler;
    char *const *environment;
};

/* Before there is any: is its folder one, and may we write there? */
bool capsule_begin(const struct settings *s, struct error *err) MUST_CHECK;

/* Nothing for an event that went well. What cannot be written is told in the
 * log and fails nothing. */
void capsule_keep(const struct capsule *c, const struct invocation *inv,
                  const struct response *resp, struct log *log);

#endif
