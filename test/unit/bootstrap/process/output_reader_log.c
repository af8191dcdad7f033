/* bootstrap/process/output_reader_log - what a child says for the log, and its
 * last words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bootstrap/event/invocation.h"
#include "bootstrap/process/output_reader.h"
#include "common/fd.h"

#define NONCE "0123456789abcdef0123456789abcdef"
#define HEAD "\x1e" NONCE " "

enum { LOG_MAX = 4 * 1024 * 1024 };

struct stage {
    struct output_reader hearing;
    struct log log;
    struct response_body said;
    struct outcome end;
    struct buf read; /* the log so far: LEVEL TAB message LF */
};

static int raise_stage(void **state)
{
    static struct stage s;

    s.log = (struct log)LOG(memfd_create("log", MFD_CLOEXEC));
    s.said = (struct response_body)RESPONSE_BODY(PAYLOAD_MAX_BYTES);
    s.end = (struct outcome)OUTCOME;
    s.read = (struct buf)BUF(LOG_MAX);
    output_reader_init(&s.hearing, &s.log, &s.said, &s.end);
    output_reader_begin(&s.hearing, NONCE);
    *state = &s;
    return s.log.fd >= 0 ? 0 : -1;
}

static int strike_stage(void **state)
{
    struct stage *s = *state;

    output_reader_free(&s->hearing);
    log_free(&s->log);
    buf_free(&s->said.bytes);
    buf_free(&s->end.stderr_tail);
    buf_free(&s->read);
    fd_close(&s->log.fd);
    return 0;
}

#define STAGED(test)                                                           \
    cmocka_unit_test_setup_teardown(test, raise_stage, strike_stage)

static void out(struct stage *s, const char *text)
{
    output_reader_stdout(&s->hearing, text, strlen(text));
}

static void err(struct stage *s, const char *text)
{
    output_reader_stderr(&s->hearing, text, strlen(text));
}

/* All records since the last look, without the time and the request id. */
static const char *look(struct stage *s)
{
    static char bytes[LOG_MAX];
    off_t size = lseek(s->log.fd, 0, SEEK_END);

    assert_in_range(size, 0, sizeof bytes - 1);
    assert_int_equal(pread(s->log.fd, bytes, (size_t)size, 0), size);
    assert_int_equal(ftruncate(s->log.fd, 0), 0);
    assert_int_equal(lseek(s->log.fd, 0, SEEK_SET), 0);
    bytes[size] = '\0';
    buf_clear(&s->read);
    for (const char *line = bytes; *line;) {
        const char *record = strstr(line, "\t-\t");
        assert_non_null(record);
        size_t length = strcspn(record + 3, "\n") + 1;
        assert_true(buf_add(&s->read, record + 3, length));
        line = record + 3 + length;
    }
    return s->read.data;
}

static void what_is_no_frame_is_logged_line_by_line(void **state)
{
    struct stage *s = *state;

    out(s, "one\ntwo\r\n\nth");
    assert_string_equal(look(s), "INFO\tone\nINFO\ttwo\nINFO\t\n");
    out(s, "ree" HEAD "result 4\nnull");
    assert_string_equal(look(s), "");
    out(s, "!\n");
    assert_string_equal(look(s), "INFO\tthree!\n");
    out(s, "last");
    output_reader_stdout_end(&s->hearing);
    assert_string_equal(look(s), "INFO\tlast\n");
}

static void log_frames_carry_their_level(void **state)
{
    static const struct {
        const char *frame;
        const char *record;
    } rows[] = {
        {"log 6\nINFO a", "INFO\ta\n"},
        {"log 7\nTRACE a", "TRACE\ta\n"},
        {"log 7\nFATAL a", "FATAL\ta\n"},
        {"log 6\nwarn a", "WARN\ta\n"},
        {"log 7\nWARN  a", "WARN\t a\n"},
        {"log 4\nWARN", "INFO\tWARN\n"},
        {"log 6\nLOUD a", "INFO\tLOUD a\n"},
        {"log 0\n", "INFO\t\n"},
        {"log 8\nWARN a\nb", "WARN\ta\rb\n"},
        {"part 6\nWARN a" HEAD "log 1\nb", "WARN\tab\n"},
    };
    struct stage *s = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        err(s, HEAD);
        err(s, rows[i].frame);
        assert_string_equal(look(s), rows[i].record);
        out(s, HEAD);
        out(s, rows[i].frame);
        assert_string_equal(look(s), rows[i].record);
    }
}

static void stderr_answers_nothing(void **state)
{
    static const char *const frames[] = {
        HEAD "result 4\nnull", HEAD "error 2\n{}", HEAD "init-error 2\n{}",
        HEAD "stream 2\n{}",   HEAD "data 2\n{}",  HEAD "end 0\n",
        HEAD "ready 0\n",
    };
    struct stage *s = *state;

    for (size_t i = 0; i < COUNT(frames); i++) {
        err(s, frames[i]);
        assert_int_equal(s->end.kind, OUTCOME_PENDING);
        assert_false(response_body_is_open(&s->said));
        assert_int_equal(s->said.bytes.size, 0);
        assert_string_equal(look(s), "");
    }
}

