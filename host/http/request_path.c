#include "host/http/request_path.h"

#include <stdio.h>
#include <string.h>

#include "host/base/hex.h"

/* Decodes in place: the text never grows. */
static bool decode(char *text)
{
    char *to = text;

    for (const char *from = text; *from; from++) {
        if (*from != '%') {
            *to++ = *from;
            continue;
        }
        int byte = hex_byte(from + 1);
        if (byte <= 0)
            return false;
        *to++ = (char)byte;
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

/* The next value from *query on, as received, of *size bytes; *query is after
 * it then. NULL: there is no more. */
static const char *next_value(const char **query, const char *name,
                              size_t *size)
{
    size_t skip = strlen(name);

    while (**query) {
        const char *at = *query;
        size_t pair = strcspn(at, "&");
        *query += pair + (at[pair] == '&');
        if (pair > skip && at[skip] == '=' && !strncmp(at, name, skip)) {
            *size = pair - skip - 1;
            return at + skip + 1;
        }
    }
    return NULL;
}

bool request_path_has_query(const struct request_path *path, const char *name)
{
    const char *query = path->query;
    size_t size;

    return next_value(&query, name, &size) != NULL;
}

static bool take_value(const char *found, size_t size, char *value, size_t room)
{
    if (!found || size >= room)
        return false;
    (void)snprintf(value, room, "%.*s", (int)size, found);
    return decode(value);
}

bool request_path_query(const struct request_path *path, const char *name,
                        char *value, size_t room)
{
    const char *query = path->query;
    size_t size = 0;
    const char *found = next_value(&query, name, &size);

    return take_value(found, size, value, room);
}

bool request_path_next_query(const char **query, const char *name, char *value,
                             size_t room)
{
    size_t size;
    const char *found;

    while ((found = next_value(query, name, &size)))
        if (take_value(found, size, value, room))
            return true;
    return false;
}
