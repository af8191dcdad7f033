#include "bootstrap/response/stream_start.h"

#include <stdio.h>
#include <string.h>

#include "bootstrap/response/response_builder.h"
#include "common/json/json_check.h"
#include "common/json/json_member.h"

enum { PRELUDE_MAX_BYTES = 64 * 1024 };

static const char stream_type[] = "application/octet-stream";
static const char http_type[] =
    "application/vnd.awslambda.http-integration-response";

static enum stream_start_status set_invalid(struct response *resp,
                                            const char *why)
{
    char message[512];

    (void)snprintf(message, sizeof message, "The stream cannot begin: %s", why);
    resp->streaming = false;
    response_set_error(resp, "Runtime.MarshalError", message);
    return STREAM_INVALID;
}

/* Replaces the first `skip` bytes of the body by the prelude and the delimiter
 * of eight NUL bytes. */
static bool insert_prelude(struct response_body *body, const char *prelude,
                           size_t size, size_t skip)
{
    static const char delimiter[8] = {0};
    AUTO(struct buf, buf_free) merged = BUF(body->bytes.max);
    bool ok =
        buf_add(&merged, prelude, size) &&
        buf_add(&merged, delimiter, sizeof delimiter) &&
        buf_add(&merged, body->bytes.data + skip, body->bytes.size - skip);

    if (ok) {
        struct buf old = body->bytes;
        body->bytes = merged;
        merged = old;
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
    struct error err = ERROR_NONE;

    if (size > PRELUDE_MAX_BYTES)
        return set_invalid(resp, "its first line, the prelude, is too long");
    if (!line_end && outcome->kind == OUTCOME_PENDING)
        return STREAM_NOT_YET;
    if (!json_check(text, size, &err) || !json_is_object_text(text, size))
        return set_invalid(resp,
                           "its first line must be a JSON object such as "
                           "{\"statusCode\":200}");
    if (!insert_prelude(body, text, size, line_end ? size + 1 : size))
        return set_invalid(resp, "no memory");
    resp->content_type = http_type;
    return STREAM_STARTED;
}

static bool is_visible_ascii(const struct buf *text)
{
    for (size_t i = 0; i < text->size; i++)
        if (text->data[i] < ' ' || text->data[i] > '~')
            return false;
    return text->size > 0;
}

/* A content type of the handler must be a valid header value. */
static bool take_type(struct response *resp, const struct buf *header)
{
    AUTO(struct buf, buf_free) type = BUF(sizeof resp->content_type_buf - 1);
    struct json_member member;

    if (!json_find_member(header->data, header->size, "contentType", &member))
        return true;
    if (!json_member_string(&member, &type) || !is_visible_ascii(&type))
        return false;
    memcpy(resp->content_type_buf, type.data, type.size + 1);
    resp->content_type = resp->content_type_buf;
    return true;
}

/* A bridge describes the stream in its `stream` frame: contentType, prelude. */
static enum stream_start_status open_bridged(struct response *resp,
                                             const struct outcome *outcome,
                                             struct response_body *body)
{
    const struct buf *header = &outcome->stream_header;
    struct json_member prelude;
    struct error err = ERROR_NONE;

    if (!json_check(header->data, header->size, &err) ||
        !json_is_object_text(header->data, header->size))
        return set_invalid(resp, "its description is not a JSON object");
    if (!json_find_member(header->data, header->size, "prelude", &prelude))
        return take_type(resp, header)
                   ? STREAM_STARTED
                   : set_invalid(
                         resp, "its content type is not a valid header value");
    if (*prelude.value != '{')
        return set_invalid(resp, "its description is not a JSON object");
    if (!insert_prelude(body, prelude.value, prelude.value_size, 0))
        return set_invalid(resp, "no memory");
    resp->content_type = http_type;
    return STREAM_STARTED;
}

enum stream_start_status stream_start(struct response *resp,
                                      const struct outcome *outcome,
                                      struct response_body *body,
                                      enum output output)
{
    bool ended_well = outcome->kind == OUTCOME_RESULT ||
                      (outcome->kind == OUTCOME_EXITED && outcome->code == 0);

    if (!response_body_is_open(body))
        return STREAM_NOT_YET;
    if (!outcome->bridged && response_body_remaining(body) == 0 && !ended_well)
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
