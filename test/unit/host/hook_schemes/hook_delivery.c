/* host/hook_schemes/hook_delivery - which requests are the same delivery. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "host/hook_schemes/hook_delivery.h"

enum { NOW = 1614265330, PAIRS = 4 };

struct headers {
    const char *pairs[2 * PAIRS + 1]; /* name, value, …, NULL */
};

static const char *header(const void *self, const char *name)
{
    const struct headers *all = self;

    for (size_t i = 0; all->pairs[i]; i += 2)
        if (!strcmp(all->pairs[i], name))
            return all->pairs[i + 1];
    return NULL;
}

static struct hook_request request_of(const struct headers *headers,
                                      const char *body, int64_t now_s)
{
    return (struct hook_request){.header = header,
                                 .self = headers,
                                 .body = body,
                                 .size = strlen(body),
                                 .now_s = now_s};
}

static void a_delivery_is_known_by_what_its_sender_says(void **state)
{
    const struct headers one = {
        {"X-GitHub-Delivery", "1", "Stripe-Signature", "s1", "X-Other", "x"}};
    const struct headers two = {
        {"X-GitHub-Delivery", "2", "Stripe-Signature", "s2", "X-Other", "x"}};
    const struct headers none = {{NULL}};
    struct hook_request a = request_of(&one, "{\"id\":\"evt_1\"}", NOW);
    struct hook_request b = request_of(&two, "{\"id\":\"evt_1\"}", NOW);
    char first[DIGEST_TEXT_SIZE];
    char second[DIGEST_TEXT_SIZE];

    (void)state;
    assert_true(hook_delivery_id(first, HOOK_GITHUB, &a));
    assert_true(hook_delivery_id(second, HOOK_GITHUB, &b));
    assert_string_not_equal(first, second);
    assert_true(hook_delivery_id(first, HOOK_STRIPE, &a));
    assert_true(hook_delivery_id(second, HOOK_STRIPE, &b));
    assert_string_equal(first, second);
    /* Not JSON, or no text: by the signature. */
    b.body = "{\"id\":\"evt_1\"";
    b.size = strlen(b.body);
    assert_true(hook_delivery_id(second, HOOK_STRIPE, &b));
    assert_string_not_equal(first, second);
    b = request_of(&none, "{}", NOW);
    assert_false(hook_delivery_id(second, HOOK_GITLAB, &b));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_delivery_is_known_by_what_its_sender_says),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
