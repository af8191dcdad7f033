/* hook_secrets.h - the secrets of one webhook: several while a new one takes
 * the place of an old one. */
#ifndef DAYFLY_HOST_HOOK_SCHEMES_HOOK_SECRETS_H
#define DAYFLY_HOST_HOOK_SCHEMES_HOOK_SECRETS_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"
#include "common/error.h"
#include "host/hook_schemes/hook_kind.h"

enum {
    HOOK_SECRETS_MAX = 4,
    HOOK_SECRET_LEAST = 16, /* bytes */
    HOOK_SECRET_MAX = 256,
};

struct hook_secrets {
    char text[HOOK_SECRETS_MAX][HOOK_SECRET_MAX + 1];
    size_t count;
};

/* False: it is no secret of this kind, or there are too many; err says so
 * without it. */
bool hook_secrets_add(struct hook_secrets *secrets, enum hook_kind kind,
                      const char *text, struct error *err) MUST_CHECK;
/* The same for each line that is not empty. */
bool hook_secrets_add_lines(struct hook_secrets *secrets, enum hook_kind kind,
                            const char *text, struct error *err) MUST_CHECK;
/* Overwrites them. */
void hook_secrets_clear(struct hook_secrets *secrets);

/* The secret is of Standard Webhooks: "whsec_" and base64; such a token of
 * GitLab signs, too. */
bool hook_secret_is_standard(enum hook_kind kind, const char *text);
/* Appends the bytes by which it signs. False: it is not base64. */
bool hook_secret_key(struct buf *key, enum hook_kind kind,
                     const char *text) MUST_CHECK;

#endif
