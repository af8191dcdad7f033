/* bootstrap/config/settings_text - the tables of settings that users read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "bootstrap/config/settings_text.h"
#include "common/compiler.h"

static void the_table_has_a_row_for_each_setting(void **state)
{
    static const char *const names[] = {
        "BRIDGE",  "INTERPRETER", "FLAGS",   "OUTPUT",      "SPARE",
        "REUSE",   "TIMEOUT",     "PRELOAD", "CREDENTIALS", "ISOLATION",
        "SCRATCH", "SPARES",      "BILL",    "FREEZE",      "PEAK",
        "TRACE",   "CAPSULE",     "RESIDUE", "REHEARSE",    "WATCH"};
    AUTO(struct buf, buf_free) table = BUF(64 * 1024);
    AUTO(struct buf, buf_free) small = BUF(100);
    size_t rows = 0;
    (void)state;
    assert_true(settings_text_table(&table));
    for (size_t i = 0; i < COUNT(names); i++) {
        char row[64];
        (void)snprintf(row, sizeof row, "\n| `DAYFLY_%s` | ", names[i]);
        assert_non_null(strstr(table.data, row));
    }
    for (const char *c = table.data; *c; c++)
        rows += *c == '\n';
    assert_int_equal(rows, 2 + COUNT(names));
    assert_false(settings_text_table(&small));
    assert_false(settings_text_list(&small));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_has_a_row_for_each_setting),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