static void a_line_that_holds_the_nonce_is_a_line(void **state)
{
    struct stage *s = *state;

    out(s, "my nonce is " NONCE "\n\x1e\x1e" NONCE "\n");
    output_reader_stdout_end(&s->hearing);
    assert_string_equal(look(s), "INFO\tmy nonce is " NONCE
                                 "\nINFO\t\x1e\x1e" NONCE "\n");
    assert_int_equal(s->end.kind, OUTCOME_PENDING);
}

static void the_two_streams_do_not_mix(void **state)
{
    struct stage *s = *state;

    out(s, "out");
    err(s, "err");
    out(s, HEAD "part 1\n1");
    err(s, HEAD "log 0\n");
    assert_string_equal(look(s), "INFO\t\n");
    out(s, HEAD "result 1\n2");
    assert_string_equal(s->said.bytes.data, "12");
    output_reader_stderr_end(&s->hearing);
    output_reader_stdout_end(&s->hearing);
    assert_string_equal(look(s), "INFO\terr\nINFO\tout\n");
}

/* In parts of a pipe's atomic write, as the bridge sends them. */
static void say_parts(struct stage *s, const char *level, size_t size,
                      const char *last)
{
    char part[4096];
    char head[80];

    (void)snprintf(head, sizeof head, HEAD "part %zu\n%s ", strlen(level) + 1,
                   level);
    err(s, head);
    memset(part, 'x', sizeof part);
    for (size_t step; size > 0; size -= step) {
        step = size < 4000 ? size : 4000;
        (void)snprintf(head, sizeof head, HEAD "%s %zu\n",
                       step == size ? last : "part", step);
        err(s, head);
        output_reader_stderr(&s->hearing, part, step);
    }
}

static void a_record_of_any_length_is_logged_whole(void **state)
{
    static const size_t sizes[] = {1,     4000,   65535,   65536,
                                   65537, 200000, 1048576, 3000000};
    struct stage *s = *state;

    for (size_t i = 0; i < COUNT(sizes); i++) {
        size_t found = 0;
        say_parts(s, "WARN", sizes[i], "log");
        for (const char *at = look(s); *at; at += strcspn(at, "\n") + 1) {
            assert_memory_equal(at, "WARN\t", 5);
            found += strspn(at + 5, "x");
            bool last = at[strcspn(at, "\n") + 1] == '\0';
            assert_int_equal(!last, !strncmp(at + 5 + strspn(at + 5, "x"),
                                             LINE_CONTINUES "\n",
                                             sizeof LINE_CONTINUES));
        }
        assert_int_equal(found, sizes[i]);
        err(s, HEAD "log 3\n\xc3\xa4!");
        assert_string_equal(look(s), "INFO\t\xc3\xa4!\n");
    }
}

static void half_a_frame_at_the_end_is_logged(void **state)
{
    struct stage *s = *state;

    out(s, HEAD "resu");
    output_reader_stdout_end(&s->hearing);
    assert_string_equal(look(s), "INFO\t" HEAD "resu\n");
    err(s, HEAD "lo");
    output_reader_stderr_end(&s->hearing);
    assert_string_equal(look(s), "INFO\t" HEAD "lo\n");
}

static void half_a_record_of_one_child_is_not_the_nexts(void **state)
{
    struct stage *s = *state;

    say_parts(s, "WARN", 100000, "part");
    output_reader_begin(&s->hearing, NONCE);
    (void)look(s);
    err(s, HEAD "log 7\nERROR a");
    assert_string_equal(look(s), "ERROR\ta\n");
}

static void a_plain_executables_stderr_has_no_frames(void **state)
{
    struct stage *s = *state;

    output_reader_begin(&s->hearing, NULL);
    err(s, HEAD "log 6\nWARN a\n");
    assert_string_equal(look(s), "INFO\t" HEAD "log 6\nINFO\tWARN a\n");
}

/* More than the last 4,096 bytes may be there. */
static void the_tail_is_the_end_of_stderr(void **state)
{
    static const size_t steps[] = {1, 7, 100, 4095, 4096, 4097, 9000};
    struct stage *s = *state;
    char bytes[9000];
    char all[90000];

    for (size_t i = 0; i < COUNT(steps); i++) {
        size_t size = 0;
        buf_clear(&s->end.stderr_tail);
        output_reader_begin(&s->hearing, i % 2 ? NULL : NONCE);
        while (size < 50000) {
            for (size_t b = 0; b < steps[i]; b++)
                bytes[b] = (char)('!' + (size + b) * (size + b) / 7 % 90);
            memcpy(all + size, bytes, steps[i]);
            size += steps[i];
            output_reader_stderr(&s->hearing, bytes, steps[i]);
            size_t want = size < 4096 ? size : 4096;
            const struct buf *tail = &s->end.stderr_tail;
            assert_in_range(tail->size, want, 8192);
            assert_memory_equal(tail->data + tail->size - want,
                                all + size - want, want);
        }
        output_reader_stderr_end(&s->hearing);
        (void)look(s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STAGED(what_is_no_frame_is_logged_line_by_line),
        STAGED(log_frames_carry_their_level),
        STAGED(stderr_answers_nothing),
        STAGED(a_line_that_holds_the_nonce_is_a_line),
        STAGED(the_two_streams_do_not_mix),
        STAGED(a_record_of_any_length_is_logged_whole),
        STAGED(half_a_frame_at_the_end_is_logged),
        STAGED(half_a_record_of_one_child_is_not_the_nexts),
        STAGED(a_plain_executables_stderr_has_no_frames),
        STAGED(the_tail_is_the_end_of_stderr),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
