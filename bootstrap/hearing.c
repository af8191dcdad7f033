#include "bootstrap/hearing.h"

#include <string.h>

#include "bootstrap/invocation.h"

/* Only the first ending counts. */
static void ended(struct hearing *h, enum ending_how how)
{
    if (h->end->how == ENDED_NOT)
        h->end->how = how;
}

static void tell_line(void *self, const char *line, size_t size)
{
    struct hearing *h = self;

    log_record(h->log, LEVEL_INFO, line, size);
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

/* "LEVEL text" */
static void hear_log(void *self, enum frame_kind kind,
                     const struct buf *payload, size_t said)
{
    struct hearing *h = self;
    const char *blank = memchr(payload->data, ' ', payload->size);
    size_t word = blank ? (size_t)(blank - payload->data) : 0;
    enum log_level level;

    (void)said;
    if (kind != FRAME_LOG)
        return;
    if (!blank || !log_level_from(payload->data, word, &level))
        log_record(h->log, LEVEL_INFO, payload->data, payload->size);
    else
        log_record(h->log, level, blank + 1, payload->size - word - 1);
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

static void hear_data(struct hearing *h, const struct buf *payload)
{
    if (h->end->how != ENDED_NOT || !h->said->live)
        return;
    if (!buf_add(&h->said->bytes, payload->data, payload->size)) {
        (void)fault_set(&h->end->why, "no memory for a piece of the stream");
        ended(h, ENDED_NO_MEANS);
    }
}

static void hear_frame(void *self, enum frame_kind kind,
                       const struct buf *payload, size_t said)
{
    struct hearing *h = self;
    struct ending *end = h->end;

    switch (kind) {
    case FRAME_RESULT:
        if (!h->said->live)
            keep(h, &h->said->bytes, payload, said, ENDED_RESULT);
        return;
    case FRAME_ERROR:
        keep(h, &end->error, payload, said, ENDED_ERROR);
        return;
    case FRAME_INIT_ERROR:
        keep(h, &end->error, payload, said, ENDED_INIT_ERROR);
        return;
    case FRAME_STREAM:
        if (end->how == ENDED_NOT && !h->said->live)
            h->said->live = buf_add(&end->opened, payload->data, payload->size);
        return;
    case FRAME_DATA:
        hear_data(h, payload);
        return;
    case FRAME_END:
        if (h->said->live)
            ended(h, ENDED_RESULT);
        return;
    case FRAME_READY:
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
    struct frames_to err = {.frame = hear_log, .rest = hear_err, .self = h};

    *h = (struct hearing){.log = log,
                          .said = said,
                          .end = end,
                          .out_lines = LINES(tell_line, h),
                          .err_lines = LINES(tell_line, h)};
    frames_init(&h->out_frames, PAYLOAD_MOST_BYTES, out);
    frames_init(&h->err_frames, ERROR_MOST_BYTES, err);
}

void hearing_begin(struct hearing *h, const char *nonce)
{
    h->bridged = nonce != NULL;
    h->end->bridged = h->bridged;
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

void hearing_free(struct hearing *h)
{
    frames_free(&h->out_frames);
    frames_free(&h->err_frames);
    lines_free(&h->out_lines);
    lines_free(&h->err_lines);
}
