/* hook_source.h - the secrets of a webhook, read from where they are: a file, a
 * variable, or the store. */
#ifndef DAYFLY_HOST_HOOKS_HOOK_SOURCE_H
#define DAYFLY_HOST_HOOKS_HOOK_SOURCE_H

#include "host/hook_schemes/hook_secrets.h"
#include "host/hooks/hooks.h"

/* At least one; hook_secrets_clear() is due. False: err says what is missing,
 * without a secret. */
bool hook_source_read(const struct hooks *hooks, const struct hook *hook,
                      struct hook_secrets *secrets,
                      struct error *err) MUST_CHECK;
/* Puts secrets into the document of a webhook of the API, encrypted. */
bool hook_source_seal(const struct hooks *hooks, const char *name,
                      const struct hook_secrets *secrets, json_t *document,
                      struct error *err) MUST_CHECK;

#endif
