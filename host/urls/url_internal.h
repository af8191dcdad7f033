/* url_internal.h - what url_api.c, url_buffered.c and url_stream.c share: how
 * the caller of a function URL hears of its call. */
#ifndef DAYFLY_HOST_URLS_URL_INTERNAL_H
#define DAYFLY_HOST_URLS_URL_INTERNAL_H

#include "host/service/service_context.h"
#include "host/urls/url_response_head.h"

/* The result says what to send. The call, which is the lane's from then on,
 * is answered whatever comes of it. */
void url_buffered_add(struct http_request *req, struct invocation *inv,
                      struct runner *runner);
/* What the function sends goes out as it comes. */
void url_stream_add(struct http_request *req, struct invocation *inv,
                    struct runner *runner);

/* The function's fields, and those that tell the call; to be freed. NULL when
 * memory is short. */
struct http_field *url_reply_fields(const struct url_response_head *head,
                                    const struct invocation *inv,
                                    size_t *count);
/* 502, for the call failed; 403 when its function has gone meanwhile. */
void url_reply_failed(struct http_request *req, const struct invocation *inv,
                      const struct outcome *outcome);
/* 502, for what it returned cannot be sent; the log is told why. */
void url_reply_invalid(struct http_request *req, const struct invocation *inv,
                       const char *why);
/* 403: there is no such URL, of a function that has none or is not there. */
void url_reply_unknown(struct http_request *req, const char *name, bool is_off);

#endif
