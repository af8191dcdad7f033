#include "host/urls/url_response.h"

#include <jansson.h>
#include <string.h>

#include "common/base64.h"
#include "common/json/json_check.h"
#include "common/json/json_member.h"
#include "host/runtime/outcome.h"

static const char default_type[] = "application/json";

/* It has no body; the library leaves out that of 204 and 304. */
enum { RESET_CONTENT = 205 };

static bool put_body(struct url_response *resp, const json_t *tree,
                     struct error *err)
{
    const json_t *body = json_object_get(tree, "body");
    const char *text = json_string_value(body);
    size_t size = json_string_length(body);

    if (!body || json_is_null(body))
        return true;
    if (!text)
        return error_set(err,
                         "body must be a string: use JSON.stringify, or "
                         "return the object without statusCode");
    if (!json_is_true(json_object_get(tree, "isBase64Encoded")))
        return buf_add(&resp->body, text, size) ||
               error_set(err, "body is too large");
    return base64_decode(&resp->body, text, size) ||
           error_set(err, "isBase64Encoded is true, but body is not base64");
}

/* Without white space between its parts, as AWS sends it. */
static bool put_compact(struct buf *body, const char *json, struct error *err)
{
    static const char white[] = " \t\r\n";
    bool ok = true;

    while (ok && *json) {
        size_t size = strcspn(json, " \t\r\n\"");
        if (json[size] == '"') {
            for (size++; json[size] != '"'; size++)
                size += json[size] == '\\';
            size++;
        }
        ok = buf_add(body, json, size);
        json += size + strspn(json + size, white);
    }
    return ok || error_set(err, "the result is too large");
}

/* A string is sent as the text it means. */
static bool put_value(struct url_response *resp, const struct buf *result,
                      struct error *err)
{
    const char *at = result->data + strspn(result->data, " \t\r\n");
    size_t size = (size_t)(result->data + result->size - at);
    struct json_member value = {.value = at};

    if (!url_response_head_from(&resp->head, json_object(), default_type, err))
        return false;
    if (*at != '"')
        return put_compact(&resp->body, at, err);
    while (at[size - 1] != '"')
        size--;
    value.value_size = size;
    return json_member_string(&value, &resp->body) ||
           error_set(err, "out of memory");
}

/* An object with `statusCode` says what to send. It is read as a tree, so
 * jansson's limits hold for it. */
static bool put_response(struct url_response *resp, const struct buf *result,
                         struct error *err)
{
    json_error_t error;
    json_t *tree = json_loadb(result->data, result->size,
                              JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL, &error);

    if (!tree)
        return error_set(err, "the result cannot be read: %s", error.text);
    if (!url_response_head_from(&resp->head, tree, default_type, err) ||
        !put_body(resp, tree, err))
        return false;
    if (resp->head.status == RESET_CONTENT)
        buf_clear(&resp->body);
    return true;
}

bool url_response_make(struct url_response *resp, const struct buf *result,
                       struct error *err)
{
    struct json_member status;

    *resp = (struct url_response){.body = BUF(PAYLOAD_MAX_BYTES)};
    if (!json_check(result->data, result->size, err))
        return error_prefix(err, "the result is not JSON");
    bool ok =
        json_find_member(result->data, result->size, "statusCode", &status)
            ? put_response(resp, result, err)
            : put_value(resp, result, err);
    if (!ok)
        url_response_clear(resp);
    return ok;
}

void url_response_clear(struct url_response *resp)
{
    url_response_head_clear(&resp->head);
    buf_free(&resp->body);
}
