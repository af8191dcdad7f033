#include "bootstrap/process/output_reader.h"

#include <stdlib.h>
#include <string.h>

#include "common/utf8.h"
#include "bootstrap/event/invocation.h"

/* Only the first ending counts. */
static void ended(struct hearing *h, enum ending_how how)
{
    if (h->end->how == ENDED_NOT)
        h->end->how = how;
}

static void tell_line(void *self, const char *line, size_t size)
{
    struct hearing *h = self;

    log_line(h->log, line, size);
}

static void hear_out(void *self, const char *bytes, size_t size)
{
    struct hearing *h = self;

    lines_add(&h->out_lines, bytes, size);
}

static void hear_err(void *self, const char *bytes, size_t size)
{
    struct hearing *h = self;
    struct buf *tail = &h->end->tail;

    lines_add(&h->err_lines, bytes, size);
    if (size > STDERR_TAIL_BYTES) {
        bytes += size - STDERR_TAIL_BYTES;
        size = STDERR_TAIL_BYTES;
    }
    if (tail->size + size > tail->ceiling)
        buf_drop(tail, tail->size + size - STDERR_TAIL_BYTES);
    (void)!buf_add(tail, bytes, size);
}

/* "LEVEL text" at the beginning of a record: how much of it is the word. */
static size_t take_level(struct hearing *h, const struct buf *payload)
{
    const char *blank = memchr(payload->data, ' ', payload->size);
    size_t word = blank ? (size_t)(blank - payload->data) : 0;

    if (h->goes_on)
        return 0;
    h->level = LEVEL_INFO;
    if (!blank || !record_level_from(payload->data, word, &h->level))
        return 0;
    return word + 1;
}

/* A record too long to be kept is told in pieces, each but the last marked. */
static size_t hear_log_part(void *self, const struct buf *payload)
{
    struct hearing *h = self;
    AUTO(struct buf, buf_free) piece = BUF(2 * LINE_MOST_BYTES);
    size_t size = utf8_cut(payload->data, payload->size);
    size_t head = take_level(h, payload);

    if (size - head > LINE_MOST_BYTES)
        size = head + utf8_cut(payload->data + head, LINE_MOST_BYTES);
    if (buf_add(&piece, payload->data + head, size - head) &&
        buf_text(&piece, LINE_GOES_ON))
        log_record(h->log, h->level, piece.data, piece.size);
    h->goes_on = true;
    return size;
}

static void hear_log(void *self, enum frame_kind kind,
                     const struct buf *payload, size_t said)
{
    struct hearing *h = self;
    AUTO(struct buf, buf_free) whole = BUF(3 * LINE_MOST_BYTES);
    size_t head = kind == FRAME_LOG ? take_level(h, payload) : 0;

    h->goes_on = false;
    if (kind != FRAME_LOG)
        return;
    /* Our bridge sends no frame so long; what does is told what was cut. */
    if (said > payload->size &&
        buf_add(&whole, payload->data,
                utf8_cut(payload->data, payload->size)) &&
        buf_printf(&whole, " [%zu bytes more]", said - payload->size))
        payload = &whole;
    log_record(h->log, h->level, payload->data + head, payload->size - head);
}

static void keep(struct hearing *h, struct buf *to, const struct buf *payload,
                 size_t said, enum ending_how how)
{
    if (h->end->how != ENDED_NOT)
        return;
    buf_clear(to);
    if (said > PAYLOAD_MOST_BYTES) {
        h->end->said = said;
        ended(h, ENDED_TOO_LONG);
        return;
    }
    if (payload->size < said || !buf_add(to, payload->data, payload->size)) {
        (void)fault_set(&h->end->why, "no memory for an answer of %zu bytes",
                        said);
        how = ENDED_NO_MEANS;
    }
    ended(h, how);
}

static void unusable(struct hearing *h, const char *what, size_t said,
                     size_t most)
{
    (void)fault_set(&h->end->why,
                    "The handler's %s has %zu bytes, at most %zu can be taken",
                    what, said, most);
    ended(h, ENDED_UNUSABLE);
}

static void hear_error(struct hearing *h, const struct buf *payload,
                       size_t said, enum ending_how how)
{
    struct buf *error = &h->end->error;

    if (said > error->ceiling && h->end->how == ENDED_NOT)
        unusable(h, "error object", said, error->ceiling);
    else
        keep(h, error, payload, said, how);
}

