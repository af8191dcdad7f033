/* response_fixture.h - what a response is made of. For test programs, after
 * cmocka.h. */
#ifndef DAYFLY_TEST_RESPONSE_FIXTURE_H
#define DAYFLY_TEST_RESPONSE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "bootstrap/response/response_builder.h"

struct fixture {
    struct response answer;
    struct outcome end;
    struct response_body said;
    struct invocation inv;
};

/* The body may hold more than a response may have, as that of a worker. */
static int set_up(void **state)
{
    static struct fixture fixture;

    fixture =
        (struct fixture){.answer = RESPONSE,
                         .end = OUTCOME,
                         .said = RESPONSE_BODY(PAYLOAD_MAX_BYTES + 65536)};
    invocation_init(&fixture.inv);
    *state = &fixture;
    return buf_add_str(&fixture.inv.request_id, "id-1") ? 0 : -1;
}

static int tear_down(void **state)
{
    struct fixture *s = *state;

    response_free(&s->answer);
    buf_free(&s->said.bytes);
    buf_free(&s->end.error);
    buf_free(&s->end.stderr_tail);
    invocation_free(&s->inv);
    return 0;
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

#endif
