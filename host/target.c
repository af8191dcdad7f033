#include "host/target.h"

#include <stdio.h>
#include <string.h>

static int nibble(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* In place; the text never grows. */
static bool decode(char *text)
{
    char *to = text;

    for (const char *from = text; *from; from++) {
        if (*from != '%') {
            *to++ = *from;
            continue;
        }
        int high = nibble(from[1]);
        int low = high < 0 ? -1 : nibble(from[2]);
        if (low < 0 || high * 16 + low == 0)
            return false;
        *to++ = (char)(high * 16 + low);
        from += 2;
    }
    *to = '\0';
    return true;
}

bool target_parse(struct target *t, const char *raw)
{
    if (*raw != '/' || strlen(raw) > TARGET_MOST_BYTES)
        return false;
    (void)snprintf(t->bytes, sizeof t->bytes, "%s", raw);
    t->count = 0;
    t->query = "";
    char *query = strchr(t->bytes, '?');
    if (query) {
        *query = '\0';
        t->query = query + 1;
    }
    for (char *at = t->bytes; at;) {
        char *segment = at + 1;
        at = strchr(segment, '/');
        if (at)
            *at = '\0';
        if (t->count == TARGET_SEGMENTS)
            return false;
        t->segment[t->count++] = segment;
    }
    for (size_t i = 0; i < t->count; i++)
        if (!decode(t->bytes + (t->segment[i] - t->bytes)))
            return false;
    return true;
}

bool target_is(const struct target *t, const char *path)
{
    for (size_t i = 0; i < t->count; i++) {
        size_t size = strcspn(path, "/");
        const char *segment = t->segment[i];
        bool any = size == 1 && *path == '*' && *segment;
        if (!any &&
            (strlen(segment) != size || strncmp(segment, path, size) != 0))
            return false;
        path += size;
        if (i + 1 < t->count && *path++ != '/')
            return false;
    }
    return *path == '\0';
}

bool target_query(const struct target *t, const char *name, char *value,
                  size_t room)
{
    size_t size = strlen(name);

    for (const char *at = t->query; *at;) {
        size_t pair = strcspn(at, "&");
        if (pair > size && at[size] == '=' && !strncmp(at, name, size)) {
            if (pair - size > room)
                return false;
            (void)snprintf(value, room, "%.*s", (int)(pair - size - 1),
                           at + size + 1);
            return decode(value);
        }
        at += pair + (at[pair] == '&');
    }
    return false;
}
