#include "bootstrap/response/response_builder.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "bootstrap/response/error_details.h"
#include "bootstrap/response/error_type.h"
#include "common/clock.h"
#include "common/json/json_check.h"
#include "common/json/json_member.h"
#include "common/json/json_string.h"

/* With the blank that AWS's client for Node.js writes. */
#define TITLE "Invoke Error \t"

enum { WHOLE_MARK = '=' }; /* begins a text that is the whole record */

void response_clear(struct response *resp)
{
    resp->failed = false;
    resp->unread = false;
    resp->streaming = false;
    resp->content_type = "application/json";
    resp->body = NULL;
    response_body_clear(&resp->error);
    resp->error_type[0] = '\0';
    buf_clear(&resp->record);
    buf_clear(&resp->cause);
    resp->peak_kib = 0;
}

void response_free(struct response *resp)
{
    buf_free(&resp->error.bytes);
    buf_free(&resp->record);
    buf_free(&resp->cause);
}

/* A header value holds visible ASCII only. */
static void set_type(struct response *resp, const char *type)
{
    (void)snprintf(resp->error_type, sizeof resp->error_type, "%s", type);
    for (char *c = resp->error_type; *c; c++)
        if (*c <= ' ' || *c > '~')
            *c = '_';
}

/* Frees the object. Without memory only the type is sent. */
static void set_error(struct response *resp, const char *type, json_t *object)
{
    char *text = object ? json_dumps(object, JSON_COMPACT) : NULL;

    resp->failed = !resp->streaming;
    set_type(resp, type);
    buf_clear(&resp->record);
    response_body_clear(&resp->error);
    if (!text || !buf_add_str(&resp->error.bytes, text))
        (void)!buf_printf(&resp->error.bytes, "{\"errorType\":\"%s\"}",
                          resp->error_type);
    mem_free(text);
    json_decref(object);
}

void response_set_error(struct response *resp, const char *type,
                        const char *message)
{
    set_error(resp, type,
              json_pack("{s:s, s:o, s:[]}", "errorType", type, "errorMessage",
                        json_text_sanitized(message, strlen(message)),
                        "stackTrace"));
}

static void set_detailed_error(struct response *resp,
                               const struct error_type *type,
                               const struct outcome *outcome, int64_t limit_ms)
{
    set_error(
        resp, type->name,
        json_pack(
            "{s:s, s:o, s:[], s:o}", "errorType", type->name, "errorMessage",
            json_text_sanitized(type->message.text, strlen(type->message.text)),
            "stackTrace", "dayfly", error_details_json(outcome, limit_ms)));
}

/* Sends the error object that the handler wrote, byte for byte. False: it is
 * not JSON with errorType (a string) and errorMessage, or is too large. */
static bool use_own_error(struct response *resp, const struct buf *text)
{
    AUTO(struct buf, buf_free) type = BUF(text->size);
    struct json_member member;
    struct error err = ERROR_NONE;

    response_body_clear(&resp->error);
    if (!json_check(text->data, text->size, &err) ||
        !json_find_member(text->data, text->size, "errorMessage", &member) ||
        !json_find_member(text->data, text->size, "errorType", &member) ||
        !json_member_string(&member, &type) ||
        !buf_add(&resp->error.bytes, text->data, text->size))
        return false;
    resp->failed = !resp->streaming;
    set_type(resp, type.data);
    return true;
}

static void use_own_error_or_fail(struct response *resp,
                                  const struct outcome *outcome)
{
    if (use_own_error(resp, &outcome->error)) {
        xray_cause_take(&resp->error.bytes, &resp->cause);
        error_record_take(&resp->error.bytes, &resp->record);
    } else
        response_set_error(
            resp, "Runtime.MarshalError",
            "The handler failed, and its error object lacks errorType or "
            "errorMessage");
}

static bool is_blank(const struct buf *text)
{
    return strspn(text->data, " \t\r\n") == text->size;
}

static void check_json(struct response *resp, const struct buf *text)
{
    struct error err = ERROR_NONE;
    char message[sizeof err.text + 128];

    if (json_check(text->data, text->size, &err))
        return;
    (void)snprintf(message, sizeof message,
                   "The handler's result is not JSON: %s; print one JSON text, "
                   "or set \"output\": \"text\" in dayfly.json",
                   err.text);
    response_set_error(resp, "Runtime.MarshalError", message);
}

/* Turns any text into one JSON string. */
static bool wrap_text(struct buf *text)
{
    AUTO(struct buf, buf_free) string = BUF(PAYLOAD_MAX_BYTES);

    if (!json_add_string(&string, text->data, text->size))
        return false;
    buf_clear(text);
    return buf_add(text, string.data, string.size);
}

/* The outcome is not an error: the body is the result. */
static void use_result(struct response *resp, const struct outcome *outcome,
                       struct response_body *body, enum output output)
{
    struct buf *text = &body->bytes;

