/* bootstrap/process/frame_parser_cuts - frames, however their bytes come, and
 * when they do not. */
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
#include "test/unit/support/frames_stage.h"

static void add(struct stage *s, struct bytes bytes)
{
    frame_parser_add(&s->frames, bytes.data, bytes.size);
}

static void hear(struct stage *s, struct bytes bytes)
{
    restart(s);
    add(s, bytes);
    frame_parser_end(&s->frames);
}

static void assert_story(const struct stage *s, struct bytes story)
{
    if (s->story.size != story.size ||
        memcmp(s->story.data, story.data, story.size) != 0)
        fail_msg("told %s, not %s", s->story.data, story.data);
}

/* Ceiling 100: what passes it is not kept, but its true length is told, and
 * what follows is heard. */
static void a_payload_over_the_ceiling_is_told_with_its_length(void **state)
{
    static const struct {
        size_t part;
        size_t last;
    } rows[] = {{0, 100}, {0, 101}, {60, 40},    {60, 41},
                {101, 0}, {100, 1}, {1000, 1000}};
    struct stage *s = *state;
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
        assert_memory_equal(s->story.data, head, strlen(head));
        assert_int_equal(s->story.size,
                         strlen(head) - 9 + 1 + strlen("<6:0:>") +
                             (whole < CEILING ? whole : CEILING));
    }
}

/* Leaves one byte behind, as who must not cut a character does. */
static size_t tell_part(void *self, const struct buf *payload)
{
    struct stage *s = self;

    assert_true(payload->size >= CEILING / 2);
    assert_true(buf_printf(&s->story, "[%zu]", payload->size - 1));
    return payload->size - 1;
}

static void parts_of_half_the_ceiling_can_be_taken_at_once(void **state)
{
    struct stage *s = *state;

    s->frames.handler.on_part = tell_part;
    hear(s,
         (struct bytes)BYTES(HEAD "part 20\n12345678901234567890" HEAD
                                  "part 29\n12345678901234567890123456789" HEAD
                                  "part 1\nx" HEAD "log 1\ny"));
    assert_story(s, (struct bytes)BYTES("[49]<7:2:xy>"));
}

static void half_a_head_at_the_end_is_log_output(void **state)
{
    static const char head[] = HEAD "result 12";

    for (size_t size = 1; size < sizeof head; size++) {
        hear(*state, (struct bytes){head, size});
        assert_story(*state, (struct bytes){head, size});
    }
}

static void half_a_payload_at_the_end_is_no_frame(void **state)
{
    hear(*state, (struct bytes)BYTES("a" HEAD "result 3\nxy"));
    assert_story(*state, (struct bytes)BYTES("a"));
}

static void nothing_of_one_child_reaches_the_next(void **state)
{
    static const char other[] = "ffffffffffffffffffffffffffffffff";
    static const struct bytes rows[] = {
        BYTES(HEAD "part 3\nabc"),
        BYTES(HEAD "result 9\nabc"),
        BYTES(HEAD "res"),
        BYTES(HEAD "end 0\n"),
    };
    struct stage *s = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        restart(s);
        add(s, rows[i]);
        frame_parser_begin(&s->frames, other);
        buf_clear(&s->story);
        add(s, (struct bytes)BYTES("\n" HEAD "end 0\n" RS));
        add(s, (struct bytes){other, NONCE_SIZE});
        add(s, (struct bytes)BYTES(" data 1\nd"));
        assert_story(s, (struct bytes)BYTES("\n" HEAD "end 0\n<5:1:d>"));
    }
}

static const char tale[] =
    "log\n" RS "x" HEAD "part 3\na" RS "b" RS HEAD "bad 1\n" HEAD
    "result 4\nn\0\nl\nmore" HEAD "end 0\n\nlast" HEAD "da";
static const char told[] = "log\n" RS "x" RS HEAD "bad 1\n<2:7:a" RS
                           "bn\0\nl>more<6:0:>last" HEAD "da";

/* Cut in three at every pair of places. */
static void where_the_stream_is_cut_does_not_matter(void **state)
{
    struct stage *s = *state;
    size_t size = sizeof tale - 1;

    for (size_t a = 0; a <= size; a++) {
        for (size_t b = a; b <= size; b++) {
            restart(s);
            frame_parser_add(&s->frames, tale, a);
            frame_parser_add(&s->frames, tale + a, b - a);
            frame_parser_add(&s->frames, tale + b, size - b);
            frame_parser_end(&s->frames);
            assert_story(s, (struct bytes)BYTES(told));
        }
    }
}

/* Bytes of which many are those of heads, yet which hold no frame. */
static void random_bytes_lose_nothing(void **state)
{
    static const char letters[] = RS RS NONCE " \n";
    struct stage *s = *state;
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
        assert_story(s, (struct bytes){bytes, size});
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STAGED(a_payload_over_the_ceiling_is_told_with_its_length),
        STAGED(parts_of_half_the_ceiling_can_be_taken_at_once),
        STAGED(half_a_head_at_the_end_is_log_output),
        STAGED(half_a_payload_at_the_end_is_no_frame),
        STAGED(nothing_of_one_child_reaches_the_next),
        STAGED(where_the_stream_is_cut_does_not_matter),
        STAGED(random_bytes_lose_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
