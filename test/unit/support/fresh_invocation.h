/* fresh_invocation.h - an invocation of which nothing is known yet. For
 * test programs, after cmocka.h. */
#ifndef DAYFLY_TEST_FRESH_INVOCATION_H
#define DAYFLY_TEST_FRESH_INVOCATION_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "bootstrap/event/invocation.h"

static int begin(void **state)
{
    static struct invocation inv;

    invocation_init(&inv);
    *state = &inv;
    return 0;
}

static int end(void **state)
{
    invocation_free(*state);
    return 0;
}

#define FRESH(test) cmocka_unit_test_setup_teardown(test, begin, end)

#endif
