#include "host/urls/url_response.h"

#include <jansson.h>
#include <string.h>

#include "common/base64.h"
#include "host/base/json_text.h"
#include "host/runtime/outcome.h"

static const char default_type[] = "application/json";

static void move(struct buf *to, struct buf *from)
{
    *to = *from;
    *from = (struct buf)BUF(0);
}

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

/* For an object without `statusCode`, and for everything that is no object. */
static bool put_unchanged(struct url_response *resp, json_t *tree,
                          struct buf *result, struct error *err)
{
    json_t *empty = json_object();

    if (!url_response_head_from(&resp->head, empty, default_type, err))
        return false;
    if (!json_is_string(tree)) {
        move(&resp->body, result);
        return true;
    }
    return buf_add(&resp->body, json_string_value(tree),
                   json_string_length(tree)) ||
           error_set(err, "out of memory");
}

static bool make(struct url_response *resp, json_t *tree, struct buf *result,
                 struct error *err)
{
    if (!json_object_get(tree, "statusCode"))
        return put_unchanged(resp, tree, result, err);
    return url_response_head_from(&resp->head, json_incref(tree), default_type,
                                  err) &&
           put_body(resp, tree, err);
}

bool url_response_make(struct url_response *resp, struct buf *result,
                       struct error *err)
{
    json_error_t error;
    bool ok;

    *resp = (struct url_response){.body = BUF(PAYLOAD_MAX_BYTES)};
    if (!json_validate(result->data, result->size, err))
        return error_prefix(err, "the result is not JSON");
    json_t *tree = json_loadb(
        result->data, result->size,
        JSON_DECODE_ANY | JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL, &error);
    if (tree)
        ok = make(resp, tree, result, err);
    else
        ok = error_set(err, "the result cannot be read: %s", error.text);
    json_decref(tree);
    if (!ok)
        url_response_clear(resp);
    return ok;
}

void url_response_clear(struct url_response *resp)
{
    url_response_head_clear(&resp->head);
    buf_free(&resp->body);
}
