/* requirements.h - can what a function asks for be held, by its interpreter or
 * by the kernel? Pure, but for the log. */
#ifndef DAYFLY_BOOTSTRAP_POLICY_REQUIREMENTS_H
#define DAYFLY_BOOTSTRAP_POLICY_REQUIREMENTS_H

#include <stdbool.h>

#include "bootstrap/config/settings.h"
#include "bootstrap/launch/handler.h"
#include "bootstrap/policy/sandbox_features.h"
#include "common/log.h"

/* Does its `net` come down to ports? */
bool policy_is_ports_only(const struct settings *s);
/* Does it want no network at all? */
bool requirements_no_network(const struct settings *s);
/* Is this word in its `required`? */
bool requirements_required(const struct settings *s, const char *word);
/* False: something is asked for that its interpreter does not know, or is
 * required and cannot be held. What cannot be held and is not required is told
 * in the log. */
bool requirements_check(const struct settings *s, const struct handler *h,
                        const struct sandbox_features *features,
                        struct log *log, struct error *err) MUST_CHECK;

/* Does a limit of writable memory hold this program, without breaking it? Deno
 * reserves more than it ever uses. */
bool requirements_data(const struct handler *h);
/* As requirements_check, for its limits. held: those that a
 * control group or a user of its own holds. */
bool requirements_limits(const struct settings *s, const struct handler *h,
                         const bool held[LIMIT_COUNT], struct log *log,
                         struct error *err) MUST_CHECK;

#endif
