#include "host/triggers/hook_secret.h"

#include <stdio.h>
#include <string.h>

#include "common/base64.h"
#include "common/fd.h"
#include "host/crypto/digest.h"

enum { FILE_MAX = 4096 };

bool hook_secret_read(struct hook_secrets *secrets, enum hook_kind kind,
                      const char *file, struct error *err)
{
    char text[FILE_MAX];
    bool is_input = !strcmp(file, "-");

    secrets->count = 0;
    if (fd_read_file(is_input ? "/dev/stdin" : file, text, sizeof text) == 0)
        return error_set(err, "cannot read the secret of %s, or it is empty",
                         is_input ? "standard input" : file);
    bool ok = hook_secrets_add_lines(secrets, kind, text, err) &&
              (secrets->count > 0 || error_set(err, "there is no secret"));
    explicit_bzero(text, sizeof text);
    return ok || error_prefix(err, "%s", file);
}

bool hook_secret_make(struct hook_secrets *secrets, enum hook_kind kind,
                      struct error *err)
{
    AUTO(struct buf, buf_free) text = BUF(HOOK_SECRET_MAX);
    unsigned char bytes[DIGEST_SIZE];
    char hex[DIGEST_TEXT_SIZE];

    secrets->count = 0;
    if (kind == HOOK_STRIPE || kind == HOOK_SLACK)
        return error_set(err,
                         "%s makes the secret: give it with --secret-file FILE",
                         hook_kind_name(kind));
    if (!digest_random(bytes, sizeof bytes))
        return error_set_errno(err, "cannot make a secret");
    digest_hex(bytes, hex);
    if (kind == HOOK_STANDARD ? !buf_add_str(&text, "whsec_") ||
                                    !base64_encode(&text, bytes, sizeof bytes)
                              : !buf_add_str(&text, hex))
        return error_set(err, "out of memory");
    return hook_secrets_add(secrets, kind, text.data, err);
}

json_t *hook_secret_list(const struct hook_secrets *secrets)
{
    json_t *list = json_array();

    for (size_t i = 0; i < secrets->count; i++)
        (void)json_array_append_new(list, json_string(secrets->text[i]));
    return list;
}
