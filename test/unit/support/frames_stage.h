/* frame_parser_stage.h - a parser of frames, and the story of what it told. For
 * test programs, after cmocka.h. */
#ifndef DAYFLY_TEST_FRAMES_STAGE_H
#define DAYFLY_TEST_FRAMES_STAGE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "bootstrap/process/frame_parser.h"
#include "common/buf.h"
#include "common/compiler.h"

#define NONCE "0123456789abcdef0123456789abcdef"
#define RS "\x1e"
#define HEAD RS NONCE " "

enum { CEILING = 100, STORY_MAX = 64 * 1024 };

/* All that was told, in order: log bytes as they are, a frame as
 * `<kind:said:payload>`. */
struct stage {
    struct frame_parser frames;
    struct buf story;
};

static void tell_frame(void *self, enum frame_kind kind,
                       const struct buf *payload, size_t said)
{
    struct stage *s = self;

    assert_true(buf_printf(&s->story, "<%d:%zu:", (int)kind, said));
    assert_true(buf_add(&s->story, payload->data, payload->size));
    assert_true(buf_add_str(&s->story, ">"));
}

static void tell_rest(void *self, const char *bytes, size_t size)
{
    struct stage *s = self;

    assert_true(size > 0);
    assert_true(buf_add(&s->story, bytes, size));
}

static int raise_stage(void **state)
{
    static struct stage stage;
    struct frame_handler to = {
        .on_frame = tell_frame, .on_plain_bytes = tell_rest, .self = &stage};

    stage = (struct stage){.story = BUF(STORY_MAX)};
    frame_parser_init(&stage.frames, CEILING, to);
    frame_parser_begin(&stage.frames, NONCE);
    *state = &stage;
    return 0;
}

static int strike_stage(void **state)
{
    struct stage *s = *state;

    frame_parser_free(&s->frames);
    buf_free(&s->story);
    return 0;
}

#define STAGED(test)                                                           \
    cmocka_unit_test_setup_teardown(test, raise_stage, strike_stage)

static void restart(struct stage *s)
{
    frame_parser_begin(&s->frames, NONCE);
    buf_clear(&s->story);
}

#endif
