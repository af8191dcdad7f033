/* hook_kind.h - who sends a webhook, and so by which scheme it is signed. */
#ifndef DAYFLY_HOST_HOOK_SCHEMES_HOOK_KIND_H
#define DAYFLY_HOST_HOOK_SCHEMES_HOOK_KIND_H

#include <stdbool.h>

enum hook_kind {
    HOOK_GITHUB,
    HOOK_GITLAB,
    HOOK_STRIPE,
    HOOK_SLACK,
    HOOK_STANDARD, /* https://www.standardwebhooks.com */
    HOOK_PLAIN,    /* dayfly's own, for scripts */
    HOOK_KINDS,
};

#define HOOK_KIND_NAMES "github, gitlab, stripe, slack, standard or plain"

const char *hook_kind_name(enum hook_kind kind);
/* False: there is no such kind. */
bool hook_kind_find(enum hook_kind *kind, const char *name);

#endif
