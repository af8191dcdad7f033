/* error_details.h - what is known of a process that ended badly, for who has to
 * find out why: the member `dayfly` of an error. */
#ifndef DAYFLY_BOOTSTRAP_RESPONSE_ERROR_DETAILS_H
#define DAYFLY_BOOTSTRAP_RESPONSE_ERROR_DETAILS_H

#include <jansson.h>

#include "bootstrap/event/outcome.h"
#include "bootstrap/event/response.h"
#include "common/buf.h"

/* Moves member `xray` of the error object (JSON) into `cause`, as visible ASCII
 * on one line. One that is longer than XRAY_CAUSE_MAX_BYTES is left out, as
 * AWS's clients do. What has no such member stays byte for byte as it is. */
void xray_cause_take(struct buf *error, struct buf *cause);

/* New objects; NULL when memory is short. limit_ms: the time its event had. */
json_t *error_details_json(const struct outcome *outcome, int64_t limit_ms);
/* Bytes of a stranger's as a JSON string; what is no UTF-8 is replaced. */
json_t *json_text_sanitized(const char *bytes, size_t size);

#endif
