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

#include "common/line_splitter.h"
#include "common/log.h"
#include "bootstrap/event/response_body.h"
#include "bootstrap/event/outcome.h"
#include "bootstrap/process/frame_parser.h"

struct hearing {
    bool bridged;
    bool ready;        /* it has loaded its handler and said so */
    int64_t import_us; /* how long that took, in its own words; -1: none */
    struct frames out_frames;
    struct frames err_frames;
    struct lines out_lines;
    struct lines err_lines;
    enum log_level level; /* of the log record that is being told */
    bool goes_on;         /* a part of it has been told */
    struct log *log;      /* borrowed */
    struct body *said;    /* borrowed: the answer, or the stream */
    struct ending *end;   /* borrowed */
};

/* The struct must not move afterwards. */
void hearing_init(struct hearing *h, struct log *log, struct body *said,
                  struct ending *end);
/* A new child; nonce NULL: a plain executable. */
void hearing_begin(struct hearing *h, const char *nonce);
void hearing_out(struct hearing *h, const char *bytes, size_t size);
void hearing_err(struct hearing *h, const char *bytes, size_t size);
/* The event is over, the child is not: what it half said is told. */
void hearing_rest(struct hearing *h);
void hearing_out_end(struct hearing *h);
void hearing_err_end(struct hearing *h);
/* Bytes of a frame whose end has not come. */
size_t hearing_half(const struct hearing *h);
void hearing_free(struct hearing *h);

#endif
