#include "bootstrap/process/output_reader.h"

#include <stdlib.h>
#include <string.h>

#include "bootstrap/event/invocation.h"
#include "common/utf8.h"

/* Only the first ending counts. */
static void ended(struct output_reader *reader, enum outcome_kind how)
{
    if (reader->outcome->kind == OUTCOME_PENDING)
        reader->outcome->kind = how;
}

static void tell_line(void *self, const char *line, size_t size)
{
    struct output_reader *reader = self;

    log_line(reader->log, line, size);
}

static void hear_out(void *self, const char *bytes, size_t size)
{
    struct output_reader *reader = self;

    line_splitter_add(&reader->out_lines, bytes, size);
}

static void hear_err(void *self, const char *bytes, size_t size)
{
    struct output_reader *reader = self;
    struct buf *tail = &reader->outcome->stderr_tail;

    line_splitter_add(&reader->err_lines, bytes, size);
    if (size > STDERR_TAIL_BYTES) {
        bytes += size - STDERR_TAIL_BYTES;
        size = STDERR_TAIL_BYTES;
    }
    if (tail->size + size > tail->max)
        buf_consume(tail, tail->size + size - STDERR_TAIL_BYTES);
    (void)!buf_add(tail, bytes, size);
}

/* "LEVEL text" at the beginning of a record: how much of it is the word. */
static size_t take_level(struct output_reader *reader,
                         const struct buf *payload)
{
    const char *blank = memchr(payload->data, ' ', payload->size);
    size_t word = blank ? (size_t)(blank - payload->data) : 0;

    if (reader->continued)
        return 0;
    reader->level = LEVEL_INFO;
    if (!blank || !log_level_from_name(payload->data, word, &reader->level))
        return 0;
    return word + 1;
}

/* A record too long to be kept is told in pieces, each but the last marked. */
static size_t hear_log_part(void *self, const struct buf *payload)
{
    struct output_reader *reader = self;
    AUTO(struct buf, buf_free) piece = BUF(2 * LINE_MAX_BYTES);
    size_t size = utf8_truncate(payload->data, payload->size);
    size_t head = take_level(reader, payload);

    if (size - head > LINE_MAX_BYTES)
        size = head + utf8_truncate(payload->data + head, LINE_MAX_BYTES);
    if (buf_add(&piece, payload->data + head, size - head) &&
        buf_add_str(&piece, LINE_CONTINUES))
        log_record(reader->log, reader->level, piece.data, piece.size);
    reader->continued = true;
    return size;
}

static void hear_log(void *self, enum frame_kind kind,
                     const struct buf *payload, size_t said)
{
    struct output_reader *reader = self;
    AUTO(struct buf, buf_free) whole = BUF(3 * LINE_MAX_BYTES);
    size_t head = kind == FRAME_LOG ? take_level(reader, payload) : 0;

    reader->continued = false;
    if (kind != FRAME_LOG)
        return;
    /* Our bridge sends no frame so long; what does is told what was cut. */
    if (said > payload->size &&
        buf_add(&whole, payload->data,
                utf8_truncate(payload->data, payload->size)) &&
        buf_printf(&whole, " [%zu bytes more]", said - payload->size))
        payload = &whole;
    log_record(reader->log, reader->level, payload->data + head,
               payload->size - head);
}

static void keep(struct output_reader *reader, struct buf *to,
                 const struct buf *payload, size_t said, enum outcome_kind how)
{
    if (reader->outcome->kind != OUTCOME_PENDING)
        return;
    buf_clear(to);
    if (said > PAYLOAD_MAX_BYTES) {
        reader->outcome->output_bytes = said;
        ended(reader, OUTCOME_TOO_LARGE);
        return;
    }
    if (payload->size < said || !buf_add(to, payload->data, payload->size)) {
        (void)error_set(&reader->outcome->why,
                        "no memory for an answer of %zu bytes", said);
        how = OUTCOME_NO_RESOURCES;
    }
    ended(reader, how);
}

static void unusable(struct output_reader *reader, const char *what,
                     size_t said, size_t most)
{
    (void)error_set(&reader->outcome->why,
                    "The handler's %s has %zu bytes, at most %zu can be taken",
                    what, said, most);
    ended(reader, OUTCOME_BAD_OUTPUT);
}

static void hear_error(struct output_reader *reader, const struct buf *payload,
                       size_t said, enum outcome_kind how)
{
    struct buf *error = &reader->outcome->error;

    if (said > error->max && reader->outcome->kind == OUTCOME_PENDING)
        unusable(reader, "error object", said, error->max);
    else
        keep(reader, error, payload, said, how);
}

static void hear_opening(struct output_reader *reader,
                         const struct buf *payload, size_t said)
{
    struct buf *opened = &reader->outcome->stream_header;

    if (reader->outcome->kind != OUTCOME_PENDING ||
        reader->body->state != BODY_BUFFERED)
        return;
    if (said == payload->size && buf_add(opened, payload->data, payload->size))
        response_body_open(reader->body);
    else
        unusable(reader, "description of its stream", said, opened->max);
}

