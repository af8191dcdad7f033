#include "host/routes/alb_event.h"

#include <string.h>

#include "common/base64.h"
#include "common/json/json_string.h"
#include "host/cfn/cfn_values.h"
#include "host/urls/url_event_parts.h"

static bool put_headers(struct buf *out, const struct url_request *u,
                        enum url_values values)
{
    size_t count;
    char port[16];
    struct url_param *list = url_event_headers(u, true, port, &count);
    bool ok = list && url_params_add(out, list, count, true, values);

    mem_free(list);
    return ok;
}

/* A load balancer passes them as they are, with their percent sequences. */
static size_t split(struct url_param *list, const char *query)
{
    size_t count = 0;

    while (*query) {
        size_t size = strcspn(query, "&");
        size_t name = strcspn(query, "&=");
        if (size > 0)
            list[count++] = (struct url_param){
                .name = query,
                .name_size = name,
                .value = query + (name < size ? name + 1 : size),
                .value_size = name < size ? size - name - 1 : 0};
        query += size + (query[size] == '&');
    }
    return count;
}

static bool put_query(struct buf *out, const struct url_request *u,
                      enum url_values values)
{
    struct url_param *list = mem_new(strlen(u->query) / 2 + 1, sizeof *list);
    bool ok =
        list && url_params_add(out, list, split(list, u->query), false, values);

    mem_free(list);
    return ok;
}

static bool put_body(struct buf *out, const struct url_request *u)
{
    bool is_plain =
        u->body_size == 0 || (!url_event_header(u, "content-encoding") &&
                              url_event_is_text(u, false));

    if (is_plain)
        return buf_add_str(out, ",\"body\":") &&
               json_add_string(out, u->body, u->body_size) &&
               buf_add_str(out, ",\"isBase64Encoded\":false}");
    return buf_add_str(out, ",\"body\":\"") &&
           base64_encode(out, u->body, u->body_size) &&
           buf_add_str(out, "\",\"isBase64Encoded\":true}");
}

bool alb_event_make(struct buf *out, const struct url_request *u,
                    const char *region, bool multi_value)
{
    enum url_values values = multi_value ? URL_VALUES_LIST : URL_VALUES_LAST;

    return buf_printf(out,
                      "{\"requestContext\":{\"elb\":{\"targetGroupArn\":"
                      "\"arn:aws:elasticloadbalancing:%s:" CFN_ACCOUNT
                      ":targetgroup/dayfly/0000000000000000\"}},"
                      "\"httpMethod\":",
                      region) &&
           json_add_string(out, u->method, strlen(u->method)) &&
           buf_add_str(out, ",\"path\":") &&
           json_add_string(out, u->path, u->path_size) &&
           buf_add_str(out, multi_value
                                ? ",\"multiValueQueryStringParameters\":"
                                : ",\"queryStringParameters\":") &&
           put_query(out, u, values) &&
           buf_add_str(out, multi_value ? ",\"multiValueHeaders\":"
                                        : ",\"headers\":") &&
           put_headers(out, u, values) && put_body(out, u);
}
