/* host/runtime/recent_calls - the last calls, bounded, as JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "host/runtime/invocation.h"
#include "host/runtime/outcome.h"
#include "host/runtime/recent_calls.h"

static struct recent_calls calls;
static int changes;

static void count(void *self)
{
    (void)self;
    changes++;
}

static int open_calls(void **state)
{
    (void)state;
    changes = 0;
    calls = (struct recent_calls){.on_change = count};
    assert_true(recent_calls_open(&calls));
    return 0;
}

static int close_calls(void **state)
{
    (void)state;
    recent_calls_close(&calls);
    return 0;
}

static json_t *shown(uint64_t since)
{
    AUTO(struct buf, buf_free) out = BUF(RECENT_CALLS_MAX * RECENT_CALL_JSON);

    assert_true(recent_calls_add_json(&calls, since, &out));
    json_t *root = json_loadb(out.data, out.size, 0, NULL);
    assert_non_null(root);
    return root;
}

static const char *text_of(const json_t *root, size_t at, const char *name)
{
    return json_string_value(json_object_get(
        json_array_get(json_object_get(root, "calls"), at), name));
}

static struct invocation *begin(const char *what)
{
    struct invocation *inv = invocation_new();

    assert_non_null(inv);
    inv->init_us = -1;
    recent_calls_begin(&calls, inv, "f", "$LATEST", what);
    return inv;
}

static void end(struct invocation *inv, const char *type, const char *body)
{
    struct outcome outcome = OUTCOME;

    if (type) {
        outcome_set_failed(&outcome, type);
        outcome.status = "error";
    }
    assert_true(buf_add_str(&outcome.body, body));
    recent_calls_end(&calls, inv, &outcome, 1500);
    buf_free(&outcome.body);
}

static void a_call_runs_and_ends(void **state)
{
    struct invocation *inv = begin("GET /\"\x01\xff");
    json_t *root = shown(0);

    (void)state;
    assert_string_equal(text_of(root, 0, "outcome"), "running");
    assert_string_equal(text_of(root, 0, "what"), "GET /\"\x01\xef\xbf\xbd");
    uint64_t seen =
        (uint64_t)json_integer_value(json_object_get(root, "change"));
    json_decref(root);
    end(inv, NULL, "1");
    root = shown(seen);
    assert_string_equal(text_of(root, 0, "outcome"), "ok");
    assert_string_equal(text_of(root, 0, "id"), inv->request_id);
    json_decref(root);
    root = shown(calls.change);
    assert_int_equal(json_array_size(json_object_get(root, "calls")), 0);
    json_decref(root);
    assert_int_equal(changes, 2);
    invocation_unref(inv);
}

static void a_failure_keeps_its_event_and_error(void **state)
{
    struct invocation *inv = begin("invoke");
    static const char body[] = "{\"errorMessage\":\"n\\u00f6\"}";

    (void)state;
    assert_true(buf_add_str(&inv->event, "{\"x\":1}"));
    end(inv, "TypeError", body);
    json_t *root = shown(0);
    assert_string_equal(text_of(root, 0, "errorMessage"), "n\xc3\xb6");
    assert_string_equal(text_of(root, 0, "errorType"), "TypeError");
    json_decref(root);
    const struct recent_failure *kept =
        recent_calls_failure(&calls, inv->request_id);
    assert_string_equal(kept->event.data, "{\"x\":1}");
    assert_string_equal(kept->error.data, body);
    assert_null(recent_calls_failure(&calls, "none"));
    assert_null(recent_calls_failure(&calls, ""));
    invocation_unref(inv);
}

static void only_the_last_are_kept(void **state)
{
    struct invocation *first = begin("invoke");

    (void)state;
    for (int i = 0; i < RECENT_CALLS_MAX; i++) {
        struct invocation *inv = begin("invoke");
        end(inv, "Error", "not JSON");
        invocation_unref(inv);
    }
    /* Its place is another's. */
    end(first, "Error", "{}");
    recent_calls_peak(&calls, first, 1);
    json_t *root = shown(0);
    json_t *list = json_object_get(root, "calls");
    assert_int_equal(json_array_size(list), RECENT_CALLS_MAX);
    assert_int_equal(json_integer_value(json_object_get(root, "begun")),
                     RECENT_CALLS_MAX + 1);
    for (size_t i = 0; i < RECENT_CALLS_MAX; i++)
        assert_string_not_equal(text_of(root, i, "id"), first->request_id);
    json_decref(root);
    invocation_unref(first);
}

static void the_largest_calls_fit(void **state)
{
    char wide[sizeof calls.ring->what];

    (void)state;
    memset(wide, 1, sizeof wide - 1);
    wide[sizeof wide - 1] = '\0';
    for (size_t i = 0; i < RECENT_CALLS_MAX; i++) {
        struct invocation *inv = begin(wide);
        invocation_unref(inv);
    }
    for (size_t i = 0; i < RECENT_CALLS_MAX; i++) {
        memset(calls.ring[i].message, 1, sizeof calls.ring[i].message - 1);
        memset(calls.ring[i].error_type, 1,
               sizeof calls.ring[i].error_type - 1);
    }
    json_decref(shown(0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_call_runs_and_ends, open_calls,
                                        close_calls),
        cmocka_unit_test_setup_teardown(a_failure_keeps_its_event_and_error,
                                        open_calls, close_calls),
        cmocka_unit_test_setup_teardown(only_the_last_are_kept, open_calls,
                                        close_calls),
        cmocka_unit_test_setup_teardown(the_largest_calls_fit, open_calls,
                                        close_calls),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
