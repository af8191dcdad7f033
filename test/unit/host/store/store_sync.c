/* host/store - after store_sync_start a commit does not wait for the disk: it
 * is due until the loop is told that it is there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>

#include "common/buf.h"
#include "host/base/event_loop.h"
#include "host/store/store.h"
#include "host/store/store_sync.h"
#include "test/unit/support/temp_tree.h"

struct told {
    uint64_t to;
    unsigned times;
};

static void tell(void *self, uint64_t to, const struct error *err)
{
    struct told *told = self;

    assert_string_equal(err->text, "");
    assert_true(to > told->to);
    told->to = to;
    told->times++;
}

static void put(struct store *store, const char *name)
{
    const struct store_item item = {
        .kind = "k", .owner = "o", .name = name, .text = "{}"};
    struct error err = ERROR_NONE;

    assert_true(store_put(store, &item, &err));
}

static struct store *open_store(void)
{
    char path[PATH_MAX];
    struct error err = ERROR_NONE;

    tree_path(path, "data");
    struct store *store = store_open(path, &err);
    assert_non_null(store);
    return store;
}

static bool count(void *self, const struct store_item *item, struct error *err)
{
    (void)item;
    (void)err;
    ++*(unsigned *)self;
    return true;
}

static unsigned items_of(struct store *store)
{
    unsigned items = 0;
    struct error err = ERROR_NONE;

    assert_true(store_each(store, "k", count, &items, &err));
    return items;
}

static void what_is_committed_is_due_until_it_is_told(void **state)
{
    struct store *store = open_store();
    struct told told = {.to = 0};
    struct event_loop loop;
    struct error err = ERROR_NONE;

    (void)state;
    assert_true(event_loop_open(&loop, &err));
    put(store, "before");
    assert_int_equal(store_due(store), 0);
    assert_true(store_sync_start(
        store, &loop, &(struct store_sync_end){.call = tell, .self = &told},
        &err));
    assert_int_equal(store_due(store), 0);
    put(store, "1");
    assert_int_equal(store_due(store), 1);
    assert_true(store_begin(store, &err));
    put(store, "2");
    put(store, "3");
    /* A transaction is one commit. */
    assert_int_equal(store_due(store), 1);
    assert_true(store_commit(store, &err));
    assert_int_equal(store_due(store), 2);
    while (store_due(store))
        event_loop_run_once(&loop);
    assert_int_equal(told.to, 2);
    assert_in_range(told.times, 1, 2);
    store_close(store);
    event_loop_close(&loop);
}

/* More than the log's pages that make the thread empty it. */
static void what_was_not_told_is_there_after_the_end(void **state)
{
    struct store *store = open_store();
    struct told told = {.to = 0};
    struct event_loop loop;
    struct error err = ERROR_NONE;
    char name[16];

    (void)state;
    assert_true(event_loop_open(&loop, &err));
    assert_true(store_sync_start(
        store, &loop, &(struct store_sync_end){.call = tell, .self = &told},
        &err));
    for (int i = 0; i < 1500; i++) {
        (void)snprintf(name, sizeof name, "%d", i);
        put(store, name);
    }
    store_close(store);
    event_loop_close(&loop);
    store = open_store();
    assert_int_equal(items_of(store), 1500);
    store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(what_is_committed_is_due_until_it_is_told,
                                  tree_tear_down),
        cmocka_unit_test_teardown(what_was_not_told_is_there_after_the_end,
                                  tree_tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
