/* opening.h - a streamed answer begins: what goes ahead of its body. */
#ifndef DAYFLY_OPENING_H
#define DAYFLY_OPENING_H

#include "bootstrap/answer.h"
#include "bootstrap/ending.h"
#include "bootstrap/settings.h"

enum opening {
    OPENING_NOT_YET, /* nothing to send has been heard */
    OPENING_DONE,    /* the answer can be sent, its body follows live */
    OPENING_BAD,     /* the answer is the error that says why */
};

/* Begins a streamed answer as soon as what was heard allows it. */
enum opening opening_from(struct answer *a, const struct ending *end,
                          struct body *said, enum output output);

#endif
