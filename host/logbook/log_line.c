#include "host/logbook/log_line.h"

#include <stdio.h>
#include <string.h>

#include "common/clock.h"
#include "host/base/ids.h"

enum { DIGITS_MAX = 15 };

static bool add_text(struct buf *out, const char *text, size_t size)
{
    if (size > LOG_TEXT_MAX)
        size = LOG_TEXT_MAX;
    if (!buf_reserve(out, size + 1))
        return false;
    char *to = buf_tail(out);
    size_t kept = 0;
    for (size_t i = 0; i < size; i++)
        if (text[i] != '\n')
            to[kept++] = text[i];
        else if (i == 0 || text[i - 1] != '\r')
            to[kept++] = '\r';
    to[kept++] = '\n';
    buf_commit(out, kept);
    return true;
}

int64_t log_line_event_ms(const struct log_line *line)
{
    return line->event_ms > 0 ? line->event_ms : line->time_ms;
}

static bool add_request(struct buf *out, const struct log_line *line)
{
    if (line->event_ms > 0)
        return buf_printf(out, "@%lld", (long long)line->event_ms);
    return line->request ? buf_add(out, line->request, line->request_size)
                         : buf_add_str(out, "-");
}

bool log_line_add(struct buf *out, const struct log_line *line)
{
    size_t before = out->size;

    if (buf_printf(out, "%lld ", (long long)line->time_ms) &&
        add_request(out, line) &&
        buf_printf(out, " %.*s ", (int)line->stream_size, line->stream) &&
        add_text(out, line->text, line->text_size))
        return true;
    buf_truncate(out, before);
    return false;
}

/* The word at *at, which a space ends; *at is then behind the space. NULL: it
 * is empty, has a NUL, or the line ends before. */
static const char *word(const char **at, const char *end, size_t *size)
{
    const char *from = *at;
    const char *space = memchr(from, ' ', (size_t)(end - from));

    if (!space || space == from || memchr(from, '\0', (size_t)(space - from)))
        return NULL;
    *size = (size_t)(space - from);
    *at = space + 1;
    return from;
}

static bool read_time(const char *digits, size_t size, int64_t *time_ms)
{
    *time_ms = 0;
    if (size > DIGITS_MAX)
        return false;
    for (size_t i = 0; i < size; i++) {
        if (digits[i] < '0' || digits[i] > '9')
            return false;
        *time_ms = *time_ms * 10 + (digits[i] - '0');
    }
    return true;
}

bool log_line_parse(struct log_line *line, const char *bytes, size_t size)
{
    const char *at = bytes;
    const char *end = bytes + size;
    size_t digits;
    const char *time = word(&at, end, &digits);

    if (!time || !read_time(time, digits, &line->time_ms))
        return false;
    line->request = word(&at, end, &line->request_size);
    line->stream = line->request ? word(&at, end, &line->stream_size) : NULL;
    if (!line->stream || line->stream_size >= LOG_STREAM_SIZE)
        return false;
    line->event_ms = 0;
    if ((line->request_size == 1 && *line->request == '-') ||
        (*line->request == '@' &&
         read_time(line->request + 1, line->request_size - 1, &line->event_ms)))
        line->request = NULL;
    line->text = at;
    line->text_size = (size_t)(end - at);
    return true;
}

const char *log_text_request(const char *text, size_t size)
{
    char id[UUID_SIZE];
    const char *end = text + size;
    const char *tab = memchr(text, '\t', size);

    if (tab && *text == '[')
        tab = memchr(tab + 1, '\t', (size_t)(end - tab - 1));
    size_t left = tab ? (size_t)(end - tab) - 1 : 0;

    if (left < UUID_SIZE || tab[UUID_SIZE] != '\t')
        return NULL;
    memcpy(id, tab + 1, UUID_SIZE - 1);
    id[UUID_SIZE - 1] = '\0';
    return uuid_is_valid(id) ? tab + 1 : NULL;
}

static void make(char name[LOG_STREAM_SIZE], const char *function,
                 const char *version, const char *id)
{
    char now[CLOCK_TEXT_SIZE];

    clock_text(clock_wall_ms(), now);
    (void)snprintf(name, LOG_STREAM_SIZE, "%.4s/%.2s/%.2s/%.64s[%.32s]%s", now,
                   now + 5, now + 8, function, version, id);
}

void log_stream_make_host(char name[LOG_STREAM_SIZE], const char *function,
                          const char *version)
{
    make(name, function, version, "00000000000000000000000000000000");
}

void log_stream_make(char name[LOG_STREAM_SIZE], const char *function,
                     const char *version)
{
    char id[UUID_SIZE];
    size_t kept = 0;

    uuid_make(id);
    for (size_t i = 0; id[i]; i++)
        if (id[i] != '-')
            id[kept++] = id[i];
    id[kept] = '\0';
    make(name, function, version, id);
}
