#include "bootstrap/process/output_reader.h"

#include <stdlib.h>
#include <string.h>

#include "common/utf8.h"
#include "bootstrap/event/invocation.h"

/* Only the first ending counts. */
static void ended(struct output_reader *h, enum outcome_kind how)
{
    if (h->end->how == OUTCOME_PENDING)
        h->end->how = how;
}

static void tell_line(void *self, const char *line, size_t size)
{
    struct output_reader *h = self;

    log_line(h->log, line, size);
}

static void hear_out(void *self, const char *bytes, size_t size)
{
    struct output_reader *h = self;

    line_splitter_add(&h->out_lines, bytes, size);
}

static void hear_err(void *self, const char *bytes, size_t size)
{
    struct output_reader *h = self;
    struct buf *tail = &h->end->tail;

    line_splitter_add(&h->err_lines, bytes, size);
    if (size > STDERR_TAIL_BYTES) {
        bytes += size - STDERR_TAIL_BYTES;
        size = STDERR_TAIL_BYTES;
    }
    if (tail->size + size > tail->ceiling)
        buf_consume(tail, tail->size + size - STDERR_TAIL_BYTES);
    (void)!buf_add(tail, bytes, size);
}

/* "LEVEL text" at the beginning of a record: how much of it is the word. */
static size_t take_level(struct output_reader *h, const struct buf *payload)
{
    const char *blank = memchr(payload->data, ' ', payload->size);
    size_t word = blank ? (size_t)(blank - payload->data) : 0;

    if (h->goes_on)
        return 0;
    h->level = LEVEL_INFO;
    if (!blank || !log_level_from_name(payload->data, word, &h->level))
        return 0;
    return word + 1;
}

/* A record too long to be kept is told in pieces, each but the last marked. */
static size_t hear_log_part(void *self, const struct buf *payload)
{
    struct output_reader *h = self;
    AUTO(struct buf, buf_free) piece = BUF(2 * LINE_MAX_BYTES);
    size_t size = utf8_truncate(payload->data, payload->size);
    size_t head = take_level(h, payload);

    if (size - head > LINE_MAX_BYTES)
        size = head + utf8_truncate(payload->data + head, LINE_MAX_BYTES);
    if (buf_add(&piece, payload->data + head, size - head) &&
        buf_add_str(&piece, LINE_CONTINUES))
        log_record(h->log, h->level, piece.data, piece.size);
    h->goes_on = true;
    return size;
}

static void hear_log(void *self, enum frame_kind kind,
                     const struct buf *payload, size_t said)
{
    struct output_reader *h = self;
    AUTO(struct buf, buf_free) whole = BUF(3 * LINE_MAX_BYTES);
    size_t head = kind == FRAME_LOG ? take_level(h, payload) : 0;

    h->goes_on = false;
    if (kind != FRAME_LOG)
        return;
    /* Our bridge sends no frame so long; what does is told what was cut. */
    if (said > payload->size &&
        buf_add(&whole, payload->data,
                utf8_truncate(payload->data, payload->size)) &&
        buf_printf(&whole, " [%zu bytes more]", said - payload->size))
        payload = &whole;
    log_record(h->log, h->level, payload->data + head, payload->size - head);
}

static void keep(struct output_reader *h, struct buf *to,
                 const struct buf *payload, size_t said, enum outcome_kind how)
{
    if (h->end->how != OUTCOME_PENDING)
        return;
    buf_clear(to);
    if (said > PAYLOAD_MAX_BYTES) {
        h->end->said = said;
        ended(h, OUTCOME_TOO_LARGE);
        return;
    }
    if (payload->size < said || !buf_add(to, payload->data, payload->size)) {
        (void)error_set(&h->end->why, "no memory for an answer of %zu bytes",
                        said);
        how = OUTCOME_NO_RESOURCES;
    }
    ended(h, how);
}

static void unusable(struct output_reader *h, const char *what, size_t said,
                     size_t most)
{
    (void)error_set(&h->end->why,
                    "The handler's %s has %zu bytes, at most %zu can be taken",
                    what, said, most);
    ended(h, OUTCOME_BAD_OUTPUT);
}

static void hear_error(struct output_reader *h, const struct buf *payload,
                       size_t said, enum outcome_kind how)
{
    struct buf *error = &h->end->error;

    if (said > error->ceiling && h->end->how == OUTCOME_PENDING)
        unusable(h, "error object", said, error->ceiling);
    else
        keep(h, error, payload, said, how);
}

static void hear_opening(struct output_reader *h, const struct buf *payload,
                         size_t said)
{
    struct buf *opened = &h->end->opened;

    if (h->end->how != OUTCOME_PENDING || h->said->live)
        return;
    h->said->live =
        said == payload->size && buf_add(opened, payload->data, payload->size);
    if (!h->said->live)
        unusable(h, "description of its stream", said, opened->ceiling);
}

