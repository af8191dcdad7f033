/* line_splitter.h - splits a stream of bytes into log lines.
 *
 * on_line gets a line without its LF or CR LF. A line longer than
 * LINE_MAX_BYTES comes in several pieces; each but the last ends in
 * LINE_CONTINUES. */
#ifndef DAYFLY_COMMON_LINE_SPLITTER_H
#define DAYFLY_COMMON_LINE_SPLITTER_H

#include <stddef.h>

#include "common/buf.h"

enum { LINE_MAX_BYTES = 64 * 1024 };
#define LINE_CONTINUES " [line goes on]"

struct line_splitter {
    struct buf partial; /* a line without its end so far */
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
/* At the end of the stream: passes on a last line that has no line end. */
void line_splitter_end(struct line_splitter *splitter);
void line_splitter_free(struct line_splitter *splitter);

#endif
