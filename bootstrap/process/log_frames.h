/* log_frames.h - the `log` frames of a bridge as log records. The payload is
 * "LEVEL text", or "=LEVEL text" if the text is the whole record; without a
 * known level the record has level INFO and all of the payload as its text. */
#ifndef DAYFLY_BOOTSTRAP_PROCESS_LOG_FRAMES_H
#define DAYFLY_BOOTSTRAP_PROCESS_LOG_FRAMES_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"
#include "common/log.h"

struct log_frames {
    struct log *log;      /* borrowed */
    enum log_level level; /* of the record that is being read */
    bool whole;           /* its text is all of it */
    bool continued;       /* a part of that record is already logged */
};

/* The record is too long to be kept: logs its first part, marked as continued,
 * and returns how many bytes of the payload that was. */
size_t log_frames_part(struct log_frames *frames, const struct buf *payload);
/* Logs the record, or its last part. declared_size: as in frame_handler. */
void log_frames_end(struct log_frames *frames, const struct buf *payload,
                    size_t declared_size);
/* Forgets a record that has no end. */
void log_frames_reset(struct log_frames *frames);

#endif
