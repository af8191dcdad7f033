/* response_builder.h - an ending gets the words the platform knows.
 *
 * Whether bytes are JSON is decided here, with jansson, and nowhere else;
 * they are never re-encoded. Error types: design.md 12, runtime-api 6. */
#ifndef DAYFLY_BOOTSTRAP_RESPONSE_RESPONSE_BUILDER_H
#define DAYFLY_BOOTSTRAP_RESPONSE_RESPONSE_BUILDER_H

#include "bootstrap/event/response.h"
#include "common/log.h"
#include "bootstrap/event/outcome.h"
#include "bootstrap/event/invocation.h"
#include "bootstrap/config/settings.h"

/* Forget the last answer. */
void result_clear(struct answer *a);

/* The answer to an event that ended without having begun a stream. Total: every
 * ending has one. `said` is the body heard; the answer borrows it. */
void result_from(struct answer *a, const struct ending *end,
                 const struct invocation *inv, struct body *said,
                 enum output output);

/* A stream that has begun has ended: a bad ending becomes its late failure. */
void result_close(struct answer *a, const struct ending *end,
                  const struct invocation *inv);

/* An error of our own. */
void result_error(struct answer *a, const char *type, const char *message);

void result_free(struct answer *a);

/* The error as one log record: JSON with level and message, or a line. */
bool result_log(struct buf *record, const struct answer *a,
                bool json) MUST_CHECK;

/* Puts it into the log; nothing when there is no error. */
void result_tell(const struct answer *a, struct log *log);

#endif
