#include "host/aws_json/log_page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/json/json_string.h"
#include "host/logbook/log_named_streams.h"

/* A CR in a kept line is a line end in the message, and so is its own end,
 * unless a caller has put it. */
static bool add_message(struct buf *out, const struct log_line *line)
{
    AUTO(struct buf, buf_free) text = BUF(LOG_LINE_MAX);

    for (size_t i = 0; i < line->text_size; i++) {
        const char *rest = line->text + i;
        size_t left = line->text_size - i;
        const char *cr = memchr(rest, '\r', left);
        size_t size = cr ? (size_t)(cr - rest) : left;
        if (!buf_add(&text, rest, size) || (cr && !buf_add_str(&text, "\n")))
            return false;
        i += size;
    }
    return (line->event_ms > 0 || buf_add_str(&text, "\n")) &&
           json_add_string(out, text.data, text.size);
}

const char *log_page_stream(const json_t *names, const struct log_line *line,
                            char own[LOG_STREAM_SIZE])
{
    (void)snprintf(own, LOG_STREAM_SIZE, "%.*s", (int)line->stream_size,
                   line->stream);
    return log_named_streams_has(own)
               ? json_string_value(json_object_get(names, own))
               : own;
}

static bool add_filtered(struct buf *out, const struct log_line *line,
                         const char *stream, struct log_position at)
{
    return buf_add_str(out, ",\"logStreamName\":") &&
           json_add_string(out, stream, strlen(stream)) &&
           buf_printf(out, ",\"eventId\":\"%016lld%020u%020llu\"",
                      (long long)line->time_ms, at.segment,
                      (unsigned long long)at.offset) &&
           (!line->request ||
            (buf_add_str(out, ",\"requestId\":") &&
             json_add_string(out, line->request, line->request_size)));
}

bool log_page_add(struct log_page *page, const struct log_line *line,
                  struct log_position at, bool filtered)
{
    struct buf *out = &page->json;
    size_t before = out->size;
    char own[LOG_STREAM_SIZE];
    const char *stream = log_page_stream(page->names, line, own);

    if (page->events > 0 &&
        page->bytes + line->text_size + LOG_EVENT_BYTES > LOG_PAGE_BYTES)
        return false;
    if (buf_printf(out, "%s{\"timestamp\":%lld,\"ingestionTime\":%lld",
                   page->events > 0 ? "," : "",
                   (long long)log_line_event_ms(line),
                   (long long)line->time_ms) &&
        buf_add_str(out, ",\"message\":") && add_message(out, line) &&
        (!filtered || add_filtered(out, line, stream ? stream : "", at)) &&
        buf_add_str(out, "}")) {
        page->events++;
        page->bytes += line->text_size + LOG_EVENT_BYTES;
        return true;
    }
    buf_truncate(out, before);
    return false;
}

void log_token_make(char text[LOG_TOKEN_SIZE], char way,
                    struct log_position position)
{
    (void)snprintf(text, LOG_TOKEN_SIZE, "%c/%010u%020llu", way,
                   position.segment, (unsigned long long)position.offset);
}

bool log_token_read(const char *text, const char *ways, char *way,
                    struct log_position *position)
{
    char number[11];

    if (!*text || !strchr(ways, *text) || text[1] != '/' ||
        strlen(text) != 32 || strspn(text + 2, "0123456789") != 30)
        return false;
    *way = *text;
    (void)snprintf(number, sizeof number, "%.10s", text + 2);
    position->segment = (unsigned)strtoul(number, NULL, 10);
    position->offset = strtoull(text + 12, NULL, 10);
    return true;
}
