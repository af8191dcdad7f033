/* host/logbook/log_named_streams - the streams that callers have made. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "host/logbook/log_named_streams.h"

static void a_stream_that_is_made_anew_is_another_one(void **state)
{
    json_t *settings = json_object();
    char first[LOG_STREAM_SIZE];
    char second[LOG_STREAM_SIZE];

    (void)state;
    assert_false(log_named_streams_find(settings, "a b", first));
    assert_true(log_named_streams_add(settings, "a b", 1));
    assert_true(log_named_streams_find(settings, "a b", first));
    assert_true(log_named_streams_has(first));
    log_named_streams_remove(settings, "a b");
    assert_false(log_named_streams_find(settings, "a b", first));
    assert_true(log_named_streams_add(settings, "a b", 2));
    assert_true(log_named_streams_find(settings, "a b", second));
    assert_string_not_equal(first, second);
    json_t *names = log_named_streams_names(settings);
    assert_null(json_object_get(names, first));
    assert_string_equal(json_string_value(json_object_get(names, second)),
                        "a b");
    json_decref(names);
    json_decref(settings);
}

static void the_oldest_stream_gives_way(void **state)
{
    json_t *settings = json_object();
    char stream[LOG_STREAM_SIZE];
    char name[16];

    (void)state;
    for (int i = 0; i < LOG_NAMED_STREAMS_MAX + 2; i++) {
        (void)snprintf(name, sizeof name, "s%d", i);
        assert_true(log_named_streams_add(settings, name, i));
    }
    assert_false(log_named_streams_find(settings, "s0", stream));
    assert_false(log_named_streams_find(settings, "s1", stream));
    assert_true(log_named_streams_find(settings, "s2", stream));
    assert_true(log_named_streams_find(settings, name, stream));
    json_decref(settings);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stream_that_is_made_anew_is_another_one),
        cmocka_unit_test(the_oldest_stream_gives_way),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
