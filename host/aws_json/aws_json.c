#include "host/aws_json/aws_json.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/json/json_string.h"
#include "host/base/ids.h"
#include "host/http/http_exchange.h"
#include "host/http/http_request.h"

enum { LOG_NAME_MAX = 512 };

static const char media_type[] = "application/x-amz-json-1.1";

static void respond(struct http_request *req, unsigned status, const char *type,
                    struct http_body body)
{
    char id[UUID_SIZE];
    const struct http_field fields[] = {{"Content-Type", media_type},
                                        {"x-amzn-ErrorType", type},
                                        {"x-amzn-RequestId", id}};

    uuid_make(id);
    http_respond(req, status, fields, COUNT(fields), body);
}

void aws_json_send(struct http_request *req, struct buf *document)
{
    respond(req, 200, NULL, http_body_from_buf(document));
}

void aws_json_send_value(struct http_request *req, json_t *value)
{
    char *text = value ? json_dumps(value, JSON_COMPACT) : NULL;

    json_decref(value);
    if (text)
        respond(req, 200, NULL,
                (struct http_body){.bytes = text,
                                   .size = strlen(text),
                                   .on_done = mem_free,
                                   .self = text});
    else
        aws_json_error(req, "ServiceUnavailableException", "Out of memory.");
}

static void send_error(struct http_request *req, const char *type,
                       const char *message)
{
    AUTO(struct buf, buf_free) body = BUF(32 * 1024);

    (void)!(buf_printf(&body, "{\"__type\":\"%s\",\"message\":", type) &&
            json_add_string(&body, message, strlen(message)) &&
            buf_add_str(&body, "}"));
    respond(req, 400, type, http_body_from_buf(&body));
}

void aws_json_error(struct http_request *req, const char *type, const char *fmt,
                    ...)
{
    char message[2048];
    va_list args;

    va_start(args, fmt);
    (void)vsnprintf(message, sizeof message, fmt, args);
    va_end(args);
    send_error(req, type, message);
}

void aws_json_invalid(struct http_request *req, const char *fmt, ...)
{
    char message[2048];
    va_list args;

    va_start(args, fmt);
    (void)vsnprintf(message, sizeof message, fmt, args);
    va_end(args);
    send_error(req, "InvalidParameterException", message);
}

/* NULL: it is absent, null, or an earlier one is wrong. */
static const json_t *member(const struct aws_members *m, const char *name)
{
    const json_t *value = m->failed ? NULL : json_object_get(m->root, name);

    return json_is_null(value) ? NULL : value;
}

static void bad_type(struct aws_members *m, const char *name, const char *type)
{
    m->failed = true;
    aws_json_error(m->req, "SerializationException", "%s must be a %s.", name,
                   type);
}

const char *aws_members_text(struct aws_members *m, const char *name,
                             size_t most)
{
    const json_t *value = member(m, name);
    const char *text = json_string_value(value);

    if (!value)
        return NULL;
    if (!text) {
        bad_type(m, name, "string");
        return NULL;
    }
    size_t size = json_string_length(value);
    if (size > 0 && size <= most && strlen(text) == size)
        return text;
    m->failed = true;
    aws_json_invalid(m->req,
                     "1 validation error detected: Value '%.200s' at '%s' "
                     "failed to satisfy constraint: Member must have length "
                     "%s than or equal to %zu",
                     text, name, size > most ? "less" : "greater",
                     size > most ? most : (size_t)1);
    return NULL;
}

const char *aws_members_log_name(struct aws_members *m, const char *name)
{
    const json_t *value = member(m, name);

    if (json_string_length(value) <= LOG_NAME_MAX)
        return aws_members_text(m, name, LOG_NAME_MAX);
    m->failed = true;
    aws_json_invalid(m->req,
                     "Invalid LogGroup or LogStream, both must have length "
                     "less than or equal to %d.",
                     LOG_NAME_MAX);
    return NULL;
}

int64_t aws_members_number(struct aws_members *m, const char *name,
                           int64_t least, int64_t most, int64_t otherwise)
{
    const json_t *value = member(m, name);

    if (!value)
        return otherwise;
    if (!json_is_integer(value)) {
        bad_type(m, name, "whole number");
        return otherwise;
    }
    int64_t number = json_integer_value(value);
    if (number >= least && number <= most)
        return number;
    m->failed = true;
    aws_json_invalid(m->req,
                     "1 validation error detected: Value '%lld' at '%s' failed "
                     "to satisfy constraint: Member must have value %s than or "
                     "equal to %lld",
                     (long long)number, name,
                     number < least ? "greater" : "less",
                     (long long)(number < least ? least : most));
    return otherwise;
}

bool aws_members_flag(struct aws_members *m, const char *name)
{
    const json_t *value = member(m, name);

    if (value && !json_is_boolean(value))
        bad_type(m, name, "boolean");
    return json_is_true(value);
}
