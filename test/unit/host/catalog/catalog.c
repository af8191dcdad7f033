/* host/catalog - functions are found by name and qualifier, and kept with their
 * variables encrypted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "host/catalog/catalog.h"
#include "host/catalog/catalog_code.h"
#include "host/crypto/seal.h"
#include "host/store/store.h"
#include "test/unit/support/temp_tree.h"

static const struct seal seal = {.has_key = true, .key = {7}};

struct open_catalog {
    struct store *store;
    struct catalog catalog;
};

static void open_it(struct open_catalog *open)
{
    char path[PATH_MAX];
    struct error err = ERROR_NONE;

    tree_path(path, "data");
    open->store = store_open(path, &err);
    assert_non_null(open->store);
    assert_true(catalog_open(&open->catalog, open->store, &seal, &err));
}

static void close_it(struct open_catalog *open)
{
    catalog_close(&open->catalog);
    store_close(open->store);
}

static struct catalog_entry *add(struct open_catalog *open, const char *name,
                                 const char *document)
{
    struct error err = ERROR_NONE;
    struct catalog_entry *entry =
        catalog_add(&open->catalog, name, json_loads(document, 0, NULL), &err);

    assert_non_null(entry);
    return entry;
}

#define DOCUMENT                                                               \
    "{\"latest\":{\"Version\":\"$LATEST\",\"sha256\":\"aa\",\"Environment\":"  \
    "{\"Variables\":{\"TOKEN\":\"hush-hush\"}}},\"next\":3,\"versions\":["     \
    "{\"Version\":\"1\",\"sha256\":\"bb\",\"Environment\":{\"Variables\":"     \
    "{\"TOKEN\":\"hush-older\"}}},{\"Version\":\"2\",\"sha256\":\"cc\","       \
    "\"Environment\":{\"Variables\":{}}}],"                                    \
    "\"aliases\":[{\"Name\":\"live\",\"FunctionVersion\":\"2\"}]}"

static const char *version_of(const struct catalog_entry *entry,
                              const char *qualifier)
{
    const json_t *found = catalog_qualified(entry, qualifier);

    return found ? json_string_value(json_object_get(found, "Version")) : "-";
}

static bool has_secret(void *self, const struct store_item *item,
                       struct error *err)
{
    bool *found = self;

    (void)err;
    *found = *found || strstr(item->text, "hush") || strstr(item->name, "hush");
    return true;
}

static void functions_are_found_after_a_restart(void **state)
{
    struct open_catalog open;

    (void)state;
    tree_make();
    open_it(&open);
    add(&open, "b", DOCUMENT);
    add(&open, "a", "{\"latest\":{\"Version\":\"$LATEST\"}}");
    add(&open, "B", "{\"latest\":{\"Version\":\"$LATEST\"}}");
    close_it(&open);
    open_it(&open);
    assert_int_equal(open.catalog.count, 3);
    assert_string_equal(open.catalog.entries[0]->name, "B");
    assert_string_equal(open.catalog.entries[2]->name, "b");
    assert_null(catalog_find(&open.catalog, "c"));
    json_t *wanted = json_loads(DOCUMENT, 0, NULL);
    assert_true(json_equal(catalog_find(&open.catalog, "b")->document, wanted));
    json_decref(wanted);
    close_it(&open);
}

static void a_qualifier_means_a_configuration(void **state)
{
    struct open_catalog open;

    (void)state;
    tree_make();
    open_it(&open);
    const struct catalog_entry *b = add(&open, "b", DOCUMENT);
    assert_string_equal(version_of(b, ""), "$LATEST");
    assert_string_equal(version_of(b, "$LATEST"), "$LATEST");
    assert_string_equal(version_of(b, "1"), "1");
    assert_string_equal(version_of(b, "live"), "2");
    assert_string_equal(version_of(b, "3"), "-");
    assert_string_equal(version_of(b, "01"), "-");
    assert_string_equal(version_of(b, "Live"), "-");
    assert_true(catalog_code_is_used(&open.catalog, "aa"));
    assert_true(catalog_code_is_used(&open.catalog, "bb"));
    assert_false(catalog_code_is_used(&open.catalog, "dd"));
    close_it(&open);
}

static void variables_are_never_stored_as_they_are(void **state)
{
    static const struct seal other = {.has_key = true, .key = {8}};
    struct open_catalog open;
    struct error err = ERROR_NONE;
    struct catalog catalog;
    bool found = false;

    (void)state;
    tree_make();
    open_it(&open);
    add(&open, "b", DOCUMENT);
    assert_true(store_each(open.store, "function", has_secret, &found, &err));
    assert_false(found);
    assert_false(catalog_open(&catalog, open.store, &other, &err));
    catalog_close(&catalog);
    close_it(&open);
}

static void a_change_that_is_not_saved_can_be_undone(void **state)
{
    struct open_catalog open;
    struct error err = ERROR_NONE;

    (void)state;
    tree_make();
    open_it(&open);
    struct catalog_entry *b = add(&open, "b", DOCUMENT);
    (void)json_object_set_new(b->document, "reserved", json_integer(5));
    catalog_restore(&open.catalog, b);
    assert_null(json_object_get(b->document, "reserved"));
    (void)json_object_set_new(b->document, "reserved", json_integer(6));
    assert_true(catalog_save(&open.catalog, b, &err));
    catalog_restore(&open.catalog, b);
    assert_int_equal(
        json_integer_value(json_object_get(b->document, "reserved")), 6);
    assert_true(catalog_remove(&open.catalog, b, &err));
    assert_null(catalog_find(&open.catalog, "b"));
    close_it(&open);
    open_it(&open);
    assert_int_equal(open.catalog.count, 0);
    close_it(&open);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(functions_are_found_after_a_restart,
                                  tree_tear_down),
        cmocka_unit_test_teardown(a_qualifier_means_a_configuration,
                                  tree_tear_down),
        cmocka_unit_test_teardown(variables_are_never_stored_as_they_are,
                                  tree_tear_down),
        cmocka_unit_test_teardown(a_change_that_is_not_saved_can_be_undone,
                                  tree_tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
