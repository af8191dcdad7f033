/* bootstrap/event/invocation - the platform's headers as fields of a value. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "test/unit/support/fresh_invocation.h"

#define ID "Lambda-Runtime-Aws-Request-Id"
#define DEADLINE "Lambda-Runtime-Deadline-Ms"
#define TRACE "Lambda-Runtime-Trace-Id"

enum { TIMEOUT_MS = 900 * 1000 };

static const struct header {
    const char *name;
    size_t field;
    size_t max_bytes;
} headers[] = {
    {ID, offsetof(struct invocation, request_id), 128},
    {DEADLINE, offsetof(struct invocation, deadline_text), 64},
    {"Lambda-Runtime-Invoked-Function-Arn",
     offsetof(struct invocation, function_arn), 2048},
    {TRACE, offsetof(struct invocation, trace_id), 4096},
    {"Lambda-Runtime-Client-Context",
     offsetof(struct invocation, client_context), 65536},
    {"Lambda-Runtime-Cognito-Identity", offsetof(struct invocation, identity),
     65536},
    {"Lambda-Runtime-Aws-Tenant-Id", offsetof(struct invocation, tenant_id),
     1024},
    {"Lambda-Runtime-Invocation-Id", offsetof(struct invocation, invocation_id),
     4096},
};

static const struct buf *field_of(const struct invocation *inv,
                                  const struct header *header)
{
    return (const struct buf *)(const void *)((const char *)inv +
                                              header->field);
}

static void add_header(struct invocation *inv, const char *name,
                       const char *value)
{
    invocation_header(inv, name, strlen(name), value, strlen(value));
}

static void every_header_fills_its_own_field(void **state)
{
    struct invocation *inv = *state;

    for (size_t i = 0; i < COUNT(headers); i++)
        add_header(inv, headers[i].name, headers[i].name);
    for (size_t i = 0; i < COUNT(headers); i++)
        assert_string_equal(field_of(inv, &headers[i])->data, headers[i].name);
    assert_string_equal(inv->reject_reason.text, "");
    assert_int_equal(inv->event.size, 0);
}

static void names_match_in_any_case_and_as_a_whole(void **state)
{
    static const struct {
        const char *name;
        const char *id;
    } rows[] = {
        {"lambda-runtime-aws-request-id", "x"},
        {"LAMBDA-RUNTIME-AWS-REQUEST-ID", "x"},
        {"lAmBdA-rUnTiMe-aWs-rEqUeSt-iD", "x"},
        {"Lambda-Runtime-Aws-Request-I", ""},
        {"Lambda-Runtime-Aws-Request-Id ", ""},
        {"Lambda-Runtime-Aws-Request-Ids", ""},
        {"Lambda_Runtime_Aws_Request_Id", ""},
        {"", ""},
        {"Content-Type", ""},
    };
    struct invocation *inv = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        invocation_clear(inv);
        add_header(inv, rows[i].name, "x");
        assert_string_equal(inv->request_id.data, rows[i].id);
        assert_string_equal(inv->reject_reason.text, "");
    }
}

static void an_empty_header_counts_as_absent(void **state)
{
    struct invocation *inv = *state;

    add_header(inv, TRACE, "");
    assert_int_equal(inv->trace_id.size, 0);
    add_header(inv, TRACE, "Root=1");
    add_header(inv, TRACE, "");
    assert_string_equal(inv->trace_id.data, "Root=1");
    assert_string_equal(inv->reject_reason.text, "");
}

static void a_header_may_be_repeated_with_the_same_value_only(void **state)
{
    static const char *const others[] = {"Root=2", "Root=", "Root=1x",
                                         "root=1"};
    struct invocation *inv = *state;

    for (size_t i = 0; i < COUNT(others); i++) {
        invocation_clear(inv);
        add_header(inv, TRACE, "Root=1");
        add_header(inv, "lambda-runtime-trace-id", "Root=1");
        assert_string_equal(inv->reject_reason.text, "");
        add_header(inv, TRACE, others[i]);
        assert_string_equal(inv->reject_reason.text,
                            "header " TRACE " came with two values");
    }
}

static void a_value_has_a_maximum_length(void **state)
{
    static char value[65537];
    struct invocation *inv = *state;

    memset(value, 'v', sizeof value);
    for (size_t i = 0; i < COUNT(headers); i++) {
        const struct header *h = &headers[i];
        invocation_clear(inv);
        invocation_header(inv, h->name, strlen(h->name), value, h->max_bytes);
        assert_int_equal(field_of(inv, h)->size, h->max_bytes);
        assert_string_equal(inv->reject_reason.text, "");
        invocation_clear(inv);
        invocation_header(inv, h->name, strlen(h->name), value,
                          h->max_bytes + 1);
        assert_int_equal(field_of(inv, h)->size, 0);
        assert_non_null(strstr(inv->reject_reason.text, h->name));
        assert_non_null(strstr(inv->reject_reason.text, "at most"));
    }
}

static void a_control_character_in_a_value_is_rejected(void **state)
{
    struct invocation *inv = *state;

    invocation_header(inv, TRACE, strlen(TRACE), "Root\r=1", 7);
    assert_int_equal(inv->trace_id.size, 0);
    assert_non_null(strstr(inv->reject_reason.text, TRACE " has a control"));
}

static void an_id_must_be_allowed_in_a_url(void **state)
{
    static const struct {
        const char *id;
        bool fit;
    } rows[] = {
        {"8476a536-e9f4-11e8-9739-2dfe598c3fcd", true},
        {"a", true},
        {"A_z-09", true},
        {"-", true},
        {"", false},
        {"a/b", false},
        {"..", false},
        {"a?b", false},
        {"a#b", false},
        {"a%20b", false},
        {"a b", false},
        {"a\rb", false},
        {"a\nb", false},
        {"a:b", false},
        {"a@b", false},
        {"\xc3\xa4", false},
        {"a\x7f", false},
        {"a.b", false},
    };
    struct invocation *inv = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct error err = ERROR_NONE;
        invocation_clear(inv);
        add_header(inv, ID, rows[i].id);
        assert_int_equal(invocation_has_id(inv, &err), rows[i].fit);
        assert_int_equal(*err.text == '\0', rows[i].fit);
    }
}

static void an_ambiguous_id_is_not_usable(void **state)
{
    static char long_id[129];
    struct invocation *inv = *state;
    struct error err = ERROR_NONE;

    memset(long_id, 'a', sizeof long_id);
    invocation_header(inv, ID, strlen(ID), long_id, sizeof long_id);
    assert_false(invocation_has_id(inv, &err));
    assert_non_null(strstr(err.text, "129 bytes"));
    invocation_clear(inv);
    invocation_header(inv, ID, strlen(ID), "a\0b", 3);
    assert_false(invocation_has_id(inv, &err));
    assert_non_null(strstr(err.text, "control"));
    invocation_clear(inv);
    add_header(inv, ID, "one");
    add_header(inv, ID, "two");
    assert_false(invocation_has_id(inv, &err));
    assert_non_null(strstr(err.text, "two values"));
}

static void two_ids_are_rejected_if_the_first_is_unusable(void **state)
{
    static char long_id[129];
    struct invocation *inv = *state;
    struct error err = ERROR_NONE;

    memset(long_id, 'a', sizeof long_id);
    invocation_header(inv, ID, strlen(ID), long_id, sizeof long_id);
    add_header(inv, ID, "two");
    assert_false(invocation_has_id(inv, &err));
}

/* Nothing shows which of the two is the right one. */
static void two_ids_stay_rejected_if_another_header_is_wrong(void **state)
{
    struct invocation *inv = *state;
    struct error err = ERROR_NONE;

    add_header(inv, ID, "one");
    add_header(inv, ID, "two");
    add_header(inv, TRACE, "Root=1");
    add_header(inv, TRACE, "Root=2");
    assert_false(invocation_has_id(inv, &err));
}

