#include "bootstrap/response/response_builder.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "common/clock.h"
#include "bootstrap/response/error_details.h"
#include "common/utf8.h"
#include "bootstrap/response/json_check.h"
#include "bootstrap/response/error_type.h"

/* Any JSON value; integers of any length within a double; NUL inside strings.
 * Depth stops at jansson's 2,048. */
enum {
    READ_FLAGS = JSON_DECODE_ANY | JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL,
};

void response_clear(struct response *a)
{
    a->failed = false;
    a->streaming = false;
    a->content_type = "application/json";
    a->body = NULL;
    response_body_clear(&a->error);
    a->error_type[0] = '\0';
    buf_clear(&a->cause);
    a->peak_kib = 0;
}

void response_free(struct response *a)
{
    buf_free(&a->error.bytes);
    buf_free(&a->cause);
}

/* A header takes visible ASCII only. */
static void set_type(struct response *a, const char *type)
{
    (void)snprintf(a->error_type, sizeof a->error_type, "%s", type);
    for (char *c = a->error_type; *c; c++)
        if (*c <= ' ' || *c > '~')
            *c = '_';
}

/* Takes the object. When memory is short the type alone still goes out. */
static void set_error(struct response *a, const char *type, json_t *object)
{
    char *text = object ? json_dumps(object, JSON_COMPACT) : NULL;

    a->failed = !a->streaming;
    set_type(a, type);
    response_body_clear(&a->error);
    if (!text || !buf_add_str(&a->error.bytes, text))
        (void)!buf_printf(&a->error.bytes, "{\"errorType\":\"%s\"}",
                          a->error_type);
    mem_free(text);
    json_decref(object);
}

void response_set_error(struct response *a, const char *type,
                        const char *message)
{
    set_error(a, type,
              json_pack("{s:s, s:o, s:[]}", "errorType", type, "errorMessage",
                        json_text_sanitized(message, strlen(message)),
                        "stackTrace"));
}

static void autopsy_error(struct response *a, const struct error_type *v,
                          const struct outcome *end, int64_t limit_ms)
{
    set_error(
        a, v->type,
        json_pack("{s:s, s:o, s:[], s:o}", "errorType", v->type, "errorMessage",
                  json_text_sanitized(v->message.text, strlen(v->message.text)),
                  "stackTrace", "dayfly", error_details_json(end, limit_ms)));
}

/* jansson passes over a NUL that follows a number. */
static json_t *read_json(const struct buf *text, json_error_t *why)
{
    const char *nul = memchr(text->data, '\0', text->size);

    if (!nul)
        return json_loadb(text->data, text->size, READ_FLAGS, why);
    *why = (json_error_t){.line = 1, .position = (int)(nul - text->data) + 1};
    for (const char *c = text->data; c < nul; c++)
        why->line += *c == '\n';
    (void)snprintf(why->text, sizeof why->text, "a NUL byte");
    return NULL;
}

/* The child's own error object goes on as it wrote it. False: it is none, or
 * larger than may be sent. */
static bool own_error(struct response *a, const struct buf *text)
{
    json_error_t why;
    json_t *object = read_json(text, &why);
    const char *type = json_string_value(json_object_get(object, "errorType"));
    bool is_error = type && json_object_get(object, "errorMessage");

    response_body_clear(&a->error);
    is_error = is_error && buf_add(&a->error.bytes, text->data, text->size);
    if (is_error) {
        a->failed = !a->streaming;
        set_type(a, type);
    }
    json_decref(object);
    return is_error;
}

static void own_error_or(struct response *a, const struct outcome *end)
{
    if (own_error(a, &end->error))
        xray_cause_take(&a->error.bytes, &a->cause);
    else
        response_set_error(
            a, "Runtime.MarshalError",
            "The handler failed, and its error object is not one "
            "(errorType and errorMessage are needed)");
}

static bool is_blank(const struct buf *text)
{
    return strspn(text->data, " \t\r\n") == text->size;
}

static void check_json(struct response *a, const struct buf *text, bool printed)
{
    char message[512];
    json_error_t why;

    if (json_is_plainly_valid(text->data, text->size))
        return;
    json_t *value = read_json(text, &why);
    if (!value) {
        (void)snprintf(message, sizeof message,
                       "The handler's result is not JSON: %s (at byte %d, "
                       "line %d)%s",
                       why.text, why.position, why.line,
                       printed ? "; print one JSON text, or set \"output\": "
                                 "\"text\" in dayfly.json"
                               : "");
        response_set_error(a, "Runtime.MarshalError", message);
    }
    json_decref(value);
}

