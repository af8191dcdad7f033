/* host_hook - whatever the headers and the body of a request to a webhook are,
 * it is valid only if it has the signature that its secret makes; what was
 * signed here is valid; and no other body is.
 *
 * Input: the kind; up to four texts, each with a NUL, which are the values of
 * its headers; the body. */
#include <stdio.h>
#include <string.h>

#include "host/hook_schemes/hook_check.h"
#include "host/hook_schemes/hook_delivery.h"
#include "host/hook_schemes/hook_sign.h"
#include "test/fuzz/support/fuzz.h"

enum { NOW = 1614265330, VALUES = 4, VALUE_SIZE = 1024 };

static const char secret[] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

struct headers {
    char values[VALUES][VALUE_SIZE];
    const char *names[VALUES];
    size_t count;
};

static const char *header(const void *self, const char *name)
{
    const struct headers *all = self;

    for (size_t i = 0; i < all->count; i++)
        if (!strcmp(all->names[i], name))
            return all->values[i];
    return NULL;
}

static const char *const names[HOOK_KINDS][VALUES] = {
    {"X-Hub-Signature-256", "X-GitHub-Event", "X-GitHub-Delivery", "X-Other"},
    {"webhook-id", "webhook-timestamp", "webhook-signature", "X-Gitlab-Token"},
    {"Stripe-Signature", "X-Other", "X-Other", "X-Other"},
    {"X-Slack-Signature", "X-Slack-Request-Timestamp", "X-Other", "X-Other"},
    {"webhook-id", "webhook-timestamp", "webhook-signature", "X-Other"},
    {"X-Signature-256", "X-Timestamp", "X-Other", "X-Other"},
};

static void take_line(struct headers *all, const char *line)
{
    const char *colon = strchr(line, ':');
    size_t size = (size_t)(colon - line);

    for (size_t i = 0; i < all->count; i++)
        if (strlen(all->names[i]) == size && !memcmp(all->names[i], line, size))
            (void)snprintf(all->values[i], VALUE_SIZE, "%s", colon + 2);
}

/* The rest of the headers is as it was given. */
static void check_signed(enum hook_kind kind, struct headers *all,
                         const struct hook_secrets *secrets,
                         struct hook_request *request)
{
    AUTO(struct buf, buf_free) body = BUF(64 * 1024);
    struct hook_sign sign;
    unsigned char more = '.';

    if (!buf_add(&body, request->body, request->size) ||
        !hook_sign(&sign, kind, secret, &body, NOW))
        return;
    for (size_t i = 0; i < sign.count; i++)
        take_line(all, sign.lines[i]);
    request->body = body.data;
    must(hook_check(kind, secrets, request) == HOOK_VALID);
    if (!buf_add(&body, &more, 1))
        return;
    request->body = body.data;
    request->size = body.size;
    must(hook_check(kind, secrets, request) == HOOK_WRONG);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    AUTO(struct buf, buf_free) answer = BUF(64 * 1024);
    struct headers all = {.count = 0};
    struct hook_secrets secrets = {.count = 0};
    struct error err = ERROR_NONE;
    char id[DIGEST_TEXT_SIZE];

    if (size == 0)
        return 0;
    enum hook_kind kind = (enum hook_kind)(*bytes % HOOK_KINDS);
    bytes++;
    size--;
    for (const uint8_t *end;
         all.count < VALUES && (end = memchr(bytes, 0, size));) {
        (void)snprintf(all.values[all.count], VALUE_SIZE, "%s",
                       (const char *)bytes);
        all.names[all.count] = names[kind][all.count];
        all.count++;
        size -= (size_t)(end + 1 - bytes);
        bytes = end + 1;
    }
    struct hook_request request = {.header = header,
                                   .self = &all,
                                   .body = (const char *)bytes,
                                   .size = size,
                                   .now_s = NOW};
    must(hook_secrets_add(&secrets, kind, secret, &err));
    enum hook_verdict early = hook_check_headers(kind, &request);
    enum hook_verdict verdict = hook_check(kind, &secrets, &request);
    must(verdict != HOOK_VALID || early == HOOK_VALID);
    must(*hook_verdict_text(verdict));
    (void)hook_delivery_id(id, kind, &request);
    (void)hook_delivery_greets(&answer, kind, &request);
    if (all.count == VALUES)
        check_signed(kind, &all, &secrets, &request);
    return 0;
}
