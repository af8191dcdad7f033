/* response_builder.h - an ending gets the words the platform knows.
 *
 * Whether bytes are JSON is decided here, with jansson, and nowhere else;
 * they are never re-encoded. Error types: design.md 12, runtime-api 6. */
#ifndef DAYFLY_BOOTSTRAP_RESPONSE_RESPONSE_BUILDER_H
#define DAYFLY_BOOTSTRAP_RESPONSE_RESPONSE_BUILDER_H

#include "bootstrap/config/settings.h"
#include "bootstrap/event/invocation.h"
#include "bootstrap/event/outcome.h"
#include "bootstrap/event/response.h"
#include "common/log.h"

/* Forget the last answer. */
void response_clear(struct response *resp);

/* The answer to an event that ended without having begun a stream. Total: every
 * ending has one. `said` is the body heard; the answer borrows it. */
void response_from_outcome(struct response *resp, const struct outcome *outcome,
                           const struct invocation *inv,
                           struct response_body *body, enum output output);

/* A stream that has begun has ended: a bad ending becomes its late failure. */
void response_end_stream(struct response *resp, const struct outcome *outcome,
                         const struct invocation *inv);

/* An error of our own. */
void response_set_error(struct response *resp, const char *type,
                        const char *message);

void response_free(struct response *resp);

/* The error as one log record: JSON with level and message, or a line. */
bool response_error_record(struct buf *record, const struct response *resp,
                           bool json) MUST_CHECK;

/* Puts it into the log; nothing when there is no error. */
void response_log_error(const struct response *resp, struct log *log);

#endif
