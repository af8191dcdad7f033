/* frames - whatever bytes come in whatever pieces, frames are told as a plain
 * reader of the whole would find them, and every other byte is log output.
 *
 * Input: bytes, of which 0x01 stands for the beginning of a true head, after
 * one byte that says how the stream is cut. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bootstrap/process/frame_parser.h"
#include "test/fuzz/support/fuzz.h"

#define NONCE "0123456789abcdef0123456789abcdef"
#define HEAD "\x1e" NONCE " "

enum { CEILING = 64, STORY_MAX = 4 * 1024 * 1024 };

/* A frame in the story: what cannot be mistaken for log bytes by its size. */
static void tell_frame(void *self, enum frame_kind kind, struct buf *payload,
                       size_t said)
{
    must(payload->size == (said < CEILING ? said : CEILING));
    must(kind != FRAME_PART && kind != FRAME_LOG_PART);
    must(buf_printf(self, "<%d:%zu:", (int)kind, said));
    must(buf_add(self, payload->data, payload->size));
    must(buf_add_str(self, ">"));
}

static void tell_rest(void *self, const char *bytes, size_t size)
{
    must(size > 0);
    must(buf_add(self, bytes, size));
}

static void expand(struct buf *stream, const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        must(bytes[i] == 1 ? buf_add_str(stream, HEAD)
                           : buf_add(stream, bytes + i, 1));
}

static void listen_in_pieces(struct buf *story, const struct buf *stream,
                             unsigned seed)
{
    struct frame_handler to = {
        .on_frame = tell_frame, .on_plain_bytes = tell_rest, .self = story};
    struct frame_parser frames;

    frame_parser_init(&frames, CEILING, CEILING, to);
    frame_parser_begin(&frames, NONCE);
    for (size_t at = 0; at < stream->size;) {
        size_t step = fuzz_piece(&seed, stream->size - at, 40);
        frame_parser_add(&frames, stream->data + at, step);
        at += step;
    }
    frame_parser_end(&frames);
    frame_parser_free(&frames);
}

/* Length of the head at `at`, or 0: "kind SP digits LF" behind HEAD. */
static size_t head_at(const struct buf *stream, size_t at, size_t *kind,
                      size_t *length)
{
    static const char *const words[] = {
        "ready", "init-error", "result", "error", "stream",
        "data",  "end",        "log",    "part",  "log-part"};
    const char *text = stream->data + at;
    size_t begun = strlen(HEAD);

    if (stream->size - at < begun || memcmp(text, HEAD, begun) != 0)
        return 0;
    for (*kind = 0; *kind < COUNT(words); ++*kind) {
        size_t word = strlen(words[*kind]);
        const char *digits = text + begun + word + 1;
        if (strncmp(text + begun, words[*kind], word) != 0 || digits[-1] != ' ')
            continue;
        size_t count = strspn(digits, "0123456789");
        if (count == 0 || count > 10 || (count > 1 && *digits == '0') ||
            digits[count] != '\n')
            return 0;
        *length = strtoull(digits, NULL, 10);
        return begun + word + 1 + count + 1;
    }
    return 0;
}

static void read_whole(struct buf *story, const struct buf *stream)
{
    AUTO(struct buf, buf_free) answer = BUF(CEILING);
    AUTO(struct buf, buf_free) log = BUF(CEILING);
    size_t declared[2] = {0, 0};

    for (size_t at = 0; at < stream->size;) {
        size_t kind = 0;
        size_t length = 0;
        size_t head = head_at(stream, at, &kind, &length);
        if (head == 0) {
            must(buf_add(story, stream->data + at++, 1));
            continue;
        }
        at += head;
        if (length > stream->size - at)
            return;
        bool of_log = kind == FRAME_LOG || kind == FRAME_LOG_PART;
        struct buf *payload = of_log ? &log : &answer;
        size_t room = CEILING - payload->size;
        must(
            buf_add(payload, stream->data + at, length < room ? length : room));
        declared[of_log] += length;
        at += length;
        at += at < stream->size && stream->data[at] == '\n';
        if (kind == FRAME_PART || kind == FRAME_LOG_PART)
            continue;
        tell_frame(story, (enum frame_kind)kind, payload, declared[of_log]);
        buf_clear(payload);
        declared[of_log] = 0;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    AUTO(struct buf, buf_free) stream = BUF(STORY_MAX);
    AUTO(struct buf, buf_free) in_pieces = BUF(STORY_MAX);
    AUTO(struct buf, buf_free) at_once = BUF(STORY_MAX);

    if (size == 0)
        return 0;
    expand(&stream, bytes + 1, size - 1);
    listen_in_pieces(&in_pieces, &stream, bytes[0]);
    read_whole(&at_once, &stream);
    must(in_pieces.size == at_once.size);
    must(!memcmp(in_pieces.data, at_once.data, at_once.size));
    return 0;
}
