/* stream_start.h - a streamed answer begins: what goes ahead of its body. */
#ifndef DAYFLY_BOOTSTRAP_RESPONSE_STREAM_START_H
#define DAYFLY_BOOTSTRAP_RESPONSE_STREAM_START_H

#include "bootstrap/config/settings.h"
#include "bootstrap/event/outcome.h"
#include "bootstrap/event/response.h"

enum stream_start_status {
    STREAM_NOT_YET, /* nothing to send has been heard */
    STREAM_STARTED, /* the answer can be sent, its body follows live */
    STREAM_INVALID, /* the answer is the error that says why */
};

/* Begins a streamed answer as soon as what was heard allows it. */
enum stream_start_status stream_start(struct response *resp,
                                      const struct outcome *outcome,
                                      struct response_body *body,
                                      enum output output);

#endif
