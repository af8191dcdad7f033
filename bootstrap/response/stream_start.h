/* stream_start.h - the start of a streamed response: its content type, and the
 * prelude of an HTTP response that AWS Lambda expects before the body. */
#ifndef DAYFLY_BOOTSTRAP_RESPONSE_STREAM_START_H
#define DAYFLY_BOOTSTRAP_RESPONSE_STREAM_START_H

#include "bootstrap/config/settings.h"
#include "bootstrap/event/outcome.h"
#include "bootstrap/event/response.h"

enum stream_start_status {
    STREAM_NOT_YET, /* not enough was read, or it is not a stream */
    STREAM_STARTED, /* the response can be sent while its body grows */
    STREAM_INVALID, /* the response is an error that says why */
};

/* Call after each read until the status is not STREAM_NOT_YET. */
enum stream_start_status stream_start(struct response *resp,
                                      const struct outcome *outcome,
                                      struct response_body *body,
                                      enum output output);

#endif
