/* host/event_sources/event_pattern - the patterns of EventBridge. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "common/compiler.h"
#include "host/event_sources/event_pattern.h"

static bool is_valid(const char *text)
{
    json_t *pattern = json_loads(text, JSON_DECODE_ANY, NULL);
    bool valid = event_pattern_is_valid(pattern);

    json_decref(pattern);
    return valid;
}

static void only_patterns_are_valid(void **state)
{
    static const char *const good[] = {
        "{\"body\":{\"a\":[1,\"x\",null,true]}}",
        "{\"a\":[{\"prefix\":\"x\"},{\"exists\":false}]}",
        "{\"a\":[{\"numeric\":[\">\",0,\"<=\",5]}]}",
        "{\"a\":[{\"anything-but\":[\"x\",1]}]}",
        "{\"a\":[{\"anything-but\":{\"suffix\":\"x\"}}]}",
        "{\"$or\":[{\"a\":[1]},{\"b\":[2]}]}",
        "{\"a\":[{\"wildcard\":\"*.png\"}]}",
    };
    static const char *const bad[] = {
        "{}",
        "[]",
        "1",
        "{\"a\":\"x\"}",
        "{\"a\":[]}",
        "{\"a\":{}}",
        "{\"a\":[[1]]}",
        "{\"a\":[{\"prefix\":1}]}",
        "{\"a\":[{\"prefix\":\"x\",\"suffix\":\"y\"}]}",
        "{\"a\":[{\"numeric\":[\">\"]}]}",
        "{\"a\":[{\"numeric\":[\"!\",1]}]}",
        "{\"a\":[{\"exists\":1}]}",
        "{\"a\":[{\"anything-but\":[]}]}",
        "{\"a\":[{\"cidr\":\"10.0.0.0/8\"}]}",
        "{\"$or\":[]}",
        "{\"$or\":[1]}",
    };

    (void)state;
    assert_false(event_pattern_is_valid(NULL));
    for (size_t i = 0; i < COUNT(good); i++)
        if (!is_valid(good[i]))
            fail_msg("%s is valid", good[i]);
    for (size_t i = 0; i < COUNT(bad); i++)
        if (is_valid(bad[i]))
            fail_msg("%s is not valid", bad[i]);
}

static void each_alternative_is_tried(void **state)
{
    static const struct {
        const char *pattern;
        const char *value;
        bool matches;
    } rows[] = {
        {"{\"a\":[1]}", "{\"a\":1.0}", true},
        {"{\"a\":[1]}", "{\"a\":\"1\"}", false},
        {"{\"a\":[\"x\",\"y\"]}", "{\"a\":\"y\",\"b\":1}", true},
        {"{\"a\":[\"x\"]}", "{\"a\":[\"w\",\"x\"]}", true},
        {"{\"a\":[null]}", "{\"a\":null}", true},
        {"{\"a\":[null]}", "{}", false},
        {"{\"a\":[\"x\"],\"b\":[1]}", "{\"a\":\"x\"}", false},
        {"{\"a\":{\"b\":[1]}}", "{\"a\":{\"b\":1}}", true},
        {"{\"a\":{\"b\":[1]}}", "{\"a\":1}", false},
        {"{\"a\":{\"b\":[1]}}", "{\"a\":[{\"b\":2},{\"b\":1}]}", true},
        {"{\"a\":[{\"exists\":true}]}", "{\"a\":0}", true},
        {"{\"a\":[{\"exists\":true}]}", "{}", false},
        {"{\"a\":[{\"exists\":false}]}", "{}", true},
        {"{\"a\":{\"b\":[{\"exists\":false}]}}", "{}", true},
        {"{\"a\":[{\"prefix\":\"ab\"}]}", "{\"a\":\"abc\"}", true},
        {"{\"a\":[{\"prefix\":\"ab\"}]}", "{\"a\":\"cab\"}", false},
        {"{\"a\":[{\"suffix\":\"bc\"}]}", "{\"a\":\"abc\"}", true},
        {"{\"a\":[{\"suffix\":\"abcd\"}]}", "{\"a\":\"abc\"}", false},
        {"{\"a\":[{\"equals-ignore-case\":\"AB\"}]}", "{\"a\":\"ab\"}", true},
        {"{\"a\":[{\"wildcard\":\"a*c*e\"}]}", "{\"a\":\"abcde\"}", true},
        {"{\"a\":[{\"wildcard\":\"a*c\"}]}", "{\"a\":\"abcde\"}", false},
        {"{\"a\":[{\"anything-but\":[\"x\",1]}]}", "{\"a\":2}", true},
        {"{\"a\":[{\"anything-but\":[\"x\",1]}]}", "{\"a\":\"x\"}", false},
        {"{\"a\":[{\"anything-but\":\"x\"}]}", "{}", false},
        {"{\"a\":[{\"anything-but\":{\"prefix\":\"x\"}}]}", "{\"a\":\"y\"}",
         true},
        {"{\"a\":[{\"numeric\":[\">\",0,\"<=\",5]}]}", "{\"a\":5}", true},
        {"{\"a\":[{\"numeric\":[\">\",0,\"<=\",5]}]}", "{\"a\":0}", false},
        {"{\"a\":[{\"numeric\":[\"=\",5]}]}", "{\"a\":\"5\"}", false},
        {"{\"$or\":[{\"a\":[1]},{\"b\":[2]}]}", "{\"b\":2}", true},
        {"{\"$or\":[{\"a\":[1]},{\"b\":[2]}]}", "{\"b\":1}", false},
        {"{\"a\":[1]}", "\"text\"", false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        json_t *pattern = json_loads(rows[i].pattern, 0, NULL);
        json_t *value = json_loads(rows[i].value, JSON_DECODE_ANY, NULL);
        if (!event_pattern_is_valid(pattern) ||
            event_pattern_matches(pattern, value) != rows[i].matches)
            fail_msg("%s and %s", rows[i].pattern, rows[i].value);
        json_decref(pattern);
        json_decref(value);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_patterns_are_valid),
        cmocka_unit_test(each_alternative_is_tried),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
