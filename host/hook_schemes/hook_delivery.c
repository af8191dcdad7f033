#include "host/hook_schemes/hook_delivery.h"

#include <string.h>

#include "common/json/json_check.h"
#include "common/json/json_member.h"

/* A text of the body, with its quotes. */
static bool find_text(const struct hook_request *request, const char *key,
                      struct json_member *member)
{
    struct error ignored = ERROR_NONE;

    return json_check(request->body, request->size, &ignored) &&
           json_find_member(request->body, request->size, key, member) &&
           member->value_size > 2 && *member->value == '"';
}

static bool id_of_text(char id[DIGEST_TEXT_SIZE], const char *text, size_t size)
{
    if (!text || size == 0)
        return false;
    digest_text(text, size, id);
    return true;
}

static bool id_of_header(char id[DIGEST_TEXT_SIZE],
                         const struct hook_request *request, const char *name)
{
    const char *text = request->header(request->self, name);

    return id_of_text(id, text, text ? strlen(text) : 0);
}

static bool id_of_member(char id[DIGEST_TEXT_SIZE],
                         const struct hook_request *request, const char *key)
{
    struct json_member member;

    return find_text(request, key, &member) &&
           id_of_text(id, member.value, member.value_size);
}

/* What is signed decides, where it can: another id on the same request would
 * make it another delivery. */
bool hook_delivery_id(char id[DIGEST_TEXT_SIZE], enum hook_kind kind,
                      const struct hook_request *request)
{
    switch (kind) {
    case HOOK_GITHUB:
        return id_of_header(id, request, "X-GitHub-Delivery") ||
               id_of_header(id, request, "X-Hub-Signature-256");
    case HOOK_GITLAB:
        return id_of_header(id, request, "webhook-id") ||
               id_of_header(id, request, "Idempotency-Key");
    case HOOK_STRIPE:
        return id_of_member(id, request, "id") ||
               id_of_header(id, request, "Stripe-Signature");
    case HOOK_SLACK:
        return id_of_member(id, request, "event_id") ||
               id_of_header(id, request, "X-Slack-Signature");
    case HOOK_STANDARD:
        return id_of_header(id, request, "webhook-id");
    case HOOK_PLAIN:
    case HOOK_KINDS:
        break;
    }
    return id_of_header(id, request, "X-Signature-256");
}

static bool is_ping(const struct hook_request *request)
{
    const char *event = request->header(request->self, "X-GitHub-Event");

    return event && !strcmp(event, "ping");
}

static bool is_verification(const struct hook_request *request)
{
    static const char wanted[] = "\"url_verification\"";
    struct json_member member;

    return find_text(request, "type", &member) &&
           member.value_size == strlen(wanted) &&
           !memcmp(member.value, wanted, strlen(wanted));
}

bool hook_delivery_greets(struct buf *answer, enum hook_kind kind,
                          const struct hook_request *request)
{
    struct json_member member;

    if (kind == HOOK_GITHUB && is_ping(request))
        return buf_add_str(answer, "{\"status\":\"pong\"}");
    return kind == HOOK_SLACK && is_verification(request) &&
           find_text(request, "challenge", &member) &&
           json_member_string(&member, answer);
}
