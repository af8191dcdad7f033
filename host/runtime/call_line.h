/* call_line.h - one line about a call, for a person at a terminal. Pure. */
#ifndef DAYFLY_HOST_RUNTIME_CALL_LINE_H
#define DAYFLY_HOST_RUNTIME_CALL_LINE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/buf.h"

/* What the log of the host has about each call, besides what the function
 * prints. */
enum call_log_mode {
    CALL_LOG_LAMBDA, /* START, END and REPORT, as on AWS */
    CALL_LOG_LINE,
    CALL_LOG_NONE,
};

struct call_log {
    enum call_log_mode mode;
    bool colours; /* of a line */
};

struct call_line {
    int64_t now_ms;         /* wall clock */
    const char *function;   /* its name */
    const char *what;       /* "invoke", "GET /path"; of a caller */
    unsigned url_status;    /* of the response of a URL; 0: there is none */
    const char *failure;    /* "error" or "timeout"; NULL: success */
    const char *error_type; /* "": not known */
    int64_t duration_us;
    int64_t init_us; /* -1: the runtime ran already */
    long peak_kb;    /* -1: not known */
};

/* Appends it without a line end, control characters written out. The time is
 * local. False: `out` is full. */
bool call_line_add(struct buf *out, const struct call_line *line,
                   bool colours) MUST_CHECK;

#endif
