#include "host/routes/route_event.h"

#include <string.h>

#include "common/base64.h"
#include "common/json/json_string.h"
#include "host/urls/url_event_parts.h"

static bool put_text(struct buf *out, const char *before, const char *text)
{
    return buf_add_str(out, before) && json_add_string(out, text, strlen(text));
}

static bool put_headers(struct buf *out, const struct url_request *u)
{
    size_t count;
    char port[16];
    struct url_param *list = url_event_headers(u, true, port, &count);
    bool ok = list && buf_add_str(out, ",\"headers\":") &&
              url_params_add(out, list, count, false, URL_VALUES_LAST) &&
              buf_add_str(out, ",\"multiValueHeaders\":") &&
              url_params_add(out, list, count, false, URL_VALUES_LIST);

    mem_free(list);
    return ok;
}

static bool put_query(struct buf *out, const struct url_request *u)
{
    if (!*u->query)
        return buf_add_str(out,
                           ",\"queryStringParameters\":null,"
                           "\"multiValueQueryStringParameters\":null");
    return buf_add_str(out, ",\"queryStringParameters\":") &&
           url_params_add_query(out, u->query, URL_VALUES_LAST) &&
           buf_add_str(out, ",\"multiValueQueryStringParameters\":") &&
           url_params_add_query(out, u->query, URL_VALUES_LIST);
}

static bool put_path_parameters(struct buf *out, const struct url_request *u)
{
    const struct url_route *route = u->route;

    if (!buf_add_str(out, ",\"pathParameters\":"))
        return false;
    if (route->parameter_count == 0)
        return buf_add_str(out, "null");
    return url_params_add(out, route->parameters, route->parameter_count, false,
                          URL_VALUES_LAST);
}

static bool put_identity(struct buf *out, const struct url_request *u)
{
    const struct url_param *agent = url_event_header(u, "user-agent");

    return put_text(out,
                    ",\"identity\":{\"accessKey\":null,\"accountId\":null,"
                    "\"apiKey\":null,\"caller\":null,"
                    "\"cognitoAuthenticationProvider\":null,"
                    "\"cognitoAuthenticationType\":null,"
                    "\"cognitoIdentityId\":null,"
                    "\"cognitoIdentityPoolId\":null,\"principalOrgId\":null,"
                    "\"user\":null,\"userArn\":null,\"sourceIp\":",
                    u->source_ip) &&
           buf_add_str(out, ",\"userAgent\":") &&
           json_add_string(out, agent ? agent->value : "",
                           agent ? agent->value_size : 0) &&
           buf_add_str(out, "}");
}

/* The path has the name of the stage before it, unless that is $default. */
static bool put_stage_path(struct buf *out, const struct url_request *u)
{
    AUTO(struct buf, buf_free) path = BUF(out->max);
    bool has_stage = strcmp(u->route->stage, "$default") != 0;

    return (!has_stage || buf_printf(&path, "/%s", u->route->stage)) &&
           buf_add(&path, u->path, u->path_size) &&
           put_text(out, ",\"path\":", path.data);
}

static bool put_context(struct buf *out, const struct url_request *u,
                        const char *resource)
{
    const struct url_route *route = u->route;
    char when[URL_EVENT_TIME_SIZE];

    url_event_time(when, u->now_ms);
    return put_text(out,
                    ",\"requestContext\":{\"accountId\":", route->account) &&
           put_text(out, ",\"apiId\":", route->api) &&
           put_text(out, ",\"domainName\":", u->domain) &&
           put_text(out, ",\"domainPrefix\":", route->api) &&
           put_text(out, ",\"extendedRequestId\":", u->request_id) &&
           put_text(out, ",\"httpMethod\":", u->method) &&
           put_identity(out, u) && put_stage_path(out, u) &&
           put_text(out, ",\"protocol\":", u->version) &&
           put_text(out, ",\"requestId\":", u->request_id) &&
           put_text(out, ",\"resourceId\":", "000000") &&
           put_text(out, ",\"resourcePath\":", resource) &&
           put_text(out, ",\"stage\":", route->stage) &&
           buf_printf(out, ",\"requestTime\":\"%s\",\"requestTimeEpoch\":%lld}",
                      when, (long long)u->now_ms);
}

/* A REST API takes every body as text; one that is none is in base64 here,
 * since JSON could not hold it. */
static bool put_body(struct buf *out, const struct url_request *u,
                     enum route_format format)
{
    if (u->body_size == 0)
        return buf_add_str(out, ",\"body\":null,\"isBase64Encoded\":false");
    if (url_event_is_text(u, format == ROUTE_REST_API))
        return buf_add_str(out, ",\"isBase64Encoded\":false,\"body\":") &&
               json_add_string(out, u->body, u->body_size);
    return buf_add_str(out, ",\"isBase64Encoded\":true,\"body\":\"") &&
           base64_encode(out, u->body, u->body_size) && buf_add_str(out, "\"");
}

bool route_event_make(struct buf *out, const struct url_request *u,
                      const struct api_route *route)
{
    const char *resource = *route->path ? route->path : "$default";

    return buf_add_str(out, "{") &&
           (route->format == ROUTE_REST_API ||
            buf_add_str(out, "\"version\":\"1.0\",")) &&
           put_text(out, "\"resource\":", resource) &&
           buf_add_str(out, ",\"path\":") &&
           json_add_string(out, u->path, u->path_size) &&
           put_text(out, ",\"httpMethod\":", u->method) &&
           put_headers(out, u) && put_query(out, u) &&
           put_path_parameters(out, u) &&
           buf_add_str(out, ",\"stageVariables\":null") &&
           put_context(out, u, resource) && put_body(out, u, route->format) &&
           buf_add_str(out, "}");
}
