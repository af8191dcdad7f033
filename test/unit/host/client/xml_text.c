/* host/client/xml_text - an element of an answer in XML. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "host/client/xml_text.h"

static void check(const char *xml, const char *wanted)
{
    AUTO(struct buf, buf_free) body = BUF(256);
    char text[8];

    assert_true(buf_add_str(&body, xml));
    xml_text(&body, "Code", text, sizeof text);
    assert_string_equal(text, wanted);
}

static void the_first_element_is_taken(void **state)
{
    (void)state;
    check("<Error><Code>No</Code><Code>x</Code></Error>", "No");
    check("<Error><Codes>x</Codes></Error>", "");
    check("<Code>more than fits</Code>", "more th");
    check("<Code>cut", "cut");
    check("<Code/>", "");
    check("", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_element_is_taken),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
