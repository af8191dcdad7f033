#include "host/hook_schemes/hook_claim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/compiler.h"

enum { TIME_DIGITS_MAX = 12 };

const char *hook_verdict_text(enum hook_verdict verdict)
{
    static const char *const texts[HOOK_VERDICTS] = {
        [HOOK_VALID] = "it is valid",
        [HOOK_NO_SIGNATURE] = "the header of the signature is missing",
        [HOOK_NO_TIME] = "the header of the time or the id is missing",
        [HOOK_MALFORMED] = "the headers of the signature are malformed",
        [HOOK_OUTDATED] = "its time is more than 300 s from the host's clock",
        [HOOK_WRONG] = "the signature is wrong",
    };

    return texts[verdict];
}

/* More than a sender has are left out. */
static void add_signature(struct hook_claim *claim, const char *text,
                          size_t size)
{
    if (size > 0 && size < HOOK_SIGNATURE_SIZE &&
        claim->count < HOOK_SIGNATURES_MAX)
        (void)snprintf(claim->signatures[claim->count++], HOOK_SIGNATURE_SIZE,
                       "%.*s", (int)size, text);
}

static enum hook_verdict check_time(const char *text, size_t size,
                                    const struct hook_request *request)
{
    int64_t seconds;

    if (size == 0 || size > TIME_DIGITS_MAX ||
        strspn(text, "0123456789") < size)
        return HOOK_MALFORMED;
    seconds = strtoll(text, NULL, 10);
    return seconds < request->now_s - HOOK_WINDOW_S ||
                   seconds > request->now_s + HOOK_WINDOW_S
               ? HOOK_OUTDATED
               : HOOK_VALID;
}

/* "WORD" and then the signature. */
static enum hook_verdict read_one(struct hook_claim *claim,
                                  const struct hook_request *request,
                                  const char *header, const char *word)
{
    const char *text = request->header(request->self, header);
    size_t skip = strlen(word);

    if (!text)
        return HOOK_NO_SIGNATURE;
    if (strncmp(text, word, skip) != 0)
        return HOOK_MALFORMED;
    add_signature(claim, text + skip, strlen(text + skip));
    return claim->count > 0 ? HOOK_VALID : HOOK_MALFORMED;
}

static enum hook_verdict read_github(struct hook_claim *claim,
                                     const struct hook_request *request)
{
    return read_one(claim, request, "X-Hub-Signature-256", "sha256=");
}

static enum hook_verdict read_token(struct hook_claim *claim,
                                    const struct hook_request *request)
{
    claim->token = request->header(request->self, "X-Gitlab-Token");
    return claim->token ? HOOK_VALID : HOOK_NO_SIGNATURE;
}

/* A header of one signature, another of the time. */
static enum hook_verdict read_timed(struct hook_claim *claim,
                                    const struct hook_request *request,
                                    const char *const headers[2],
                                    const char *word, const char *format)
{
    enum hook_verdict verdict = read_one(claim, request, headers[0], word);
    const char *time = request->header(request->self, headers[1]);

    if (verdict == HOOK_VALID && !time)
        return HOOK_NO_TIME;
    if (verdict == HOOK_VALID)
        verdict = check_time(time, strlen(time), request);
    if (verdict == HOOK_VALID)
        (void)snprintf(claim->before, sizeof claim->before, "%s%s%s",
                       *format == 'v' ? format : "", time,
                       *format == 'v' ? ":" : format);
    return verdict;
}

static enum hook_verdict read_slack(struct hook_claim *claim,
                                    const struct hook_request *request)
{
    static const char *const headers[2] = {"X-Slack-Signature",
                                           "X-Slack-Request-Timestamp"};

    return read_timed(claim, request, headers, "v0=", "v0:");
}

static enum hook_verdict read_plain(struct hook_claim *claim,
                                    const struct hook_request *request)
{
    static const char *const headers[2] = {"X-Signature-256", "X-Timestamp"};

    return read_timed(claim, request, headers, "sha256=", ".");
}

/* "t=TIME,v1=SIGNATURE,v1=SIGNATURE,v0=…" */
static enum hook_verdict read_stripe(struct hook_claim *claim,
                                     const struct hook_request *request)
{
    const char *text = request->header(request->self, "Stripe-Signature");
    const char *time = NULL;
    size_t time_size = 0;

    if (!text)
        return HOOK_NO_SIGNATURE;
    for (size_t size; *text; text += size + (text[size] != '\0')) {
        size = strcspn(text, ",");
        if (!strncmp(text, "t=", 2) && !time) {
            time = text + 2;
            time_size = size - 2;
        } else if (!strncmp(text, "v1=", 3)) {
            add_signature(claim, text + 3, size - 3);
        }
    }
    if (!time || claim->count == 0)
        return HOOK_MALFORMED;
    enum hook_verdict verdict = check_time(time, time_size, request);
    if (verdict == HOOK_VALID)
        (void)snprintf(claim->before, sizeof claim->before, "%.*s.",
                       (int)time_size, time);
    return verdict;
}

/* "v1,SIGNATURE v1,SIGNATURE v1a,…" */
static enum hook_verdict read_standard(struct hook_claim *claim,
                                       const struct hook_request *request)
{
    const char *text = request->header(request->self, "webhook-signature");
    const char *time = request->header(request->self, "webhook-timestamp");
    const char *id = request->header(request->self, "webhook-id");

    claim->is_base64 = true;
    if (!text)
        return HOOK_NO_SIGNATURE;
    if (!time || !id)
        return HOOK_NO_TIME;
    for (size_t size; *text; text += size + (text[size] != '\0')) {
        size = strcspn(text, " ");
        if (!strncmp(text, "v1,", 3))
            add_signature(claim, text + 3, size - 3);
    }
    if (claim->count == 0 || !*id || strlen(id) > HOOK_ID_MAX)
        return HOOK_MALFORMED;
    enum hook_verdict verdict = check_time(time, strlen(time), request);
    if (verdict == HOOK_VALID)
        (void)snprintf(claim->before, sizeof claim->before, "%s.%s.", id, time);
    return verdict;
}

enum hook_verdict hook_claim_read(struct hook_claim *claim, enum hook_kind kind,
                                  bool standard,
                                  const struct hook_request *request)
{
    static enum hook_verdict (*const readers[HOOK_KINDS])(
        struct hook_claim *, const struct hook_request *) = {
        [HOOK_GITHUB] = read_github,     [HOOK_GITLAB] = read_token,
        [HOOK_STRIPE] = read_stripe,     [HOOK_SLACK] = read_slack,
        [HOOK_STANDARD] = read_standard, [HOOK_PLAIN] = read_plain,
    };

    *claim = (struct hook_claim){.count = 0};
    return standard ? read_standard(claim, request)
                    : readers[kind](claim, request);
}
