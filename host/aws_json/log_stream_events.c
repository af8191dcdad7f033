#include "host/aws_json/log_stream_events.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "host/aws_json/aws_json.h"
#include "host/aws_json/log_group_name.h"
#include "host/aws_json/log_page.h"
#include "host/aws_json/log_stream_settings.h"
#include "host/aws_json/log_wait.h"
#include "host/logbook/log_named_streams.h"
#include "host/logbook/logbook.h"

enum { TOKEN_MAX_BYTES = 2048 };

/* One stream. */
struct range {
    struct log_stream stream;
    int64_t start_ms;
    int64_t end_ms;   /* the first millisecond that is not wanted */
    int64_t from_ms;  /* lines that say these times have come from then */
    int64_t until_ms; /* until before then */
    int64_t limit;
    struct log_position first; /* of the page, and behind its last event */
    struct log_position last;
    bool at_end;
};

static bool is_in(const struct range *r, const struct log_line *line)
{
    int64_t ms = log_line_event_ms(line);

    return ms >= r->start_ms && ms < r->end_ms &&
           !strncmp(r->stream.name, line->stream, line->stream_size) &&
           !r->stream.name[line->stream_size];
}

static void go_forward(struct range *r, struct log_reader *reader,
                       struct log_page *page)
{
    struct log_line line;

    r->first = log_reader_position(reader);
    r->last = r->first;
    while ((int64_t)page->events < r->limit &&
           reader->scanned < LOG_PAGE_SCAN_BYTES) {
        if (!log_reader_next(reader, &line) || line.time_ms >= r->until_ms) {
            r->at_end = true;
            return;
        }
        if (is_in(r, &line) && !log_page_add(page, &line, r->last, false))
            return;
        r->last = log_reader_position(reader);
    }
}

/* Goes back until the page would be full, then reads it forwards. */
static void go_back(struct range *r, struct log_reader *reader,
                    struct log_page *page)
{
    struct log_line line;
    int64_t events = 0;
    size_t bytes = 0;

    r->last = log_reader_position(reader);
    r->first = r->last;
    while (events < r->limit && reader->scanned < LOG_PAGE_SCAN_BYTES) {
        if (!log_reader_previous(reader, &line) || line.time_ms < r->from_ms ||
            line.time_ms < r->stream.first_ms) {
            r->at_end = true;
            break;
        }
        bool counts = is_in(r, &line);
        bytes += counts ? line.text_size + 32 : 0;
        if (counts && events > 0 && bytes > LOG_PAGE_BYTES)
            break;
        events += counts ? 1 : 0;
        r->first = log_reader_position(reader);
    }
    log_reader_seek(reader, r->first);
    while (events > 0 && log_reader_next(reader, &line))
        if (is_in(r, &line)) {
            events--;
            if (!log_page_add(page, &line, r->first, false))
                break;
        }
}

static void send_events(struct http_request *req, const struct log_page *page,
                        const char *forward, const char *backward)
{
    AUTO(struct buf, buf_free) reply = BUF(64 * 1024 * 1024);

    if (buf_add_str(&reply, "{\"events\":[") &&
        buf_add(&reply, page->json.data, page->json.size) &&
        buf_printf(
            &reply,
            "],\"nextForwardToken\":\"%s\",\"nextBackwardToken\":\"%s\"}",
            forward, backward))
        aws_json_send(req, &reply);
    else
        aws_json_error(req, "ServiceUnavailableException", "Out of memory.");
}

/* At the end of a stream the same token comes back as on AWS, so that a client
 * knows it. */
static void send_range(struct aws_members *m, const struct range *r,
                       const struct log_page *page, const char *token, char way)
{
    char forward[LOG_TOKEN_SIZE];
    char backward[LOG_TOKEN_SIZE];
    bool same = token && r->at_end && page->events == 0;

    log_token_make(forward, 'f', r->last);
    log_token_make(backward, 'b', r->first);
    send_events(m->req, page, same && way == 'f' ? token : forward,
                same && way == 'b' ? token : backward);
}

/* Without a token. */
static void seek(struct log_reader *reader, const struct range *r, char way)
{
    int64_t first_ms = r->stream.first_ms;
    int64_t end_ms = r->stream.last_ms + 1;

    if (way == 'f')
        log_reader_seek_time(reader,
                             r->from_ms > first_ms ? r->from_ms : first_ms);
    else
        log_reader_seek_time(reader,
                             r->until_ms < end_ms ? r->until_ms : end_ms);
}

/* No line is looked for. */
static void begin_empty(struct range *r, const char *stream)
{
    r->stream.first_ms = INT64_MAX;
    (void)snprintf(r->stream.name, sizeof r->stream.name, "%s", stream);
}

/* One that a caller has made may have no lines. False: the response was sent.
 */
static bool find_stream(struct range *r, struct log_group *group,
                        struct aws_members *m)
{
    const char *name = log_stream_name(m);
    char stream[LOG_STREAM_SIZE];

    if (!name)
        return false;
    bool is_named = log_named_streams_find(group->settings, name, stream);
    const struct log_stream *found =
        log_streams_find(&group->streams, is_named ? stream : name);
    if (is_named && !found)
        begin_empty(r, stream);
    else if (found && (is_named || !log_named_streams_has(name)))
        r->stream = *found;
    else
        log_stream_reply_unknown(m);
    return !m->failed;
}

static void answer(struct aws_members *m, const struct log_group *group,
                   struct range *r)
{
    struct log_position from = {.segment = 0};
    struct log_page page = LOG_PAGE;
    struct log_reader reader;
    char way = aws_members_flag(m, "startFromHead") ? 'f' : 'b';
    const char *token = aws_members_text(m, "nextToken", TOKEN_MAX_BYTES);

    if (m->failed)
        return;
    if (token && !log_token_read(token, "fb", &way, &from)) {
        aws_json_invalid(m->req, "The specified nextToken is invalid.");
        return;
    }
    log_reader_open(&reader, group);
    if (token)
        log_reader_seek(&reader, from);
    else
        seek(&reader, r, way);
    (way == 'f' ? go_forward : go_back)(r, &reader, &page);
    send_range(m, r, &page, token, way);
    log_reader_close(&reader);
    buf_free(&page.json);
}

void log_stream_events(struct service_context *service, struct aws_members *m)
{
    struct log_group *group = log_group_name_find(service, m);
    struct range r = {.at_end = false};

    if (group && !log_reader_streams(group)) {
        log_wait(service, m, log_stream_events);
        return;
    }
    if (!group || !find_stream(&r, group, m))
        return;
    r.start_ms = aws_members_number(m, "startTime", 0, INT64_MAX, 0);
    r.end_ms = aws_members_number(m, "endTime", 0, INT64_MAX, INT64_MAX);
    r.limit =
        aws_members_number(m, "limit", 1, LOG_PAGE_EVENTS, LOG_PAGE_EVENTS);
    r.from_ms = r.start_ms;
    r.until_ms = r.end_ms;
    log_group_name_range(group, &r.from_ms, &r.until_ms);
    answer(m, group, &r);
}
