/* output_reader.h - what a child's two output streams come to: log records, the
 * answer or its stream, and how the event ended as far as the child says it.
 *
 * A bridged child's stdout is frames between log output, and its stderr may
 * hold log frames; a plain executable's stdout is the answer itself. Knows no
 * descriptors and no clocks. */
#ifndef DAYFLY_BOOTSTRAP_PROCESS_OUTPUT_READER_H
#define DAYFLY_BOOTSTRAP_PROCESS_OUTPUT_READER_H

#include <stdbool.h>
#include <stddef.h>

#include "bootstrap/event/outcome.h"
#include "bootstrap/event/response_body.h"
#include "bootstrap/process/frame_parser.h"
#include "common/line_splitter.h"
#include "common/log.h"

struct output_reader {
    bool bridged;
    bool ready;        /* it has loaded its handler and said so */
    int64_t import_us; /* how long that took, in its own words; -1: none */
    struct frame_parser out_frames;
    struct frame_parser err_frames;
    struct line_splitter out_lines;
    struct line_splitter err_lines;
    enum log_level level;       /* of the log record that is being told */
    bool continued;             /* a part of it has been told */
    struct log *log;            /* borrowed */
    struct response_body *body; /* borrowed: the answer, or the stream */
    struct outcome *outcome;    /* borrowed */
};

/* The struct must not move afterwards. */
void output_reader_init(struct output_reader *reader, struct log *log,
                        struct response_body *body, struct outcome *outcome);
/* A new child; nonce NULL: a plain executable. */
void output_reader_begin(struct output_reader *reader, const char *nonce);
void output_reader_stdout(struct output_reader *reader, const char *bytes,
                          size_t size);
void output_reader_stderr(struct output_reader *reader, const char *bytes,
                          size_t size);
/* The event is over, the child is not: what it half said is told. */
void output_reader_flush(struct output_reader *reader);
void output_reader_stdout_end(struct output_reader *reader);
void output_reader_stderr_end(struct output_reader *reader);
/* Bytes of a frame whose end has not come. */
size_t output_reader_partial_bytes(const struct output_reader *reader);
void output_reader_free(struct output_reader *reader);

#endif
