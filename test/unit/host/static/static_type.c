/* host/static/static_type - what the names of files say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "common/compiler.h"
#include "host/static/static_type.h"

static void hashes_in_names_are_seen(void **state)
{
    static const char *const with[] = {
        "app-4GTKQ3XW.js",
        "a/index-BxR5dK2f.css",
        "main.3f2a9c1b.js",
        "main.3f2a9c1b.js.map",
        "f.3f2a9c1b.min.css",
        "d41d8cd98f00b204.txt.4f2a9c1b.js",
        "logo.d41d8cd98f00b204e9800998ecf8427e.svg"};
    static const char *const without[] = {"index.html",
                                          "app.js",
                                          "settings-settings.js",
                                          "report-20240131.pdf",
                                          "jquery-3.7.1.js",
                                          "4GTKQ3XW.js",
                                          "a-4GTKQ3XW/b.js",
                                          "x-4GTKQ3XWZ.js",
                                          "photo-IMG12345678.jpg",
                                          ""};

    (void)state;
    for (size_t i = 0; i < COUNT(with); i++)
        if (!static_type_has_hash(with[i]))
            fail_msg("%s", with[i]);
    for (size_t i = 0; i < COUNT(without); i++)
        if (static_type_has_hash(without[i]))
            fail_msg("%s", without[i]);
}

static void the_end_of_a_name_is_its_type(void **state)
{
    (void)state;
    assert_string_equal(static_type_of("a/b.HTML")->type,
                        "text/html; charset=utf-8");
    assert_string_equal(static_type_of("a.js/b")->type,
                        "application/octet-stream");
    assert_string_equal(static_type_of("a.tar.gz")->type, "application/gzip");
    assert_true(static_type_of("a.svg")->is_text);
    assert_false(static_type_of("a.png")->is_text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hashes_in_names_are_seen),
        cmocka_unit_test(the_end_of_a_name_is_its_type),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
