#include "bootstrap/process/log_frames.h"

#include <string.h>

#include "common/line_splitter.h"
#include "common/utf8.h"

/* Returns how many bytes come before the text. */
static size_t parse_level(struct log_frames *frames, const struct buf *payload)
{
    const char *blank = memchr(payload->data, ' ', payload->size);
    bool marked = blank && payload->data[0] == '=';
    const char *word = payload->data + marked;

    if (frames->continued)
        return 0;
    frames->level = LEVEL_INFO;
    frames->whole = false;
    if (!blank ||
        !log_level_from_name(word, (size_t)(blank - word), &frames->level))
        return 0;
    frames->whole = marked;
    return (size_t)(blank + 1 - payload->data);
}

static void put(struct log_frames *frames, const char *text, size_t size)
{
    if (frames->whole)
        log_whole(frames->log, frames->level, text, size);
    else
        log_console(frames->log, frames->level, text, size);
}

size_t log_frames_part(struct log_frames *frames, const struct buf *payload)
{
    AUTO(struct buf, buf_free) piece = BUF(2 * LINE_MAX_BYTES);
    size_t size = utf8_truncate(payload->data, payload->size);
    size_t head = parse_level(frames, payload);

    if (size - head > LINE_MAX_BYTES)
        size = head + utf8_truncate(payload->data + head, LINE_MAX_BYTES);
    if (buf_add(&piece, payload->data + head, size - head) &&
        buf_add_str(&piece, LINE_CONTINUES))
        put(frames, piece.data, piece.size);
    frames->continued = true;
    return size;
}

void log_frames_end(struct log_frames *frames, const struct buf *payload,
                    size_t declared_size)
{
    AUTO(struct buf, buf_free) cut = BUF(3 * LINE_MAX_BYTES);
    size_t head = parse_level(frames, payload);

    frames->continued = false;
    /* No bridge of dayfly sends a frame of this size: log how much was cut. */
    if (declared_size > payload->size &&
        buf_add(&cut, payload->data,
                utf8_truncate(payload->data, payload->size)) &&
        buf_printf(&cut, " [%zu bytes more]", declared_size - payload->size))
        payload = &cut;
    put(frames, payload->data + head, payload->size - head);
}

void log_frames_reset(struct log_frames *frames)
{
    frames->continued = false;
}
