/* result - whatever a process says and however it ends, there is an answer:
 * its own bytes unchanged, or an error object that is JSON with a type fit for
 * a header, and a record for the log.
 *
 * Input: one byte for the ending, one for the output, then its words. */
#include <jansson.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bootstrap/response/response_builder.h"
#include "test/fuzz/support/fuzz.h"

static void check_error(const struct response *resp)
{
    AUTO(struct buf, buf_free) record = BUF(8 * ERROR_MAX_BYTES);
    const struct buf *text = &resp->error.bytes;
    json_t *error = json_loadb(text->data, text->size,
                               JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL, NULL);

    must(json_is_string(json_object_get(error, "errorType")));
    must(json_object_get(error, "errorMessage") != NULL);
    json_decref(error);
    for (const char *c = resp->error_type; *c; c++)
        must(*c > ' ' && *c <= '~');
    const struct log_record_form form = {.json = text->size % 2};
    must(response_error_record(&record, resp, &form));
    must(resp->record.size > 0 || !memchr(record.data, '\n', record.size));
}

/* JSON has numbers that jansson cannot hold, such as 1e999. */
static void check_json(const struct buf *text, bool wrapped)
{
    json_error_t why;
    json_t *value = json_loadb(
        text->data, text->size,
        JSON_DECODE_ANY | JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL, &why);

    must(value || json_error_code(&why) == json_error_numeric_overflow);
    must(!memchr(text->data, '\0', text->size));
    must(!wrapped || json_is_string(value));
    json_decref(value);
}

/* What a bridge wrote is not looked at. */
static void check_body(const struct response *resp, const struct buf *before,
                       bool wrapped, bool bridged)
{
    const struct buf *text = &resp->body->bytes;

    if (!bridged)
        check_json(text, wrapped);
    must(text->size <= PAYLOAD_MAX_BYTES);
    must(wrapped || !strcmp(text->data, "null") ||
         (text->size == before->size &&
          !memcmp(text->data, before->data, before->size)));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct response resp = RESPONSE;
    struct outcome outcome = OUTCOME;
    struct response_body body = RESPONSE_BODY(PAYLOAD_MAX_BYTES + 64 * 1024);
    struct invocation inv;
    AUTO(struct buf, buf_free) before = BUF(PAYLOAD_MAX_BYTES);

    if (size < 2)
        return 0;
    invocation_init(&inv);
    outcome.kind = (enum outcome_kind)(1 + bytes[0] % OUTCOME_TOO_LARGE);
    outcome.code = bytes[0] / 16;
    outcome.bridged = bytes[1] & 8;
    enum output output = (enum output)(bytes[1] % 2);
    must(buf_add(&before, bytes + 2, size - 2));
    must(buf_add(&body.bytes, before.data, before.size));
    must(buf_add(&outcome.error, before.data, before.size));
    size_t tail = size - 2 < STDERR_TAIL_BYTES ? size - 2 : STDERR_TAIL_BYTES;
    must(buf_add(&outcome.stderr_tail, before.data, tail));
    response_from_outcome(&resp, &outcome, &inv, &body, output);
    if (resp.failed)
        check_error(&resp);
    else
        check_body(&resp, &before, output == OUTPUT_TEXT && !outcome.bridged,
                   outcome.bridged);
    response_free(&resp);
    buf_free(&body.bytes);
    buf_free(&outcome.error);
    buf_free(&outcome.stderr_tail);
    invocation_free(&inv);
    return 0;
}
