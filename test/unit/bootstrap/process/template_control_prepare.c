/* bootstrap/process/template_control - how a template is asked whether it can
 * be copied, and what it may answer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bootstrap/process/template_control.h"
#include "common/clock.h"
#include "common/fd.h"
#include "test/unit/support/adopt.h"

enum { LONG = 2000 };

struct ends {
    int ours;
    int theirs;
};

static struct ends make(void)
{
    struct ends ends = {-1, -1};
    struct error err = ERROR_NONE;

    assert_true(template_control_make(&ends.ours, &ends.theirs, &err));
    return ends;
}

static void close_both(struct ends *ends)
{
    fd_close(&ends->ours);
    fd_close(&ends->theirs);
}

static void prepare_is_one_message_without_a_line_feed(void **state)
{
    struct ends ends = make();
    struct error err = ERROR_NONE;
    char bytes[16] = "";

    (void)state;
    assert_int_equal(template_control_answer(ends.ours, &err), TEMPLATE_SILENT);
    assert_true(template_control_prepare(ends.ours, &err));
    assert_int_equal(recv(ends.theirs, bytes, sizeof bytes, 0), 7);
    assert_string_equal(bytes, "prepare");
    fd_close(&ends.theirs);
    assert_false(template_control_prepare(ends.ours, &err));
    close_both(&ends);
}

/* A text of `size` bytes that begins like this. */
static const char *lengthen(const char *start, size_t size)
{
    static char text[LONG + 1];

    memset(text, 'x', size);
    memcpy(text, start, strlen(start));
    return text;
}

static void only_the_exact_words_are_an_answer(void **state)
{
    static const struct {
        const char *text;
        size_t size; /* 0: its own */
        enum template_answer answer;
        const char *why;
    } rows[] = {
        {"ready", 0, TEMPLATE_AGREED, ""},
        {"refused a pipe (descriptor 7)", 0, TEMPLATE_REFUSED,
         "a pipe (descriptor 7)"},
        {"refused ", 0, TEMPLATE_REFUSED, "it gives no reason"},
        {"refused a\nSTART\r\x1b[2J", 0, TEMPLATE_REFUSED, "a START  [2J"},
        {"ready\n", 0, TEMPLATE_LOST, "it did not answer"},
        {"READY", 0, TEMPLATE_LOST, "it did not answer"},
        {"read", 0, TEMPLATE_LOST, "it did not answer"},
        {"refused", 0, TEMPLATE_LOST, "it did not answer"},
        {"4711", 0, TEMPLATE_LOST, "it did not answer"},
        {"\x1e\xff", 0, TEMPLATE_LOST, "it did not answer"},
        {"ready", LONG, TEMPLATE_LOST, "it did not answer"},
        {"refused ", LONG, TEMPLATE_REFUSED, NULL},
    };
    struct ends ends = make();

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct error err = ERROR_NONE;
        const char *text = rows[i].text;
        size_t size = rows[i].size ? rows[i].size : strlen(text);
        if (rows[i].size)
            text = lengthen(text, size);
        assert_int_equal(send(ends.theirs, text, size, 0), size);
        assert_int_equal(template_control_answer(ends.ours, &err),
                         rows[i].answer);
        if (rows[i].why)
            assert_string_equal(err.text, rows[i].why);
        assert_true(strlen(err.text) < LONG);
        assert_int_equal(template_control_answer(ends.ours, &err),
                         TEMPLATE_SILENT);
    }
    struct error err = ERROR_NONE;
    fd_close(&ends.theirs);
    assert_int_equal(template_control_answer(ends.ours, &err), TEMPLATE_LOST);
    close_both(&ends);
}

static void without_waiting_a_late_answer_is_no_answer(void **state)
{
    struct error err = ERROR_NONE;
    int64_t until_ms = clock_mono_ms() + TEMPLATE_COPY_MAX_MS;
    int ours;
    int theirs;
    int pidfd = -1;
    pid_t pid = 0;

    (void)state;
    assert_true(template_control_make(&ours, &theirs, &err));
    const struct copy_source source = {ours, getpid(), NULL, -1};
    assert_int_equal(
        template_control_take(&source, false, until_ms, &pid, &pidfd, &err),
        TEMPLATE_SILENT);
    assert_int_equal(send(theirs, "0", 1, 0), 1);
    assert_int_equal(
        template_control_take(&source, false, until_ms, &pid, &pidfd, &err),
        TEMPLATE_LOST);
    assert_int_equal(
        template_control_take(&source, false, 0, &pid, &pidfd, &err),
        TEMPLATE_LOST);
    assert_string_equal(err.text, "it made no copy within 1000 ms");
    fd_close(&ours);
    fd_close(&theirs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prepare_is_one_message_without_a_line_feed),
        cmocka_unit_test(only_the_exact_words_are_an_answer),
        cmocka_unit_test(without_waiting_a_late_answer_is_no_answer),
    };

    return cmocka_run_group_tests(tests, adopt, NULL);
}
