/* url_reply.h - responses of function URLs that every kind of URL needs: the
 * fields that identify the invocation, and the error responses. An error has
 * the status and body that AWS sends, and the reason in the header
 * Dayfly-Reason. */
#ifndef DAYFLY_HOST_URLS_URL_REPLY_H
#define DAYFLY_HOST_URLS_URL_REPLY_H

#include <stdbool.h>
#include <stddef.h>

#include "host/urls/url_cors.h"

struct http_request;
struct invocation;
struct outcome;
struct url_response_head;

/* The header fields of a response: the function's, those that identify the
 * invocation, and those of CORS. url_reply_fields_free() is due. */
struct url_reply_fields {
    struct http_field *list; /* NULL: memory is short */
    size_t count;
    struct url_cors cors;
};

void url_reply_fields_make_with(struct url_reply_fields *fields,
                                const struct url_response_head *head,
                                const struct http_request *req,
                                const struct invocation *inv,
                                const json_t *cors);
/* With the `cors` of the invocation. */
void url_reply_fields_make(struct url_reply_fields *fields,
                           const struct url_response_head *head,
                           const struct http_request *req,
                           const struct invocation *inv);
void url_reply_fields_free(struct url_reply_fields *fields);
/* 502: the function failed. 403 if it was removed meanwhile. */
void url_reply_failed(struct http_request *req, struct invocation *inv,
                      const struct outcome *outcome);
/* 502: what the function returned is no valid response. Logs the reason. */
void url_reply_invalid(struct http_request *req, struct invocation *inv,
                       const char *why);
/* 403: there is no such URL, or what it is of is gone; `why` says so with %s
 * for the name. */
void url_reply_unknown(struct http_request *req, const char *name,
                       const char *why, bool has_url);
/* 403: who asks may not call it. */
void url_reply_forbidden(struct http_request *req, const char *why);

#endif
