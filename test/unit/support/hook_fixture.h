/* hook_fixture.h - a request of a sender of webhooks. */
#ifndef DAYFLY_TEST_HOOK_FIXTURE_H
#define DAYFLY_TEST_HOOK_FIXTURE_H

#include <string.h>

#include "host/hook_schemes/hook_check.h"
#include "host/hook_schemes/hook_sign.h"

enum { NOW = 1614265330, PAIRS = HOOK_SIGN_LINES };

struct headers {
    const char *pairs[2 * PAIRS + 1]; /* name, value, …, NULL */
};

static inline const char *header(const void *self, const char *name)
{
    const struct headers *all = self;

    for (size_t i = 0; all->pairs[i]; i += 2)
        if (!strcmp(all->pairs[i], name))
            return all->pairs[i + 1];
    return NULL;
}

static inline struct hook_request request_of(const struct headers *headers,
                                             const char *body, int64_t now_s)
{
    return (struct hook_request){.header = header,
                                 .self = headers,
                                 .body = body,
                                 .size = strlen(body),
                                 .now_s = now_s};
}

#endif
