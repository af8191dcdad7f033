#include "host/hook_schemes/hook_kind.h"

#include <string.h>

static const char *const names[HOOK_KINDS] = {
    [HOOK_GITHUB] = "github",     [HOOK_GITLAB] = "gitlab",
    [HOOK_STRIPE] = "stripe",     [HOOK_SLACK] = "slack",
    [HOOK_STANDARD] = "standard", [HOOK_PLAIN] = "plain",
};

const char *hook_kind_name(enum hook_kind kind)
{
    return names[kind];
}

bool hook_kind_find(enum hook_kind *kind, const char *name)
{
    for (int i = 0; i < HOOK_KINDS; i++)
        if (!strcmp(names[i], name)) {
            *kind = (enum hook_kind)i;
            return true;
        }
    return false;
}
