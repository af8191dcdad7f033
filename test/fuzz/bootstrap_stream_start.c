/* opening - a streamed answer begins only with what the platform can read: a
 * prelude that is one JSON object, eight NULs, and then the body to the byte.
 * Anything else is an error in words, and nothing is sent.
 *
 * Input: one byte for the ending, one for the output, then what was said; of a
 * bridged child 0x02 ends its description, what follows is its body. */
#include <jansson.h>
#include <string.h>

#include "bootstrap/event/invocation.h"
#include "bootstrap/response/stream_start.h"
#include "test/fuzz/support/fuzz.h"

static const char nuls[8];

static size_t prelude_size(const struct buf *text)
{
    const char *end = memchr(text->data, '\0', text->size);

    must(end != NULL && !memcmp(end, nuls, sizeof nuls));
    json_t *prelude =
        json_loadb(text->data, (size_t)(end - text->data), 0, NULL);
    must(json_is_object(prelude));
    json_decref(prelude);
    return (size_t)(end - text->data) + sizeof nuls;
}

static void check_begun(const struct response *resp,
                        const struct response_body *said, const char *body,
                        size_t size)
{
    bool http = resp->content_type != resp->content_type_buf &&
                strstr(resp->content_type, "http-integration") != NULL;
    size_t head = http ? prelude_size(&said->bytes) : 0;

    must(!resp->failed && resp->streaming && resp->body == said);
    must(said->bytes.size - head == size);
    must(!memcmp(said->bytes.data + head, body, size));
    for (const char *c = resp->content_type; *c; c++)
        must(*c >= ' ' && *c <= '~');
}

static void check(enum stream_start_status how, const struct response *resp,
                  const struct outcome *outcome,
                  const struct response_body *said, const char *body,
                  size_t size)
{
    if (how == STREAM_NOT_YET) {
        must(outcome->kind == OUTCOME_PENDING ||
             outcome->kind == OUTCOME_EXITED || !outcome->bridged);
        must(said->bytes.size >= size);
    } else if (how == STREAM_STARTED) {
        check_begun(resp, said, body, size);
    } else {
        json_t *error =
            json_loadb(resp->error.bytes.data, resp->error.bytes.size,
                       JSON_ALLOW_NUL, NULL);
        must(resp->failed && !resp->streaming && *resp->error_type);
        must(json_is_string(json_object_get(error, "errorMessage")));
        json_decref(error);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct response resp = RESPONSE;
    struct outcome outcome = OUTCOME;
    struct response_body said = RESPONSE_BODY(PAYLOAD_MAX_BYTES + 64 * 1024);

    if (size < 2)
        return 0;
    const char *text = (const char *)bytes + 2;
    size -= 2;
    outcome.kind = bytes[0] & 1   ? OUTCOME_PENDING
                   : bytes[0] & 2 ? OUTCOME_RESULT
                                  : OUTCOME_EXITED;
    outcome.code = bytes[0] >> 4;
    outcome.bridged = bytes[1] & 1;
    enum output output = bytes[1] & 2 ? OUTPUT_STREAM_HTTP : OUTPUT_STREAM;
    const char *cut = memchr(text, outcome.bridged ? 2 : '\n', size);
    const char *body = cut ? cut + 1 : text + size;
    size_t body_size = (size_t)(text + size - body);
    response_body_open(&said);
    if (outcome.bridged) {
        if (!buf_add(&outcome.stream_header, text,
                     size - body_size - (cut != NULL)))
            outcome.stream_header.size = 0;
        must(buf_add(&said.bytes, body, body_size));
    } else {
        must(buf_add(&said.bytes, text, size));
        if (output == OUTPUT_STREAM) {
            body = text;
            body_size = size;
        }
    }
    enum stream_start_status how = stream_start(&resp, &outcome, &said, output);
    check(how, &resp, &outcome, &said, body, body_size);
    buf_free(&resp.error.bytes);
    buf_free(&said.bytes);
    buf_free(&outcome.error);
    buf_free(&outcome.stream_header);
    buf_free(&outcome.stderr_tail);
    return 0;
}