static void hear_data(struct output_reader *h, const struct buf *payload)
{
    if (h->end->how != OUTCOME_PENDING || !h->said->live)
        return;
    if (!buf_add(&h->said->bytes, payload->data, payload->size)) {
        (void)error_set(&h->end->why, "no memory for a piece of the stream");
        ended(h, OUTCOME_NO_RESOURCES);
    }
}

/* What `ready` carries; -1: no number. */
static int64_t micros_from(const struct buf *payload)
{
    enum { DIGITS_MAX = 12 };

    if (payload->size == 0 || payload->size > DIGITS_MAX ||
        strspn(payload->data, "0123456789") != payload->size)
        return -1;
    return strtoll(payload->data, NULL, 10);
}

static void hear_frame(void *self, enum frame_kind kind,
                       const struct buf *payload, size_t said)
{
    struct output_reader *h = self;

    switch (kind) {
    case FRAME_RESULT:
        if (!h->said->live)
            keep(h, &h->said->bytes, payload, said, OUTCOME_RESULT);
        return;
    case FRAME_ERROR:
        hear_error(h, payload, said, OUTCOME_HANDLER_ERROR);
        return;
    case FRAME_INIT_ERROR:
        hear_error(h, payload, said, OUTCOME_INIT_ERROR);
        return;
    case FRAME_STREAM:
        hear_opening(h, payload, said);
        return;
    case FRAME_DATA:
        hear_data(h, payload);
        return;
    case FRAME_END:
        if (h->said->live)
            ended(h, OUTCOME_RESULT);
        return;
    case FRAME_READY:
        h->ready = true;
        h->import_us = micros_from(payload);
        return;
    case FRAME_PART:
        return;
    case FRAME_LOG:
        hear_log(h, kind, payload, said);
        return;
    }
}

/* A plain executable's stdout is the answer itself. */
static void hear_answer(struct output_reader *h, const char *bytes, size_t size)
{
    struct buf *to = &h->said->bytes;

    if (h->end->how != OUTCOME_PENDING)
        return;
    if (!h->said->live && to->size + size > PAYLOAD_MAX_BYTES) {
        h->end->said = to->size + size;
        ended(h, OUTCOME_TOO_LARGE);
    } else if (!buf_add(to, bytes, size)) {
        (void)error_set(&h->end->why, "no memory for its answer");
        ended(h, OUTCOME_NO_RESOURCES);
    }
}

void output_reader_init(struct output_reader *h, struct log *log,
                        struct response_body *said, struct outcome *end)
{
    struct frame_handler out = {
        .frame = hear_frame, .rest = hear_out, .self = h};
    struct frame_handler err = {
        .frame = hear_log, .rest = hear_err, .part = hear_log_part, .self = h};

    *h = (struct output_reader){.log = log,
                                .said = said,
                                .end = end,
                                .out_lines = LINE_SPLITTER(tell_line, h),
                                .err_lines = LINE_SPLITTER(tell_line, h)};
    frame_parser_init(&h->out_frames, PAYLOAD_MAX_BYTES, out);
    frame_parser_init(&h->err_frames, 2 * LINE_MAX_BYTES, err);
}

void output_reader_begin(struct output_reader *h, const char *nonce)
{
    h->bridged = nonce != NULL;
    h->end->bridged = h->bridged;
    h->ready = false;
    h->import_us = -1;
    h->goes_on = false;
    if (h->bridged) {
        frame_parser_begin(&h->out_frames, nonce);
        frame_parser_begin(&h->err_frames, nonce);
    }
}

void output_reader_stdout(struct output_reader *h, const char *bytes,
                          size_t size)
{
    if (h->bridged)
        frame_parser_add(&h->out_frames, bytes, size);
    else
        hear_answer(h, bytes, size);
}

void output_reader_stderr(struct output_reader *h, const char *bytes,
                          size_t size)
{
    if (h->bridged)
        frame_parser_add(&h->err_frames, bytes, size);
    else
        hear_err(h, bytes, size);
}

void output_reader_flush(struct output_reader *h)
{
    line_splitter_end(&h->out_lines);
    line_splitter_end(&h->err_lines);
}

void output_reader_stdout_end(struct output_reader *h)
{
    if (h->bridged)
        frame_parser_end(&h->out_frames);
    line_splitter_end(&h->out_lines);
}

void output_reader_stderr_end(struct output_reader *h)
{
    if (h->bridged)
        frame_parser_end(&h->err_frames);
    line_splitter_end(&h->err_lines);
}

size_t output_reader_partial_bytes(const struct output_reader *h)
{
    return h->bridged ? frame_parser_partial_bytes(&h->out_frames) : 0;
}

void output_reader_free(struct output_reader *h)
{
    frame_parser_free(&h->out_frames);
    frame_parser_free(&h->err_frames);
    line_splitter_free(&h->out_lines);
    line_splitter_free(&h->err_lines);
}
