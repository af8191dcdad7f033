/* error_type.h - the error type and the message of every outcome that is an
 * error. Pure. Types and messages are those of AWS Lambda where it has them. */
#ifndef DAYFLY_BOOTSTRAP_RESPONSE_ERROR_TYPE_H
#define DAYFLY_BOOTSTRAP_RESPONSE_ERROR_TYPE_H

#include "bootstrap/event/outcome.h"
#include "common/error.h"

struct error_type {
    const char *name; /* NULL: no error, or the handler's own error object */
    struct error message;
};

/* request_id "": the message does not name it. limit_ms: the time limit of the
 * event. */
void error_type_of(struct error_type *type, const struct outcome *outcome,
                   const char *request_id, int64_t limit_ms);

#endif
