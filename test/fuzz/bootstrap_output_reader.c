/* hearing - what a child says comes to the same ending, the same answer and
 * the same log, however its two streams are cut into pieces.
 *
 * Input: one byte for the cuts, one for the kind of child, then what it says;
 * 0x01 stands for the beginning of a true head, 0x02 for a switch between
 * stdout and stderr, 0x03 for 4,096 bytes 'x'. */
#include <fcntl.h>
#include <stdio.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "bootstrap/event/invocation.h"
#include "bootstrap/process/output_reader.h"
#include "common/clock.h"
#include "common/fd.h"
#include "test/fuzz/support/fuzz.h"

#define NONCE "0123456789abcdef0123456789abcdef"
#define HEAD "\x1e" NONCE " "

enum { SAID_MAX = 1024 * 1024, PRESENT = CLOCK_TEXT_SIZE - 1 };

struct heard {
    struct log log;
    struct response_body said;
    struct outcome end;
    struct output_reader hearing;
};

/* A pipe that takes no more: what is logged stays in memory. */
static int full_pipe(void)
{
    static int ends[2] = {-1, -1};
    static char block[4096];

    if (ends[1] >= 0)
        return ends[1];
    must(pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0);
    while (fd_write(ends[1], block, sizeof block) > 0)
        continue;
    return ends[1];
}

static void expand(struct buf *stream, const uint8_t *bytes, size_t size)
{
    static char run[4096];

    memset(run, 'x', sizeof run);
    for (size_t i = 0; i < size && stream->size < SAID_MAX / 2; i++)
        must(bytes[i] == 1   ? buf_add_str(stream, HEAD)
             : bytes[i] == 3 ? buf_add(stream, run, sizeof run)
                             : buf_add(stream, bytes + i, 1));
}

static void say(struct heard *h, bool err, const char *bytes, size_t size)
{
    if (err)
        output_reader_stderr(&h->hearing, bytes, size);
    else
        output_reader_stdout(&h->hearing, bytes, size);
}

static void hear(struct heard *h, const struct buf *stream, bool bridged,
                 unsigned seed)
{
    bool err = false;

    *h = (struct heard){.log = LOG(full_pipe()),
                        .said = RESPONSE_BODY(PAYLOAD_MAX_BYTES + 64 * 1024),
                        .end = OUTCOME};
    output_reader_init(&h->hearing, &h->log, &h->said, &h->end);
    output_reader_begin(&h->hearing, bridged ? NONCE : NULL);
    for (size_t at = 0, step; at < stream->size; at += step) {
        const char *from = stream->data + at;
        const char *turn = memchr(from, 2, stream->size - at);
        size_t run = turn ? (size_t)(turn - from) : stream->size - at;
        if (run == 0) {
            err = !err;
            step = 1;
            continue;
        }
        step = fuzz_piece(&seed, run, 700);
        say(h, err, from, step);
    }
    output_reader_stdout_end(&h->hearing);
    output_reader_stderr_end(&h->hearing);
}

static void must_be_same(const struct buf *a, const struct buf *b)
{
    must(a->size == b->size && !memcmp(a->data, b->data, a->size));
}

/* What is printed, and a record of JSON, does not begin with one. */
static bool has_time(const char *line, const char *end)
{
    static const char shape[] = "dddd-dd-ddTdd:dd:dd.dddZ";

    if (end - line < PRESENT)
        return false;
    for (size_t i = 0; i < sizeof shape - 1; i++)
        if (shape[i] == 'd' ? line[i] < '0' || line[i] > '9'
                            : line[i] != shape[i])
            return false;
    return true;
}

/* Lines may differ in the time they begin with. */
static void drop_times(struct buf *log)
{
    char *to = (char *)(size_t)log->data;
    const char *from = log->data;
    const char *end = log->data + log->size;

    while (from < end) {
        const char *line_end = memchr(from, '\n', (size_t)(end - from));
        must(line_end != NULL);
        size_t head = has_time(from, line_end) ? PRESENT : 0;
        size_t size = (size_t)(line_end + 1 - from) - head;
        memmove(to, from + head, size);
        to += size;
        from = line_end + 1;
    }
    buf_truncate(log, (size_t)(to - log->data));
}

static void tail_same(const struct buf *a, const struct buf *b)
{
    size_t size = a->size < b->size ? a->size : b->size;

    must(a->size == b->size || size >= STDERR_TAIL_BYTES);
    if (size > STDERR_TAIL_BYTES)
        size = STDERR_TAIL_BYTES;
    must(!memcmp(a->data + a->size - size, b->data + b->size - size, size));
}

static void compare(struct heard *a, struct heard *b)
{
    must(a->end.kind == b->end.kind);
    must(a->end.bridged == b->end.bridged);
    must(!strcmp(a->end.why.text, b->end.why.text));
    must_be_same(&a->end.error, &b->end.error);
    must_be_same(&a->end.stream_header, &b->end.stream_header);
    must_be_same(&a->said.bytes, &b->said.bytes);
    must(a->said.state == b->said.state);
    tail_same(&a->end.stderr_tail, &b->end.stderr_tail);
    drop_times(&a->log.queue);
    drop_times(&b->log.queue);
    must_be_same(&a->log.queue, &b->log.queue);
}

static void let_go(struct heard *h)
{
    output_reader_free(&h->hearing);
    log_free(&h->log);
    buf_free(&h->said.bytes);
    buf_free(&h->end.error);
    buf_free(&h->end.stream_header);
    buf_free(&h->end.stderr_tail);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    AUTO(struct buf, buf_free) stream = BUF(SAID_MAX);
    struct heard whole;
    struct heard pieces;

    if (size < 2)
        return 0;
    expand(&stream, bytes + 2, size - 2);
    bool bridged = bytes[1] % 4 != 0;
    hear(&whole, &stream, bridged, 0);
    hear(&pieces, &stream, bridged, 1u + bytes[0]);
    compare(&whole, &pieces);
    let_go(&whole);
    let_go(&pieces);
    return 0;
}
