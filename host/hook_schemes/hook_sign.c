#include "host/hook_schemes/hook_sign.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/base64.h"
#include "host/base/ids.h"
#include "host/crypto/digest.h"
#include "host/hook_schemes/hook_secrets.h"

struct signing {
    enum hook_kind kind;
    const char *secret;
    const struct buf *body;
    long long now_s;
    char id[UUID_SIZE];
};

static void add(struct hook_sign *sign, const char *fmt, ...) PRINTF_LIKE(2, 3);

static void add(struct hook_sign *sign, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    (void)vsnprintf(sign->lines[sign->count++], HOOK_SIGN_LINE_SIZE, fmt, args);
    va_end(args);
}

static bool make_mac(const struct signing *s, const char *before,
                     unsigned char mac[DIGEST_SIZE])
{
    AUTO(struct buf, buf_free) key = BUF(HOOK_SECRET_MAX);
    struct digest_mac state;

    if (!hook_secret_key(&key, s->kind, s->secret))
        return false;
    digest_mac_begin(&state, key.data, key.size);
    digest_mac_add(&state, before, strlen(before));
    digest_mac_add(&state, s->body->data, s->body->size);
    digest_mac_end(&state, mac);
    return true;
}

static bool sign_standard(struct hook_sign *sign, const struct signing *s)
{
    AUTO(struct buf, buf_free) text = BUF(128);
    unsigned char mac[DIGEST_SIZE];
    char before[128];

    (void)snprintf(before, sizeof before, "%s.%lld.", s->id, s->now_s);
    if (!make_mac(s, before, mac) || !base64_encode(&text, mac, sizeof mac))
        return false;
    add(sign, "webhook-id: %s", s->id);
    add(sign, "webhook-timestamp: %lld", s->now_s);
    add(sign, "webhook-signature: v1,%s", text.data);
    return true;
}

static const char *format_of(enum hook_kind kind)
{
    switch (kind) {
    case HOOK_SLACK:
        return "v0:";
    case HOOK_STRIPE:
    case HOOK_PLAIN:
        return ".";
    default:
        return "";
    }
}

static bool sign_hex(struct hook_sign *sign, const struct signing *s)
{
    unsigned char mac[DIGEST_SIZE];
    char hex[DIGEST_TEXT_SIZE];
    char before[64] = "";
    const char *format = format_of(s->kind);

    if (*format == 'v')
        (void)snprintf(before, sizeof before, "v0:%lld:", s->now_s);
    else if (*format)
        (void)snprintf(before, sizeof before, "%lld.", s->now_s);
    if (!make_mac(s, before, mac))
        return false;
    digest_hex(mac, hex);
    if (s->kind == HOOK_GITHUB) {
        add(sign, "X-Hub-Signature-256: sha256=%s", hex);
        add(sign, "X-GitHub-Delivery: %s", s->id);
        add(sign, "X-GitHub-Event: push");
    } else if (s->kind == HOOK_STRIPE) {
        add(sign, "Stripe-Signature: t=%lld,v1=%s", s->now_s, hex);
    } else if (s->kind == HOOK_SLACK) {
        add(sign, "X-Slack-Request-Timestamp: %lld", s->now_s);
        add(sign, "X-Slack-Signature: v0=%s", hex);
    } else {
        add(sign, "X-Timestamp: %lld", s->now_s);
        add(sign, "X-Signature-256: sha256=%s", hex);
    }
    return true;
}

bool hook_sign(struct hook_sign *sign, enum hook_kind kind, const char *secret,
               const struct buf *body, int64_t now_s)
{
    struct signing s = {
        .kind = kind, .secret = secret, .body = body, .now_s = now_s};

    *sign = (struct hook_sign){.count = 0};
    uuid_make(s.id);
    if (kind == HOOK_GITLAB)
        add(sign, "X-Gitlab-Event: Push Hook");
    if (hook_secret_is_standard(kind, secret))
        return sign_standard(sign, &s);
    if (kind != HOOK_GITLAB)
        return sign_hex(sign, &s);
    add(sign, "X-Gitlab-Token: %s", secret);
    add(sign, "Idempotency-Key: %s", s.id);
    return true;
}

bool hook_sign_event(struct hook_sign *sign, const char *event)
{
    static const char *const names[] = {"X-GitHub-Event: ", "X-Gitlab-Event: "};
    size_t size = strlen(event);

    for (size_t i = 0; i < size; i++)
        if (event[i] < ' ' || event[i] > '~')
            return false;
    for (size_t i = 0; i < sign->count; i++)
        for (size_t k = 0; k < COUNT(names); k++) {
            char *line = sign->lines[i];
            size_t name = strlen(names[k]);
            if (!strncmp(line, names[k], name) &&
                size < HOOK_SIGN_LINE_SIZE - name) {
                memcpy(line + name, event, size + 1);
                return size > 0;
            }
        }
    return false;
}