    resp->body = body;
    if (output == OUTPUT_TEXT && !outcome->bridged) {
        if (!wrap_text(text))
            response_set_error(
                resp, "Function.ResponseSizeTooLarge",
                "The handler's text does not fit into a response "
                "once it is written as a JSON string");
        return;
    }
    if (is_blank(text)) {
        buf_clear(text);
        if (!buf_add_str(text, "null"))
            response_set_error(resp, "Sandbox.Failure",
                               "no memory for the response");
        return;
    }
    /* As AWS's clients: what the bridge wrote is sent, also NaN and bytes. */
    if (!outcome->bridged)
        check_json(resp, text);
}

void response_from_outcome(struct response *resp, const struct outcome *outcome,
                           const struct invocation *inv,
                           struct response_body *body, enum output output)
{
    struct error_type type;

    response_clear(resp);
    resp->peak_kib = outcome->peak_kib;
    if (outcome->kind == OUTCOME_HANDLER_ERROR ||
        outcome->kind == OUTCOME_INIT_ERROR) {
        use_own_error_or_fail(resp, outcome);
        return;
    }
    error_type_of(&type, outcome, inv->request_id.data, inv->limit_ms);
    if (!type.name)
        use_result(resp, outcome, body, output);
    else if (outcome->kind != OUTCOME_EXITED || outcome->bridged ||
             !use_own_error(resp, &body->bytes))
        set_detailed_error(resp, &type, outcome, inv->limit_ms);
}

void response_end_stream(struct response *resp, const struct outcome *outcome,
                         const struct invocation *inv)
{
    struct error_type type;

    error_type_of(&type, outcome, inv->request_id.data, inv->limit_ms);
    if (outcome->kind == OUTCOME_HANDLER_ERROR ||
        outcome->kind == OUTCOME_INIT_ERROR)
        use_own_error_or_fail(resp, outcome);
    else if (type.name)
        set_detailed_error(resp, &type, outcome, inv->limit_ms);
}

/* The names that AWS Lambda uses in its JSON log format. */
static void add_log_fields(json_t *object)
{
    char now[CLOCK_TEXT_SIZE];

    clock_text(clock_wall_ms(), now);
    (void)json_object_set_new(object, "timestamp", json_string(now));
    (void)json_object_set_new(object, "level", json_string("ERROR"));
    (void)json_object_set(object, "message",
                          json_object_get(object, "errorMessage"));
}

static bool add_id(struct buf *record, const char *name, const char *id)
{
    return !*id || (buf_printf(record, "\"%s\":", name) &&
                    json_add_string(record, id, strlen(id)) &&
                    buf_add_str(record, ","));
}

/* As AWS's clients: a text is the record, an object is its message. */
static bool add_own_record(struct buf *record, const struct buf *own,
                           const struct log_record_form *form)
{
    const struct json_member text = {.value = own->data,
                                     .value_size = own->size};
    char now[CLOCK_TEXT_SIZE];

    if (own->data[0] == '"')
        return json_member_string(&text, record);
    if (!form->json)
        return buf_add_str(record, TITLE) &&
               buf_add(record, own->data, own->size);
    clock_text(clock_wall_ms(), now);
    return buf_printf(record, "{\"timestamp\":\"%s\",\"level\":\"ERROR\",",
                      now) &&
           add_id(record, "requestId", form->request_id) &&
           add_id(record, "tenantId", form->tenant_id) &&
           buf_add_str(record, "\"message\":") &&
           buf_add(record, own->data, own->size) && buf_add_str(record, "}");
}

/* An object that jansson cannot parse is logged as it is. */
bool response_error_record(struct buf *record, const struct response *resp,
                           const struct log_record_form *form)
{
    const struct buf *error = &resp->error.bytes;

    if (resp->record.size > 0)
        return add_own_record(record, &resp->record, form);
    json_t *object = json_loadb(error->data, error->size, JSON_ALLOW_NUL, NULL);

    /* The log holds the output on stderr already. */
    (void)json_object_del(json_object_get(object, "dayfly"), "stderr");
    if (form->json && object)
        add_log_fields(object);
    char *text = object ? json_dumps(object, JSON_COMPACT) : NULL;
    bool ok = (form->json && object) || buf_add_str(record, TITLE);
    ok = ok && (text ? buf_add_str(record, text)
                     : buf_add(record, error->data, error->size));
    mem_free(text);
    json_decref(object);
    return ok;
}

void response_log_error(const struct response *resp, struct log *log)
{
    AUTO(struct buf, buf_free) record = BUF(ERROR_MAX_BYTES + 1024);

    if (resp->error.bytes.size == 0 ||
        !response_error_record(&record, resp, &log->form))
        return;
    if (*record.data == WHOLE_MARK)
        log_whole(log, LEVEL_ERROR, record.data + 1, record.size - 1);
    else if (resp->record.size > 0)
        log_console(log, LEVEL_ERROR, record.data, record.size);
    else
        log_record(log, LEVEL_ERROR, record.data, record.size);
}