static void hear_opening(struct hearing *h, const struct buf *payload,
                         size_t said)
{
    struct buf *opened = &h->end->opened;

    if (h->end->how != ENDED_NOT || h->said->live)
        return;
    h->said->live =
        said == payload->size && buf_add(opened, payload->data, payload->size);
    if (!h->said->live)
        unusable(h, "description of its stream", said, opened->ceiling);
}

static void hear_data(struct hearing *h, const struct buf *payload)
{
    if (h->end->how != ENDED_NOT || !h->said->live)
        return;
    if (!buf_add(&h->said->bytes, payload->data, payload->size)) {
        (void)fault_set(&h->end->why, "no memory for a piece of the stream");
        ended(h, ENDED_NO_MEANS);
    }
}

/* What `ready` carries; -1: no number. */
static int64_t micros_from(const struct buf *payload)
{
    enum { DIGITS_MOST = 12 };

    if (payload->size == 0 || payload->size > DIGITS_MOST ||
        strspn(payload->data, "0123456789") != payload->size)
        return -1;
    return strtoll(payload->data, NULL, 10);
}

static void hear_frame(void *self, enum frame_kind kind,
                       const struct buf *payload, size_t said)
{
    struct hearing *h = self;

    switch (kind) {
    case FRAME_RESULT:
        if (!h->said->live)
            keep(h, &h->said->bytes, payload, said, ENDED_RESULT);
        return;
    case FRAME_ERROR:
        hear_error(h, payload, said, ENDED_ERROR);
        return;
    case FRAME_INIT_ERROR:
        hear_error(h, payload, said, ENDED_INIT_ERROR);
        return;
    case FRAME_STREAM:
        hear_opening(h, payload, said);
        return;
    case FRAME_DATA:
        hear_data(h, payload);
        return;
    case FRAME_END:
        if (h->said->live)
            ended(h, ENDED_RESULT);
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
static void hear_answer(struct hearing *h, const char *bytes, size_t size)
{
    struct buf *to = &h->said->bytes;

    if (h->end->how != ENDED_NOT)
        return;
    if (!h->said->live && to->size + size > PAYLOAD_MOST_BYTES) {
        h->end->said = to->size + size;
        ended(h, ENDED_TOO_LONG);
    } else if (!buf_add(to, bytes, size)) {
        (void)fault_set(&h->end->why, "no memory for its answer");
        ended(h, ENDED_NO_MEANS);
    }
}

void hearing_init(struct hearing *h, struct log *log, struct body *said,
                  struct ending *end)
{
    struct frames_to out = {.frame = hear_frame, .rest = hear_out, .self = h};
    struct frames_to err = {
        .frame = hear_log, .rest = hear_err, .part = hear_log_part, .self = h};

    *h = (struct hearing){.log = log,
                          .said = said,
                          .end = end,
                          .out_lines = LINES(tell_line, h),
                          .err_lines = LINES(tell_line, h)};
    frames_init(&h->out_frames, PAYLOAD_MOST_BYTES, out);
    frames_init(&h->err_frames, 2 * LINE_MOST_BYTES, err);
}

void hearing_begin(struct hearing *h, const char *nonce)
{
    h->bridged = nonce != NULL;
    h->end->bridged = h->bridged;
    h->ready = false;
    h->import_us = -1;
    h->goes_on = false;
    if (h->bridged) {
        frames_begin(&h->out_frames, nonce);
        frames_begin(&h->err_frames, nonce);
    }
}

void hearing_out(struct hearing *h, const char *bytes, size_t size)
{
    if (h->bridged)
        frames_add(&h->out_frames, bytes, size);
    else
        hear_answer(h, bytes, size);
}

void hearing_err(struct hearing *h, const char *bytes, size_t size)
{
    if (h->bridged)
        frames_add(&h->err_frames, bytes, size);
    else
        hear_err(h, bytes, size);
}

void hearing_rest(struct hearing *h)
{
    lines_end(&h->out_lines);
    lines_end(&h->err_lines);
}

void hearing_out_end(struct hearing *h)
{
    if (h->bridged)
        frames_end(&h->out_frames);
    lines_end(&h->out_lines);
}

void hearing_err_end(struct hearing *h)
{
    if (h->bridged)
        frames_end(&h->err_frames);
    lines_end(&h->err_lines);
}

size_t hearing_half(const struct hearing *h)
{
    return h->bridged ? frames_half(&h->out_frames) : 0;
}

void hearing_free(struct hearing *h)
{
    frames_free(&h->out_frames);
    frames_free(&h->err_frames);
    lines_free(&h->out_lines);
    lines_free(&h->err_lines);
}
