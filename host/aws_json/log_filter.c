#include "host/aws_json/log_filter.h"

#include <stdint.h>
#include <string.h>

#include "host/aws_json/aws_json.h"
#include "host/aws_json/log_group_name.h"
#include "host/aws_json/log_page.h"
#include "host/aws_json/log_pattern.h"
#include "host/logbook/log_named_streams.h"
#include "host/logbook/logbook.h"

enum { STREAMS_MAX = 100, NAME_MAX_BYTES = 512, TOKEN_MAX_BYTES = 2048 };

struct filter {
    struct log_pattern pattern;
    const json_t *streams; /* NULL: all */
    const json_t *names;   /* of streams that callers have made; borrowed */
    const char *prefix;    /* of streams; NULL: all */
    int64_t start_ms;
    int64_t end_ms;   /* the last millisecond that is wanted */
    int64_t until_ms; /* the last one in which such lines came */
    int64_t limit;
    const char *token;
};

static bool has_stream(const struct filter *f, const struct log_line *line)
{
    char own[LOG_STREAM_SIZE];
    const char *stream = log_page_stream(f->names, line, own);

    if (!stream ||
        (f->prefix && strncmp(stream, f->prefix, strlen(f->prefix)) != 0))
        return false;
    for (size_t i = 0; i < json_array_size(f->streams); i++)
        if (!strcmp(json_string_value(json_array_get(f->streams, i)), stream))
            return true;
    return json_array_size(f->streams) == 0;
}

static bool is_in(const struct filter *f, const struct log_line *line)
{
    int64_t ms = log_line_event_ms(line);

    return ms >= f->start_ms && ms <= f->end_ms;
}

/* Fills the page from the reader's position on. True: there may be more. */
static bool fill(struct log_page *page, struct log_reader *reader,
                 const struct filter *f)
{
    struct log_line line;
    struct log_position at = log_reader_position(reader);

    while ((int64_t)page->events < f->limit &&
           reader->scanned < LOG_PAGE_SCAN_BYTES) {
        if (!log_reader_next(reader, &line) || line.time_ms > f->until_ms)
            return false;
        if (is_in(f, &line) && has_stream(f, &line) &&
            log_pattern_matches(&f->pattern, &line) &&
            !log_page_add(page, &line, at, true)) {
            log_reader_seek(reader, at);
            return true;
        }
        at = log_reader_position(reader);
    }
    return true;
}

static bool read_streams(struct aws_members *m, struct filter *f)
{
    const json_t *list = json_object_get(m->root, "logStreamNames");
    bool ok = !list || json_is_null(list) || json_is_array(list);

    f->streams = json_is_array(list) ? list : NULL;
    for (size_t i = 0; ok && i < json_array_size(list); i++)
        ok = json_is_string(json_array_get(list, i));
    if (ok && json_array_size(list) <= STREAMS_MAX &&
        !(f->prefix && f->streams))
        return true;
    m->failed = true;
    aws_json_invalid(m->req, "%s",
                     !ok ? "logStreamNames must be a list of strings"
                     : f->prefix
                         ? "LogStreamNames and LogStreamNamePrefix cannot be "
                           "used together"
                         : "1 validation error detected: Value at "
                           "'logStreamNames' failed to satisfy constraint: "
                           "Member must have length less than or equal to 100");
    return false;
}

static bool read_filter(struct aws_members *m, struct filter *f)
{
    const char *pattern = NULL;

    f->prefix = aws_members_text(m, "logStreamNamePrefix", NAME_MAX_BYTES);
    f->start_ms = aws_members_number(m, "startTime", 0, INT64_MAX, 0);
    f->end_ms = aws_members_number(m, "endTime", 0, INT64_MAX, INT64_MAX);
    f->limit =
        aws_members_number(m, "limit", 1, LOG_PAGE_EVENTS, LOG_PAGE_EVENTS);
    f->token = aws_members_text(m, "nextToken", TOKEN_MAX_BYTES);
    if (json_string_length(json_object_get(m->root, "filterPattern")) > 0)
        pattern = aws_members_text(m, "filterPattern", LOG_PATTERN_MAX_BYTES);
    if (m->failed || !read_streams(m, f))
        return false;
    if (!log_pattern_parse(&f->pattern, pattern)) {
        aws_json_invalid(m->req,
                         "Invalid filter pattern: dayfly knows terms, "
                         "\"phrases\", ?one ?of ?several, -exclusions and { "
                         "$.member = value } with && or ||");
        return false;
    }
    return true;
}

static void send_filtered(struct http_request *req, const struct log_page *page,
                          const char *token)
{
    AUTO(struct buf, buf_free) reply = BUF(64 * 1024 * 1024);

    if (buf_add_str(&reply, "{\"events\":[") &&
        buf_add(&reply, page->json.data, page->json.size) &&
        buf_add_str(&reply, "],\"searchedLogStreams\":[]") &&
        (!token || buf_printf(&reply, ",\"nextToken\":\"%s\"", token)) &&
        buf_add_str(&reply, "}"))
        aws_json_send(req, &reply);
    else
        aws_json_error(req, "ServiceUnavailableException", "Out of memory.");
}

/* `from`: of the token, if there is one. */
static void answer(struct aws_members *m, const struct log_group *group,
                   struct filter *f, struct log_position from)
{
    json_t *names = log_named_streams_names(group->settings);
    struct log_page page = LOG_PAGE;
    struct log_reader reader;
    char token[LOG_TOKEN_SIZE];
    int64_t from_ms = f->start_ms;

    f->until_ms = f->end_ms;
    log_group_name_range(group, &from_ms, &f->until_ms);
    f->names = page.names = names;
    log_reader_open(&reader, group);
    if (f->token)
        log_reader_seek(&reader, from);
    else
        log_reader_seek_time(&reader, from_ms);
    bool more = fill(&page, &reader, f);
    log_token_make(token, 'n', log_reader_position(&reader));
    send_filtered(m->req, &page, more ? token : NULL);
    log_reader_close(&reader);
    buf_free(&page.json);
    json_decref(names);
}

void log_filter_events(struct service_context *service, struct aws_members *m)
{
    struct filter f = {.names = NULL};
    const struct log_group *group = log_group_name_find(service, m);
    struct log_position from = {.segment = 0};
    char way;

    if (!group || !read_filter(m, &f))
        return;
    if (f.token && !log_token_read(f.token, "n", &way, &from))
        aws_json_invalid(m->req, "The specified nextToken is invalid.");
    else
        answer(m, group, &f, from);
}
