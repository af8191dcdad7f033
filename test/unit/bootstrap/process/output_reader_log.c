/* bootstrap/process/output_reader_log - log records and the stderr tail from
 * the output of a process. */
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

struct fixture {
    struct output_reader reader;
    struct log log;
    struct response_body body;
    struct outcome outcome;
    struct buf read; /* the log so far: lines, and LEVEL TAB message LF */
};

static int set_up(void **state)
{
    static struct fixture s;

    s.log = (struct log)LOG(memfd_create("log", MFD_CLOEXEC));
    s.body = (struct response_body)RESPONSE_BODY(PAYLOAD_MAX_BYTES);
    s.outcome = (struct outcome)OUTCOME;
    s.read = (struct buf)BUF(LOG_MAX);
    output_reader_init(&s.reader, &s.log, &s.body, &s.outcome);
    output_reader_begin(&s.reader, NONCE);
    *state = &s;
    return s.log.fd >= 0 ? 0 : -1;
}

static int tear_down(void **state)
{
    struct fixture *s = *state;

    output_reader_free(&s->reader);
    log_free(&s->log);
    buf_free(&s->body.bytes);
    buf_free(&s->outcome.stderr_tail);
    buf_free(&s->read);
    fd_close(&s->log.fd);
    return 0;
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

static void out(struct fixture *s, const char *text)
{
    output_reader_stdout(&s->reader, text, strlen(text));
}

/* All since the last call, records without time and request id. */
static const char *look(struct fixture *s)
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
        static const char id[] = "\tundefined\t";
        const char *end = line + strcspn(line, "\n") + 1;
        const char *head =
            memmem(line, (size_t)(end - line), id, sizeof id - 1);
        const char *text = head ? head + sizeof id - 1 : line;
        assert_true(buf_add(&s->read, text, (size_t)(end - text)));
        line = end;
    }
    return s->read.data;
}

static void plain_output_is_logged_line_by_line(void **state)
{
    struct fixture *s = *state;

    out(s, "one\ntwo\r\n\nth");
    assert_string_equal(look(s), "one\ntwo\n\n");
    out(s, "ree" HEAD
           "data 1\nx"
           "!\n");
    assert_string_equal(look(s), "three!\n");
    out(s, "not ended" HEAD "result 4\nnull");
    assert_string_equal(look(s), "not ended\n");
    out(s, "last");
    output_reader_stdout_end(&s->reader);
    assert_string_equal(look(s), "last\n");
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
        {"log-part 6\nWARN a" HEAD "log 1\nb", "WARN\tab\n"},
        {"log 7\n=WARN a", "a\n"},
        {"log 7\n=WARN =", "=\n"},
        {"log-part 7\n=WARN a" HEAD "log 1\nb", "ab\n"},
        {"log 7\n=LOUD a", "INFO\t=LOUD a\n"},
        {"log 2\n= ", "INFO\t= \n"},
        {"log 1\n=", "INFO\t=\n"},
    };
    struct fixture *s = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        out(s, HEAD);
        out(s, rows[i].frame);
        assert_string_equal(look(s), rows[i].record);
    }
}

static void a_line_that_holds_the_nonce_is_a_line(void **state)
{
    struct fixture *s = *state;

    out(s, "my nonce is " NONCE "\n\x1e\x1e" NONCE "\n");
    output_reader_stdout_end(&s->reader);
    assert_string_equal(look(s), "my nonce is " NONCE "\n\x1e\x1e" NONCE "\n");
    assert_int_equal(s->outcome.kind, OUTCOME_PENDING);
}

static void what_is_printed_stays_before_what_is_logged(void **state)
{
    struct fixture *s = *state;

    out(s,
        "one\ntwo" HEAD "part 1\n1" HEAD
        "log 6\nWARN a"
        "three" HEAD "log-part 6\nWARN b" HEAD "log 1\nc" HEAD "result 1\n2");
    assert_string_equal(look(s), "one\ntwo\nWARN\ta\nthree\nWARN\tbc\n");
    assert_string_equal(s->body.bytes.data, "12");
}

