/* url_response.h - makes the HTTP response of a function URL from the
 * function's result: payload format 2.0. */
#ifndef DAYFLY_HOST_URLS_URL_RESPONSE_H
#define DAYFLY_HOST_URLS_URL_RESPONSE_H

#include "common/buf.h"
#include "host/urls/url_response_head.h"

struct url_response {
    struct url_response_head head;
    struct buf body;
};

/* An object with `statusCode` describes the response. Any other JSON value is
 * the body itself, of type application/json and without white space between its
 * parts; of a string it is the decoded text. False: the result cannot be sent;
 * `resp` is empty. */
bool url_response_make(struct url_response *resp, const struct buf *result,
                       struct error *err);
void url_response_clear(struct url_response *resp);

#endif
