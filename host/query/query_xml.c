#include "host/query/query_xml.h"

#include <string.h>

/* NULL: it stays as it is. */
static const char *escape(const char *text, size_t left)
{
    unsigned char c = (unsigned char)text[0];

    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '\r':
        return "&#xD;";
    default:
        break;
    }
    if (c < 0x20 && c != '\t' && c != '\n')
        return "\xef\xbf\xbd";
    /* The first byte of U+FFFE and U+FFFF, whose others are left out. */
    if (c == 0xef && left > 2 && (unsigned char)text[1] == 0xbf &&
        (unsigned char)text[2] >= 0xbe)
        return "\xef\xbf\xbd";
    return NULL;
}

bool query_xml_add_text(struct buf *out, const char *text, size_t size)
{
    size_t from = 0;

    for (size_t at = 0; at < size;) {
        const char *other = escape(text + at, size - at);
        size_t width = (unsigned char)text[at] == 0xef ? 3 : 1;
        if (!other) {
            at++;
            continue;
        }
        if (!buf_add(out, text + from, at - from) || !buf_add_str(out, other))
            return false;
        at += width;
        from = at;
    }
    return buf_add(out, text + from, size - from);
}

static bool add_value(struct buf *out, const json_t *value)
{
    if (json_is_string(value))
        return query_xml_add_text(out, json_string_value(value),
                                  json_string_length(value));
    if (json_is_integer(value))
        return buf_printf(out, "%lld", (long long)json_integer_value(value));
    return buf_add_str(out, json_is_true(value) ? "true" : "false");
}

static bool add_one(struct buf *out, const char *name, const json_t *value,
                    const struct query_member *of)
{
    return buf_printf(out, "<%s>", name) &&
           (of ? query_xml_add(out, value, of) : add_value(out, value)) &&
           buf_printf(out, "</%s>", name);
}

static bool add_list(struct buf *out, const json_t *list,
                     const struct query_member *m)
{
    size_t i;
    const json_t *item;

    json_array_foreach(list, i, item)
    {
        if (!add_one(out, m->name, item, m->of))
            return false;
    }
    return true;
}

static bool add_map(struct buf *out, const json_t *map,
                    const struct query_member *m)
{
    const char *key;
    json_t *value;

    json_object_foreach((json_t *)map, key, value)
    {
        if (!buf_printf(out, "<%s><%s>", m->name, m->key) ||
            !query_xml_add_text(out, key, strlen(key)) ||
            !buf_printf(out, "</%s>", m->key) ||
            !add_one(out, "Value", value, m->of) ||
            !buf_printf(out, "</%s>", m->name))
            return false;
    }
    return true;
}

/* It calls itself as deep as the table is. */
bool query_xml_add(struct buf *out, const json_t *object,
                   const struct query_member *members)
{
    for (const struct query_member *m = members; m->name; m++) {
        const json_t *value = json_object_get(object, m->json);
        bool ok = !value                  ? true
                  : m->kind == QUERY_LIST ? add_list(out, value, m)
                  : m->kind == QUERY_MAP  ? add_map(out, value, m)
                                          : add_one(out, m->name, value, NULL);
        if (!ok)
            return false;
    }
    return true;
}
