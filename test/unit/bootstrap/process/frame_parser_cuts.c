/* bootstrap/process/frame_parser_cuts - frames in pieces of any size, and
 * incomplete ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bootstrap/process/frame_parser.h"
#include "common/compiler.h"
#include "test/unit/support/bytes.h"
#include "test/unit/support/frame_parser_fixture.h"

static void add(struct fixture *s, struct bytes bytes)
{
    frame_parser_add(&s->frames, bytes.data, bytes.size);
}

static void hear(struct fixture *s, struct bytes bytes)
{
    restart(s);
    add(s, bytes);
    frame_parser_end(&s->frames);
}

static void assert_output(const struct fixture *s, struct bytes output)
{
    if (s->output.size != output.size ||
        memcmp(s->output.data, output.data, output.size) != 0)
        fail_msg("told %s, not %s", s->output.data, output.data);
}

/* The maximum is 100 bytes: more are not kept, but the declared size is
 * reported and the next frame is parsed. */
static void a_payload_over_the_maximum_is_reported_with_its_length(void **state)
{
    static const struct {
        size_t part;
        size_t last;
    } rows[] = {{0, 100}, {0, 101}, {60, 40},    {60, 41},
                {101, 0}, {100, 1}, {1000, 1000}};
    struct fixture *s = *state;
    char bytes[1000];
    char head[80];

    memset(bytes, 'x', sizeof bytes);
    for (size_t i = 0; i < COUNT(rows); i++) {
        size_t whole = rows[i].part + rows[i].last;
        restart(s);
        (void)snprintf(head, sizeof head, HEAD "part %zu\n", rows[i].part);
        frame_parser_add(&s->frames, head, strlen(head));
        frame_parser_add(&s->frames, bytes, rows[i].part);
        (void)snprintf(head, sizeof head, HEAD "result %zu\n", rows[i].last);
        frame_parser_add(&s->frames, head, strlen(head));
        frame_parser_add(&s->frames, bytes, rows[i].last);
        add(s, (struct bytes)BYTES(HEAD "end 0\n"));
        (void)snprintf(head, sizeof head, "<2:%zu:%.*s", whole, 9, bytes);
        assert_memory_equal(s->output.data, head, strlen(head));
        assert_int_equal(s->output.size,
                         strlen(head) - 9 + 1 + strlen("<6:0:>") +
                             (whole < PAYLOAD_MAX ? whole : PAYLOAD_MAX));
    }
}

/* Takes all but one byte, as a caller that must not split a character. */
static size_t tell_part(void *self, const struct buf *payload)
{
    struct fixture *s = self;

    assert_true(payload->size >= PAYLOAD_MAX / 2);
    assert_true(buf_printf(&s->output, "[%zu]", payload->size - 1));
    return payload->size - 1;
}

static void parts_of_half_the_maximum_can_be_taken_at_once(void **state)
{
    struct fixture *s = *state;

    s->frames.handler.on_log_part = tell_part;
    hear(s, (struct bytes)BYTES(
                HEAD "log-part 20\n12345678901234567890" HEAD
                     "log-part 29\n12345678901234567890123456789" HEAD
                     "log-part 1\nx" HEAD "log 1\ny"));
    assert_output(s, (struct bytes)BYTES("[49]<7:2:xy>"));
}

static void an_incomplete_head_is_log_output(void **state)
{
    static const char head[] = HEAD "result 12";

    for (size_t size = 1; size < sizeof head; size++) {
        hear(*state, (struct bytes){head, size});
        assert_output(*state, (struct bytes){head, size});
    }
}

static void an_incomplete_payload_is_no_frame(void **state)
{
    hear(*state, (struct bytes)BYTES("a" HEAD "result 3\nxy"));
    assert_output(*state, (struct bytes)BYTES("a"));
}

static void nothing_of_one_process_reaches_the_next(void **state)
{
    static const char other[] = "ffffffffffffffffffffffffffffffff";
    static const struct bytes rows[] = {
        BYTES(HEAD "part 3\nabc"),
        BYTES(HEAD "result 9\nabc"),
        BYTES(HEAD "res"),
        BYTES(HEAD "end 0\n"),
    };
    struct fixture *s = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        restart(s);
        add(s, rows[i]);
        frame_parser_begin(&s->frames, other);
        buf_clear(&s->output);
        add(s, (struct bytes)BYTES("\n" HEAD "end 0\n" RS));
        add(s, (struct bytes){other, NONCE_SIZE});
        add(s, (struct bytes)BYTES(" data 1\nd"));
        assert_output(s, (struct bytes)BYTES("\n" HEAD "end 0\n<5:1:d>"));
    }
}

static const char tale[] =
    "log\n" RS "x" HEAD "part 3\na" RS "b" RS HEAD "bad 1\n" HEAD
    "result 4\nn\0\nl\nmore" HEAD "end 0\n\nlast" HEAD "da";
static const char told[] = "log\n" RS "x" RS HEAD "bad 1\n<2:7:a" RS
                           "bn\0\nl>more<6:0:>last" HEAD "da";

/* Split into three pieces at every pair of positions. */
static void where_the_stream_is_cut_does_not_matter(void **state)
{
    struct fixture *s = *state;
    size_t size = sizeof tale - 1;

    for (size_t a = 0; a <= size; a++) {
        for (size_t b = a; b <= size; b++) {
            restart(s);
            frame_parser_add(&s->frames, tale, a);
            frame_parser_add(&s->frames, tale + a, b - a);
            frame_parser_add(&s->frames, tale + b, size - b);
            frame_parser_end(&s->frames);
            assert_output(s, (struct bytes)BYTES(told));
        }
    }
}

/* Random bytes, many of them those of a head, without a complete frame. */
static void random_bytes_lose_nothing(void **state)
{
    static const char letters[] = RS RS NONCE " \n";
    struct fixture *s = *state;
    char bytes[600];

    srand(20261121);
    for (int round = 0; round < 2000; round++) {
        size_t size = (size_t)rand() % sizeof bytes;
        restart(s);
        for (size_t i = 0; i < size; i++)
            bytes[i] = rand() % 8 ? letters[(size_t)rand() % (sizeof letters)]
                                  : (char)rand();
        if (size > 40)
            memcpy(bytes + rand() % (int)(size - 34), HEAD, 34);
        for (size_t at = 0; at < size;) {
            size_t step = (size_t)rand() % 50;
            step = step < size - at ? step : size - at;
            frame_parser_add(&s->frames, bytes + at, step);
            at += step;
        }
        frame_parser_end(&s->frames);
        assert_output(s, (struct bytes){bytes, size});
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_payload_over_the_maximum_is_reported_with_its_length),
        TEST(parts_of_half_the_maximum_can_be_taken_at_once),
        TEST(an_incomplete_head_is_log_output),
        TEST(an_incomplete_payload_is_no_frame),
        TEST(nothing_of_one_process_reaches_the_next),
        TEST(where_the_stream_is_cut_does_not_matter),
        TEST(random_bytes_lose_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
