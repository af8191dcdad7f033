/* url_response_head.h - status, headers and cookies as a function says them in
 * JSON, made fit for HTTP. Pure. */
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
    struct json_t *tree; /* what the fields point into */
};

/* {"statusCode"?, "headers"?, "cookies"?}, other members are not looked at;
 * the status is 200 unless given, Content-Type is `type` unless given. Headers
 * that frame the message are left out: framing is the server's. False: f says
 * what is wrong with it, like a line end in a value; h is empty. */
bool url_response_head_parse(struct url_response_head *head, const char *text,
                             size_t size, const char *type, struct error *err);
/* The same from a tree, whose reference is taken. */
bool url_response_head_from(struct url_response_head *head, struct json_t *tree,
                            const char *type, struct error *err);
/* Safe twice. */
void url_response_head_clear(struct url_response_head *head);

#endif