static void hear_data(struct output_reader *reader, const struct buf *payload)
{
    if (reader->outcome->kind != OUTCOME_PENDING ||
        !response_body_is_open(reader->body))
        return;
    if (!buf_add(&reader->body->bytes, payload->data, payload->size)) {
        (void)error_set(&reader->outcome->why,
                        "no memory for a piece of the stream");
        ended(reader, OUTCOME_NO_RESOURCES);
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
    struct output_reader *reader = self;

    switch (kind) {
    case FRAME_RESULT:
        if (reader->body->state == BODY_BUFFERED)
            keep(reader, &reader->body->bytes, payload, said, OUTCOME_RESULT);
        return;
    case FRAME_ERROR:
        hear_error(reader, payload, said, OUTCOME_HANDLER_ERROR);
        return;
    case FRAME_INIT_ERROR:
        hear_error(reader, payload, said, OUTCOME_INIT_ERROR);
        return;
    case FRAME_STREAM:
        hear_opening(reader, payload, said);
        return;
    case FRAME_DATA:
        hear_data(reader, payload);
        return;
    case FRAME_END:
        if (response_body_is_open(reader->body))
            ended(reader, OUTCOME_RESULT);
        return;
    case FRAME_READY:
        reader->ready = true;
        reader->import_us = micros_from(payload);
        return;
    case FRAME_PART:
        return;
    case FRAME_LOG:
        hear_log(reader, kind, payload, said);
        return;
    }
}

/* A plain executable's stdout is the answer itself. */
static void hear_answer(struct output_reader *reader, const char *bytes,
                        size_t size)
{
    struct buf *to = &reader->body->bytes;

    if (reader->outcome->kind != OUTCOME_PENDING ||
        reader->body->state == BODY_CLOSED)
        return;
    if (reader->body->state == BODY_BUFFERED &&
        to->size + size > PAYLOAD_MAX_BYTES) {
        reader->outcome->output_bytes = to->size + size;
        ended(reader, OUTCOME_TOO_LARGE);
    } else if (!buf_add(to, bytes, size)) {
        (void)error_set(&reader->outcome->why, "no memory for its answer");
        ended(reader, OUTCOME_NO_RESOURCES);
    }
}

void output_reader_init(struct output_reader *reader, struct log *log,
                        struct response_body *body, struct outcome *outcome)
{
    struct frame_handler out = {
        .on_frame = hear_frame, .on_plain_bytes = hear_out, .self = reader};
    struct frame_handler err = {.on_frame = hear_log,
                                .on_plain_bytes = hear_err,
                                .on_part = hear_log_part,
                                .self = reader};

    *reader =
        (struct output_reader){.log = log,
                               .body = body,
                               .outcome = outcome,
                               .out_lines = LINE_SPLITTER(tell_line, reader),
                               .err_lines = LINE_SPLITTER(tell_line, reader)};
    frame_parser_init(&reader->out_frames, PAYLOAD_MAX_BYTES, out);
    frame_parser_init(&reader->err_frames, 2 * LINE_MAX_BYTES, err);
}

void output_reader_begin(struct output_reader *reader, const char *nonce)
{
    reader->bridged = nonce != NULL;
    reader->outcome->bridged = reader->bridged;
    reader->ready = false;
    reader->import_us = -1;
    reader->continued = false;
    if (reader->bridged) {
        frame_parser_begin(&reader->out_frames, nonce);
        frame_parser_begin(&reader->err_frames, nonce);
    }
}

void output_reader_stdout(struct output_reader *reader, const char *bytes,
                          size_t size)
{
    if (reader->bridged)
        frame_parser_add(&reader->out_frames, bytes, size);
    else
        hear_answer(reader, bytes, size);
}

void output_reader_stderr(struct output_reader *reader, const char *bytes,
                          size_t size)
{
    if (reader->bridged)
        frame_parser_add(&reader->err_frames, bytes, size);
    else
        hear_err(reader, bytes, size);
}

void output_reader_flush(struct output_reader *reader)
{
    line_splitter_end(&reader->out_lines);
    line_splitter_end(&reader->err_lines);
}

void output_reader_stdout_end(struct output_reader *reader)
{
    if (reader->bridged)
        frame_parser_end(&reader->out_frames);
    line_splitter_end(&reader->out_lines);
}

void output_reader_stderr_end(struct output_reader *reader)
{
    if (reader->bridged)
        frame_parser_end(&reader->err_frames);
    line_splitter_end(&reader->err_lines);
}

size_t output_reader_partial_bytes(const struct output_reader *reader)
{
    return reader->bridged ? frame_parser_partial_bytes(&reader->out_frames)
                           : 0;
}

void output_reader_free(struct output_reader *reader)
{
    frame_parser_free(&reader->out_frames);
    frame_parser_free(&reader->err_frames);
    line_splitter_free(&reader->out_lines);
    line_splitter_free(&reader->err_lines);
}
