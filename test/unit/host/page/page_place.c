/* host/page/page_place - at which host names the page is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "common/compiler.h"
#include "host/page/page_place.h"

struct row {
    enum page_place place;
    struct page_question question;
};

static void expect(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (page_place_of(&rows[i].question) != rows[i].place)
            fail_msg("row %zu: %d", i, page_place_of(&rows[i].question));
}

static void it_has_a_name_of_its_own_to_which_loopback_leads(void **state)
{
    static const struct row rows[] = {
        {PAGE_OWN, {.host = "dayfly.localhost:9000"}},
        {PAGE_OWN, {.host = "Dayfly.LocalHost"}},
        {PAGE_OWN, {.host = "dayfly.localhost", .has_keys = true}},
        {PAGE_LEADS, {.host = "127.0.0.1:9000"}},
        {PAGE_LEADS, {.host = "localhost"}},
        {PAGE_LEADS, {.host = "[::1]:9000"}},
        {PAGE_LEADS, {.host = "x.dayfly.localhost"}},
        {PAGE_LEADS, {.host = "localhost", .has_keys = true}},
        {PAGE_SHARED,
         {.host = "localhost", .has_keys = true, .is_secure = true}},
    };

    (void)state;
    expect(rows, COUNT(rows));
}

static void elsewhere_it_needs_keys_or_is_told_its_name(void **state)
{
    static const struct row rows[] = {
        {PAGE_SHARED, {.host = "box.lan", .has_keys = true}},
        {PAGE_NONE, {.host = "box.lan"}},
        {PAGE_NONE, {.host = "192.168.0.9:9000"}},
        {PAGE_NONE, {.host = NULL}},
        {PAGE_OWN, {.host = "page.lan:8443", .own = "page.lan"}},
        {PAGE_LEADS, {.host = "box.lan", .own = "page.lan"}},
        {PAGE_LEADS, {.host = "box.lan", .own = "page.lan", .has_keys = true}},
        {PAGE_LEADS, {.host = "dayfly.localhost", .own = "page.lan"}},
        {PAGE_LEADS, {.host = "page.lan.evil", .own = "page.lan"}},
    };

    (void)state;
    expect(rows, COUNT(rows));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_has_a_name_of_its_own_to_which_loopback_leads),
        cmocka_unit_test(elsewhere_it_needs_keys_or_is_told_its_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
