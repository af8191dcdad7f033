#include "host/management/checks.h"

#include <regex.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/utf8.h"
#include "host/service/service_error.h"

enum { TAG_VALUE_MAX = 256 };

static bool add_value(struct buf *out, const char *value)
{
    size_t size = value ? strlen(value) : 0;

    if (!value)
        return buf_add_str(out, "null");
    if (size <= CHECKS_VALUE_MAX)
        return buf_printf(out, "'%s'", value);
    return buf_add_str(out, "'") &&
           buf_add(out, value, utf8_truncate(value, CHECKS_VALUE_MAX)) &&
           buf_printf(out, "... (of %zu bytes)'", size);
}

void checks_add(struct checks *checks, const char *value, const char *member,
                const char *fmt, ...)
{
    char constraint[1024];
    va_list args;

    va_start(args, fmt);
    (void)vsnprintf(constraint, sizeof constraint, fmt, args);
    va_end(args);
    size_t before = checks->text.size;
    if (!(buf_add_str(&checks->text, before > 0 ? "; Value " : "Value ") &&
          add_value(&checks->text, value) &&
          buf_printf(&checks->text, " at '%s' failed to satisfy constraint: %s",
                     member, constraint)))
        buf_truncate(&checks->text, before);
    checks->count++;
}

void checks_show_list(struct buf *out, const json_t *list)
{
    (void)!buf_add_str(out, "[");
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *text = json_string_value(json_array_get(list, i));
        (void)!buf_printf(out, "%s%.1024s", i > 0 ? ", " : "",
                          text ? text : "null");
    }
    (void)!buf_add_str(out, "]");
}

void checks_required(struct checks *checks, const json_t *value,
                     const char *member)
{
    if (!value || json_is_null(value))
        checks_add(checks, NULL, member, "Member must not be null");
}

/* The text of a member; NULL: it is absent or none. */
static const char *text_of(const json_t *value)
{
    return json_string_value(value);
}

void checks_enum(struct checks *checks, const json_t *value, const char *member,
                 const char *const words[], const char *set)
{
    const char *text = text_of(value);

    if (!text)
        return;
    for (size_t i = 0; words[i]; i++)
        if (!strcmp(text, words[i]))
            return;
    checks_add(checks, text, member, "Member must satisfy enum value set: %s",
               set);
}

void checks_range(struct checks *checks, const json_t *value,
                  const char *member, json_int_t least, json_int_t most)
{
    json_int_t number = json_integer_value(value);
    char text[32];

    if (!json_is_integer(value))
        return;
    (void)snprintf(text, sizeof text, "%lld", (long long)number);
    if (number < least)
        checks_add(checks, text, member,
                   "Member must have value greater than or equal to %lld",
                   (long long)least);
    if (number > most)
        checks_add(checks, text, member,
                   "Member must have value less than or equal to %lld",
                   (long long)most);
}

/* AWS counts units of UTF-16. */
static size_t length_of(const char *text)
{
    size_t length = 0;

    for (; *text; text++) {
        unsigned char byte = (unsigned char)*text;
        if ((byte & 0xc0) != 0x80)
            length += byte >= 0xf0 ? 2 : 1;
    }
    return length;
}

void checks_length(struct checks *checks, const json_t *value,
                   const char *member, size_t most)
{
    if (text_of(value) && length_of(text_of(value)) > most)
        checks_add(checks, text_of(value), member,
                   "Member must have length less than or equal to %zu", most);
}

void checks_least_length(struct checks *checks, const json_t *value,
                         const char *member, size_t least)
{
    if (text_of(value) && length_of(text_of(value)) < least)
        checks_add(checks, text_of(value), member,
                   "Member must have length greater than or equal to %zu",
                   least);
}

void checks_pattern(struct checks *checks, const json_t *value,
                    const char *member, const char *pattern, const char *shown)
{
    const char *text = text_of(value);
    char anchored[512];
    regex_t compiled;

    if (!text)
        return;
    (void)snprintf(anchored, sizeof anchored, "^(%s)$", pattern);
    if (regcomp(&compiled, anchored, REG_EXTENDED | REG_NOSUB) != 0)
        return;
    if (regexec(&compiled, text, 0, NULL, 0) != 0)
        checks_add(checks, text, member,
                   "Member must satisfy regular expression pattern: %s", shown);
    regfree(&compiled);
}

static const char *type_name(json_type type)
{
    switch (type) {
    case JSON_STRING:
        return "a string";
    case JSON_INTEGER:
        return "an integer";
    case JSON_OBJECT:
        return "an object";
    case JSON_ARRAY:
        return "a list";
    default:
        return "true or false";
    }
}

/* The first that has another type; NULL: none. */
static const struct checks_type *
find_wrong(json_t *request, const struct checks_type types[], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const json_t *value = json_object_get(request, types[i].member);
        if (json_is_null(value))
            (void)json_object_del(request, types[i].member);
        else if (value && json_typeof(value) != types[i].type &&
                 !(types[i].type == JSON_TRUE && json_is_boolean(value)))
            return &types[i];
    }
    return NULL;
}

bool checks_types(json_t *request, const struct checks_type types[],
                  size_t count, struct http_request *req)
{
    const struct checks_type *wrong = find_wrong(request, types, count);

    if (wrong)
        service_error_send(req, SERVICE_SERIALIZATION,
                           "The member '%s' must be %s", wrong->member,
                           type_name(wrong->type));
    return !wrong;
}

bool checks_send(struct checks *checks, struct http_request *req)
{
    AUTO(struct buf, buf_free) sentence = BUF(CHECKS_TEXT_MAX + 64);
    bool failed = checks->count > 0;

    if (failed) {
        (void)!(buf_printf(&sentence, "%u validation error%s detected: ",
                           checks->count, checks->count == 1 ? "" : "s") &&
                buf_add(&sentence, checks->text.data, checks->text.size));
        service_error_send_text(req,
                                checks->of_schedule
                                    ? SERVICE_VALIDATION_OF_SCHEDULE
                                    : SERVICE_VALIDATION,
                                sentence.data);
    }
    buf_free(&checks->text);
    *checks = (struct checks)CHECKS;
    return failed;
}

bool checks_tag(const char *key, const json_t *value, struct http_request *req)
{
    struct checks checks = CHECKS;

    if (!json_is_string(value)) {
        service_error_send(req, SERVICE_SERIALIZATION,
                           "The value of the tag '%s' must be a string", key);
        return false;
    }
    if (strlen(key) > CHECKS_TAG_KEY_MAX || !*key)
        checks_add(&checks, key, "tags",
                   "Map keys must satisfy constraint: [Member must have length "
                   "less than or equal to %d, Member must have length greater "
                   "than or equal to 1]",
                   CHECKS_TAG_KEY_MAX);
    checks_length(&checks, value, "tags", TAG_VALUE_MAX);
    if (checks_send(&checks, req))
        return false;
    if (strncmp(key, "aws:", 4) != 0)
        return true;
    service_error_send(req, SERVICE_INVALID_PARAMETER,
                       "Tag keys that begin with aws: are reserved: %s", key);
    return false;
}
