/* url_response_head.h - status, headers and cookies of an HTTP response, from
 * the JSON that a function returned. */
#ifndef DAYFLY_HOST_URLS_URL_RESPONSE_HEAD_H
#define DAYFLY_HOST_URLS_URL_RESPONSE_HEAD_H

#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"
#include "host/http/http_server.h"

struct json_t;

struct url_response_head {
    unsigned status; /* 200 to 599 */
    struct http_field *fields;
    size_t count;
    struct json_t *tree; /* owned; the fields point into it */
};

/* Parses {"statusCode"?, "headers"?, "cookies"?}; other members are ignored.
 * The default status is 200, the default Content-Type is `type`. Headers that
 * frame the message, for example Content-Length, are left out: the server sets
 * them. False: the JSON is invalid, or a value cannot be sent; `head` is empty.
 */
bool url_response_head_parse(struct url_response_head *head, const char *text,
                             size_t size, const char *type, struct error *err);
/* The same from a JSON tree, whose reference is taken. */
bool url_response_head_from(struct url_response_head *head, struct json_t *tree,
                            const char *type, struct error *err);
/* The server itself sets this header. */
bool url_response_head_is_framing(const char *name);
/* Safe twice. */
void url_response_head_clear(struct url_response_head *head);

#endif
