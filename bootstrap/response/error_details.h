/* error_details.h - what is known about a process that failed, for finding the
 * cause: the member `dayfly` of an error object. */
#ifndef DAYFLY_BOOTSTRAP_RESPONSE_ERROR_DETAILS_H
#define DAYFLY_BOOTSTRAP_RESPONSE_ERROR_DETAILS_H

#include <jansson.h>

#include "bootstrap/event/outcome.h"
#include "bootstrap/event/response.h"
#include "common/buf.h"

/* Moves the member `xray` of the error object (checked JSON) into `cause`, as
 * visible ASCII on one line. One that is longer than XRAY_CAUSE_MAX_BYTES is
 * dropped, as AWS's runtime clients do. The rest of the error stays byte for
 * byte as it is. */
void xray_cause_take(struct buf *error, struct buf *cause);

/* Moves the member `record` of the error object (checked JSON), if it is an
 * object, into `record`. */
void error_record_take(struct buf *error, struct buf *record);

/* Both return a new reference; NULL: no memory. limit_ms: the time limit of the
 * event. */
json_t *error_details_json(const struct outcome *outcome, int64_t limit_ms);
/* Any bytes as a JSON string; bytes that are not UTF-8 become U+FFFD. */
json_t *json_text_sanitized(const char *bytes, size_t size);

#endif
