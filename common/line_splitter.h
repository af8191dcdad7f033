/* line_splitter.h - a stream of bytes cut into log lines.
 *
 * A line is told without its LF or CR LF. One longer than LINE_MAX_BYTES is
 * told in pieces, each but the last ending in LINE_CONTINUES; nothing is lost.
 */
#ifndef DAYFLY_COMMON_LINE_SPLITTER_H
#define DAYFLY_COMMON_LINE_SPLITTER_H

#include <stddef.h>

#include "common/buf.h"

enum { LINE_MAX_BYTES = 64 * 1024 };
#define LINE_CONTINUES " [line goes on]"

struct line_splitter {
    struct buf partial; /* the line not yet ended */
    void (*on_line)(void *self, const char *line, size_t size);
    void *self;
};

#define LINE_SPLITTER(teller, its_self)                                        \
    {                                                                          \
        .partial = BUF(LINE_MAX_BYTES + sizeof LINE_CONTINUES),                \
        .on_line = (teller), .self = (its_self)                                \
    }

void line_splitter_add(struct line_splitter *splitter, const char *bytes,
                       size_t size);
/* The stream ended: tell what has no line end. */
void line_splitter_end(struct line_splitter *splitter);
void line_splitter_free(struct line_splitter *splitter);

#endif
