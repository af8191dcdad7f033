#include "common/line_splitter.h"

#include <string.h>

#include "common/utf8.h"

static void tell(struct line_splitter *splitter)
{
    size_t size = splitter->partial.size;

    if (size > 0 && splitter->partial.data[size - 1] == '\r')
        size--;
    splitter->on_line(splitter->self, splitter->partial.data, size);
    buf_clear(&splitter->partial);
}

/* Passes on the first piece of a line that is too long; it ends with a whole
 * character. */
static void tell_piece(struct line_splitter *splitter)
{
    char rest[8];
    size_t size = utf8_truncate(splitter->partial.data, LINE_MAX_BYTES);
    size_t kept = splitter->partial.size - size;

    memcpy(rest, splitter->partial.data + size, kept);
    buf_truncate(&splitter->partial, size);
    (void)!buf_add_str(&splitter->partial, LINE_CONTINUES);
    splitter->on_line(splitter->self, splitter->partial.data,
                      splitter->partial.size);
    buf_clear(&splitter->partial);
    (void)!buf_add(&splitter->partial, rest, kept);
}

/* Adds bytes without a line end. If memory is exhausted, the part of the line
 * that does not fit is lost, without a message. */
static void grow(struct line_splitter *splitter, const char *bytes, size_t size)
{
    while (size > 0) {
        size_t room = LINE_MAX_BYTES + 1 - splitter->partial.size;
        size_t take = size < room ? size : room;

        (void)!buf_add(&splitter->partial, bytes, take);
        bytes += take;
        size -= take;
        /* A CR at the end may be the first half of CR LF. */
        bool over = splitter->partial.size > LINE_MAX_BYTES;
        if (over &&
            (size > 0 || splitter->partial.data[LINE_MAX_BYTES] != '\r'))
            tell_piece(splitter);
    }
}

void line_splitter_add(struct line_splitter *splitter, const char *bytes,
                       size_t size)
{
    while (size > 0) {
        const char *end = memchr(bytes, '\n', size);
        size_t run = end ? (size_t)(end - bytes) : size;

        grow(splitter, bytes, run);
        if (!end)
            return;
        tell(splitter);
        bytes += run + 1;
        size -= run + 1;
    }
}

void line_splitter_end(struct line_splitter *splitter)
{
    if (splitter->partial.size > 0)
        tell(splitter);
}

void line_splitter_free(struct line_splitter *splitter)
{
    buf_free(&splitter->partial);
}
