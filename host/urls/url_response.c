#include "host/urls/url_response.h"

#include <jansson.h>
#include <string.h>

#include "common/base64.h"
#include "host/base/json_text.h"
#include "host/runtime/outcome.h"

static const char default_type[] = "application/json";

static void take_whole(struct buf *to, struct buf *from)
{
    *to = *from;
    *from = (struct buf)BUF(0);
}

static bool put_body(struct url_response *a, const json_t *tree,
                     struct error *f)
{
    const json_t *body = json_object_get(tree, "body");
    const char *text = json_string_value(body);
    size_t size = json_string_length(body);

    if (!body || json_is_null(body))
        return true;
    if (!text)
        return error_set(f,
                         "body must be a text; JSON.stringify it, or "
                         "return it without statusCode");
    if (!json_is_true(json_object_get(tree, "isBase64Encoded")))
        return buf_add(&a->body, text, size) ||
               error_set(f, "body is too large");
    return base64_decode(&a->body, text, size) ||
           error_set(f, "isBase64Encoded is true and body is not base64");
}

/* Of an object without `statusCode`, and of all that is no object. */
static bool put_as_it_is(struct url_response *a, json_t *tree,
                         struct buf *result, struct error *f)
{
    json_t *none = json_object();

    if (!url_response_head_from(&a->head, none, default_type, f))
        return false;
    if (!json_is_string(tree)) {
        take_whole(&a->body, result);
        return true;
    }
    return buf_add(&a->body, json_string_value(tree),
                   json_string_length(tree)) ||
           error_set(f, "memory is short");
}

static bool make(struct url_response *a, json_t *tree, struct buf *result,
                 struct error *f)
{
    if (!json_object_get(tree, "statusCode"))
        return put_as_it_is(a, tree, result, f);
    return url_response_head_from(&a->head, json_incref(tree), default_type,
                                  f) &&
           put_body(a, tree, f);
}

bool url_response_make(struct url_response *a, struct buf *result,
                       struct error *f)
{
    json_error_t error;
    bool ok;

    *a = (struct url_response){.body = BUF(PAYLOAD_MAX_BYTES)};
    if (!json_validate(result->data, result->size, f))
        return error_prefix(f, "the result is not JSON");
    json_t *tree = json_loadb(
        result->data, result->size,
        JSON_DECODE_ANY | JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL, &error);
    if (tree)
        ok = make(a, tree, result, f);
    else
        ok = error_set(f, "the result cannot be read: %s", error.text);
    json_decref(tree);
    if (!ok)
        url_response_clear(a);
    return ok;
}

void url_response_clear(struct url_response *a)
{
    url_response_head_clear(&a->head);
    buf_free(&a->body);
}
