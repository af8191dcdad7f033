#include "host/http/request_path.h"

#include <stdio.h>
#include <string.h>

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Decodes in place: the text never grows. */
static bool decode(char *text)
{
    char *to = text;

    for (const char *from = text; *from; from++) {
        if (*from != '%') {
            *to++ = *from;
            continue;
        }
        int high = hex_digit(from[1]);
        int low = high < 0 ? -1 : hex_digit(from[2]);
        if (low < 0 || high * 16 + low == 0)
            return false;
        *to++ = (char)(high * 16 + low);
        from += 2;
    }
    *to = '\0';
    return true;
}

bool request_path_parse(struct request_path *path, const char *target)
{
    if (*target != '/' || strlen(target) > REQUEST_PATH_MAX_BYTES)
        return false;
    (void)snprintf(path->bytes, sizeof path->bytes, "%s", target);
    path->count = 0;
    path->query = "";
    char *query = strchr(path->bytes, '?');
    if (query) {
        *query = '\0';
        path->query = query + 1;
    }
    for (char *at = path->bytes; at;) {
        char *segment = at + 1;
        at = strchr(segment, '/');
        if (at)
            *at = '\0';
        if (path->count == REQUEST_PATH_SEGMENTS)
            return false;
        path->segment[path->count++] = segment;
    }
    for (size_t i = 0; i < path->count; i++)
        if (!decode(path->bytes + (path->segment[i] - path->bytes)))
            return false;
    return true;
}

/* The pattern has `size` bytes. */
static bool segment_matches(const char *segment, const char *pattern,
                            size_t size)
{
    if (size > 0 && pattern[size - 1] == '*')
        return strlen(segment) >= size && !strncmp(segment, pattern, size - 1);
    return strlen(segment) == size && !strncmp(segment, pattern, size);
}

bool request_path_matches(const struct request_path *path, const char *pattern)
{
    for (size_t i = 0; i < path->count; i++) {
        size_t size = strcspn(pattern, "/");
        if (!segment_matches(path->segment[i], pattern, size))
            return false;
        pattern += size;
        if (i + 1 < path->count && *pattern++ != '/')
            return false;
    }
    return *pattern == '\0' || !strcmp(pattern, "/");
}

const char *request_path_last(const struct request_path *path)
{
    return path->segment[path->count - 1];
}

/* The value as received, of *size bytes; NULL if there is no such name. */
static const char *find_value(const struct request_path *path, const char *name,
                              size_t *size)
{
    size_t skip = strlen(name);

    for (const char *at = path->query; *at;) {
        size_t pair = strcspn(at, "&");
        if (pair > skip && at[skip] == '=' && !strncmp(at, name, skip)) {
            *size = pair - skip - 1;
            return at + skip + 1;
        }
        at += pair + (at[pair] == '&');
    }
    return NULL;
}

bool request_path_has_query(const struct request_path *path, const char *name)
{
    size_t size;

    return find_value(path, name, &size) != NULL;
}

bool request_path_query(const struct request_path *path, const char *name,
                        char *value, size_t room)
{
    size_t size;
    const char *found = find_value(path, name, &size);

    if (!found || size >= room)
        return false;
    (void)snprintf(value, room, "%.*s", (int)size, found);
    return decode(value);
}
