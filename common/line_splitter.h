/* line_splitter.h - a stream of bytes cut into log lines.
 *
 * A line is told without its LF or CR LF. One longer than LINE_MOST_BYTES is
 * told in pieces, each but the last ending in LINE_GOES_ON; nothing is lost. */
#ifndef DAYFLY_COMMON_LINE_SPLITTER_H
#define DAYFLY_COMMON_LINE_SPLITTER_H

#include <stddef.h>

#include "common/buf.h"

enum { LINE_MOST_BYTES = 64 * 1024 };
#define LINE_GOES_ON " [line goes on]"

struct lines {
    struct buf part; /* the line not yet ended */
    void (*tell)(void *self, const char *line, size_t size);
    void *self;
};

#define LINES(teller, its_self)                                                \
    {                                                                          \
        .part = BUF(LINE_MOST_BYTES + sizeof LINE_GOES_ON), .tell = (teller),  \
        .self = (its_self)                                                     \
    }

void lines_add(struct lines *l, const char *bytes, size_t size);
/* The stream ended: tell what has no line end. */
void lines_end(struct lines *l);
void lines_free(struct lines *l);

#endif
