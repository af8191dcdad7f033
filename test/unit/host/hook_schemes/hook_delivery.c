/* host/hook_schemes/hook_delivery - which requests are the same delivery. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "host/hook_schemes/hook_delivery.h"
#include "test/unit/support/hook_fixture.h"

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
