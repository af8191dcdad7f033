/* url_response.h - what a function behind a URL returned, as an HTTP answer:
 * payload format 2.0. Pure. */
#ifndef DAYFLY_HOST_URLS_URL_RESPONSE_H
#define DAYFLY_HOST_URLS_URL_RESPONSE_H

#include "common/buf.h"
#include "host/urls/url_response_head.h"

struct url_response {
    struct url_response_head head;
    struct buf body;
};

/* An object with `statusCode` says what to send; of any other JSON value the
 * text itself is sent as application/json, of a string what is between its
 * quotes. May take the result's bytes. False: f says why it cannot be sent;
 * the answer is empty. */
bool url_response_make(struct url_response *resp, struct buf *result,
                       struct error *err);
void url_response_clear(struct url_response *resp);

#endif
