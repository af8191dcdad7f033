#include "bootstrap/process/output_reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bootstrap/event/invocation.h"

static void on_line(void *self, const char *line, size_t size)
{
    struct output_reader *reader = self;

    log_line(reader->log, line, size);
}

static void on_log_bytes(void *self, const char *bytes, size_t size)
{
    struct output_reader *reader = self;
    struct buf *tail = &reader->outcome->stderr_tail;

    line_splitter_add(&reader->lines, bytes, size);
    if (size > STDERR_TAIL_BYTES) {
        bytes += size - STDERR_TAIL_BYTES;
        size = STDERR_TAIL_BYTES;
    }
    if (tail->size + size > tail->max)
        buf_consume(tail, tail->size + size - STDERR_TAIL_BYTES);
    (void)!buf_add(tail, bytes, size);
}

static size_t on_log_part(void *self, const struct buf *payload)
{
    struct output_reader *reader = self;

    line_splitter_end(&reader->lines);
    return log_frames_part(&reader->log_frames, payload);
}

static void store(struct output_reader *reader, struct buf *to,
                  struct buf *payload, size_t declared_size,
                  enum outcome_kind kind)
{
    if (reader->outcome->kind != OUTCOME_PENDING)
        return;
    buf_clear(to);
    if (declared_size > PAYLOAD_MAX_BYTES) {
        outcome_set(reader->outcome, OUTCOME_TOO_LARGE, 0);
        return;
    }
    if (payload->size < declared_size) {
        (void)error_set(&reader->outcome->why,
                        "no memory for a response of %zu bytes", declared_size);
        kind = OUTCOME_NO_RESOURCES;
    } else {
        buf_swap(to, payload);
    }
    outcome_set(reader->outcome, kind, 0);
}

static void reject_output(struct output_reader *reader, const char *what,
                          size_t size, size_t max)
{
    (void)error_set(&reader->outcome->why,
                    "The handler's %s has %zu bytes, at most %zu are allowed",
                    what, size, max);
    outcome_set(reader->outcome, OUTCOME_BAD_OUTPUT, 0);
}

static void on_error_frame(struct output_reader *reader, struct buf *payload,
                           size_t declared_size, enum outcome_kind kind)
{
    struct buf *error = &reader->outcome->error;

    if (declared_size > error->max && reader->outcome->kind == OUTCOME_PENDING)
        reject_output(reader, "error object", declared_size, error->max);
    else
        store(reader, error, payload, declared_size, kind);
}

static void on_stream_frame(struct output_reader *reader,
                            const struct buf *payload, size_t declared_size)
{
    struct buf *header = &reader->outcome->stream_header;

    if (reader->outcome->kind != OUTCOME_PENDING ||
        reader->body->state != BODY_BUFFERED)
        return;
    if (declared_size == payload->size &&
        buf_add(header, payload->data, payload->size))
        response_body_open(reader->body);
    else
        reject_output(reader, "description of its stream", declared_size,
                      header->max);
}

static void on_data_frame(struct output_reader *reader,
                          const struct buf *payload)
{
    if (reader->outcome->kind != OUTCOME_PENDING ||
        !response_body_is_open(reader->body))
        return;
    if (!buf_add(&reader->body->bytes, payload->data, payload->size)) {
        (void)error_set(&reader->outcome->why,
                        "no memory for a piece of the stream");
        outcome_set(reader->outcome, OUTCOME_NO_RESOURCES, 0);
    }
}

/* The payload of `ready` is the time that the import took, in us, and of a
 * template a space and the version of the interpreter. */
static void on_ready_frame(struct output_reader *reader,
                           const struct buf *payload)
{
    enum { DIGITS_MAX = 12 };
    const char *text = payload->size > 0 ? payload->data : "";
    size_t digits = strspn(text, "0123456789");

    reader->ready = true;
    if (digits == 0 || digits > DIGITS_MAX ||
        (text[digits] != ' ' && digits != payload->size))
        return;
    reader->import_us = strtoll(text, NULL, 10);
    if (text[digits] == ' ')
        (void)snprintf(reader->version, sizeof reader->version, "%s",
                       text + digits + 1);
}

