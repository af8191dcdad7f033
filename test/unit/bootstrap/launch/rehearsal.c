/* bootstrap/launch/rehearsal - the sample event of a function. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "bootstrap/launch/rehearsal.h"
#include "test/unit/support/temp_tree.h"

static int make_tree(void **state)
{
    (void)state;
    tree_make();
    return 0;
}

static void refuse(const char *file, const char *why)
{
    AUTO(struct buf, buf_free) event = REHEARSAL;
    struct error err = ERROR_NONE;

    assert_false(rehearsal_read(&event, file, tree_root, &err));
    assert_non_null(strstr(err.text, why));
    assert_string_equal(event.data, "");
}

static void the_file_is_found_by_either_kind_of_path(void **state)
{
    AUTO(struct buf, buf_free) event = REHEARSAL;
    struct error err = ERROR_NONE;
    char path[PATH_MAX];

    (void)state;
    tree_write("event.json", "{\"a\": 1}\n", 9);
    tree_path(path, "event.json");
    assert_true(rehearsal_read(&event, "event.json", tree_root, &err));
    assert_string_equal(event.data, "{\"a\": 1}\n");
    assert_true(rehearsal_read(&event, path, "/nowhere", &err));
    assert_string_equal(event.data, "{\"a\": 1}\n");
}

static void what_is_no_event_is_refused_by_name(void **state)
{
    static char blanks[REHEARSAL_MAX_BYTES + 1];
    static char deep[PATH_MAX];

    (void)state;
    refuse("none.json", "/none.json does not exist");
    tree_write("event.json", "{\"a\"}", 5);
    refuse("event.json", "/event.json: ");
    refuse("event.json", "at byte 5, line 1");
    tree_write("event.json", "", 0);
    refuse("event.json", "/event.json: ");
    memset(blanks, ' ', sizeof blanks);
    tree_write("event.json", blanks, sizeof blanks);
    refuse("event.json", "/event.json is larger than 262144 bytes");
    tree_add_folder("folder");
    refuse("folder", "/folder is not a regular file");
    memset(deep, 'x', sizeof deep - 1);
    refuse(deep, "is too long");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_file_is_found_by_either_kind_of_path),
        cmocka_unit_test(what_is_no_event_is_refused_by_name),
    };

    return cmocka_run_group_tests(tests, make_tree, tree_tear_down);
}
