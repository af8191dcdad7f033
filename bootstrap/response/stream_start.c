#include "bootstrap/response/stream_start.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "bootstrap/response/response_builder.h"

enum { PRELUDE_MAX_BYTES = 64 * 1024 };

static const char stream_type[] = "application/octet-stream";
static const char http_type[] =
    "application/vnd.awslambda.http-integration-response";

static enum stream_start_status bad_opening(struct response *resp,
                                            const char *why)
{
    char message[512];

    (void)snprintf(message, sizeof message, "The stream cannot begin: %s", why);
    resp->streaming = false;
    response_set_error(resp, "Runtime.MarshalError", message);
    return STREAM_INVALID;
}

/* Puts `prelude` and the delimiter of runtime-api 3 in front of the body,
 * whose first `instead_of` bytes go. */
static bool put_prelude(struct response_body *body, const char *prelude,
                        size_t size, size_t instead_of)
{
    static const char delimiter[8] = {0};
    AUTO(struct buf, buf_free) whole = BUF(body->bytes.max);
    bool ok = buf_add(&whole, prelude, size) &&
              buf_add(&whole, delimiter, sizeof delimiter) &&
              buf_add(&whole, body->bytes.data + instead_of,
                      body->bytes.size - instead_of);

    if (ok) {
        struct buf old = body->bytes;
        body->bytes = whole;
        whole = old;
    }
    return ok;
}

static enum stream_start_status open_http(struct response *resp,
                                          const struct outcome *outcome,
                                          struct response_body *body)
{
    const char *text = body->bytes.data;
    const char *line_end = memchr(text, '\n', body->bytes.size);
    size_t size = line_end ? (size_t)(line_end - text) : body->bytes.size;
    json_error_t why;

    if (size > PRELUDE_MAX_BYTES)
        return bad_opening(resp, "its first line, the prelude, is too long");
    if (!line_end && outcome->kind == OUTCOME_PENDING)
        return STREAM_NOT_YET;
    json_t *prelude = json_loadb(text, size, 0, &why);
    /* jansson passes over a NUL that follows a number. */
    bool is_object = json_is_object(prelude) && !memchr(text, '\0', size);
    json_decref(prelude);
    if (!is_object)
        return bad_opening(resp,
                           "its first line must be a JSON object such as "
                           "{\"statusCode\":200}");
    if (!put_prelude(body, text, size, line_end ? size + 1 : size))
        return bad_opening(resp, "no memory");
    resp->content_type = http_type;
    return STREAM_STARTED;
}

/* The child's own content type, if it told one, must be fit for a header. */
static bool take_type(struct response *resp, const json_t *told)
{
    const json_t *type = json_object_get(told, "contentType");
    const char *text = json_string_value(type);
    size_t size = json_string_length(type);

    if (!type)
        return true;
    if (!text || size == 0 || size >= sizeof resp->content_type_buf)
        return false;
    for (size_t i = 0; i < size; i++)
        if (text[i] < ' ' || text[i] > '~')
            return false;
    memcpy(resp->content_type_buf, text, size + 1);
    resp->content_type = resp->content_type_buf;
    return true;
}

/* A bridged child said it in its `stream` frame: {"contentType", "prelude"}. */
static enum stream_start_status open_bridged(struct response *resp,
                                             const struct outcome *outcome,
                                             struct response_body *body)
{
    enum stream_start_status how = STREAM_STARTED;
    json_t *told = json_loadb(outcome->stream_header.data,
                              outcome->stream_header.size, 0, NULL);
    json_t *prelude = json_object_get(told, "prelude");
    char *text = prelude ? json_dumps(prelude, JSON_COMPACT) : NULL;

    if (!json_is_object(told) || (prelude && !json_is_object(prelude)))
        how = bad_opening(resp, "its description is no JSON object");
    else if (prelude && (!text || !put_prelude(body, text, strlen(text), 0)))
        how = bad_opening(resp, "no memory");
    else if (prelude)
        resp->content_type = http_type;
    else if (!take_type(resp, told))
        how = bad_opening(resp, "its content type does not fit into a header");
    mem_free(text);
    json_decref(told);
    return how;
}

enum stream_start_status stream_start(struct response *resp,
                                      const struct outcome *outcome,
                                      struct response_body *body,
                                      enum output output)
{
    bool good_end = outcome->kind == OUTCOME_RESULT ||
                    (outcome->kind == OUTCOME_EXITED && outcome->code == 0);

    if (!response_body_is_open(body))
        return STREAM_NOT_YET;
    if (!outcome->bridged && response_body_remaining(body) == 0 && !good_end)
        return STREAM_NOT_YET;
    response_clear(resp);
    resp->streaming = true;
    resp->body = body;
    resp->content_type = stream_type;
    if (outcome->bridged)
        return open_bridged(resp, outcome, body);
    return output == OUTPUT_STREAM_HTTP ? open_http(resp, outcome, body)
                                        : STREAM_STARTED;
}
