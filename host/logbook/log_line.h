/* log_line.h - one kept line of a log, as it lies in a file: "TIME REQUEST
 * STREAM TEXT" and a line feed. TIME is in milliseconds since 1970 and REQUEST
 * "-" if the line belongs to no request; of an event that a caller has put, it
 * is "@" and the time that the event says. A line end within TEXT is a CR.
 * Pure. */
#ifndef DAYFLY_HOST_LOGBOOK_LOG_LINE_H
#define DAYFLY_HOST_LOGBOOK_LOG_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"

enum {
    LOG_STREAM_SIZE = 160,    /* of a stream's name, with its NUL */
    LOG_TEXT_MAX = 66 * 1024, /* bytes of TEXT; what is more is cut off */
    LOG_LINE_MAX = LOG_TEXT_MAX + 256,
};

/* The texts do not end in a NUL. */
struct log_line {
    int64_t time_ms;
    int64_t event_ms; /* that the event says, which a caller has put; 0: none */
    const char *request; /* NULL: none */
    size_t request_size;
    const char *stream;
    size_t stream_size;
    const char *text;
    size_t text_size;
};

/* When it happened. */
int64_t log_line_event_ms(const struct log_line *line);
/* Appends it with its line feed. False: `out` is full and unchanged. */
bool log_line_add(struct buf *out, const struct log_line *line) MUST_CHECK;
/* Reads a line without its line feed, into which it points. False: it is no
 * such line. */
bool log_line_parse(struct log_line *line, const char *bytes,
                    size_t size) MUST_CHECK;
/* The request id that a runtime has put before the text, in the text format:
 * "TIME" TAB "ID" TAB, of Python "[LEVEL]" TAB "TIME" TAB "ID" TAB. NULL: there
 * is none. */
const char *log_text_request(const char *text, size_t size);
/* "2026/11/29/[VERSION]" and 32 random hex digits, as AWS names it. In a group
 * that several functions may have, the name of the function stands before the
 * bracket; else it is "". */
void log_stream_make(char name[LOG_STREAM_SIZE], const char *function,
                     const char *version);
/* The same for what the host says where no process runs: the same name all day.
 */
void log_stream_make_host(char name[LOG_STREAM_SIZE], const char *function,
                          const char *version);

#endif
