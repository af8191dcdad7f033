/* result_stage.h - what an answer is made of. For test programs, after
 * cmocka.h.
 */
#ifndef DAYFLY_TEST_RESULT_STAGE_H
#define DAYFLY_TEST_RESULT_STAGE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "bootstrap/response/response_builder.h"

struct stage {
    struct response answer;
    struct outcome end;
    struct response_body said;
    struct invocation inv;
};

/* The body has more room than an answer may have, as the lane's has. */
static int raise_stage(void **state)
{
    static struct stage stage;

    stage = (struct stage){.answer = RESPONSE,
                           .end = OUTCOME,
                           .said = RESPONSE_BODY(PAYLOAD_MAX_BYTES + 65536)};
    invocation_init(&stage.inv);
    *state = &stage;
    return buf_add_str(&stage.inv.request_id, "id-1") ? 0 : -1;
}

static int strike_stage(void **state)
{
    struct stage *s = *state;

    response_free(&s->answer);
    buf_free(&s->said.bytes);
    buf_free(&s->end.error);
    buf_free(&s->end.stderr_tail);
    invocation_free(&s->inv);
    return 0;
}

#define STAGED(test)                                                           \
    cmocka_unit_test_setup_teardown(test, raise_stage, strike_stage)

#endif
