#include "host/urls/url_event.h"

#include <stdio.h>
#include <string.h>

#include "common/base64.h"
#include "common/json/json_string.h"
#include "host/urls/url_event_parts.h"

static const char account[] = "000000000000";

static bool put_text(struct buf *out, const char *before, const char *text)
{
    return buf_add_str(out, before) && json_add_string(out, text, strlen(text));
}

static bool put_headers(struct buf *out, const struct url_request *u)
{
    size_t count;
    char port[16];
    struct url_param *list = url_event_headers(u, false, port, &count);
    bool ok = list && buf_add_str(out, ",\"headers\":") &&
              url_params_add(out, list, count, true, URL_VALUES_JOINED);

    mem_free(list);
    return ok;
}

static bool put_query(struct buf *out, const struct url_request *u)
{
    if (!put_text(out, ",\"rawQueryString\":", u->query))
        return false;
    return !*u->query ||
           (buf_add_str(out, ",\"queryStringParameters\":") &&
            url_params_add_query(out, u->query, URL_VALUES_JOINED));
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
        size_t at = url_event_has_name(p, "cookie") ? 0 : p->value_size;
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
    const struct url_param *agent = url_event_header(u, "user-agent");

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

/* As AWS tells of a user; here its key is all there is. */
static bool put_caller(struct buf *out, const char *key)
{
    char arn[256];

    (void)snprintf(arn, sizeof arn, "arn:aws:iam::%s:user/%s", account, key);
    return put_text(out, ",\"authorizer\":{\"iam\":{\"accessKey\":", key) &&
           put_text(out, ",\"accountId\":", account) &&
           put_text(out, ",\"callerId\":", key) &&
           buf_add_str(out,
                       ",\"cognitoIdentity\":null,"
                       "\"principalOrgId\":null") &&
           put_text(out, ",\"userArn\":", arn) &&
           put_text(out, ",\"userId\":", key) && buf_add_str(out, "}}");
}

/* A function URL has no route: its name is that of the API. */
static bool put_place(struct buf *out, const struct url_request *u)
{
    const struct url_route *route = u->route;
    const char *whose = u->caller ? account : "anonymous";

    return put_text(out, ",\"requestContext\":{\"accountId\":",
                    route ? route->account : whose) &&
           put_text(out, ",\"apiId\":", route ? route->api : u->function) &&
           (route || buf_add_str(out, ",\"authentication\":null")) &&
           (!u->caller || put_caller(out, u->caller)) &&
           put_text(out, ",\"domainName\":", u->domain) &&
           put_text(out,
                    ",\"domainPrefix\":", route ? route->api : u->function) &&
           put_text(out, ",\"routeKey\":", route ? route->key : "$default") &&
           put_text(out, ",\"stage\":", route ? route->stage : "$default");
}

static bool put_context(struct buf *out, const struct url_request *u)
{
    char when[URL_EVENT_TIME_SIZE];

    url_event_time(when, u->now_ms);
    return put_place(out, u) && buf_add_str(out, ",") && put_http(out, u) &&
           put_text(out, ",\"requestId\":", u->request_id) &&
           buf_printf(out, ",\"time\":\"%s\",\"timeEpoch\":%lld}", when,
                      (long long)u->now_ms);
}

/* The values of the route's braces. */
static bool put_path_parameters(struct buf *out, const struct url_request *u)
{
    return !u->route || u->route->parameter_count == 0 ||
           (buf_add_str(out, ",\"pathParameters\":") &&
            url_params_add(out, u->route->parameters, u->route->parameter_count,
                           false, URL_VALUES_LAST));
}

static bool put_body(struct buf *out, const struct url_request *u)
{
    if (u->body_size == 0)
        return buf_add_str(out, ",\"isBase64Encoded\":false");
    if (url_event_is_text(u, false))
        return buf_add_str(out, ",\"isBase64Encoded\":false,\"body\":") &&
               json_add_string(out, u->body, u->body_size);
    return buf_add_str(out, ",\"isBase64Encoded\":true,\"body\":\"") &&
           base64_encode(out, u->body, u->body_size) && buf_add_str(out, "\"");
}

bool url_event_make(struct buf *out, const struct url_request *u)
{
    return buf_add_str(out, "{\"version\":\"2.0\",\"routeKey\":") &&
           put_text(out, "", u->route ? u->route->key : "$default") &&
           buf_add_str(out, ",\"rawPath\":") &&
           json_add_string(out, u->path, u->path_size) && put_query(out, u) &&
           put_cookies(out, u) && put_headers(out, u) && put_context(out, u) &&
           put_path_parameters(out, u) && put_body(out, u) &&
           buf_add_str(out, "}");
}
