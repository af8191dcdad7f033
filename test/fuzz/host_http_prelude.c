/* host_prelude - a stream's prelude is found at the same byte however the
 * stream is cut: where the first NUL is, if eight stand there.
 *
 * Input: one byte for the cuts, then the stream; 0x01 stands for 8,192 bytes
 * 'x'. */
#include <string.h>

#include "host/urls/http_prelude.h"
#include "test/fuzz/support/fuzz.h"

enum { STREAM_MAX = 1024 * 1024 };

static void expand(struct buf *stream, const uint8_t *bytes, size_t size)
{
    static char run[8192];

    memset(run, 'x', sizeof run);
    for (size_t i = 0; i < size && stream->size < STREAM_MAX / 2; i++)
        must(bytes[i] == 1 ? buf_add(stream, run, sizeof run)
                           : buf_add(stream, bytes + i, 1));
}

/* Returns how many bytes were the prelude's. */
static size_t feed(struct http_prelude *prelude, const struct buf *stream,
                   unsigned seed)
{
    size_t taken = 0;

    for (size_t at = 0, step; at < stream->size; at += step) {
        step = fuzz_piece(&seed, stream->size - at, 20);
        size_t used = http_prelude_feed(prelude, stream->data + at, step);
        must(used <= step);
        taken += used;
        if (prelude->state != HTTP_PRELUDE_OPEN)
            break;
        must(used == step);
    }
    return taken;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    AUTO(struct buf, buf_free) stream = BUF(STREAM_MAX);
    AUTO(struct http_prelude, http_prelude_free) whole = PRELUDE;
    AUTO(struct http_prelude, http_prelude_free) pieces = PRELUDE;

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
    must((whole.state == HTTP_PRELUDE_DONE) ==
         (text <= HTTP_PRELUDE_MAX_BYTES && nuls >= HTTP_PRELUDE_NULS));
    must((whole.state == HTTP_PRELUDE_TOO_LONG) ==
         (text > HTTP_PRELUDE_MAX_BYTES));
    if (whole.state != HTTP_PRELUDE_DONE)
        return 0;
    must(first == second && first == text + HTTP_PRELUDE_NULS);
    must(whole.text.size == text && pieces.text.size == text);
    must(!memcmp(whole.text.data, stream.data, text));
    must(!memcmp(pieces.text.data, stream.data, text));
    return 0;
}
