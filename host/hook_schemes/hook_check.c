#include "host/hook_schemes/hook_check.h"

#include <string.h>

#include "common/base64.h"
#include "host/crypto/digest.h"

enum { MAC_TEXT_MAX = 80 };

/* False: memory is short, or the secret is no key. */
static bool make_mac(struct buf *text, const struct hook_claim *claim,
                     enum hook_kind kind, const char *secret,
                     const struct hook_request *request)
{
    AUTO(struct buf, buf_free) key = BUF(HOOK_SECRET_MAX);
    unsigned char mac[DIGEST_SIZE];
    char hex[DIGEST_TEXT_SIZE];
    struct digest_mac state;

    if (!hook_secret_key(&key, kind, secret))
        return false;
    digest_mac_begin(&state, key.data, key.size);
    digest_mac_add(&state, claim->before, strlen(claim->before));
    digest_mac_add(&state, request->body, request->size);
    digest_mac_end(&state, mac);
    if (claim->is_base64)
        return base64_encode(text, mac, sizeof mac);
    digest_hex(mac, hex);
    return buf_add_str(text, hex);
}

static bool matches(const struct hook_claim *claim, enum hook_kind kind,
                    const char *secret, const struct hook_request *request)
{
    AUTO(struct buf, buf_free) wanted = BUF(MAC_TEXT_MAX);
    bool found = false;

    if (claim->token)
        return digest_same(claim->token, secret);
    if (!make_mac(&wanted, claim, kind, secret, request))
        return false;
    for (size_t i = 0; i < claim->count; i++)
        found |= digest_same(claim->signatures[i], wanted.data);
    return found;
}

static enum hook_verdict check(enum hook_kind kind, bool standard,
                               const struct hook_secrets *secrets,
                               const struct hook_request *request)
{
    struct hook_claim claim;
    enum hook_verdict verdict =
        hook_claim_read(&claim, kind, standard, request);
    bool found = false;

    for (size_t i = 0; i < secrets->count && verdict == HOOK_VALID; i++)
        if (hook_secret_is_standard(kind, secrets->text[i]) == standard)
            found |= matches(&claim, kind, secrets->text[i], request);
    return verdict == HOOK_VALID && !found ? HOOK_WRONG : verdict;
}

/* GitLab sends its token, a signature, or both. */
static bool is_gitlab_signed(enum hook_kind kind,
                             const struct hook_request *request)
{
    return kind == HOOK_GITLAB &&
           request->header(request->self, "webhook-signature");
}

enum hook_verdict hook_check_headers(enum hook_kind kind,
                                     const struct hook_request *request)
{
    struct hook_claim claim;

    if (is_gitlab_signed(kind, request))
        return HOOK_VALID;
    return hook_claim_read(&claim, kind, kind == HOOK_STANDARD, request);
}

enum hook_verdict hook_check(enum hook_kind kind,
                             const struct hook_secrets *secrets,
                             const struct hook_request *request)
{
    enum hook_verdict verdict;

    if (!is_gitlab_signed(kind, request))
        return check(kind, kind == HOOK_STANDARD, secrets, request);
    verdict = check(kind, true, secrets, request);
    if (verdict == HOOK_VALID ||
        !request->header(request->self, "X-Gitlab-Token"))
        return verdict;
    return check(kind, false, secrets, request);
}
