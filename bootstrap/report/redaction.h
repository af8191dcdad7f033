/* redaction.h - which variables hold secrets, and texts without these. */
#ifndef DAYFLY_BOOTSTRAP_REPORT_REDACTION_H
#define DAYFLY_BOOTSTRAP_REPORT_REDACTION_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"

#define REDACTED_MARK "[redacted]"

/* "NAME=value", or a name: it says that it is a secret. */
bool redact_is_secret_name(const char *pair);
/* Adds the text to `out`, each secret of the environment in it replaced by the
 * mark: as it is, and as JSON writes it. Values of less than 6 bytes are no
 * secrets. False: no memory. */
bool redact(struct buf *out, const char *text, size_t size,
            char *const *environment) MUST_CHECK;

#endif
