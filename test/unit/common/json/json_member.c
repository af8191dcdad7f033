/* common/json/json_member - members of an object, found in its text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "common/json/json_check.h"
#include "common/json/json_member.h"
#include "test/unit/support/failing.h"
#include "test/unit/support/guard.h"

static bool find(const char *text, const char *name, struct json_member *member)
{
    struct error err = ERROR_NONE;

    assert_true(json_check(text, strlen(text), &err));
    return json_find_member(text, strlen(text), name, member);
}

static void each_member_is_visited_in_order(void **state)
{
    static const char *const rows[][2] = {
        {"a", "1"},           {"b", "{\"c\":[\"}\"]}"}, {"", "\"x\\\\\""},
        {"d\\\"", "[1, {}]"}, {"e", "-1.5e400"},        {"a", "null"},
    };
    const char text[] =
        " { \"a\" : 1,\"b\":{\"c\":[\"}\"]} , \"\":\"x\\\\\","
        "\"d\\\"\":[1, {}],\n\"e\":-1.5e400 ,\"a\":null}";
    size_t size = sizeof text - 1;
    char *edge = guard_copy(text, size);
    struct json_member member = JSON_MEMBER;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_true(json_next_member(edge, size, &member));
        assert_int_equal(member.name_size, strlen(rows[i][0]));
        assert_memory_equal(member.name, rows[i][0], member.name_size);
        assert_int_equal(member.value_size, strlen(rows[i][1]));
        assert_memory_equal(member.value, rows[i][1], member.value_size);
    }
    assert_false(json_next_member(edge, size, &member));
    guard_free(edge, size);
}

static void what_is_no_object_has_no_members(void **state)
{
    static const char *const rows[] = {
        "{}", " { } ", "[]", "[{\"a\":1}]", "1", "-2", "\"a\"", "null", "true",
    };
    struct json_member member;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        size_t size = strlen(rows[i]);
        char *edge = guard_copy(rows[i], size);
        assert_false(json_find_member(edge, size, "a", &member));
        assert_int_equal(json_is_object_text(edge, size), i < 2);
        guard_free(edge, size);
    }
}

static void the_last_of_a_name_is_found_however_it_is_written(void **state)
{
    struct json_member member;

    (void)state;
    assert_true(find("{\"a\":1,\"b\":2,\"\\u0061\":3}", "a", &member));
    assert_int_equal(*member.value, '3');
    assert_true(find("{\"b\":{\"a\":1},\"a\":2}", "a", &member));
    assert_int_equal(*member.value, '2');
    assert_false(find("{\"ab\":1,\"\\u0061b\":1,\"\":1}", "a", &member));
    assert_false(find("{\"a\\u0000\":1}", "a", &member));
}

static void a_string_is_decoded_and_nothing_else_is_one(void **state)
{
    AUTO(struct buf, buf_free) out = BUF(16);
    struct json_member member;

    (void)state;
    assert_true(find("{\"a\":\"x\\ty\"}", "a", &member));
    assert_true(json_member_string(&member, &out));
    assert_string_equal(out.data, "x\ty");
    assert_true(find("{\"a\":[\"x\"]}", "a", &member));
    assert_false(json_member_string(&member, &out));
    assert_true(find("{\"a\":\"longer than sixteen bytes\"}", "a", &member));
    assert_false(json_member_string(&member, &out));
}

static void members_of_a_name_are_removed_with_their_commas(void **state)
{
    static const char *const rows[][2] = {
        {"{\"a\":1}", "{}"},
        {" { \"a\" : 1 } ", " {} "},
        {"{\"a\":1,\"b\":2}", "{\"b\":2}"},
        {"{\"b\":2,\"a\":1}", "{\"b\":2}"},
        {"{\"b\":2 , \"a\":[1,2] }", "{\"b\":2 }"},
        {"{\"a\":1,\"b\": 2,\"a\":3, \"c\":4 ,\"\\u0061\":5}",
         "{\"b\": 2, \"c\":4 }"},
        {"{\"b\":[{\"a\":1}]}", "{\"b\":[{\"a\":1}]}"},
        {"{\"b\":2,\"a\":{\"a\":1},\"c\":3}", "{\"b\":2,\"c\":3}"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        AUTO(struct buf, buf_free) text = BUF(64);
        struct error err = ERROR_NONE;
        assert_true(buf_add_str(&text, rows[i][0]));
        assert_true(json_remove_members(&text, "a"));
        assert_true(json_check(text.data, text.size, &err));
        if (strcmp(text.data, rows[i][1]) != 0)
            fail_msg("row %zu: %s", i, text.data);
    }
}

static void without_memory_the_text_is_left_alone(void **state)
{
    AUTO(struct buf, buf_free) text = BUF(64);

    (void)state;
    assert_true(buf_add_str(&text, "{\"a\":1,\"b\":2}"));
    failing_from(1);
    assert_false(json_remove_members(&text, "a"));
    failing_from(0);
    assert_string_equal(text.data, "{\"a\":1,\"b\":2}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_member_is_visited_in_order),
        cmocka_unit_test(what_is_no_object_has_no_members),
        cmocka_unit_test(the_last_of_a_name_is_found_however_it_is_written),
        cmocka_unit_test(a_string_is_decoded_and_nothing_else_is_one),
        cmocka_unit_test(members_of_a_name_are_removed_with_their_commas),
        cmocka_unit_test(without_memory_the_text_is_left_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
