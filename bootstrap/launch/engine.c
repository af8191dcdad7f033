#include "bootstrap/launch/engine.h"

#include <string.h>

int engine_rank(const struct engine *e, const char *module)
{
    const char *dot = strrchr(module, '.');

    for (size_t i = 0; dot && e->modules[i].extension; i++)
        if (!strcmp(dot + 1, e->modules[i].extension))
            return e->modules[i].rank;
    return 0;
}

bool engine_enforces(const struct engine *e, unsigned version,
                     enum permission p)
{
    unsigned from = e->enforced_from[p];

    return from == VERSION_ANY || (from != 0 && version >= from);
}

bool engine_needs_version(const struct engine *e)
{
    for (size_t p = 0; p < PERMISSION_COUNT; p++)
        if (e->enforced_from[p] > VERSION_ANY)
            return true;
    return false;
}

bool engine_copies(const struct engine *e, const char *version)
{
    for (size_t i = 0; e->copied_versions[i]; i++)
        if (!strncmp(version, e->copied_versions[i],
                     strlen(e->copied_versions[i])))
            return true;
    return false;
}