/* In parts of the size of an atomic write to a pipe, as a bridge sends them. */
static void say_parts(struct fixture *s, const char *level, size_t size,
                      const char *last)
{
    char part[4096];
    char head[80];

    (void)snprintf(head, sizeof head, HEAD "log-part %zu\n%s ",
                   strlen(level) + 1, level);
    out(s, head);
    memset(part, 'x', sizeof part);
    for (size_t step; size > 0; size -= step) {
        step = size < 4000 ? size : 4000;
        (void)snprintf(head, sizeof head, HEAD "%s %zu\n",
                       step == size ? last : "log-part", step);
        out(s, head);
        output_reader_stdout(&s->reader, part, step);
    }
}

static void a_record_of_any_length_is_logged_whole(void **state)
{
    static const size_t sizes[] = {1,     4000,   65535,   65536,
                                   65537, 200000, 1048576, 3000000};
    struct fixture *s = *state;

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
        out(s, HEAD "log 3\n\xc3\xa4!");
        assert_string_equal(look(s), "INFO\t\xc3\xa4!\n");
    }
}

static void half_a_frame_at_the_end_is_logged(void **state)
{
    struct fixture *s = *state;

    out(s, HEAD "resu");
    output_reader_stdout_end(&s->reader);
    assert_string_equal(look(s), HEAD "resu\n");
}

static void half_a_record_does_not_continue_in_the_next_process(void **state)
{
    struct fixture *s = *state;

    say_parts(s, "WARN", 100000, "log-part");
    output_reader_begin(&s->reader, NONCE);
    (void)look(s);
    out(s, HEAD "log 7\nERROR a");
    assert_string_equal(look(s), "ERROR\ta\n");
}

static void a_plain_executables_stderr_has_no_frames(void **state)
{
    static const char text[] = HEAD "log 6\nWARN a\n";
    struct fixture *s = *state;

    output_reader_begin(&s->reader, NULL);
    output_reader_stderr(&s->reader, text, strlen(text));
    assert_string_equal(look(s), HEAD "log 6\nWARN a\n");
}

/* It may hold more than the last 4,096 bytes. */
static void the_tail_is_the_end_of_stderr(void **state)
{
    static const size_t steps[] = {1, 7, 100, 4095, 4096, 4097, 9000};
    struct fixture *s = *state;
    char bytes[9000];
    char all[90000];

    for (size_t i = 0; i < COUNT(steps); i++) {
        size_t size = 0;
        buf_clear(&s->outcome.stderr_tail);
        output_reader_begin(&s->reader, i % 2 ? NULL : NONCE);
        while (size < 50000) {
            for (size_t b = 0; b < steps[i]; b++)
                bytes[b] = (char)('!' + (size + b) * (size + b) / 7 % 90);
            memcpy(all + size, bytes, steps[i]);
            size += steps[i];
            output_reader_stderr(&s->reader, bytes, steps[i]);
            size_t want = size < 4096 ? size : 4096;
            const struct buf *tail = &s->outcome.stderr_tail;
            assert_in_range(tail->size, want, 8192);
            assert_memory_equal(tail->data + tail->size - want,
                                all + size - want, want);
        }
        output_reader_stderr_end(&s->reader);
        (void)look(s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(plain_output_is_logged_line_by_line),
        TEST(log_frames_carry_their_level),
        TEST(what_is_printed_stays_before_what_is_logged),
        TEST(a_line_that_holds_the_nonce_is_a_line),
        TEST(a_record_of_any_length_is_logged_whole),
        TEST(half_a_frame_at_the_end_is_logged),
        TEST(half_a_record_does_not_continue_in_the_next_process),
        TEST(a_plain_executables_stderr_has_no_frames),
        TEST(the_tail_is_the_end_of_stderr),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
