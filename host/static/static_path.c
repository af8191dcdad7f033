#include "host/static/static_path.h"

#include <string.h>

static int digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The byte at the beginning of the text, and how long it is there; 0: none. */
static size_t take_byte(const char *text, size_t size, char *byte)
{
    *byte = *text;
    if (*text != '%')
        return *text != '\0';
    int high = size > 2 ? digit(text[1]) : -1;
    int low = size > 2 ? digit(text[2]) : -1;
    if (high < 0 || low < 0)
        return 0;
    *byte = (char)(high * 16 + low);
    return *byte == '\0' || *byte == '/' ? 0 : 3;
}

static bool part_is_valid(const char *name, const char *part, size_t size)
{
    static const char known[] = ".well-known";

    if (size == 0)
        return false;
    return *part != '.' || (part == name && size == sizeof known - 1 &&
                            !memcmp(part, known, size));
}

static bool parts_are_valid(const char *name)
{
    for (const char *part = name; *part;) {
        size_t size = strcspn(part, "/");
        if (!part_is_valid(name, part, size))
            return false;
        part += size + (part[size] == '/');
    }
    return true;
}

bool static_path_make(char name[STATIC_PATH_SIZE], const char *path,
                      size_t size)
{
    size_t used = 0;

    for (size_t at = 0; at < size;) {
        size_t taken = take_byte(path + at, size - at, &name[used]);
        if (taken == 0 || ++used == STATIC_PATH_SIZE)
            return false;
        at += taken;
    }
    name[used] = '\0';
    return parts_are_valid(name);
}

const char *static_path_last(const char *name)
{
    const char *slash = strrchr(name, '/');

    return slash ? slash + 1 : name;
}