/* Any text becomes one JSON string. */
static bool wrap_text(struct buf *text)
{
    AUTO(struct buf, buf_free) clean = BUF(3 * text->size);

    if (!utf8_sanitize(&clean, text->data, text->size))
        return false;
    json_t *string = json_stringn(clean.data, clean.size);
    char *wrapped = string ? json_dumps(string, JSON_ENCODE_ANY) : NULL;
    buf_clear(text);
    bool ok = wrapped && strlen(wrapped) <= PAYLOAD_MAX_BYTES &&
              buf_add_str(text, wrapped);
    mem_free(wrapped);
    json_decref(string);
    return ok;
}

/* The process did what it should; what did it say? */
static void good_answer(struct response *a, const struct outcome *end,
                        struct response_body *said, enum output output)
{
    struct buf *text = &said->bytes;

    a->body = said;
    if (output == OUTPUT_TEXT && !end->bridged) {
        if (!wrap_text(text))
            response_set_error(
                a, "Function.ResponseSizeTooLarge",
                "The handler's text does not fit into a response "
                "once it is written as a JSON string");
        return;
    }
    if (is_blank(text)) {
        buf_clear(text);
        if (!buf_add_str(text, "null"))
            response_set_error(a, "Sandbox.Failure",
                               "no memory for the answer");
        return;
    }
    check_json(a, text, !end->bridged);
}

void response_from_outcome(struct response *a, const struct outcome *end,
                           const struct invocation *inv,
                           struct response_body *said, enum output output)
{
    struct error_type v;

    response_clear(a);
    a->peak_kib = end->peak_kib;
    if (end->how == OUTCOME_HANDLER_ERROR || end->how == OUTCOME_INIT_ERROR) {
        own_error_or(a, end);
        return;
    }
    error_type_of(&v, end, inv->request_id.data, inv->limit_ms);
    if (!v.type)
        good_answer(a, end, said, output);
    else if (end->how != OUTCOME_EXITED || end->bridged ||
             !own_error(a, &said->bytes))
        autopsy_error(a, &v, end, inv->limit_ms);
}

void response_end_stream(struct response *a, const struct outcome *end,
                         const struct invocation *inv)
{
    struct error_type v;

    error_type_of(&v, end, inv->request_id.data, inv->limit_ms);
    if (end->how == OUTCOME_HANDLER_ERROR || end->how == OUTCOME_INIT_ERROR)
        own_error_or(a, end);
    else if (v.type)
        autopsy_error(a, &v, end, inv->limit_ms);
}

/* The structured form has the names of AWS's own (runtime-api 5.2). */
static void add_log_fields(json_t *object)
{
    char now[CLOCK_TEXT_SIZE];

    clock_text(clock_wall_ms(), now);
    (void)json_object_set_new(object, "timestamp", json_string(now));
    (void)json_object_set_new(object, "level", json_string("ERROR"));
    (void)json_object_set(object, "message",
                          json_object_get(object, "errorMessage"));
}

/* An object that jansson cannot hold unchanged is told as it is. */
bool response_error_record(struct buf *record, const struct response *a,
                           bool json)
{
    const struct buf *error = &a->error.bytes;
    json_t *object = json_loadb(error->data, error->size, JSON_ALLOW_NUL, NULL);

    /* What it said on stderr is in the log already. */
    (void)json_object_del(json_object_get(object, "dayfly"), "stderr");
    if (json && object)
        add_log_fields(object);
    char *text = object ? json_dumps(object, JSON_COMPACT) : NULL;
    bool ok = (json && object) || buf_add_str(record, "Invoke Error\t");
    ok = ok && (text ? buf_add_str(record, text)
                     : buf_add(record, error->data, error->size));
    mem_free(text);
    json_decref(object);
    return ok;
}

void response_log_error(const struct response *a, struct log *log)
{
    AUTO(struct buf, buf_free) record = BUF(ERROR_MAX_BYTES + 1024);

    if (a->error.bytes.size > 0 &&
        response_error_record(&record, a, log->form.json))
        log_record(log, LEVEL_ERROR, record.data, record.size);
}
