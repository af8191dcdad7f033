/* capsule.h - a failed event in one file, from which it can be run again: the
 * event, its headers, settings and limits, a description of the code, and the
 * error. Of the environment, only values that influence the run are kept, and
 * the values of secrets are removed from all texts. */
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
    CAPSULES_MAX = 100, /* files in the folder; the oldest is removed first */
    CAPSULES_MAX_BYTES = 100 * 1024 * 1024,
};

/* What all capsules have in common. Everything is borrowed. */
struct capsule {
    const struct settings *settings; /* `capsule` NULL: write none */
    const struct handler *handler;
    char *const *environment;
};

/* Checks at startup that the folder for capsules exists and is writable. */
bool capsule_begin(const struct settings *s, struct error *err) MUST_CHECK;

/* Writes a capsule if the response is an error. If that fails, the log says
 * so and the event is not affected. */
void capsule_keep(const struct capsule *c, const struct invocation *inv,
                  const struct response *resp, struct log *log);

#endif
