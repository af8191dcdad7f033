/* response_error.h - responses to events that have failed. For test programs,
 * after cmocka.h. */
#ifndef DAYFLY_TEST_RESPONSE_ERROR_H
#define DAYFLY_TEST_RESPONSE_ERROR_H

#include "test/unit/support/response_fixture.h"

static void answer_to(struct fixture *s, enum outcome_kind how, int code)
{
    s->end.kind = how;
    s->end.code = code;
    response_from_outcome(&s->answer, &s->end, &s->inv, &s->said, OUTPUT_JSON);
}

static void say(struct buf *to, const char *text)
{
    buf_clear(to);
    assert_true(buf_add_str(to, text));
}

#endif
