/* stdio_pipes.h - the three pipes of one child: what still goes in, and who
 * hears what comes out. Knows no process. */
#ifndef DAYFLY_BOOTSTRAP_PROCESS_STDIO_PIPES_H
#define DAYFLY_BOOTSTRAP_PROCESS_STDIO_PIPES_H

#include <stdbool.h>

#include "bootstrap/process/output_reader.h"
#include "bootstrap/process/stdin_writer.h"
#include "common/error.h"

struct stdio_pipes {
    int in; /* our end of its stdin, and so on; -1: closed */
    int out;
    int err;
    struct stdin_writer stdin_writer; /* what its stdin still gets */
    struct output_reader reader;
};

void stdio_pipes_init(struct stdio_pipes *pipes, struct log *log,
                      struct response_body *body, struct outcome *outcome);
/* Non-blocking on our side; `theirs` are the ends for the child, to be closed
 * by the caller in any case. */
bool stdio_pipes_make(struct stdio_pipes *pipes, int theirs[3],
                      struct error *err) MUST_CHECK;
/* Reads once from `out` or `err`. At the end of the stream it is closed. False:
 * the pipe itself fails. */
bool stdio_pipes_read(struct stdio_pipes *pipes, int *fd,
                      struct error *err) MUST_CHECK;
/* Reads what was in both at this moment, and no more: someone who still holds
 * the other end must not keep us here. */
void stdio_pipes_drain(struct stdio_pipes *pipes);
/* Of what went in since the last stdin_writer_add, nothing was read. False also
 * when that cannot be known any more. */
bool stdin_is_unread(const struct stdio_pipes *pipes);
/* Closes all; what was half said is told. */
void stdio_pipes_close(struct stdio_pipes *pipes);
void stdio_pipes_free(struct stdio_pipes *pipes);

#endif
