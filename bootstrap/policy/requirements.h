/* requirements.h - can the interpreter or the kernel enforce what a function
 * asks for? No side effects except log lines. */
#ifndef DAYFLY_BOOTSTRAP_POLICY_REQUIREMENTS_H
#define DAYFLY_BOOTSTRAP_POLICY_REQUIREMENTS_H

#include <stdbool.h>

#include "bootstrap/config/settings.h"
#include "bootstrap/launch/handler.h"
#include "bootstrap/policy/sandbox_features.h"
#include "common/log.h"

/* What the handler runs in, for messages. */
const char *requirements_program(const struct handler *h);
/* Can its `net` be enforced by ports alone? */
bool policy_is_ports_only(const struct settings *s);
/* Is it granted no network at all? */
bool requirements_no_network(const struct settings *s);
/* Does its `required` list this word? */
bool requirements_required(const struct settings *s, const char *word);
/* False if a permission is not supported by the interpreter, or is required and
 * cannot be enforced. A permission that is not required and cannot be enforced
 * is logged as a warning. */
bool requirements_check(const struct settings *s, const struct handler *h,
                        const struct sandbox_features *features,
                        struct log *log, struct error *err) MUST_CHECK;

#endif
