/* log_streams.h - the streams of a function's log: one for each runtime process
 * that has printed something, with the time of its first and last line. */
#ifndef DAYFLY_HOST_LOGBOOK_LOG_STREAMS_H
#define DAYFLY_HOST_LOGBOOK_LOG_STREAMS_H

#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"
#include "host/logbook/log_line.h"

struct log_stream {
    char name[LOG_STREAM_SIZE];
    int64_t first_ms; /* when its first and its last line came */
    int64_t last_ms;
    int64_t first_event_ms; /* and the times that they say */
    int64_t last_event_ms;
};

enum { LOG_STREAMS_MAX = 4096 }; /* of a function; older ones are forgotten */

struct log_streams {
    struct log_stream *items; /* owned; by the time of their first line */
    size_t count;
    size_t capacity;
};

/* A line of this stream has been kept. Without memory the stream is not listed.
 */
void log_streams_note(struct log_streams *streams, const struct log_line *line);
/* NULL: there is none. */
const struct log_stream *log_streams_find(const struct log_streams *streams,
                                          const char *name);
void log_streams_free(struct log_streams *streams);

#endif
