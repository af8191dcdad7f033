#include "host/urls/url_event.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "common/base64.h"
#include "common/utf8.h"
#include "common/json/json_string.h"

static bool put_text(struct buf *out, const char *before, const char *text)
{
    return buf_add_str(out, before) && json_add_string(out, text, strlen(text));
}

static bool has_name(const struct url_param *p, const char *name)
{
    return p->name_size == strlen(name) &&
           strncasecmp(p->name, name, p->name_size) == 0;
}

static const struct url_param *find_header(const struct url_request *u,
                                           const char *name)
{
    for (size_t i = 0; i < u->header_count; i++)
        if (has_name(&u->headers[i], name))
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
        if (has_name(p, names[i]))
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
    list[count++] = param("x-forwarded-for", u->source_ip);
    list[count++] = param("x-amzn-trace-id", u->trace_id);
    if (!find_header(u, "x-forwarded-proto"))
        list[count++] = param("x-forwarded-proto", "http");
    if (!find_header(u, "x-forwarded-port"))
        list[count++] = param("x-forwarded-port", port);
    return count;
}

static bool put_headers(struct buf *out, const struct url_request *u)
{
    struct url_param *list = mem_new(u->header_count + 4, sizeof *list);
    size_t count = 0;
    char port[16];

    if (!list)
        return false;
    for (size_t i = 0; i < u->header_count; i++)
        if (!is_left_out(&u->headers[i]))
            list[count++] = u->headers[i];
    count += add_own(list + count, u, port);
    bool ok = buf_add_str(out, ",\"headers\":") &&
              url_params_add(out, list, count, true);
    mem_free(list);
    return ok;
}

static bool put_query(struct buf *out, const struct url_request *u)
{
    if (!put_text(out, ",\"rawQueryString\":", u->query))
        return false;
    return !*u->query || (buf_add_str(out, ",\"queryStringParameters\":") &&
                          url_params_add_query(out, u->query));
}

static bool put_cookie(struct buf *out, const char *text, size_t size,
                       bool *any)
{
    while (size > 0 && (*text == ' ' || *text == '\t')) {
        text++;
        size--;
    }
    while (size > 0 && (text[size - 1] == ' ' || text[size - 1] == '\t'))
        size--;
    if (size == 0)
        return true;
    if (!buf_add_str(out, *any ? "," : ",\"cookies\":["))
        return false;
    *any = true;
    return json_add_string(out, text, size);
}

static bool put_cookies(struct buf *out, const struct url_request *u)
{
    bool any = false;

    for (size_t i = 0; i < u->header_count; i++) {
        const struct url_param *p = &u->headers[i];
        size_t at = has_name(p, "cookie") ? 0 : p->value_size;
        while (at < p->value_size) {
            const char *from = p->value + at;
            const char *end = memchr(from, ';', p->value_size - at);
            size_t size = end ? (size_t)(end - from) : p->value_size - at;
            if (!put_cookie(out, from, size, &any))
                return false;
            at += size + 1;
        }
    }
    return !any || buf_add_str(out, "]");
}

static bool put_http(struct buf *out, const struct url_request *u)
{
    const struct url_param *agent = find_header(u, "user-agent");

    return put_text(out, "\"http\":{\"method\":", u->method) &&
           buf_add_str(out, ",\"path\":") &&
           json_add_string(out, u->path, u->path_size) &&
           put_text(out, ",\"protocol\":", u->version) &&
           put_text(out, ",\"sourceIp\":", u->source_ip) &&
           buf_add_str(out, ",\"userAgent\":") &&
           json_add_string(out, agent ? agent->value : "",
                           agent ? agent->value_size : 0) &&
           buf_add_str(out, "}");
}

/* "12/Mar/2020:19:03:58 +0000" */
static void time_text(char text[40], int64_t now_ms)
{
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr",
                                         "May", "Jun", "Jul", "Aug",
                                         "Sep", "Oct", "Nov", "Dec"};
    time_t now = (time_t)(now_ms / 1000);
    struct tm t = {.tm_mon = 0};

    (void)gmtime_r(&now, &t);
    (void)snprintf(text, 40, "%02d/%s/%04d:%02d:%02d:%02d +0000",
                   t.tm_mday % 100, months[t.tm_mon % 12],
                   (t.tm_year + 1900) % 10000, t.tm_hour % 100, t.tm_min % 100,
                   t.tm_sec % 100);
}

static bool put_context(struct buf *out, const struct url_request *u)
{
    char when[40];

    time_text(when, u->now_ms);
    return buf_add_str(out,
                       ",\"requestContext\":{\"accountId\":\"anonymous\"") &&
           put_text(out, ",\"apiId\":", u->function) &&
           buf_add_str(out, ",\"authentication\":null") &&
           put_text(out, ",\"domainName\":", u->domain) &&
           put_text(out, ",\"domainPrefix\":", u->function) &&
           buf_add_str(out, ",") && put_http(out, u) &&
           put_text(out, ",\"requestId\":", u->request_id) &&
           buf_printf(out,
                      ",\"routeKey\":\"$default\",\"stage\":\"$default\","
                      "\"time\":\"%s\",\"timeEpoch\":%lld}",
                      when, (long long)u->now_ms);
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

static bool put_body(struct buf *out, const struct url_request *u)
{
    if (u->body_size == 0)
        return buf_add_str(out, ",\"isBase64Encoded\":false");
    if (type_is_text(find_header(u, "content-type")) &&
        is_utf8(u->body, u->body_size))
        return buf_add_str(out, ",\"isBase64Encoded\":false,\"body\":") &&
               json_add_string(out, u->body, u->body_size);
    return buf_add_str(out, ",\"isBase64Encoded\":true,\"body\":\"") &&
           base64_encode(out, u->body, u->body_size) && buf_add_str(out, "\"");
}

bool url_event_make(struct buf *out, const struct url_request *u)
{
    return buf_add_str(out,
                       "{\"version\":\"2.0\",\"routeKey\":\"$default\","
                       "\"rawPath\":") &&
           json_add_string(out, u->path, u->path_size) && put_query(out, u) &&
           put_cookies(out, u) && put_headers(out, u) && put_context(out, u) &&
           put_body(out, u) && buf_add_str(out, "}");
}
