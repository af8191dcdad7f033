/* host/store - what was put is there after the end, wholly or not at all; one
 * host at a time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <sqlite3.h>
#include <string.h>

#include "common/buf.h"
#include "host/store/store.h"
#include "test/unit/support/temp_tree.h"

static struct store *open_store(void)
{
    char path[PATH_MAX];
    struct error err = ERROR_NONE;
    struct store *store;

    tree_path(path, "data");
    store = store_open(path, &err);
    if (!store)
        print_error("%s\n", err.text);
    assert_non_null(store);
    return store;
}

static void put(struct store *store, const char *owner, const char *name,
                const char *text)
{
    const struct store_item item = {
        .kind = "k", .owner = owner, .name = name, .text = text};
    struct error err = ERROR_NONE;

    assert_true(store_put(store, &item, &err));
}

static bool add_item(void *self, const struct store_item *item,
                     struct error *err)
{
    struct buf *all = self;

    (void)err;
    return buf_printf(all, "%s/%s=%s ", item->owner, item->name, item->text);
}

static void check_all(struct store *store, const char *wanted)
{
    AUTO(struct buf, buf_free) all = BUF(4096);
    struct error err = ERROR_NONE;

    assert_true(store_each(store, "k", add_item, &all, &err));
    assert_string_equal(all.data, wanted);
}

static void what_was_put_is_kept_in_order(void **state)
{
    struct error err = ERROR_NONE;

    (void)state;
    tree_make();
    struct store *store = open_store();
    put(store, "b", "1", "{}");
    put(store, "a", "2", "old");
    put(store, "a", "1", "\"\xc3\xa9' \\\"");
    put(store, "a", "2", "new");
    store_close(store);
    store = open_store();
    check_all(store, "a/1=\"\xc3\xa9' \\\" a/2=new b/1={} ");
    assert_true(store_remove_owner(store, "a", &err));
    check_all(store, "b/1={} ");
    store_close(store);
}

static void a_transaction_holds_wholly_or_not_at_all(void **state)
{
    struct error err = ERROR_NONE;

    (void)state;
    tree_make();
    struct store *store = open_store();
    put(store, "a", "", "1");
    assert_true(store_begin(store, &err));
    put(store, "a", "", "2");
    put(store, "b", "", "2");
    store_rollback(store);
    check_all(store, "a/=1 ");
    assert_true(store_begin(store, &err));
    put(store, "a", "", "3");
    put(store, "b", "", "3");
    assert_true(store_commit(store, &err));
    store_close(store);
    store = open_store();
    check_all(store, "a/=3 b/=3 ");
    /* One that was not committed is gone with the process. */
    assert_true(store_begin(store, &err));
    put(store, "a", "", "4");
    store_close(store);
    store = open_store();
    check_all(store, "a/=3 b/=3 ");
    store_close(store);
}

static void a_second_host_is_refused(void **state)
{
    char path[PATH_MAX];
    struct error err = ERROR_NONE;

    (void)state;
    tree_make();
    struct store *store = open_store();
    tree_path(path, "data");
    assert_null(store_open(path, &err));
    assert_non_null(strstr(err.text, path));
    put(store, "a", "", "1");
    store_close(store);
    store = open_store();
    check_all(store, "a/=1 ");
    store_close(store);
}

static void a_database_of_a_later_version_is_left_alone(void **state)
{
    char folder[PATH_MAX];
    char path[PATH_MAX];
    struct error err = ERROR_NONE;
    sqlite3 *db = NULL;

    (void)state;
    tree_make();
    struct store *store = open_store();
    put(store, "a", "", "1");
    store_close(store);
    tree_path(folder, "data");
    tree_path(path, "data/dayfly.db");
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(
        sqlite3_exec(db, "PRAGMA user_version = 9999", NULL, NULL, NULL),
        SQLITE_OK);
    (void)sqlite3_close(db);
    assert_null(store_open(folder, &err));
    assert_non_null(strstr(err.text, "later version"));
}

static void what_is_no_database_is_told(void **state)
{
    static const char text[] = "this is a letter, and no database at all";
    char path[PATH_MAX];
    struct error err = ERROR_NONE;

    (void)state;
    tree_make();
    tree_add_folder("data");
    tree_write("data/dayfly.db", text, sizeof text);
    tree_path(path, "data");
    assert_null(store_open(path, &err));
    assert_non_null(strstr(err.text, "dayfly.db"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(what_was_put_is_kept_in_order,
                                  tree_tear_down),
        cmocka_unit_test_teardown(a_transaction_holds_wholly_or_not_at_all,
                                  tree_tear_down),
        cmocka_unit_test_teardown(a_second_host_is_refused, tree_tear_down),
        cmocka_unit_test_teardown(a_database_of_a_later_version_is_left_alone,
                                  tree_tear_down),
        cmocka_unit_test_teardown(what_is_no_database_is_told, tree_tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
