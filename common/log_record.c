#include "common/log_record.h"

#include <jansson.h>
#include <string.h>
#include <strings.h>

#include "common/clock.h"
#include "common/utf8.h"
#include "common/visible_text.h"

static const char *const names[] = {
    [LEVEL_TRACE] = "TRACE", [LEVEL_DEBUG] = "DEBUG", [LEVEL_INFO] = "INFO",
    [LEVEL_WARN] = "WARN",   [LEVEL_ERROR] = "ERROR", [LEVEL_FATAL] = "FATAL",
};

bool log_level_from_name(const char *word, size_t size, enum log_level *level)
{
    for (size_t i = 0; i < COUNT(names); i++) {
        if (strlen(names[i]) == size && !strncasecmp(names[i], word, size)) {
            *level = (enum log_level)i;
            return true;
        }
    }
    return false;
}

/* NULL: the record belongs to no request. */
static const char *id_of(const struct log_record_form *form)
{
    return !form->no_request && *form->request_id ? form->request_id : NULL;
}

/* The message in text format. */
static bool put_message(struct buf *out, const struct log_record_form *form,
                        const char *message, size_t size)
{
    size_t begun = out->size;

    if (form->for_people && !form->framed)
        return visible_text_add(out, message, size, "\n\t");
    if (!utf8_sanitize(out, message, size))
        return false;
    if (out->size == begun)
        return true;
    char *text = buf_tail(out) - (out->size - begun);
    for (char *c = text; c < buf_tail(out) && !form->framed; c++)
        if (*c == '\n')
            *c = '\r';
    return true;
}

static bool put_text(struct buf *out, const struct log_record_form *form,
                     enum log_level level, const char *message, size_t size)
{
    const char *id = id_of(form);
    const char *none = form->console ? "undefined" : "-";
    char now[CLOCK_TEXT_SIZE];

    clock_text(clock_wall_ms(), now);
    return buf_printf(out, "%s\t%s\t%s\t", now, id ? id : none, names[level]) &&
           put_message(out, form, message, size);
}

static bool dump(struct buf *out, const json_t *record)
{
    char *text = record ? json_dumps(record, JSON_COMPACT) : NULL;
    bool ok = text && buf_add_str(out, text);

    mem_free(text);
    return ok;
}

static bool put_json(struct buf *out, const struct log_record_form *form,
                     enum log_level level, const char *message, size_t size)
{
    AUTO(struct buf, buf_free) clean = BUF(LOG_RECORD_MAX_BYTES);
    const char *id = id_of(form);
    const char *tenant =
        !form->no_request && *form->tenant_id ? form->tenant_id : NULL;
    char now[CLOCK_TEXT_SIZE];

    clock_text(clock_wall_ms(), now);
    if (!utf8_sanitize(&clean, message, size))
        return false;
    json_t *record = json_pack(
        "{s:s, s:s, s:s*, s:s*, s:s%}", "timestamp", now, "level", names[level],
        "requestId", id, "tenantId", tenant, "message", clean.data, clean.size);
    bool ok = dump(out, record);
    json_decref(record);
    return ok;
}

/* A record that the function wrote as JSON, with a requestId added if it has
 * none. A record of several lines is written anew, on one. */
static bool put_own(struct buf *out, const struct log_record_form *form,
                    json_t *record, const char *message, size_t size)
{
    const char *id = id_of(form);
    bool wants_id = id && !json_object_get(record, "requestId");

    if (memchr(message, '\n', size)) {
        if (wants_id)
            (void)json_object_set_new(record, "requestId", json_string(id));
        return dump(out, record);
    }
    if (wants_id) {
        const char *brace = memchr(message, '{', size);
        const char *comma = json_object_size(record) > 0 ? "," : "";
        if (!buf_printf(out, "{\"requestId\":\"%s\"%s", id, comma))
            return false;
        size -= (size_t)(brace + 1 - message);
        message = brace + 1;
    }
    return buf_add(out, message, size);
}

/* Nothing is put before the message. */
static bool is_whole(const struct log_record_form *form, const char *message,
                     size_t size)
{
    const char *id = id_of(form);

    return (form->whole || (form->raw_line && !form->json)) &&
           (!form->many || !id || memmem(message, size, id, strlen(id)));
}

static bool put_form(struct buf *out, const struct log_record_form *form,
                     enum log_level level, json_t *own, const char *message,
                     size_t size)
{
    if (is_whole(form, message, size))
        return put_message(out, form, message, size);
    if (own)
        return put_own(out, form, own, message, size);
    if (form->json)
        return put_json(out, form, level, message, size);
    return put_text(out, form, level, message, size);
}

/* All integers big-endian: type, length, microseconds since the epoch. */
static void write_head(char head[LOG_RECORD_HEAD_SIZE], bool json,
                       enum log_level level, size_t size)
{
    uint64_t words[2];

    words[0] = (0xA55A0000U | ((unsigned)level + 1) << 2 | 2U | !json);
    words[0] = words[0] << 32 | (uint32_t)size;
    words[1] = (uint64_t)clock_wall_ms() * 1000;
    for (int i = 0; i < LOG_RECORD_HEAD_SIZE; i++)
        head[i] = (char)(words[i / 8] >> (56 - 8 * (i % 8)));
}

static bool put(struct buf *out, const struct log_record_form *form,
                enum log_level level, json_t *own, const char *message,
                size_t size)
{
    char head[LOG_RECORD_HEAD_SIZE] = {0};
    size_t begun = out->size;

    if (!form->framed)
        return put_form(out, form, level, own, message, size) &&
               buf_add_str(out, "\n");
    if (!buf_add(out, head, sizeof head) ||
        !put_form(out, form, level, own, message, size))
        return false;
    size_t length = out->size - begun - sizeof head;
    write_head(head, form->json, level, length);
    memcpy(buf_tail(out) - length - sizeof head, head, sizeof head);
    return true;
}

/* A message that is a JSON record already; NULL otherwise. In text format AWS's
 * Node.js runtime puts its prefix before JSON from a console, too. Metrics must
 * have no prefix: CloudWatch would not recognize them. */
static json_t *own_from(const struct log_record_form *form, const char *message,
                        size_t size)
{
    bool any = form->json || form->raw_line;

    if (size < 2 || message[0] != '{' || is_whole(form, message, size) ||
        (!any && !memmem(message, size, "\"_aws\"", 6)))
        return NULL;
    json_t *own = json_loadb(message, size, 0, NULL);
    if (any || json_is_object(json_object_get(own, "_aws")))
        return own;
    json_decref(own);
    return NULL;
}

bool log_record_add(struct buf *out, const struct log_record_form *form,
                    enum log_level level, enum log_level least,
                    const char *message, size_t size)
{
    size_t begun = out->size;
    json_t *own = own_from(form, message, size);
    const char *own_level = json_string_value(json_object_get(own, "level"));
    if (own_level)
        (void)log_level_from_name(own_level, strlen(own_level), &level);
    bool ok = level < least || put(out, form, level, own, message, size);
    if (!ok)
        buf_truncate(out, begun);
    json_decref(own);
    return ok;
}
