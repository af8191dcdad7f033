/* host_prelude - a stream's prelude is found at the same byte however the
 * stream is cut: where the first NUL is, if eight stand there.
 *
 * Input: one byte for the cuts, then the stream; 0x01 stands for 8,192 bytes
 * 'x'. */
#include <string.h>

#include "host/urls/http_prelude.h"
#include "test/fuzz/support/fuzz.h"

enum { STREAM_MOST = 1024 * 1024 };

static void expand(struct buf *stream, const uint8_t *bytes, size_t size)
{
    static char run[8192];

    memset(run, 'x', sizeof run);
    for (size_t i = 0; i < size && stream->size < STREAM_MOST / 2; i++)
        must(bytes[i] == 1 ? buf_add(stream, run, sizeof run)
                           : buf_add(stream, bytes + i, 1));
}

/* Returns how many bytes were the prelude's. */
static size_t feed(struct prelude *p, const struct buf *stream, unsigned seed)
{
    size_t taken = 0;

    for (size_t at = 0, step; at < stream->size; at += step) {
        step = fuzz_piece(&seed, stream->size - at, 20);
        size_t used = prelude_feed(p, stream->data + at, step);
        must(used <= step);
        taken += used;
        if (p->state != PRELUDE_OPEN)
            break;
        must(used == step);
    }
    return taken;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    AUTO(struct buf, buf_free) stream = BUF(STREAM_MOST);
    AUTO(struct prelude, prelude_free) whole = PRELUDE;
    AUTO(struct prelude, prelude_free) pieces = PRELUDE;

    if (size == 0)
        return 0;
    expand(&stream, bytes + 1, size - 1);
    size_t first = feed(&whole, &stream, 0);
    size_t second = feed(&pieces, &stream, 1u + bytes[0]);
    must(whole.state == pieces.state);
    const char *nul = memchr(stream.data, 0, stream.size);
    size_t text = nul ? (size_t)(nul - stream.data) : stream.size;
    size_t nuls = 0;
    while (text + nuls < stream.size && !stream.data[text + nuls])
        nuls++;
    must((whole.state == PRELUDE_DONE) ==
         (text <= PRELUDE_MOST_BYTES && nuls >= PRELUDE_NULS));
    must((whole.state == PRELUDE_TOO_LONG) == (text > PRELUDE_MOST_BYTES));
    if (whole.state != PRELUDE_DONE)
        return 0;
    must(first == second && first == text + PRELUDE_NULS);
    must(whole.text.size == text && pieces.text.size == text);
    must(!memcmp(whole.text.data, stream.data, text));
    must(!memcmp(pieces.text.data, stream.data, text));
    return 0;
}
