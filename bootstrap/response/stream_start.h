/* stream_start.h - a streamed answer begins: what goes ahead of its body. */
#ifndef DAYFLY_BOOTSTRAP_RESPONSE_STREAM_START_H
#define DAYFLY_BOOTSTRAP_RESPONSE_STREAM_START_H

#include "bootstrap/event/response.h"
#include "bootstrap/event/outcome.h"
#include "bootstrap/config/settings.h"

enum opening {
    OPENING_NOT_YET, /* nothing to send has been heard */
    OPENING_DONE,    /* the answer can be sent, its body follows live */
    OPENING_BAD,     /* the answer is the error that says why */
};

/* Begins a streamed answer as soon as what was heard allows it. */
enum opening opening_from(struct answer *a, const struct ending *end,
                          struct body *said, enum output output);

#endif
