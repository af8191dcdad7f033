/* aws_json.h - requests and responses of AWS's services that speak JSON 1.1 at
 * the path "/": the members of a request, and the two kinds of response. */
#ifndef DAYFLY_HOST_AWS_JSON_AWS_JSON_H
#define DAYFLY_HOST_AWS_JSON_AWS_JSON_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/compiler.h"

struct http_request;

/* 200 with the document, whose bytes are taken. */
void aws_json_send(struct http_request *req, struct buf *document);
/* The same with a value, whose reference is taken. */
void aws_json_send_value(struct http_request *req, json_t *value);
/* 400 with the type and the message. */
void aws_json_error(struct http_request *req, const char *type, const char *fmt,
                    ...) PRINTF_LIKE(3, 4);
void aws_json_invalid(struct http_request *req, const char *fmt, ...)
    PRINTF_LIKE(2, 3);

/* Reads members of a request. At the first mistake the response is sent, and
 * all that follow return nothing. */
struct aws_members {
    struct http_request *req;
    const json_t *root; /* an object */
    bool failed;
};

/* NULL: it is absent. At most `most` bytes, and one at least. */
const char *aws_members_text(struct aws_members *m, const char *name,
                             size_t most);
/* The name of a log group or stream, of which a long one has an error of its
 * own. NULL: as before. */
const char *aws_members_log_name(struct aws_members *m, const char *name);
/* `otherwise`: it is absent. */
int64_t aws_members_number(struct aws_members *m, const char *name,
                           int64_t least, int64_t most, int64_t otherwise);
bool aws_members_flag(struct aws_members *m, const char *name);

#endif
