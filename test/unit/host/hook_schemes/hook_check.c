/* host/hook_schemes - the signatures that the senders publish as examples, what
 * is signed here, and headers that are wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "host/hook_schemes/hook_sign.h"
#include "test/unit/support/hook_fixture.h"

static const char secret[] = "0123456789abcdef";
static const char key[] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

static enum hook_verdict check(enum hook_kind kind, const char *of,
                               const struct headers *headers, const char *body,
                               int64_t now_s)
{
    struct hook_secrets secrets = {.count = 0};
    struct error err = ERROR_NONE;
    const struct hook_request request = request_of(headers, body, now_s);

    assert_true(hook_secrets_add(&secrets, kind, of, &err));
    return hook_check(kind, &secrets, &request);
}

/* docs.github.com, "Validating webhook deliveries". */
static void that_of_github_is_valid(void **state)
{
    const struct headers headers = {
        {"X-Hub-Signature-256",
         "sha256="
         "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"}};

    (void)state;
    assert_int_equal(check(HOOK_GITHUB, "It's a Secret to Everybody", &headers,
                           "Hello, World!", NOW),
                     HOOK_VALID);
    assert_int_equal(check(HOOK_GITHUB, "It's a Secret to Everybody", &headers,
                           "Hello, World?", NOW),
                     HOOK_WRONG);
}

/* docs.slack.dev, "Verifying requests from Slack". */
static void that_of_slack_is_valid(void **state)
{
    static const char body[] =
        "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&"
        "team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&"
        "user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&"
        "text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2F"
        "T1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&"
        "trigger_id=398738663015.47445629121."
        "803a0bc887a14d10d2c447fce8b6703c";
    const struct headers headers = {
        {"X-Slack-Signature",
         "v0="
         "a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
         "X-Slack-Request-Timestamp", "1531420618"}};

    (void)state;
    assert_int_equal(check(HOOK_SLACK, "8f742231b10e8888abcd99yyyzzz85a5",
                           &headers, body, 1531420618 + 300),
                     HOOK_VALID);
    assert_int_equal(check(HOOK_SLACK, "8f742231b10e8888abcd99yyyzzz85a5",
                           &headers, body, 1531420618 + 301),
                     HOOK_OUTDATED);
}

static void that_of_standard_webhooks_is_valid(void **state)
{
    const struct headers headers = {
        {"webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek", "webhook-timestamp",
         "1614265330", "webhook-signature",
         "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="}};

    (void)state;
    assert_int_equal(
        check(HOOK_STANDARD, key, &headers, "{\"test\": 2432232314}", NOW),
        HOOK_VALID);
    /* A signing token of GitLab. */
    assert_int_equal(
        check(HOOK_GITLAB, key, &headers, "{\"test\": 2432232314}", NOW),
        HOOK_VALID);
    assert_int_equal(
        check(HOOK_GITLAB, secret, &headers, "{\"test\": 2432232314}", NOW),
        HOOK_WRONG);
}

struct signed_request {
    struct hook_sign sign;
    struct headers headers;
    char text[PAIRS][2][HOOK_SIGN_LINE_SIZE];
};

static void sign(struct signed_request *s, enum hook_kind kind, const char *of,
                 const char *body, int64_t now_s)
{
    const struct buf bytes = {.data = body, .size = strlen(body)};

    assert_true(hook_sign(&s->sign, kind, of, &bytes, now_s));
    s->headers = (struct headers){.pairs = {NULL}};
    for (size_t i = 0; i < s->sign.count; i++) {
        const char *line = s->sign.lines[i];
        const char *colon = strchr(line, ':');
        assert_non_null(colon);
        (void)snprintf(s->text[i][0], HOOK_SIGN_LINE_SIZE, "%.*s",
                       (int)(colon - line), line);
        (void)snprintf(s->text[i][1], HOOK_SIGN_LINE_SIZE, "%s", colon + 2);
        s->headers.pairs[2 * i] = s->text[i][0];
        s->headers.pairs[2 * i + 1] = s->text[i][1];
    }
}

static const char *secret_of(enum hook_kind kind)
{
    return kind == HOOK_STANDARD ? key : secret;
}

static void the_event_of_a_test_is_named(void **state)
{
    struct signed_request s;

    (void)state;
    sign(&s, HOOK_GITHUB, secret, "{}", NOW);
    assert_true(hook_sign_event(&s.sign, "issues"));
    assert_string_equal(s.sign.lines[2], "X-GitHub-Event: issues");
    assert_false(hook_sign_event(&s.sign, ""));
    assert_false(hook_sign_event(&s.sign, "a\r\nX-Other: b"));
    sign(&s, HOOK_GITLAB, key, "{}", NOW);
    assert_true(hook_sign_event(&s.sign, "Issue Hook"));
    assert_string_equal(s.sign.lines[0], "X-Gitlab-Event: Issue Hook");
    sign(&s, HOOK_STRIPE, secret, "{}", NOW);
    assert_false(hook_sign_event(&s.sign, "issues"));
}

