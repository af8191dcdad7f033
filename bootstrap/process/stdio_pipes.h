/* stdio_pipes.h - the three pipes of one child: what still goes in, and who hears
 * what comes out. Knows no process. */
#ifndef DAYFLY_BOOTSTRAP_PROCESS_STDIO_PIPES_H
#define DAYFLY_BOOTSTRAP_PROCESS_STDIO_PIPES_H

#include <stdbool.h>

#include "common/error.h"
#include "bootstrap/process/stdin_writer.h"
#include "bootstrap/process/output_reader.h"

struct pipes {
    int in; /* our end of its stdin, and so on; -1: closed */
    int out;
    int err;
    struct feed feed; /* what its stdin still gets */
    struct hearing hearing;
};

void pipes_init(struct pipes *p, struct log *log, struct body *said,
                struct ending *end);
/* Non-blocking on our side; `theirs` are the ends for the child, to be closed
 * by the caller in any case. */
bool pipes_make(struct pipes *p, int theirs[3], struct fault *f) MUST_CHECK;
/* Reads once from `out` or `err`. At the end of the stream it is closed. False:
 * the pipe itself fails. */
bool pipes_hear(struct pipes *p, int *fd, struct fault *f) MUST_CHECK;
/* Reads what was in both at this moment, and no more: someone who still holds
 * the other end must not keep us here. */
void pipes_drain(struct pipes *p);
/* Of what went in since the last feed_add, nothing was read. False also when
 * that cannot be known any more. */
bool pipes_untouched(const struct pipes *p);
/* Closes all; what was half said is told. */
void pipes_close(struct pipes *p);
void pipes_free(struct pipes *p);

#endif
