/* stdio_pipes.h - the pipes of one process: writes what is left for its input,
 * and passes its output to an output_reader.
 *
 * The input of a plain executable is its stdin. A bridge has a descriptor for
 * it, which no program that the handler starts inherits, and an empty stdin;
 * its stdout and stderr are one pipe, which keeps what they get in order. */
#ifndef DAYFLY_BOOTSTRAP_PROCESS_STDIO_PIPES_H
#define DAYFLY_BOOTSTRAP_PROCESS_STDIO_PIPES_H

#include <stdbool.h>

#include "bootstrap/process/output_reader.h"
#include "bootstrap/process/stdin_writer.h"
#include "bootstrap/sandbox/spawn.h"
#include "common/error.h"

struct stdio_pipes {
    int in; /* our end of its input; -1: closed or ended. Likewise: */
    int out;
    int err; /* -1 also for a bridge */
    /* out and err, once they have reached their end: closing a pipe takes time
     * that a response does not have to wait for. */
    int ended[2];
    bool wide; /* stdout: see fd_widen_pipe */
    struct stdin_writer stdin_writer;
    struct output_reader reader;
};

void stdio_pipes_init(struct stdio_pipes *pipes, struct log *log,
                      struct response_body *body, struct outcome *outcome);
/* Creates the pipes, non-blocking on our side. theirs: the ends for the
 * process, at the places that spawn() has for them; the caller closes them,
 * also after a failure. */
bool stdio_pipes_make(struct stdio_pipes *pipes, bool bridged,
                      int theirs[SPAWN_FDS], struct error *err) MUST_CHECK;
/* Reads once from `fd`, which is &pipes->out or &pipes->err, and sets it to -1
 * at the end of the stream. False: the pipe does not work. */
bool stdio_pipes_read(struct stdio_pipes *pipes, int *fd,
                      struct error *err) MUST_CHECK;
/* Reads what is in both pipes at this moment and no more: a descendant may hold
 * the other end and go on writing. */
void stdio_pipes_drain(struct stdio_pipes *pipes);
/* Logs what the process has written so far, an incomplete line too. */
void stdio_pipes_complete_log(struct stdio_pipes *pipes);
/* True if the process has read nothing that was written since the last
 * stdin_writer_add. False also if stdin is closed. */
bool stdin_is_unread(const struct stdio_pipes *pipes);
/* Closes all pipes and logs incomplete lines. */
void stdio_pipes_close(struct stdio_pipes *pipes);
void stdio_pipes_free(struct stdio_pipes *pipes);

#endif
