#include "host/logbook/log_reader.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "common/fd.h"

enum {
    WINDOW_BYTES = 4 * LOG_LINE_MAX,
    BISECT_BYTES = 32 * 1024, /* a range that is read line by line */
};

void log_reader_open(struct log_reader *reader, const struct log_group *group)
{
    *reader = (struct log_reader){
        .group = group, .fd = -1, .window = BUF(WINDOW_BYTES)};
}

void log_reader_close(struct log_reader *reader)
{
    fd_close(&reader->fd);
    buf_free(&reader->window);
}

static const struct log_segment *segment_of(const struct log_reader *reader)
{
    return &reader->group->segments[reader->at];
}

static bool open_segment(struct log_reader *reader)
{
    char path[PATH_MAX];

    if (reader->fd >= 0 && reader->open == reader->at)
        return true;
    fd_close(&reader->fd);
    reader->window.size = 0;
    log_segment_path(reader->group, segment_of(reader), path);
    reader->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    reader->open = reader->at;
    return reader->fd >= 0;
}

/* Reads the bytes of the segment from `from` on. */
static bool load(struct log_reader *reader, uint64_t from)
{
    uint64_t left = segment_of(reader)->size - from;
    size_t most = left < WINDOW_BYTES ? (size_t)left : WINDOW_BYTES;

    reader->window.size = 0;
    if (!buf_reserve(&reader->window, WINDOW_BYTES))
        return false;
    ssize_t got =
        pread(reader->fd, buf_tail(&reader->window), most, (off_t)from);
    if (got <= 0)
        return false;
    buf_commit(&reader->window, (size_t)got);
    reader->window_at = from;
    return true;
}

/* The byte at this offset is in the window. */
static bool holds(const struct log_reader *reader, uint64_t offset)
{
    return reader->fd >= 0 && reader->open == reader->at &&
           offset >= reader->window_at &&
           offset < reader->window_at + reader->window.size;
}

static const char *window_at(const struct log_reader *reader, uint64_t offset)
{
    return reader->window.data + (offset - reader->window_at);
}

static const char *find_end(const struct log_reader *reader)
{
    size_t skip = (size_t)(reader->offset - reader->window_at);

    return memchr(reader->window.data + skip, '\n', reader->window.size - skip);
}

/* The bytes up to the next line feed, of which *size is the number without it.
 * NULL: the segment has no more. */
static const char *next_bytes(struct log_reader *reader, size_t *size)
{
    const char *end = NULL;

    if (reader->offset >= segment_of(reader)->size || !open_segment(reader))
        return NULL;
    if (holds(reader, reader->offset))
        end = find_end(reader);
    if (!end && !load(reader, reader->offset))
        return NULL;
    if (!end)
        end = find_end(reader);
    const char *from = window_at(reader, reader->offset);
    /* No line is as long as a window: these bytes are damaged. */
    *size = end ? (size_t)(end - from)
                : reader->window.size - (size_t)(from - reader->window.data);
    reader->offset += *size + (end ? 1 : 0);
    reader->scanned += *size + 1;
    return from;
}

bool log_reader_next(struct log_reader *reader, struct log_line *line)
{
    while (reader->at < reader->group->count) {
        size_t size;
        const char *bytes = next_bytes(reader, &size);
        if (bytes && log_line_parse(line, bytes, size))
            return true;
        if (bytes)
            continue;
        if (reader->at + 1 == reader->group->count)
            return false;
        reader->at++;
        reader->offset = 0;
    }
    return false;
}

/* The same for the bytes before, which a line feed ends. */
static const char *previous_bytes(struct log_reader *reader, size_t *size)
{
    uint64_t end = reader->offset - 1;
    const char *before = NULL;
    bool is_there = open_segment(reader) && holds(reader, end);

    if (reader->fd < 0)
        return NULL;
    if (is_there)
        before = memrchr(reader->window.data, '\n',
                         (size_t)(end - reader->window_at));
    if (!before && (!is_there || reader->window_at > 0)) {
        if (!load(reader,
                  end + 1 > WINDOW_BYTES ? end + 1 - WINDOW_BYTES : 0) ||
            !holds(reader, end))
            return NULL;
        before = memrchr(reader->window.data, '\n',
                         (size_t)(end - reader->window_at));
    }
    const char *from = before ? before + 1 : reader->window.data;
    *size = (size_t)(window_at(reader, end) - from);
    reader->offset = end - *size;
    reader->scanned += *size + 1;
    return from;
}