static void another_invalid_header_leaves_the_id_usable(void **state)
{
    struct invocation *inv = *state;
    struct error err = ERROR_NONE;

    add_header(inv, ID, "one");
    add_header(inv, TRACE, "Root=1");
    add_header(inv, TRACE, "Root=2");
    assert_true(invocation_has_id(inv, &err));
    assert_true(*inv->reject_reason.text);
}

static void nothing_is_left_of_the_last_event(void **state)
{
    struct invocation *inv = *state;
    struct error err = ERROR_NONE;

    for (size_t i = 0; i < COUNT(headers); i++) {
        add_header(inv, headers[i].name, "1234567890123");
        add_header(inv, headers[i].name, "another");
    }
    assert_true(buf_add_str(&inv->event, "secret"));
    invocation_received(inv, TIMEOUT_MS);
    inv->limit_ms = 1;
    invocation_clear(inv);
    for (size_t i = 0; i < COUNT(headers); i++) {
        assert_int_equal(field_of(inv, &headers[i])->size, 0);
        assert_string_equal(field_of(inv, &headers[i])->data, "");
    }
    assert_int_equal(inv->event.size, 0);
    assert_true(inv->deadline_wall_ms == 0 && inv->limit_ms == 0);
    assert_true(inv->deadline.term_ms == INT64_MAX);
    assert_true(inv->deadline.give_up_ms == 0);
    assert_string_equal(inv->reject_reason.text, "");
    add_header(inv, ID, "next");
    assert_true(invocation_has_id(inv, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FRESH(every_header_fills_its_own_field),
        FRESH(names_match_in_any_case_and_as_a_whole),
        FRESH(an_empty_header_counts_as_absent),
        FRESH(a_header_may_be_repeated_with_the_same_value_only),
        FRESH(a_value_has_a_maximum_length),
        FRESH(a_control_character_in_a_value_is_rejected),
        FRESH(an_id_must_be_allowed_in_a_url),
        FRESH(an_ambiguous_id_is_not_usable),
        FRESH(two_ids_stay_rejected_if_another_header_is_wrong),
        FRESH(two_ids_are_rejected_if_the_first_is_unusable),
        FRESH(another_invalid_header_leaves_the_id_usable),
        FRESH(nothing_is_left_of_the_last_event),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
