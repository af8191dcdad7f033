#include "host/urls/url_event_parts.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "common/utf8.h"

bool url_event_has_name(const struct url_param *p, const char *name)
{
    return p->name_size == strlen(name) &&
           strncasecmp(p->name, name, p->name_size) == 0;
}

const struct url_param *url_event_header(const struct url_request *u,
                                         const char *name)
{
    for (size_t i = 0; i < u->header_count; i++)
        if (url_event_has_name(&u->headers[i], name))
            return &u->headers[i];
    return NULL;
}

/* Headers that concern only this connection, or have a member of their own in
 * the event. */
static bool is_left_out(const struct url_param *p)
{
    static const char *const names[] = {
        "connection", "keep-alive",     "proxy-connection", "transfer-encoding",
        "te",         "trailer",        "upgrade",          "expect",
        "cookie",     "x-amzn-trace-id"};

    for (size_t i = 0; i < COUNT(names); i++)
        if (url_event_has_name(p, names[i]))
            return true;
    return false;
}

static struct url_param param(const char *name, const char *value)
{
    return (struct url_param){.name = name,
                              .name_size = strlen(name),
                              .value = value,
                              .value_size = strlen(value)};
}

/* Headers that AWS adds. If a proxy has set the protocol or the port, its value
 * stays. */
static size_t add_own(struct url_param *list, const struct url_request *u,
                      char port[16])
{
    size_t count = 0;

    (void)snprintf(port, 16, "%d", u->port);
    list[count++] = param("X-Forwarded-For", u->source_ip);
    list[count++] = param("X-Amzn-Trace-Id", u->trace_id);
    if (!url_event_header(u, "x-forwarded-proto"))
        list[count++] = param("X-Forwarded-Proto", "http");
    if (!url_event_header(u, "x-forwarded-port"))
        list[count++] = param("X-Forwarded-Port", port);
    return count;
}

struct url_param *url_event_headers(const struct url_request *u,
                                    bool with_cookies, char port[16],
                                    size_t *count)
{
    struct url_param *list = mem_new(u->header_count + 4, sizeof *list);

    *count = 0;
    if (!list)
        return NULL;
    for (size_t i = 0; i < u->header_count; i++)
        if (!is_left_out(&u->headers[i]) ||
            (with_cookies && url_event_has_name(&u->headers[i], "cookie")))
            list[(*count)++] = u->headers[i];
    *count += add_own(list + *count, u, port);
    return list;
}

void url_event_time(char text[URL_EVENT_TIME_SIZE], int64_t now_ms)
{
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr",
                                         "May", "Jun", "Jul", "Aug",
                                         "Sep", "Oct", "Nov", "Dec"};
    time_t now = (time_t)(now_ms / 1000);
    struct tm t = {.tm_mon = 0};

    (void)gmtime_r(&now, &t);
    (void)snprintf(text, URL_EVENT_TIME_SIZE,
                   "%02d/%s/%04d:%02d:%02d:%02d +0000", t.tm_mday % 100,
                   months[t.tm_mon % 12], (t.tm_year + 1900) % 10000,
                   t.tm_hour % 100, t.tm_min % 100, t.tm_sec % 100);
}

static bool ends_with(const char *text, size_t size, const char *end)
{
    size_t tail = strlen(end);

    return size > tail && strncasecmp(text + size - tail, end, tail) == 0;
}

static bool ends_type(char c)
{
    return c == ';' || c == ' ' || c == '\t';
}

static bool type_is_text(const struct url_param *type)
{
    static const char *const texts[] = {
        "application/json", "application/javascript", "application/xml"};
    size_t size = 0;

    while (type && size < type->value_size && !ends_type(type->value[size]))
        size++;
    for (size_t i = 0; size > 0 && i < COUNT(texts); i++)
        if (size == strlen(texts[i]) &&
            strncasecmp(type->value, texts[i], size) == 0)
            return true;
    return size > 0 &&
           ((size > 5 && strncasecmp(type->value, "text/", 5) == 0) ||
            ends_with(type->value, size, "+json") ||
            ends_with(type->value, size, "+xml"));
}

static bool is_utf8(const char *text, size_t size)
{
    for (size_t used; size > 0; text += used, size -= used) {
        used = utf8_length(text, size);
        if (used == 0)
            return false;
    }
    return true;
}

bool url_event_is_text(const struct url_request *u, bool any_type)
{
    return (any_type || type_is_text(url_event_header(u, "content-type"))) &&
           is_utf8(u->body, u->body_size);
}
