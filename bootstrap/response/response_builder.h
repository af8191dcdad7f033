/* response_builder.h - makes the response to an event from its outcome.
 *
 * Checks that a result is JSON and sends it byte for byte as the handler wrote
 * it. */
#ifndef DAYFLY_BOOTSTRAP_RESPONSE_RESPONSE_BUILDER_H
#define DAYFLY_BOOTSTRAP_RESPONSE_RESPONSE_BUILDER_H

#include "bootstrap/config/settings.h"
#include "bootstrap/event/invocation.h"
#include "bootstrap/event/outcome.h"
#include "bootstrap/event/response.h"
#include "common/log.h"

/* Forgets the last response; keeps the memory. */
void response_clear(struct response *resp);

/* The response to an event that did not start a stream. There is one for every
 * outcome. The response borrows `body`, which holds what the handler wrote. */
void response_from_outcome(struct response *resp, const struct outcome *outcome,
                           const struct invocation *inv,
                           struct response_body *body, enum output output);

/* A stream has ended. If the outcome is an error, it is sent after the body. */
void response_end_stream(struct response *resp, const struct outcome *outcome,
                         const struct invocation *inv);

/* An error that has no outcome. */
void response_set_error(struct response *resp, const char *type,
                        const char *message);

void response_free(struct response *resp);

/* Appends the error as one log record: JSON with level and message, or a line.
 * One that begins with '=' is whole behind that. */
bool response_error_record(struct buf *record, const struct response *resp,
                           const struct log_record_form *form) MUST_CHECK;

/* Logs the error, if there is one. */
void response_log_error(const struct response *resp, struct log *log);

#endif
