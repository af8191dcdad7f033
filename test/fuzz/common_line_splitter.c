/* lines - bytes in whatever pieces become the same log lines, and all of them
 * together are the bytes again.
 *
 * Input: one byte that says how the stream is cut, then the stream; 0x01 stands
 * for 21,845 bytes 'x', 0x02 for the two bytes of an umlaut. */
#include <stdio.h>
#include <string.h>

#include "common/line_splitter.h"
#include "test/fuzz/support/fuzz.h"

enum { STORY_MAX = 4 * 1024 * 1024, RUN = LINE_MAX_BYTES / 3 };

struct story {
    struct buf lines; /* each with LF */
    struct buf bytes; /* without the marks of what goes on */
};

static void tell(void *self, const char *line, size_t size)
{
    struct story *s = self;
    size_t mark = strlen(LINE_CONTINUES);

    must(size <= LINE_MAX_BYTES + mark);
    must(!memchr(line, '\n', size));
    must(buf_add(&s->lines, line, size) && buf_add_str(&s->lines, "\n"));
    bool goes_on = size > LINE_MAX_BYTES - 4 &&
                   !memcmp(line + size - mark, LINE_CONTINUES, mark);
    must(goes_on || size <= LINE_MAX_BYTES);
    must(buf_add(&s->bytes, line, goes_on ? size - mark : size));
    must(goes_on || buf_add_str(&s->bytes, "\n"));
}

static bool expand(struct buf *stream, const uint8_t *bytes, size_t size)
{
    static char run[RUN];

    memset(run, 'x', sizeof run);
    for (size_t i = 0; i < size; i++) {
        bool room = stream->size < STORY_MAX / 2;
        if (!room)
            return false;
        must(bytes[i] == 1   ? buf_add(stream, run, sizeof run)
             : bytes[i] == 2 ? buf_add_str(stream, "\xc3\xa4")
                             : buf_add(stream, bytes + i, 1));
    }
    return true;
}

static void listen(struct story *story, const struct buf *stream, unsigned seed)
{
    struct line_splitter splitter = LINE_SPLITTER(tell, story);

    for (size_t at = 0, step; at < stream->size; at += step) {
        step = fuzz_piece(&seed, stream->size - at, 30000);
        line_splitter_add(&splitter, stream->data + at, step);
    }
    line_splitter_end(&splitter);
    line_splitter_free(&splitter);
}

/* The stream as the lines should give it back: one CR before LF goes. */
static void plain(struct buf *out, const struct buf *stream)
{
    for (size_t at = 0; at < stream->size;) {
        const char *from = stream->data + at;
        const char *end = memchr(from, '\n', stream->size - at);
        size_t run = end ? (size_t)(end - from) : stream->size - at;
        size_t keep = run - (run > 0 && from[run - 1] == '\r');
        must(buf_add(out, from, keep) && buf_add_str(out, "\n"));
        at += run + (end != NULL);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    AUTO(struct buf, buf_free) stream = BUF(STORY_MAX);
    AUTO(struct buf, buf_free) wanted = BUF(STORY_MAX);
    struct story whole = {BUF(STORY_MAX), BUF(STORY_MAX)};
    struct story pieces = {BUF(STORY_MAX), BUF(STORY_MAX)};

    if (size == 0 || !expand(&stream, bytes + 1, size - 1))
        return 0;
    listen(&whole, &stream, 0);
    listen(&pieces, &stream, 1u + bytes[0]);
    must(whole.lines.size == pieces.lines.size);
    must(!memcmp(whole.lines.data, pieces.lines.data, whole.lines.size));
    plain(&wanted, &stream);
    must(whole.bytes.size == wanted.size);
    must(!memcmp(whole.bytes.data, wanted.data, wanted.size));
    buf_free(&whole.lines);
    buf_free(&whole.bytes);
    buf_free(&pieces.lines);
    buf_free(&pieces.bytes);
    return 0;
}
