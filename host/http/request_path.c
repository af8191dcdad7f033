#include "host/http/request_path.h"

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

bool request_path_parse(struct request_path *t, const char *raw)
{
    if (*raw != '/' || strlen(raw) > REQUEST_PATH_MAX_BYTES)
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
        if (t->count == REQUEST_PATH_SEGMENTS)
            return false;
        t->segment[t->count++] = segment;
    }
    for (size_t i = 0; i < t->count; i++)
        if (!decode(t->bytes + (t->segment[i] - t->bytes)))
            return false;
    return true;
}

bool request_path_matches(const struct request_path *t, const char *path)
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

/* The value as it came, `size` bytes of it; NULL: there is no such name. */
static const char *find_value(const struct request_path *t, const char *name,
                              size_t *size)
{
    size_t skip = strlen(name);

    for (const char *at = t->query; *at;) {
        size_t pair = strcspn(at, "&");
        if (pair > skip && at[skip] == '=' && !strncmp(at, name, skip)) {
            *size = pair - skip - 1;
            return at + skip + 1;
        }
        at += pair + (at[pair] == '&');
    }
    return NULL;
}

bool request_path_has_query(const struct request_path *t, const char *name)
{
    size_t size;

    return find_value(t, name, &size) != NULL;
}

bool request_path_query(const struct request_path *t, const char *name,
                        char *value, size_t room)
{
    size_t size;
    const char *found = find_value(t, name, &size);

    if (!found || size >= room)
        return false;
    (void)snprintf(value, room, "%.*s", (int)size, found);
    return decode(value);
}
