/* host/event_sources/queue_list - the key `queues` of dayfly.json. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "common/buf.h"
#include "common/compiler.h"
#include "host/event_sources/queue_list.h"

static bool check(const char *text, struct error *err)
{
    json_t *queues = json_loads(text, JSON_DECODE_ANY, NULL);
    bool ok;

    assert_non_null(queues);
    *err = (struct error)ERROR_NONE;
    ok = queue_list_check(queues, 20, err);
    json_decref(queues);
    return ok;
}

static void all_keys_are_taken(void **state)
{
    static const char *const good[] = {
        "{}",
        "{\"orders\": {}}",
        ("{\"a\": {\"batch\": 10000, \"window\": 1, \"concurrency\": 2,"
         " \"partial\": true, \"enabled\": false, \"visibility\": 20,"
         " \"tries\": 3, \"dead\": \"a-dead\", \"retention\": 60,"
         " \"delay\": 900, \"filter\": {\"body\": {\"kind\": [\"x\"]}}}}"),
        ("{\"a.fifo\": {\"batch\": 10, \"window\": 0, \"deduplicate\": true,"
         " \"tries\": 1, \"dead\": \"b.fifo\"}}"),
        "{\"a\": {\"filter\": [{\"body\": [\"x\"]}, {\"body\": [\"y\"]}]}}",
    };
    struct error err;

    (void)state;
    for (size_t i = 0; i < COUNT(good); i++) {
        if (!check(good[i], &err))
            fail_msg("%s: %s", good[i], err.text);
    }
}

static void a_mistake_is_told_with_its_queue_and_what_is_right(void **state)
{
    static const struct {
        const char *text;
        const char *told;
    } bad[] = {
        {"[]", "\"queues\" must be an object"},
        {"null", "\"queues\" must be an object"},
        {"{\"a b\": {}}", "\"queues\", \"a b\": a name has"},
        {"{\"\": {}}", "a name has"},
        {"{\".fifo\": {}}", "a name has"},
        {"{\"a\": null}", "\"queues\", \"a\": it must be an object"},
        {"{\"a\": {\"bath\": 1}}", "\"bath\" is no key of a queue"},
        {"{\"a\": {\"batch\": 0}}", "messages from 1 to 10000"},
        {"{\"a\": {\"batch\": \"5\"}}", "without quotes"},
        {"{\"a\": {\"batch\": null}}", "\"batch\" must be"},
        {"{\"a\": {\"batch\": 11}}", "needs a \"window\""},
        {"{\"a\": {\"window\": 301}}", "seconds from 0 to 300"},
        {"{\"a\": {\"concurrency\": 1}}", "from 2 to 1000"},
        {"{\"a\": {\"partial\": 1}}", "\"partial\" must be true or false"},
        {"{\"a\": {\"visibility\": 19}}", "the function, 20 seconds"},
        {"{\"a\": {\"tries\": 3}}", "need each other"},
        {"{\"a\": {\"dead\": \"b\"}}", "need each other"},
        {"{\"a\": {\"dead\": \"a\", \"tries\": 3}}", "another queue"},
        {"{\"a\": {\"dead\": \"b.fifo\", \"tries\": 3}}", "same type"},
        {"{\"a\": {\"dead\": null, \"tries\": 3}}", "another queue"},
        {"{\"a\": {\"deduplicate\": true}}", "FIFO"},
        {"{\"a.fifo\": {\"batch\": 11, \"window\": 1}}", "at most 10"},
        {"{\"a.fifo\": {\"window\": 1}}", "its \"window\" 0"},
        {"{\"a\": {\"filter\": {\"body\": \"x\"}}}", "an event pattern"},
        {"{\"a\": {\"filter\": []}}", "an event pattern"},
        {"{\"a\": {\"filter\": null}}", "an event pattern"},
    };
    struct error err;

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        assert_false(check(bad[i].text, &err));
        if (!strstr(err.text, bad[i].told))
            fail_msg("%s: %s", bad[i].text, err.text);
    }
}

static void a_mapping_has_the_defaults_of_lambda(void **state)
{
    json_t *mapping;
    json_t *item = json_loads("{\"filter\": {\"a\": [1]}}", 0, NULL);
    char *text;

    (void)state;
    mapping = queue_list_mapping(item);
    text = json_dumps(mapping, JSON_COMPACT | JSON_SORT_KEYS);
    assert_string_equal(text,
                        "{\"BatchSize\":10,\"Enabled\":true,\"FilterCriteria\":"
                        "{\"Filters\":[{\"Pattern\":\"{\\\"a\\\":[1]}\"}]},"
                        "\"FunctionResponseTypes\":[],"
                        "\"MaximumBatchingWindowInSeconds\":0}");
    mem_free(text);
    json_decref(mapping);
    json_decref(item);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_keys_are_taken),
        cmocka_unit_test(a_mistake_is_told_with_its_queue_and_what_is_right),
        cmocka_unit_test(a_mapping_has_the_defaults_of_lambda),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
