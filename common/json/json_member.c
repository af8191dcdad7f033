#include "common/json/json_member.h"

#include <string.h>

#include "common/json/json_string.h"

static bool is_one_of(char c, const char *set)
{
    return c != '\0' && strchr(set, c);
}

static const char *skip_space(const char *at, const char *end)
{
    while (at < end && is_one_of(*at, " \t\r\n"))
        at++;
    return at;
}

/* From the opening quote to after the closing one. */
static const char *skip_string(const char *at)
{
    at++;
    while (*at != '"')
        at += *at == '\\' ? 2 : 1;
    return at + 1;
}

/* An array or an object. */
static const char *skip_nested(const char *at)
{
    size_t depth = 0;

    do {
        if (*at == '"') {
            at = skip_string(at);
            continue;
        }
        depth += *at == '{' || *at == '[';
        depth -= *at == '}' || *at == ']';
        at++;
    } while (depth > 0);
    return at;
}

static const char *skip_value(const char *at, const char *end)
{
    if (*at == '"')
        return skip_string(at);
    if (*at == '{' || *at == '[')
        return skip_nested(at);
    while (at < end && !is_one_of(*at, " \t\r\n,]}"))
        at++;
    return at;
}

bool json_is_object_text(const char *text, size_t size)
{
    const char *at = skip_space(text, text + size);

    return at < text + size && *at == '{';
}

/* After the brace or comma that precedes the next member; NULL: none does. */
static const char *before_next(const char *text, const char *end,
                               const struct json_member *member)
{
    const char *at = skip_space(
        member->name ? member->value + member->value_size : text, end);

    return at < end && *at == (member->name ? ',' : '{') ? at + 1 : NULL;
}

bool json_next_member(const char *text, size_t size, struct json_member *member)
{
    const char *end = text + size;
    const char *at = before_next(text, end, member);

    at = at ? skip_space(at, end) : NULL;
    if (!at || *at != '"')
        return false;
    member->name = at + 1;
    at = skip_string(at);
    member->name_size = (size_t)(at - 1 - member->name);
    at = skip_space(at, end) + 1; /* the colon */
    member->value = skip_space(at, end);
    member->value_size =
        (size_t)(skip_value(member->value, end) - member->value);
    return true;
}

static bool is_named(const struct json_member *member, const char *name)
{
    size_t size = strlen(name);
    AUTO(struct buf, buf_free) decoded = BUF(size);

    if (!memchr(member->name, '\\', member->name_size))
        return member->name_size == size && !memcmp(member->name, name, size);
    return json_decode_string(&decoded, member->name, member->name_size) &&
           decoded.size == size && !memcmp(decoded.data, name, size);
}

bool json_find_member(const char *text, size_t size, const char *name,
                      struct json_member *member)
{
    struct json_member each = JSON_MEMBER;
    bool found = false;

    while (json_next_member(text, size, &each)) {
        if (!is_named(&each, name))
            continue;
        *member = each;
        found = true;
    }
    return found;
}

bool json_member_string(const struct json_member *member, struct buf *out)
{
    return *member->value == '"' &&
           json_decode_string(out, member->value + 1, member->value_size - 2);
}

/* Copies the object without the members of this name. */
static bool copy_others(struct buf *out, const struct buf *text,
                        const char *name)
{
    const char *end = text->data + text->size;
    const char *from = skip_space(text->data, end) + 1;
    struct json_member each = JSON_MEMBER;
    bool ok = buf_add(out, text->data, (size_t)(from - text->data));
    bool first = true;

    while (ok && json_next_member(text->data, text->size, &each)) {
        const char *to = skip_space(each.value + each.value_size, end);
        if (!is_named(&each, name)) {
            ok = (first || buf_add(out, ",", 1)) &&
                 buf_add(out, from, (size_t)(to - from));
            first = false;
        }
        from = *to == ',' ? to + 1 : to;
    }
    return ok && buf_add(out, from, (size_t)(end - from));
}

bool json_remove_members(struct buf *text, const char *name)
{
    AUTO(struct buf, buf_free) others = BUF(text->max);
    struct json_member member;

    if (!json_find_member(text->data, text->size, name, &member))
        return true;
    if (!copy_others(&others, text, name))
        return false;
    struct buf old = *text;
    *text = others;
    others = old;
    return true;
}
