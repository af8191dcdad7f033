/* log_reader.h - reads the lines of a function's log, forwards or backwards,
 * from a time or a position. */
#ifndef DAYFLY_HOST_LOGBOOK_LOG_READER_H
#define DAYFLY_HOST_LOGBOOK_LOG_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"
#include "host/logbook/log_group.h"
#include "host/logbook/log_line.h"

enum { LOG_PIECE_BYTES = 512 * 1024 };

/* Between two lines: bytes of a segment. Stays valid while the log grows; of a
 * segment that is gone, it is the beginning of the log. */
struct log_position {
    unsigned segment; /* its number */
    uint64_t offset;
};

struct log_reader {
    const struct log_group *group; /* borrowed; must not change meanwhile */
    size_t at;                     /* index of the segment */
    uint64_t offset;
    int fd;             /* of the segment in `window` */
    size_t open;        /* its index */
    struct buf window;  /* bytes of it */
    uint64_t window_at; /* where they begin */
    uint64_t scanned;   /* bytes of the lines that were read up to now */
};

/* At the beginning. log_reader_close is due. */
void log_reader_open(struct log_reader *reader, const struct log_group *group);
void log_reader_close(struct log_reader *reader);
/* Before the first line that is not older. */
void log_reader_seek_time(struct log_reader *reader, int64_t time_ms);
void log_reader_seek(struct log_reader *reader, struct log_position position);
void log_reader_seek_end(struct log_reader *reader);
struct log_position log_reader_position(const struct log_reader *reader);
/* The line behind the position, which moves behind it. The line is valid until
 * the next call. What is no line is skipped. False: there is none. */
bool log_reader_next(struct log_reader *reader, struct log_line *line);
/* The line before the position, which moves before it. */
bool log_reader_previous(struct log_reader *reader, struct log_line *line);
/* Reads the files of a log once, LOG_PIECE_BYTES with each call: the event loop
 * does not wait for a whole log. True: its streams are known. */
bool log_reader_streams(struct log_group *group);

#endif
