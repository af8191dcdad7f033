/* error_type.h - type and message for every bad ending. Pure: values to text.
 */
#ifndef DAYFLY_BOOTSTRAP_RESPONSE_ERROR_TYPE_H
#define DAYFLY_BOOTSTRAP_RESPONSE_ERROR_TYPE_H

#include "bootstrap/event/outcome.h"
#include "common/error.h"

struct error_type {
    const char *name; /* NULL: a good ending, or the child's own error */
    struct error message;
};

/* request_id "" is left out of the message. limit_ms: the time it had. */
void error_type_of(struct error_type *type, const struct outcome *outcome,
                   const char *request_id, int64_t limit_ms);

#endif