static void what_is_signed_here_is_valid_for_five_minutes(void **state)
{
    (void)state;
    for (int i = 0; i < HOOK_KINDS; i++) {
        enum hook_kind kind = (enum hook_kind)i;
        bool timed = kind != HOOK_GITHUB && kind != HOOK_GITLAB;
        struct signed_request s;
        sign(&s, kind, secret_of(kind), "{}", NOW);
        for (int ago = -301; ago <= 301; ago += 602)
            assert_int_equal(
                check(kind, secret_of(kind), &s.headers, "{}", NOW + ago),
                timed ? HOOK_OUTDATED : HOOK_VALID);
        for (int ago = -300; ago <= 300; ago += 300)
            assert_int_equal(
                check(kind, secret_of(kind), &s.headers, "{}", NOW + ago),
                HOOK_VALID);
        if (kind != HOOK_GITLAB)
            assert_int_equal(
                check(kind, secret_of(kind), &s.headers, "{} ", NOW),
                HOOK_WRONG);
    }
}

static void each_header_is_needed(void **state)
{
    static const char *const extra[] = {"X-GitHub-Delivery", "X-GitHub-Event",
                                        "X-Gitlab-Event", "Idempotency-Key"};

    (void)state;
    for (int i = 0; i < HOOK_KINDS; i++) {
        enum hook_kind kind = (enum hook_kind)i;
        struct signed_request s;
        sign(&s, kind, secret_of(kind), "{}", NOW);
        for (size_t at = 0; s.headers.pairs[at]; at += 2) {
            struct headers less = s.headers;
            bool needed = true;
            for (size_t j = 0; j < COUNT(extra); j++)
                needed = needed && strcmp(extra[j], less.pairs[at]) != 0;
            less.pairs[at] = "X-Other";
            enum hook_verdict verdict =
                check(kind, secret_of(kind), &less, "{}", NOW);
            assert_int_equal(verdict == HOOK_VALID, !needed);
            assert_true(!needed || verdict == HOOK_NO_SIGNATURE ||
                        verdict == HOOK_NO_TIME);
        }
    }
}

static void stripe_may_sign_more_than_once(void **state)
{
    static const struct {
        const char *before;
        const char *after;
        enum hook_verdict verdict;
    } cases[] = {
        {"v0=00,v1=ab,", "", HOOK_VALID},
        {"", ",v1=00,v2=11", HOOK_VALID},
        {",,v1,", ",,", HOOK_VALID},
        {"t=1,", "", HOOK_OUTDATED},
        {"t=x,", "", HOOK_MALFORMED},
        {"t=,", "", HOOK_MALFORMED},
        {"t=9999999999999999999,", "", HOOK_MALFORMED},
        {"t=-1614265330,", "", HOOK_MALFORMED},
    };
    struct signed_request s;

    (void)state;
    sign(&s, HOOK_STRIPE, secret, "{}", NOW);
    for (size_t i = 0; i < COUNT(cases); i++) {
        char text[1024];
        (void)snprintf(text, sizeof text, "%s%s%s", cases[i].before,
                       s.text[0][1], cases[i].after);
        const struct headers headers = {{"Stripe-Signature", text}};
        assert_int_equal(check(HOOK_STRIPE, secret, &headers, "{}", NOW),
                         cases[i].verdict);
    }
}

static void malformed_headers_are_refused(void **state)
{
    static const char *const texts[] = {
        "",         "=",   "sha256=",      "sha1=00",
        "v0",       "v1,", "t=1614265330", "v1=00",
        "v1a,AAAA", " ",   ",,,,",         "v1, v1,"};

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        const struct headers headers = {
            {"X-Hub-Signature-256", texts[i], "webhook-signature", texts[i],
             "webhook-id", "a", "webhook-timestamp", "1614265330", NULL}};
        const struct headers stripe = {{"Stripe-Signature", texts[i]}};
        assert_int_equal(check(HOOK_GITHUB, secret, &headers, "", NOW),
                         HOOK_MALFORMED);
        assert_int_equal(check(HOOK_STANDARD, key, &headers, "", NOW),
                         HOOK_MALFORMED);
        assert_int_equal(check(HOOK_STRIPE, secret, &stripe, "", NOW),
                         HOOK_MALFORMED);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(that_of_github_is_valid),
        cmocka_unit_test(that_of_slack_is_valid),
        cmocka_unit_test(that_of_standard_webhooks_is_valid),
        cmocka_unit_test(the_event_of_a_test_is_named),
        cmocka_unit_test(what_is_signed_here_is_valid_for_five_minutes),
        cmocka_unit_test(each_header_is_needed),
        cmocka_unit_test(stripe_may_sign_more_than_once),
        cmocka_unit_test(malformed_headers_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
