/* hook_secret.h - the secrets that a command gives to a webhook: of a file, or
 * new. */
#ifndef DAYFLY_HOST_TRIGGERS_HOOK_SECRET_H
#define DAYFLY_HOST_TRIGGERS_HOOK_SECRET_H

#include <jansson.h>

#include "common/error.h"
#include "host/hook_schemes/hook_secrets.h"

/* One a line; "-": of standard input. */
bool hook_secret_read(struct hook_secrets *secrets, enum hook_kind kind,
                      const char *file, struct error *err) MUST_CHECK;
/* A new one, unless the sender is the one who gives it. */
bool hook_secret_make(struct hook_secrets *secrets, enum hook_kind kind,
                      struct error *err) MUST_CHECK;
json_t *hook_secret_list(const struct hook_secrets *secrets);

#endif
