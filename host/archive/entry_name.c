#include "host/archive/entry_name.h"

#include <stddef.h>
#include <string.h>

static bool is_dots(const char *part, size_t size)
{
    return (size == 1 && part[0] == '.') ||
           (size == 2 && part[0] == '.' && part[1] == '.');
}

const char *entry_name_fault(const char *name)
{
    if (!*name || *name == '/')
        return "has no relative path";
    if (strchr(name, '\\'))
        return "has a backslash in its name; separate folders by /";
    if (strlen(name) > ENTRY_NAME_MAX)
        return "has a path longer than 4000 bytes";
    for (;;) {
        size_t size = strcspn(name, "/");
        if (size == 0 || is_dots(name, size))
            return "has an empty part, . or .. in its path";
        if (size > ENTRY_PART_MAX)
            return "has a name longer than 255 bytes";
        if (!name[size])
            return NULL;
        name += size + 1;
    }
}

/* How many folders it is below the first one. */
static int depth_of(const char *name)
{
    int depth = 0;

    for (; (name = strchr(name, '/')); name++)
        depth++;
    return depth;
}

bool entry_link_stays(const char *name, const char *target)
{
    int depth = depth_of(name);

    if (!*target || *target == '/')
        return false;
    while (*target && depth >= 0) {
        size_t size = strcspn(target, "/");
        if (size == 2 && is_dots(target, size))
            depth--;
        else if (size > 0 && !is_dots(target, size))
            depth++;
        target += size + (target[size] == '/');
    }
    return depth >= 0;
}
