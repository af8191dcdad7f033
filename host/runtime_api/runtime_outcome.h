/* runtime_outcome.h - what a runtime's POST says of its invocation. */
#ifndef DAYFLY_HOST_RUNTIME_API_RUNTIME_OUTCOME_H
#define DAYFLY_HOST_RUNTIME_API_RUNTIME_OUTCOME_H

#include "host/runtime/outcome.h"

struct http_request;

/* The memory that dayfly's own bootstrap tells, if it does. */
void outcome_take_peak(struct outcome *outcome, const struct http_request *req);
/* A response that failed after its first byte says so in its trailers. */
void outcome_read_trailers(struct outcome *outcome,
                           const struct http_request *req);
/* The body was larger than the limit. */
void outcome_set_too_large(struct outcome *outcome);
void outcome_take_body(struct outcome *outcome, struct http_request *req);

#endif
