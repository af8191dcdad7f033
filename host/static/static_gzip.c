#include "host/static/static_gzip.h"

#include <unistd.h>
#include <zlib.h>

#include "common/fd.h"

/* The loop that serves the calls, too, does the work: the lowest level, and not
 * more than some pieces at once. */
enum {
    LEVEL = 1,
    WINDOW_BITS = 15 + 16,
    MEMORY_LEVEL = 8,
    PIECE = 16 * 1024,
    PIECES_AT_ONCE = 8
};

struct static_gzip {
    z_stream stream;
    int fd;
    uint64_t left; /* bytes of the file that were not read yet */
    bool is_done;
    unsigned char piece[PIECE];
};

struct static_gzip *static_gzip_open(int fd, uint64_t size)
{
    struct static_gzip *gzip = mem_new(1, sizeof *gzip);

    if (!gzip)
        return NULL;
    gzip->fd = fd;
    gzip->left = size;
    if (deflateInit2(&gzip->stream, LEVEL, Z_DEFLATED, WINDOW_BITS,
                     MEMORY_LEVEL, Z_DEFAULT_STRATEGY) == Z_OK)
        return gzip;
    mem_free(gzip);
    return NULL;
}

void static_gzip_close(struct static_gzip *gzip)
{
    (void)deflateEnd(&gzip->stream);
    fd_close(&gzip->fd);
    mem_free(gzip);
}

static bool fill(struct static_gzip *gzip)
{
    size_t want = gzip->left < PIECE ? (size_t)gzip->left : PIECE;

    if (gzip->stream.avail_in > 0 || want == 0)
        return true;
    ssize_t got = read(gzip->fd, gzip->piece, want);
    if (got <= 0)
        return false;
    gzip->left -= (uint64_t)got;
    gzip->stream.next_in = gzip->piece;
    gzip->stream.avail_in = (unsigned)got;
    return true;
}

static ssize_t read_more(void *self, char *bytes, size_t room)
{
    struct static_gzip *gzip = self;
    z_stream *stream = &gzip->stream;

    stream->next_out = (unsigned char *)bytes;
    stream->avail_out = (unsigned)room;
    for (int pieces = 0; !gzip->is_done && stream->avail_out > 0 &&
                         (pieces < PIECES_AT_ONCE || stream->avail_out == room);
         pieces++) {
        if (!fill(gzip))
            return READ_ABORT;
        int state = deflate(stream, gzip->left ? Z_NO_FLUSH : Z_FINISH);
        gzip->is_done = state == Z_STREAM_END;
        if (state != Z_OK && state != Z_STREAM_END && state != Z_BUF_ERROR)
            return READ_ABORT;
    }
    size_t made = room - stream->avail_out;
    return made > 0 ? (ssize_t)made : READ_END;
}

struct http_body_source static_gzip_source(struct static_gzip *gzip)
{
    return (struct http_body_source){.read = read_more, .self = gzip};
}
