/* redaction.h - which environment variables hold secrets, and how to remove
 * their values from a text. */
#ifndef DAYFLY_BOOTSTRAP_REPORT_REDACTION_H
#define DAYFLY_BOOTSTRAP_REPORT_REDACTION_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"

#define REDACTED_MARK "[redacted]"

/* pair: "NAME=value" or "NAME". True if the name is that of a secret. */
bool redact_is_secret_name(const char *pair);
/* Appends the text to `out` with REDACTED_MARK in place of each secret of the
 * environment, as it is and as JSON escapes it. Values of less than 6 bytes are
 * not secrets. False: no memory. */
bool redact(struct buf *out, const char *text, size_t size,
            char *const *environment) MUST_CHECK;

#endif
