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

static void on_stdout_bytes(void *self, const char *bytes, size_t size)
{
    struct output_reader *reader = self;

    line_splitter_add(&reader->out_lines, bytes, size);
}

static void on_stderr_bytes(void *self, const char *bytes, size_t size)
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

static size_t on_log_part(void *self, const struct buf *payload)
{
    struct output_reader *reader = self;

    return log_frames_part(&reader->log_frames, payload);
}

/* On stderr only `log` frames mean something. */
static void on_stderr_frame(void *self, enum frame_kind kind,
                            struct buf *payload, size_t declared_size)
{
    struct output_reader *reader = self;

    if (kind == FRAME_LOG)
        log_frames_end(&reader->log_frames, payload, declared_size);
    else
        log_frames_reset(&reader->log_frames);
}

static void store(struct output_reader *reader, struct buf *to,
                  struct buf *payload, size_t declared_size,
                  enum outcome_kind kind)
{
    if (reader->outcome->kind != OUTCOME_PENDING)
        return;
    buf_clear(to);
    if (declared_size > PAYLOAD_MAX_BYTES) {
        reader->outcome->output_bytes = declared_size;
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

static void on_frame(void *self, enum frame_kind kind, struct buf *payload,
                     size_t declared_size)
{
    struct output_reader *reader = self;

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
        reader->outcome->output_bytes = to->size + size;
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
    struct frame_handler out = {.on_frame = on_frame,
                                .on_plain_bytes = on_stdout_bytes,
                                .self = reader};
    struct frame_handler err = {.on_frame = on_stderr_frame,
                                .on_plain_bytes = on_stderr_bytes,
                                .on_part = on_log_part,
                                .self = reader};

    *reader =
        (struct output_reader){.log = log,
                               .log_frames = {.log = log},
                               .body = body,
                               .outcome = outcome,
                               .out_lines = LINE_SPLITTER(on_line, reader),
                               .err_lines = LINE_SPLITTER(on_line, reader)};
    frame_parser_init(&reader->out_frames, PAYLOAD_MAX_BYTES, out);
    frame_parser_init(&reader->err_frames, 2 * LINE_MAX_BYTES, err);
}

void output_reader_begin(struct output_reader *reader, const char *nonce)
{
    reader->bridged = nonce != NULL;
    reader->outcome->bridged = reader->bridged;
    reader->ready = false;
    reader->import_us = -1;
    reader->version[0] = '\0';
    log_frames_reset(&reader->log_frames);
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
        on_plain_output(reader, bytes, size);
}

void output_reader_stderr(struct output_reader *reader, const char *bytes,
                          size_t size)
{
    if (reader->bridged)
        frame_parser_add(&reader->err_frames, bytes, size);
    else
        on_stderr_bytes(reader, bytes, size);
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
