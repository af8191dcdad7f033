/* bootstrap/config/permissions - what dayfly.json grants. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "bootstrap/config/limits.h"
#include "bootstrap/config/permissions.h"

static json_t *json_of(const char *text)
{
    json_t *value = json_loads(text, JSON_DECODE_ANY, NULL);

    assert_non_null(value);
    return value;
}

static void errors_name_the_value(void **state)
{
    static const struct {
        const char *text;
        const char *words;
    } rows[] = {
        {"[]", "\"permissions\" must be an object"},
        {"{\"x\":true}", "unknown key \"x\""},
        {"{\"read\":1}", "\"permissions.read\""},
        {"{\"read\":null}", "\"permissions.read\""},
        {"{\"read\":[\"\"]}", "\"permissions.read\""},
        {"{\"run\":[\"a,b\"]}", "\"a,b\" may have neither a comma"},
        {"{\"run\":[\".\"]}", "\".\" is a folder"},
        {"{\"run\":[\"../t\"]}", "leaves the function's folder"},
        {"{\"ffi\":[\"x/../../l.so\"]}", "leaves the function's folder"},
        {"{\"sys\":[\"hostname\",\"nonsense\"]}", "\"nonsense\" is not a name"},
        {"{\"sys\":[\"Hostname\"]}", "hostname, osRelease, "},
        {"{\"env\":[\"A=B\"]}", "\"A=B\" is not a variable name"},
        {"{\"env\":[\"A*B\"]}", "\"A*B\" is not a variable name"},
        {"{\"env\":[\"A**\"]}", "\"A**\" is not a variable name"},
        {"{\"env\":[7]}", "a list of names, like"},
        {"{\"write\":[\"a/../../b\"]}", "leaves the function's folder"},
        {"{\"net\":[\"a:b\"]}", "\"a:b\" is not a host"},
        {"{\"net\":[\":0\"]}", "\":0\" is not a host"},
        {"{\"net\":[\"[::1\"]}", "is not a host"},
        {"{\"net\":[\"[::x]:80\"]}", "is not a host"},
        {"{\"net\":[\"[]\"]}", "is not a host"},
        {"{\"net\":[\"[::1]x\"]}", "is not a host"},
        {"{\"net\":[\"https://x\"]}", "write it without https:// and path"},
        {"{\"net\":[\"x/path\"]}", "\"x/path\" is not a host"},
        {"{\"net\":[\"10.0.0.0/33\"]}", "is not a host"},
        {"{\"net\":[\"10.0.0/8\"]}", "is not a host"},
        {"{\"net\":[\"a b\"]}", "is not a host"},
        {"{\"net\":[\"a..b\"]}", "is not a host"},
        {"{\"net\":[\".a\"]}", "is not a host"},
        {"{\"net\":[\"*\"]}", "is not a host"},
        {"{\"net\":[\"a.*\"]}", "is not a host"},
        {"{\"net\":[\"a:65536\"]}", "(1 to 65535)"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        json_t *value = json_of(rows[i].text);
        struct permissions p;
        struct error err = ERROR_NONE;
        assert_false(permissions_read(value, &p, &err));
        assert_non_null(strstr(err.text, rows[i].words));
        json_decref(value);
    }
}

static void true_grants_everything_and_an_empty_list_nothing(void **state)
{
    json_t *value = json_of(
        "{\"read\":true,\"net\":[],\"env\":[\"A\"],"
        "\"run\":false}");
    struct permissions p;
    struct error err = ERROR_NONE;

    (void)state;
    assert_true(permissions_read(value, &p, &err));
    assert_true(p.restricted);
    assert_int_equal(p.grant[PERMISSION_READ].kind, GRANT_ALL);
    assert_int_equal(p.grant[PERMISSION_NET].kind, GRANT_NOTHING);
    assert_int_equal(p.grant[PERMISSION_ENV].kind, GRANT_LIST);
    assert_int_equal(p.grant[PERMISSION_RUN].kind, GRANT_NOTHING);
    assert_true(p.grant[PERMISSION_RUN].listed);
    assert_int_equal(p.grant[PERMISSION_WRITE].kind, GRANT_NOTHING);
    assert_false(p.grant[PERMISSION_WRITE].listed);
    json_decref(value);
}

static void valid_lists_are_accepted(void **state)
{
    static const char *const rows[] = {
        "{\"net\":[\"example.com\",\"*.example.com:443\",\"a.b.\"]}",
        "{\"net\":[\"10.0.0.0/8\",\"10.0.0.1\",\"[::1]:80\",\"[fe80::1]\"]}",
        "{\"net\":[\"A_b-c\",\":1\",\":1\",\"x:65535\"]}",
        "{\"env\":[\"A\",\"*\",\"A_*\",\"A\"]}",
        "{\"run\":[\"jq\",\"..t\",\"/../t\"]}",
        "{\"sys\":[\"hostname\",\"setPriority\"]}",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        json_t *value = json_of(rows[i]);
        struct permissions p;
        struct error err = ERROR_NONE;
        assert_true(permissions_read(value, &p, &err));
        assert_string_equal(err.text, "");
        json_decref(value);
    }
}

static void hosts_and_ports_are_separated(void **state)
{
    static const struct {
        const char *item;
        size_t host;
        unsigned port;
    } rows[] = {{"a.b", 3, 0},      {"a.b:443", 3, 443},
                {":5432", 0, 5432}, {"[::1]:80", 5, 80},
                {"[::1]", 5, 0},    {"a:65535", 1, 65535}};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        size_t host;
        unsigned port;
        assert_true(grant_port(rows[i].item, &host, &port));
        assert_int_equal(host, rows[i].host);
        assert_int_equal(port, rows[i].port);
    }
}

static void a_star_at_the_end_matches_any_rest(void **state)
{
    json_t *list = json_of("[\"TABLE\",\"AWS_*\"]");
    const struct grant g = {.kind = GRANT_LIST, .list = list};

    (void)state;
    assert_true(grant_names(&g, "TABLE", 5));
    assert_false(grant_names(&g, "TABLES", 6));
    assert_false(grant_names(&g, "TABL", 4));
    assert_true(grant_names(&g, "AWS_KEY", 7));
    assert_false(grant_names(&g, "AWS", 3));
    json_decref(list);
}

static void limits_are_whole_numbers_in_a_range(void **state)
{
    static const char *const bad[] = {"[]",
                                      "{\"ram\":1}",
                                      "{\"memory\":0}",
                                      "{\"memory\":1.5}",
                                      "{\"cpu\":901}",
                                      "{\"files\":\"9\"}",
                                      "{\"fileSize\":-1}"};
    json_t *good = json_of("{\"memory\":64,\"cpu\":900,\"scratch\":10}");
    struct limits l;
    struct error err = ERROR_NONE;

    (void)state;
    assert_true(limits_read(good, &l, &err));
    assert_int_equal(l.value[LIMIT_MEMORY], 64);
    assert_int_equal(l.value[LIMIT_CPU], 900);
    assert_int_equal(l.value[LIMIT_FILES], 0);
    json_decref(good);
    for (size_t i = 0; i < COUNT(bad); i++) {
        json_t *value = json_of(bad[i]);
        assert_false(limits_read(value, &l, &err));
        assert_non_null(strstr(err.text, "limits"));
        json_decref(value);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errors_name_the_value),
        cmocka_unit_test(valid_lists_are_accepted),
        cmocka_unit_test(true_grants_everything_and_an_empty_list_nothing),
        cmocka_unit_test(hosts_and_ports_are_separated),
        cmocka_unit_test(a_star_at_the_end_matches_any_rest),
        cmocka_unit_test(limits_are_whole_numbers_in_a_range),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
