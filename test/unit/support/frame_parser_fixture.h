/* frame_parser_fixture.h - a frame parser, and all that it reported. For test
 * programs, after cmocka.h. */
#ifndef DAYFLY_TEST_FRAME_PARSER_FIXTURE_H
#define DAYFLY_TEST_FRAME_PARSER_FIXTURE_H

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

enum { PAYLOAD_MAX = 100, OUTPUT_MAX_BYTES = 64 * 1024 };

/* output: log bytes as they are and each frame as <kind:declared size:payload>,
 * in order. */
struct fixture {
    struct frame_parser frames;
    struct buf output;
};

static void on_frame_written(void *self, enum frame_kind kind,
                             struct buf *payload, size_t declared_size)
{
    struct fixture *s = self;

    assert_true(buf_printf(&s->output, "<%d:%zu:", (int)kind, declared_size));
    assert_true(buf_add(&s->output, payload->data, payload->size));
    assert_true(buf_add_str(&s->output, ">"));
}

static void on_plain_written(void *self, const char *bytes, size_t size)
{
    struct fixture *s = self;

    assert_true(size > 0);
    assert_true(buf_add(&s->output, bytes, size));
}

static int set_up(void **state)
{
    static struct fixture fixture;
    struct frame_handler handler = {.on_frame = on_frame_written,
                                    .on_plain_bytes = on_plain_written,
                                    .self = &fixture};

    fixture = (struct fixture){.output = BUF(OUTPUT_MAX_BYTES)};
    frame_parser_init(&fixture.frames, PAYLOAD_MAX, PAYLOAD_MAX, handler);
    frame_parser_begin(&fixture.frames, NONCE);
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *s = *state;

    frame_parser_free(&s->frames);
    buf_free(&s->output);
    return 0;
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

static void restart(struct fixture *s)
{
    frame_parser_begin(&s->frames, NONCE);
    buf_clear(&s->output);
}

#endif
