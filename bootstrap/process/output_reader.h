/* output_reader.h - turns the two output streams of a process into log records,
 * the response and the outcome, as far as the process itself reports it.
 *
 * What a bridge writes comes by one stream, so that it stays in order: frames
 * between log output. The stdout of a plain executable is the response itself,
 * its stderr is log output.
 * Does no I/O and reads no clock. */
#ifndef DAYFLY_BOOTSTRAP_PROCESS_OUTPUT_READER_H
#define DAYFLY_BOOTSTRAP_PROCESS_OUTPUT_READER_H

#include <stdbool.h>
#include <stddef.h>

#include "bootstrap/event/outcome.h"
#include "bootstrap/event/response_body.h"
#include "bootstrap/process/frame_parser.h"
#include "bootstrap/process/log_frames.h"
#include "common/line_splitter.h"
#include "common/log.h"

struct output_reader {
    bool bridged;
    bool ready;        /* the bridge has reported that the handler is loaded */
    int64_t import_us; /* how long the import took, as reported; -1: unknown */
    char version[32]; /* of the interpreter, "node/20.11.1"; "": not reported */
    struct frame_parser frames;
    struct line_splitter lines; /* of log output */
    struct log_frames log_frames;
    struct log *log;            /* borrowed */
    struct response_body *body; /* borrowed */
    struct outcome *outcome;    /* borrowed */
};

/* The struct must not move afterwards. */
void output_reader_init(struct output_reader *reader, struct log *log,
                        struct response_body *body, struct outcome *outcome);
/* A new process; nonce NULL: a plain executable. */
void output_reader_begin(struct output_reader *reader, const char *nonce);
void output_reader_stdout(struct output_reader *reader, const char *bytes,
                          size_t size);
void output_reader_stderr(struct output_reader *reader, const char *bytes,
                          size_t size);
/* The event is over but the process continues: logs incomplete lines. */
void output_reader_flush(struct output_reader *reader);
void output_reader_stdout_end(struct output_reader *reader);
void output_reader_stderr_end(struct output_reader *reader);
/* Bytes of an incomplete frame on stdout; 0: there is none. */
size_t output_reader_partial_bytes(const struct output_reader *reader);
void output_reader_free(struct output_reader *reader);

#endif
