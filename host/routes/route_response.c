#include "host/routes/route_response.h"

#include <jansson.h>
#include <string.h>
#include <strings.h>

#include "common/json/json_check.h"
#include "common/json/json_member.h"
#include "host/http/request_filter.h"

static bool check_members(const json_t *tree, struct error *err)
{
    static const char *const names[] = {"statusCode",        "headers",
                                        "multiValueHeaders", "body",
                                        "isBase64Encoded",   "cookies"};
    const char *key;
    json_t *value;

    json_object_foreach((json_t *)(size_t)tree, key, value)
    {
        bool known = false;
        for (size_t i = 0; i < COUNT(names); i++)
            known = known || !strcmp(names[i], key);
        if (!known)
            return error_set(err,
                             "the result has the member \"%.64s\"; a REST API "
                             "takes statusCode, headers, multiValueHeaders, "
                             "body and isBase64Encoded only",
                             key);
    }
    return true;
}

static bool is_in(const json_t *values, const char *text)
{
    for (size_t i = 0; i < json_array_size(values); i++) {
        const char *value = json_string_value(json_array_get(values, i));
        if (value && !strcmp(value, text))
            return true;
    }
    return false;
}

/* The default type gives way, and a value that is in both lists counts once. */
static void remove_same(struct url_response_head *head, const char *name,
                        const json_t *values)
{
    size_t kept = 0;

    for (size_t i = 0; i < head->count; i++) {
        const struct http_field *field = &head->fields[i];
        bool is_default =
            !json_object_get(json_object_get(head->tree, "headers"),
                             field->name) &&
            !strcasecmp(field->name, "content-type");
        if (!strcasecmp(field->name, name) &&
            (is_default || is_in(values, field->value)))
            continue;
        head->fields[kept++] = *field;
    }
    head->count = kept;
}

static size_t count_values(const json_t *all)
{
    size_t count = 0;
    const char *name;
    json_t *values;

    json_object_foreach((json_t *)(size_t)all, name, values)
    {
        count += json_array_size(values);
    }
    return count;
}

static bool add_values(struct url_response_head *head, const char *name,
                       const json_t *values, struct error *err)
{
    if (!json_is_array(values) || !http_name_is_valid(name, strlen(name)))
        return error_set(err,
                         "the header \"%.64s\" of multiValueHeaders must be a "
                         "list of strings, with a name that is valid in HTTP",
                         name);
    remove_same(head, name, values);
    for (size_t i = 0; i < json_array_size(values); i++) {
        const json_t *value = json_array_get(values, i);
        const char *text = json_string_value(value);
        if (!text || !http_value_is_valid(text, json_string_length(value)))
            return error_set(err,
                             "the header \"%.64s\" has a value that is no "
                             "string, or is invalid in HTTP",
                             name);
        if (!url_response_head_is_framing(name))
            head->fields[head->count++] =
                (struct http_field){.name = name, .value = text};
    }
    return true;
}

/* The fields point into the tree, which the head owns. */
static bool add_multi(struct url_response_head *head, struct error *err)
{
    const json_t *all = json_object_get(head->tree, "multiValueHeaders");
    struct http_field *more;
    const char *name;
    json_t *values;

    if (!all || json_is_null(all))
        return true;
    if (!json_is_object(all))
        return error_set(err, "multiValueHeaders must be an object");
    more = mem_new(head->count + count_values(all) + 1, sizeof *more);
    if (!more)
        return error_set(err, "out of memory");
    memcpy(more, head->fields, head->count * sizeof *more);
    mem_free(head->fields);
    head->fields = more;
    json_object_foreach((json_t *)(size_t)all, name, values)
    {
        if (!add_values(head, name, values, err))
            return false;
    }
    return true;
}

/* Only an object with statusCode says what to send. */
static bool has_status(const struct buf *result)
{
    struct json_member ignored;

    return json_find_member(result->data, result->size, "statusCode", &ignored);
}

static bool has_type(const json_t *headers)
{
    const char *name;
    json_t *value;

    json_object_foreach((json_t *)(size_t)headers, name, value)
    {
        if (!strcasecmp(name, "content-type"))
            return true;
    }
    return false;
}

/* A load balancer takes one kind of headers, and does not guess that a body is
 * JSON: without a type, the default is the last field. */
static bool apply_alb(struct url_response_head *head, bool multi_value,
                      struct error *err)
{
    const char *kind = multi_value ? "multiValueHeaders" : "headers";

    if (multi_value) {
        head->count = 0;
        if (!add_multi(head, err))
            return false;
    }
    if (has_type(json_object_get(head->tree, kind)))
        return true;
    if (multi_value)
        head->count++;
    head->fields[head->count - 1] =
        (struct http_field){"Content-Type", "application/octet-stream"};
    return true;
}

bool route_response_make(struct url_response *resp, struct buf *result,
                         enum route_format format, bool multi_value,
                         struct error *err)
{
    if (format == ROUTE_HTTP_V2)
        return url_response_make(resp, result, err);
    if (!json_check(result->data, result->size, err))
        return error_prefix(err, "the result is not JSON");
    if (!has_status(result))
        return error_set(err,
                         "the result must be an object with statusCode, "
                         "headers and body, the body a string");
    if (!url_response_make(resp, result, err))
        return false;
    if (format == ROUTE_ALB ? apply_alb(&resp->head, multi_value, err)
                            : ((format != ROUTE_REST_API ||
                                check_members(resp->head.tree, err)) &&
                               add_multi(&resp->head, err)))
        return true;
    url_response_clear(resp);
    return false;
}
