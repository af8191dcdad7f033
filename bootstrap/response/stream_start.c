#include "bootstrap/response/stream_start.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "bootstrap/response/response_builder.h"

enum { PRELUDE_MAX_BYTES = 64 * 1024 };

static const char stream_type[] = "application/octet-stream";
static const char http_type[] =
    "application/vnd.awslambda.http-integration-response";

static enum stream_start_status bad_opening(struct response *a, const char *why)
{
    char message[512];

    (void)snprintf(message, sizeof message, "The stream cannot begin: %s", why);
    a->streaming = false;
    response_set_error(a, "Runtime.MarshalError", message);
    return STREAM_INVALID;
}

/* Puts `prelude` and the delimiter of runtime-api 3 in front of the body,
 * whose first `instead_of` bytes go. */
static bool put_prelude(struct response_body *said, const char *prelude,
                        size_t size, size_t instead_of)
{
    static const char delimiter[8] = {0};
    AUTO(struct buf, buf_free) whole = BUF(said->bytes.ceiling);
    bool ok = buf_add(&whole, prelude, size) &&
              buf_add(&whole, delimiter, sizeof delimiter) &&
              buf_add(&whole, said->bytes.data + instead_of,
                      said->bytes.size - instead_of);

    if (ok) {
        struct buf old = said->bytes;
        said->bytes = whole;
        whole = old;
    }
    return ok;
}

static enum stream_start_status open_http(struct response *a,
                                          const struct outcome *end,
                                          struct response_body *said)
{
    const char *text = said->bytes.data;
    const char *line_end = memchr(text, '\n', said->bytes.size);
    size_t size = line_end ? (size_t)(line_end - text) : said->bytes.size;
    json_error_t why;

    if (size > PRELUDE_MAX_BYTES)
        return bad_opening(a, "its first line, the prelude, is too long");
    if (!line_end && end->how == OUTCOME_PENDING)
        return STREAM_NOT_YET;
    json_t *prelude = json_loadb(text, size, 0, &why);
    /* jansson passes over a NUL that follows a number. */
    bool is_object = json_is_object(prelude) && !memchr(text, '\0', size);
    json_decref(prelude);
    if (!is_object)
        return bad_opening(a,
                           "its first line must be a JSON object such as "
                           "{\"statusCode\":200}");
    if (!put_prelude(said, text, size, line_end ? size + 1 : size))
        return bad_opening(a, "no memory");
    a->content_type = http_type;
    return STREAM_STARTED;
}

/* The child's own content type, if it told one, must be fit for a header. */
static bool take_type(struct response *a, const json_t *told)
{
    const json_t *type = json_object_get(told, "contentType");
    const char *text = json_string_value(type);
    size_t size = json_string_length(type);

    if (!type)
        return true;
    if (!text || size == 0 || size >= sizeof a->told_type)
        return false;
    for (size_t i = 0; i < size; i++)
        if (text[i] < ' ' || text[i] > '~')
            return false;
    memcpy(a->told_type, text, size + 1);
    a->content_type = a->told_type;
    return true;
}

/* A bridged child said it in its `stream` frame: {"contentType", "prelude"}. */
static enum stream_start_status open_bridged(struct response *a,
                                             const struct outcome *end,
                                             struct response_body *said)
{
    enum stream_start_status how = STREAM_STARTED;
    json_t *told = json_loadb(end->opened.data, end->opened.size, 0, NULL);
    json_t *prelude = json_object_get(told, "prelude");
    char *text = prelude ? json_dumps(prelude, JSON_COMPACT) : NULL;

    if (!json_is_object(told) || (prelude && !json_is_object(prelude)))
        how = bad_opening(a, "its description is no JSON object");
    else if (prelude && (!text || !put_prelude(said, text, strlen(text), 0)))
        how = bad_opening(a, "no memory");
    else if (prelude)
        a->content_type = http_type;
    else if (!take_type(a, told))
        how = bad_opening(a, "its content type does not fit into a header");
    mem_free(text);
    json_decref(told);
    return how;
}

enum stream_start_status stream_start(struct response *a,
                                      const struct outcome *end,
                                      struct response_body *said,
                                      enum output output)
{
    bool good_end = end->how == OUTCOME_RESULT ||
                    (end->how == OUTCOME_EXITED && end->code == 0);

    if (!said->live)
        return STREAM_NOT_YET;
    if (!end->bridged && response_body_remaining(said) == 0 && !good_end)
        return STREAM_NOT_YET;
    response_clear(a);
    a->streaming = true;
    a->body = said;
    a->content_type = stream_type;
    if (end->bridged)
        return open_bridged(a, end, said);
    return output == OUTPUT_STREAM_HTTP ? open_http(a, end, said)
                                        : STREAM_STARTED;
}
