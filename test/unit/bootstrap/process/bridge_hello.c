/* bootstrap/process/bridge_hello - the lines that a bridge reads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "bootstrap/process/bridge_hello.h"

#define NONCE "0123456789abcdef0123456789abcdef"

static const struct bridge_start START = {
    .nonce = NONCE, .library = "", .event = ""};

static struct handler handler_of(const char *file, const char *export)
{
    struct handler h = {.bridged = true};

    (void)snprintf(h.file, sizeof h.file, "%s", file);
    (void)snprintf(h.export, sizeof h.export, "%s", export);
    return h;
}

static void assert_startup(const struct handler *h, const struct settings *s,
                           const char *expected)
{
    AUTO(struct buf, buf_free) line = BUF(4096);
    struct error err = ERROR_NONE;

    assert_true(bridge_hello_startup(&line, h, s, &START, &err));
    assert_string_equal(line.data, expected);
    assert_int_equal(strlen(line.data), line.size);
}

static void the_startup_line_holds_all_that_is_known(void **state)
{
    struct handler h = handler_of("/f/sub/index.mjs", "a.b");
    struct settings s = {.handler = "sub/index.a.b",
                         .log_json = true,
                         .output = OUTPUT_STREAM_HTTP,
                         .function_name = "name",
                         .function_version = "$LATEST",
                         .memory_mb = "128",
                         .log_group = "/aws/lambda/name",
                         .log_stream = "2026/[$LATEST]x"};

    (void)state;
    assert_startup(
        &h, &s,
        "{\"version\":1,\"nonce\":\"" NONCE
        "\","
        "\"logFormat\":\"json\",\"output\":\"stream-http\",\"context\":{"
        "\"functionName\":\"name\","
        "\"functionVersion\":\"$LATEST\","
        "\"memoryLimitInMB\":\"128\","
        "\"logGroupName\":\"/aws/lambda/name\","
        "\"logStreamName\":\"2026/[$LATEST]x\"},"
        "\"handler\":\"sub/index.a.b\","
        "\"file\":\"/f/sub/index.mjs\",\"export\":\"a.b\"}\n");
}

static void an_unknown_value_is_absent(void **state)
{
    struct handler h = handler_of("/f/function.bundle.js", "handler");
    struct settings s = {.handler = "", .function_name = ""};

    (void)state;
    assert_startup(&h, &s,
                   "{\"version\":1,\"nonce\":\"" NONCE
                   "\","
                   "\"logFormat\":\"text\",\"output\":\"json\",\"context\":{},"
                   "\"handler\":\"function.bundle.handler\","
                   "\"file\":\"/f/function.bundle.js\","
                   "\"export\":\"handler\"}\n");
}

static void a_permission_that_is_not_granted_in_full_is_held(void **state)
{
    struct handler h = handler_of("/f/i.js", "h");
    struct settings s = {.handler = "i.h", .permissions = {.restricted = true}};
    struct grant *of = s.permissions.grant;

    (void)state;
    for (int i = 0; i < PERMISSION_COUNT; i++)
        of[i].kind = GRANT_ALL;
    of[PERMISSION_READ].kind = GRANT_NOTHING;
    of[PERMISSION_NET].kind = GRANT_LIST;
    assert_startup(&h, &s,
                   "{\"version\":1,\"nonce\":\"" NONCE
                   "\","
                   "\"logFormat\":\"text\",\"output\":\"json\",\"context\":{},"
                   "\"held\":{\"read\":false,\"net\":true},\"handler\":\"i.h\","
                   "\"file\":\"/f/i.js\",\"export\":\"h\"}\n");
}

static void odd_bytes_stay_within_one_line_of_json(void **state)
{
    static const struct {
        const char *name;
        const char *written;
    } rows[] = {
        {"a\nb", "a\\nb"},
        {"a\"b\\", "a\\\"b\\\\"},
        {"\x1e\x7f", "\\u001E\x7f"},
        {"\xc3\xa4", "\xc3\xa4"},
        {"a\xff\xc3", "a\xef\xbf\xbd\xef\xbf\xbd"},
    };
    struct handler h = handler_of("/f/i.js", "h");
    char expected[512];

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct settings s = {.handler = "i.h", .function_name = rows[i].name};
        (void)snprintf(
            expected, sizeof expected,
            "{\"version\":1,\"nonce\":\"" NONCE
            "\","
            "\"logFormat\":\"text\",\"output\":\"json\",\"context\":{"
            "\"functionName\":\"%s\"},\"handler\":\"i.h\","
            "\"file\":\"/f/i.js\",\"export\":\"h\"}\n",
            rows[i].written);
        assert_startup(&h, &s, expected);
    }
}

static void header(struct invocation *inv, const char *name, const char *value)
{
    invocation_header(inv, name, strlen(name), value, strlen(value));
}

static void the_event_line_holds_length_and_headers(void **state)
{
    AUTO(struct buf, buf_free) line = BUF(4096);
    AUTO(struct invocation, invocation_free) inv;
    struct error err = ERROR_NONE;

    (void)state;
    invocation_init(&inv);
    header(&inv, "Lambda-Runtime-Trace-Id", "Root=1");
    header(&inv, "Lambda-Runtime-Aws-Request-Id", "id-1");
    header(&inv, "Lambda-Runtime-Invoked-Function-Arn", "arn:x");
    header(&inv, "Lambda-Runtime-Client-Context", "{\"a\":1}");
    header(&inv, "Lambda-Runtime-Cognito-Identity", "{}");
    header(&inv, "Lambda-Runtime-Aws-Tenant-Id", "\xff");
    inv.deadline_wall_ms = 1700000000123;
    assert_true(buf_add(&inv.event, "{}\0\n", 4));
    assert_true(bridge_hello_event(&line, &inv, &err));
    assert_string_equal(line.data,
                        "{\"length\":4,\"context\":{"
                        "\"deadlineMs\":1700000000123,"
                        "\"awsRequestId\":\"id-1\","
                        "\"invokedFunctionArn\":\"arn:x\","
                        "\"clientContext\":\"{\\\"a\\\":1}\","
                        "\"identity\":\"{}\","
                        "\"tenantId\":\"\xef\xbf\xbd\"},"
                        "\"trace\":\"Root=1\"}\n");
}

static void an_event_without_headers_has_none_in_its_line(void **state)
{
    AUTO(struct buf, buf_free) line = BUF(4096);
    AUTO(struct invocation, invocation_free) inv;
    struct error err = ERROR_NONE;

    (void)state;
    invocation_init(&inv);
    assert_true(bridge_hello_event(&line, &inv, &err));
    assert_string_equal(line.data,
                        "{\"length\":0,\"context\":{\"deadlineMs\":0}}\n");
}

static void a_template_is_told_all_that_it_needs(void **state)
{
    static const struct {
        const char *library;
        const char *event;
        const char *member;
    } rows[] = {
        {"", "", "\"template\":{\"control\":4}"},
        {"/opt/d/template-x86_64.so", "",
         "\"template\":{\"control\":4,"
         "\"library\":\"/opt/d/template-x86_64.so\"}"},
        {"", "{\"a\": 1}\n",
         "\"template\":{\"control\":4,"
         "\"event\":\"{\\\"a\\\": 1}\\n\"}"},
    };
    struct handler h = handler_of("/f/i.js", "h");
    struct settings s = {.handler = "i.h"};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        AUTO(struct buf, buf_free) line = BUF(4096);
        struct bridge_start start = {.nonce = NONCE,
                                     .thorough = true,
                                     .is_template = true,
                                     .library = rows[i].library,
                                     .event = rows[i].event};
        struct error err = ERROR_NONE;
        assert_true(bridge_hello_startup(&line, &h, &s, &start, &err));
        assert_non_null(strstr(line.data, rows[i].member));
        assert_non_null(strstr(line.data, "\"thorough\":true"));
        buf_clear(&line);
        start.is_template = false;
        assert_true(bridge_hello_startup(&line, &h, &s, &start, &err));
        assert_null(strstr(line.data, "template"));
    }
}

/* The nonce is the caller's, the seed a new one. */
static void a_copy_reads_nonce_and_seed_first(void **state)
{
    static const char start[] =
        "{\"copy\":{\"nonce\":\"" NONCE "\",\"seed\":\"";
    char seeds[2][NONCE_SIZE + 1];
    struct error err = ERROR_NONE;

    (void)state;
    for (size_t i = 0; i < COUNT(seeds); i++) {
        AUTO(struct buf, buf_free) line = BUF(4096);
        assert_true(bridge_hello_copy(&line, NONCE, i == 1, &err));
        assert_int_equal(strncmp(line.data, start, strlen(start)), 0);
        (void)snprintf(seeds[i], sizeof seeds[i], "%s",
                       line.data + strlen(start));
        assert_int_equal(strspn(seeds[i], "0123456789abcdef"), NONCE_SIZE);
        assert_string_equal(line.data + strlen(start) + NONCE_SIZE,
                            i == 1 ? "\",\"thorough\":true}}\n"
                                   : "\",\"thorough\":false}}\n");
    }
    assert_string_not_equal(seeds[0], seeds[1]);
}

