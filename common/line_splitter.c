#include "common/line_splitter.h"

#include <string.h>

#include "common/utf8.h"

static void tell(struct line_splitter *l)
{
    size_t size = l->part.size;

    if (size > 0 && l->part.data[size - 1] == '\r')
        size--;
    l->tell(l->self, l->part.data, size);
    buf_clear(&l->part);
}

/* Tells what there is of a line that is too long, up to a whole character. */
static void tell_piece(struct line_splitter *l)
{
    char rest[8];
    size_t size = utf8_truncate(l->part.data, LINE_MAX_BYTES);
    size_t kept = l->part.size - size;

    memcpy(rest, l->part.data + size, kept);
    buf_truncate(&l->part, size);
    (void)!buf_add_str(&l->part, LINE_CONTINUES);
    l->tell(l->self, l->part.data, l->part.size);
    buf_clear(&l->part);
    (void)!buf_add(&l->part, rest, kept);
}

/* Adds bytes without a line end. Memory that cannot be had costs the part of
 * the line that did not fit, told as a gap by its absence only: there is no
 * memory to say more. */
static void grow(struct line_splitter *l, const char *bytes, size_t size)
{
    while (size > 0) {
        size_t room = LINE_MAX_BYTES + 1 - l->part.size;
        size_t take = size < room ? size : room;

        (void)!buf_add(&l->part, bytes, take);
        bytes += take;
        size -= take;
        /* A CR in the last place may still turn out to be a line end's. */
        bool over = l->part.size > LINE_MAX_BYTES;
        if (over && (size > 0 || l->part.data[LINE_MAX_BYTES] != '\r'))
            tell_piece(l);
    }
}

void line_splitter_add(struct line_splitter *l, const char *bytes, size_t size)
{
    while (size > 0) {
        const char *end = memchr(bytes, '\n', size);
        size_t run = end ? (size_t)(end - bytes) : size;

        grow(l, bytes, run);
        if (!end)
            return;
        tell(l);
        bytes += run + 1;
        size -= run + 1;
    }
}

void line_splitter_end(struct line_splitter *l)
{
    if (l->part.size > 0)
        tell(l);
}

void line_splitter_free(struct line_splitter *l)
{
    buf_free(&l->part);
}