bool log_reader_previous(struct log_reader *reader, struct log_line *line)
{
    while (reader->at < reader->group->count) {
        size_t size;
        const char *bytes =
            reader->offset > 0 ? previous_bytes(reader, &size) : NULL;
        if (bytes && log_line_parse(line, bytes, size))
            return true;
        if (bytes)
            continue;
        if (reader->at == 0)
            return false;
        reader->at--;
        reader->offset = segment_of(reader)->size;
    }
    return false;
}

void log_reader_seek(struct log_reader *reader, struct log_position position)
{
    const struct log_group *group = reader->group;

    reader->at = 0;
    reader->offset = 0;
    for (size_t i = 0; i < group->count; i++) {
        const struct log_segment *segment = &group->segments[i];
        if (segment->number > position.segment)
            break;
        reader->at = i;
        reader->offset = segment->number < position.segment ||
                                 position.offset > segment->size
                             ? segment->size
                             : position.offset;
    }
}

void log_reader_seek_end(struct log_reader *reader)
{
    size_t count = reader->group->count;

    reader->at = count > 0 ? count - 1 : 0;
    reader->offset = count > 0 ? segment_of(reader)->size : 0;
}

struct log_position log_reader_position(const struct log_reader *reader)
{
    if (reader->at >= reader->group->count)
        return (struct log_position){.segment = 0};
    return (struct log_position){.segment = segment_of(reader)->number,
                                 .offset = reader->offset};
}

/* The offset of the first line that begins behind `from`, and its time. False:
 * the segment has none there. */
static bool probe(struct log_reader *reader, uint64_t from, uint64_t *begin,
                  int64_t *time_ms)
{
    struct log_line line;
    const char *bytes;
    size_t size;

    reader->offset = from;
    if (!next_bytes(reader, &size))
        return false;
    do {
        *begin = reader->offset;
        bytes = next_bytes(reader, &size);
    } while (bytes && !log_line_parse(&line, bytes, size));
    *time_ms = bytes ? line.time_ms : 0;
    return bytes != NULL;
}

void log_reader_seek_time(struct log_reader *reader, int64_t time_ms)
{
    const struct log_group *group = reader->group;
    struct log_line line;

    reader->at = 0;
    while (reader->at + 1 < group->count &&
           group->segments[reader->at + 1].first_ms < time_ms)
        reader->at++;
    if (group->count == 0)
        return;
    uint64_t low = 0;
    uint64_t high = segment_of(reader)->size;
    while (high - low > BISECT_BYTES) {
        uint64_t middle = low + (high - low) / 2;
        uint64_t begin;
        int64_t at_ms;
        if (!probe(reader, middle, &begin, &at_ms) || at_ms >= time_ms)
            high = middle;
        else
            low = begin;
    }
    reader->offset = low;
    struct log_position before = log_reader_position(reader);
    while (log_reader_next(reader, &line) && line.time_ms < time_ms)
        before = log_reader_position(reader);
    log_reader_seek(reader, before);
    reader->scanned = 0;
}

bool log_reader_streams(struct log_group *group)
{
    struct log_position at = {.segment = group->noted_segment,
                              .offset = group->noted_offset};
    struct log_reader reader;
    struct log_line line;
    bool more = !group->has_streams;

    if (!more)
        return true;
    log_reader_open(&reader, group);
    log_reader_seek(&reader, at);
    while (reader.scanned < LOG_PIECE_BYTES &&
           (more = log_reader_next(&reader, &line)))
        log_streams_note(&group->streams, &line);
    at = log_reader_position(&reader);
    log_reader_close(&reader);
    group->noted_segment = at.segment;
    group->noted_offset = at.offset;
    group->has_streams = !more;
    return group->has_streams;
}