static void a_line_without_memory_is_an_error(void **state)
{
    AUTO(struct buf, buf_free) line = BUF(16);
    struct handler h = handler_of("/f/i.js", "h");
    struct settings s = {.handler = "i.h"};
    struct error err = ERROR_NONE;

    (void)state;
    assert_false(bridge_hello_startup(&line, &h, &s, &START, &err));
    assert_string_equal(err.text,
                        "no memory for the lines that the bridge reads");
}

static void nonces_are_32_hex_digits_and_differ(void **state)
{
    char nonces[16][NONCE_SIZE + 1];
    struct error err = ERROR_NONE;

    (void)state;
    for (size_t i = 0; i < COUNT(nonces); i++) {
        assert_true(bridge_hello_nonce(nonces[i], &err));
        assert_int_equal(strlen(nonces[i]), NONCE_SIZE);
        assert_int_equal(strspn(nonces[i], "0123456789abcdef"), NONCE_SIZE);
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(nonces[i], nonces[k]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_startup_line_holds_all_that_is_known),
        cmocka_unit_test(an_unknown_value_is_absent),
        cmocka_unit_test(a_permission_that_is_not_granted_in_full_is_held),
        cmocka_unit_test(odd_bytes_stay_within_one_line_of_json),
        cmocka_unit_test(the_event_line_holds_length_and_headers),
        cmocka_unit_test(an_event_without_headers_has_none_in_its_line),
        cmocka_unit_test(a_template_is_told_all_that_it_needs),
        cmocka_unit_test(a_copy_reads_nonce_and_seed_first),
        cmocka_unit_test(a_line_without_memory_is_an_error),
        cmocka_unit_test(nonces_are_32_hex_digits_and_differ),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