/* A line that is not ended was written before the frame. */
static void on_frame(void *self, enum frame_kind kind, struct buf *payload,
                     size_t declared_size)
{
    struct output_reader *reader = self;

    if (kind == FRAME_LOG || kind == FRAME_RESULT || kind == FRAME_ERROR ||
        kind == FRAME_END || kind == FRAME_INIT_ERROR)
        line_splitter_end(&reader->lines);
    switch (kind) {
    case FRAME_RESULT:
        if (reader->body->state == BODY_BUFFERED)
            store(reader, &reader->body->bytes, payload, declared_size,
                  OUTCOME_RESULT);
        return;
    case FRAME_ERROR:
        on_error_frame(reader, payload, declared_size, OUTCOME_HANDLER_ERROR);
        return;
    case FRAME_INIT_ERROR:
        on_error_frame(reader, payload, declared_size, OUTCOME_INIT_ERROR);
        return;
    case FRAME_STREAM:
        on_stream_frame(reader, payload, declared_size);
        return;
    case FRAME_DATA:
        on_data_frame(reader, payload);
        return;
    case FRAME_END:
        if (response_body_is_open(reader->body))
            outcome_set(reader->outcome, OUTCOME_RESULT, 0);
        return;
    case FRAME_READY:
        on_ready_frame(reader, payload);
        return;
    case FRAME_PART:
    case FRAME_LOG_PART:
        return;
    case FRAME_LOG:
        log_frames_end(&reader->log_frames, payload, declared_size);
        return;
    }
}

/* The stdout of a plain executable is the response itself. */
static void on_plain_output(struct output_reader *reader, const char *bytes,
                            size_t size)
{
    struct buf *to = &reader->body->bytes;

    if (reader->outcome->kind != OUTCOME_PENDING ||
        reader->body->state == BODY_CLOSED)
        return;
    if (reader->body->state == BODY_BUFFERED &&
        to->size + size > PAYLOAD_MAX_BYTES) {
        outcome_set(reader->outcome, OUTCOME_TOO_LARGE, 0);
    } else if (!buf_add(to, bytes, size)) {
        (void)error_set(&reader->outcome->why,
                        "no memory for the handler's output");
        outcome_set(reader->outcome, OUTCOME_NO_RESOURCES, 0);
    }
}

void output_reader_init(struct output_reader *reader, struct log *log,
                        struct response_body *body, struct outcome *outcome)
{
    struct frame_handler handler = {.on_frame = on_frame,
                                    .on_plain_bytes = on_log_bytes,
                                    .on_log_part = on_log_part,
                                    .self = reader};

    *reader = (struct output_reader){.log = log,
                                     .log_frames = {.log = log},
                                     .body = body,
                                     .outcome = outcome,
                                     .lines = LINE_SPLITTER(on_line, reader)};
    frame_parser_init(&reader->frames, PAYLOAD_MAX_BYTES, 2 * LINE_MAX_BYTES,
                      handler);
}

void output_reader_begin(struct output_reader *reader, const char *nonce)
{
    reader->bridged = nonce != NULL;
    reader->outcome->bridged = reader->bridged;
    reader->ready = false;
    reader->import_us = -1;
    reader->version[0] = '\0';
    log_frames_reset(&reader->log_frames);
    if (reader->bridged)
        frame_parser_begin(&reader->frames, nonce);
}

void output_reader_stdout(struct output_reader *reader, const char *bytes,
                          size_t size)
{
    if (reader->bridged)
        frame_parser_add(&reader->frames, bytes, size);
    else
        on_plain_output(reader, bytes, size);
}

void output_reader_stderr(struct output_reader *reader, const char *bytes,
                          size_t size)
{
    on_log_bytes(reader, bytes, size);
}

void output_reader_flush(struct output_reader *reader)
{
    line_splitter_end(&reader->lines);
}

void output_reader_stdout_end(struct output_reader *reader)
{
    if (!reader->bridged)
        return;
    frame_parser_end(&reader->frames);
    line_splitter_end(&reader->lines);
}

void output_reader_stderr_end(struct output_reader *reader)
{
    line_splitter_end(&reader->lines);
}

size_t output_reader_partial_bytes(const struct output_reader *reader)
{
    return reader->bridged ? frame_parser_partial_bytes(&reader->frames) : 0;
}

void output_reader_free(struct output_reader *reader)
{
    frame_parser_free(&reader->frames);
    line_splitter_free(&reader->lines);
}
