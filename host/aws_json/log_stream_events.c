#include "host/aws_json/log_stream_events.h"

#include <stdint.h>
#include <string.h>

#include "host/aws_json/aws_json.h"
#include "host/aws_json/log_group_name.h"
#include "host/aws_json/log_page.h"
#include "host/aws_json/log_wait.h"
#include "host/logbook/logbook.h"

enum { TOKEN_MAX_BYTES = 2048 };

/* One stream. */
struct range {
    const struct log_stream *stream;
    int64_t start_ms;
    int64_t end_ms; /* the first millisecond that is not wanted */
    int64_t limit;
    struct log_position first; /* of the page, and behind its last event */
    struct log_position last;
    bool at_end;
};

static bool is_in(const struct range *r, const struct log_line *line)
{
    return line->time_ms >= r->start_ms && line->time_ms < r->end_ms &&
           !strncmp(r->stream->name, line->stream, line->stream_size) &&
           !r->stream->name[line->stream_size];
}

static void go_forward(struct range *r, struct log_reader *reader,
                       struct log_page *page)
{
    struct log_line line;

    r->first = log_reader_position(reader);
    r->last = r->first;
    while ((int64_t)page->events < r->limit &&
           reader->scanned < LOG_PAGE_SCAN_BYTES) {
        if (!log_reader_next(reader, &line) || line.time_ms >= r->end_ms) {
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
        if (!log_reader_previous(reader, &line) || line.time_ms < r->start_ms ||
            line.time_ms < r->stream->first_ms) {
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
    int64_t first_ms = r->stream->first_ms;
    int64_t end_ms = r->stream->last_ms + 1;

    if (way == 'f')
        log_reader_seek_time(reader,
                             r->start_ms > first_ms ? r->start_ms : first_ms);
    else
        log_reader_seek_time(reader, r->end_ms < end_ms ? r->end_ms : end_ms);
}

static const struct log_stream *find_stream(struct log_group *group,
                                            struct aws_members *m)
{
    const char *name = aws_members_log_name(m, "logStreamName");
    const struct log_stream *stream;

    if (m->failed)
        return NULL;
    stream = name ? log_streams_find(&group->streams, name) : NULL;
    if (!stream && !name)
        aws_json_invalid(m->req,
                         "1 validation error detected: Value null at "
                         "'logStreamName' failed to satisfy constraint: Member "
                         "must not be null");
    else if (!stream)
        aws_json_error(m->req, "ResourceNotFoundException",
                       "The specified log stream does not exist.");
    return stream;
}

void log_stream_events(struct service_context *service, struct aws_members *m)
{
    struct log_group *group = log_group_name_find(service, m);
    struct range r = {.stream = NULL};
    struct log_page page = LOG_PAGE;
    struct log_reader reader;
    struct log_position from = {.segment = 0};

    if (group && !logbook_read_streams(group)) {
        log_wait(service, m, log_stream_events);
        return;
    }
    r.stream = group ? find_stream(group, m) : NULL;
    if (!r.stream)
        return;
    r.start_ms = aws_members_number(m, "startTime", 0, INT64_MAX, 0);
    r.end_ms = aws_members_number(m, "endTime", 0, INT64_MAX, INT64_MAX);
    r.limit =
        aws_members_number(m, "limit", 1, LOG_PAGE_EVENTS, LOG_PAGE_EVENTS);
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
        seek(&reader, &r, way);
    (way == 'f' ? go_forward : go_back)(&r, &reader, &page);
    send_range(m, &r, &page, token, way);
    log_reader_close(&reader);
    buf_free(&page.json);
}
