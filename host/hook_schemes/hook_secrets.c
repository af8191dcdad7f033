#include "host/hook_schemes/hook_secrets.h"

#include <stdio.h>
#include <string.h>

#include "common/base64.h"

static const char prefix[] = "whsec_";

bool hook_secret_is_standard(enum hook_kind kind, const char *text)
{
    return kind == HOOK_STANDARD ||
           (kind == HOOK_GITLAB && !strncmp(text, prefix, strlen(prefix)));
}

bool hook_secret_key(struct buf *key, enum hook_kind kind, const char *text)
{
    if (!hook_secret_is_standard(kind, text))
        return buf_add_str(key, text);
    if (!strncmp(text, prefix, strlen(prefix)))
        text += strlen(prefix);
    return base64_decode(key, text, strlen(text));
}

static bool is_visible(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (text[i] < ' ' || text[i] > '~')
            return false;
    return true;
}

bool hook_secrets_add(struct hook_secrets *secrets, enum hook_kind kind,
                      const char *text, struct error *err)
{
    AUTO(struct buf, buf_free) key = BUF(HOOK_SECRET_MAX);
    size_t size = strlen(text);

    if (secrets->count == HOOK_SECRETS_MAX)
        return error_set(err, "a webhook has at most %d secrets",
                         HOOK_SECRETS_MAX);
    if (size < HOOK_SECRET_LEAST || size > HOOK_SECRET_MAX ||
        !is_visible(text, size))
        return error_set(err,
                         "a secret must have %d to %d visible characters of "
                         "ASCII; `openssl rand -hex 32` makes one",
                         HOOK_SECRET_LEAST, HOOK_SECRET_MAX);
    if (!hook_secret_key(&key, kind, text) || key.size == 0)
        return error_set(err,
                         "a secret of the kind %s is base64, as a rule after "
                         "\"whsec_\"",
                         hook_kind_name(kind));
    (void)snprintf(secrets->text[secrets->count++], HOOK_SECRET_MAX + 1, "%s",
                   text);
    return true;
}

bool hook_secrets_add_lines(struct hook_secrets *secrets, enum hook_kind kind,
                            const char *text, struct error *err)
{
    char line[HOOK_SECRET_MAX + 2];

    for (size_t size; *text; text += size + (text[size] != '\0')) {
        size = strcspn(text, "\n");
        size_t end = size;
        while (end > 0 && strchr(" \t\r", text[end - 1]))
            end--;
        if (end == 0)
            continue;
        /* Of one that is too long so much is kept that it stays so. */
        (void)snprintf(line, sizeof line, "%.*s", (int)end, text);
        bool ok = hook_secrets_add(secrets, kind, line, err);
        explicit_bzero(line, sizeof line);
        if (!ok)
            return false;
    }
    return true;
}

void hook_secrets_clear(struct hook_secrets *secrets)
{
    explicit_bzero(secrets, sizeof *secrets);
}
