/* bootstrap/process/template_control - what a template may answer, and what the
 * bootstrap makes of it. A forked process stands in for the template. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bootstrap/os/children.h"
#include "bootstrap/process/template_control.h"
#include "common/clock.h"
#include "common/fd.h"
#include "test/unit/support/adopt.h"

enum { DESCRIPTORS = 3, WITH_RULES = 4 };

/* How the template behaves when it is asked for a copy. */
enum manner { ANSWERS, IS_SLOW, IS_SILENT, ENDS, STOPS, COPIES };

struct request {
    char bytes[4096];
    ssize_t size;
    int fds[WITH_RULES];
    size_t count;
};

static void receive(int control, struct request *request)
{
    char room[CMSG_SPACE(sizeof(int) * WITH_RULES)];
    struct iovec part = {request->bytes, sizeof request->bytes};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = room,
                             .msg_controllen = sizeof room};

    request->count = 0;
    request->size = recvmsg(control, &message, 0);
    const struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
    if (!rights || rights->cmsg_type != SCM_RIGHTS)
        return;
    request->count = (rights->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    memcpy(request->fds, CMSG_DATA(rights), sizeof(int) * request->count);
}

/* A copy that says what it was given: its stdin to its stdout, and the request
 * to its stderr. */
static _Noreturn void be_copy(const struct request *request)
{
    char bytes[64];
    ssize_t got = read(request->fds[0], bytes, sizeof bytes);

    if (got > 0)
        (void)!write(request->fds[1], bytes, (size_t)got);
    (void)!write(request->fds[2], request->bytes, (size_t)request->size);
    _exit((int)request->count);
}

static void make_copy(int control, const struct request *request)
{
    char text[32];
    long pid = syscall(SYS_clone, CLONE_PARENT, 0, 0, 0, 0);

    if (pid == 0)
        be_copy(request);
    int size = snprintf(text, sizeof text, "%ld", pid);
    (void)!send(control, text, (size_t)size, 0);
}

static _Noreturn void be_template(int control, enum manner manner,
                                  const char *answer)
{
    struct request request;

    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    receive(control, &request);
    switch (manner) {
    case IS_SLOW:
        (void)usleep(100 * 1000);
        make_copy(control, &request);
        break;
    case COPIES:
        make_copy(control, &request);
        break;
    case ANSWERS:
        (void)!send(control, answer, strlen(answer), 0);
        break;
    case IS_SILENT:
        break;
    case ENDS:
        _exit(0);
    case STOPS:
        (void)raise(SIGSTOP);
        break;
    }
    for (;;)
        (void)pause();
}

/* A template that behaves like this was asked for a copy. */
struct asked {
    bool copied;
    struct error err;
    int64_t took_ms;
    int out; /* of the copy */
    int log;
};

static bool make_request(const struct copy_source *source, const int fds[3],
                         pid_t *pid, int *pidfd, struct error *err)
{
    int64_t until_ms = clock_mono_ms() + TEMPLATE_COPY_MAX_MS;

    return template_control_ask(source, fds, err) &&
           template_control_take(source, true, until_ms, pid, pidfd, err) ==
               TEMPLATE_AGREED;
}

static struct asked ask(enum manner manner, const char *answer,
                        const struct seccomp_filter *filter, int rules)
{
    struct asked asked = {.err = ERROR_NONE};
    int ours;
    int theirs;
    assert_true(template_control_make(&ours, &theirs, &asked.err));
    pid_t template = fork();
    int pipes[DESCRIPTORS][2];
    int pidfd = -1;
    pid_t pid = 0;

    if (template == 0)
        be_template(theirs, manner, answer);
    fd_close(&theirs);
    for (size_t i = 0; i < DESCRIPTORS; i++)
        assert_int_equal(pipe(pipes[i]), 0);
    const int fds[] = {pipes[0][0], pipes[1][1], pipes[2][1]};
    const struct copy_source source = {ours, template, filter, rules};
    int64_t began_ms = clock_mono_ms();
    asked.copied = make_request(&source, fds, &pid, &pidfd, &asked.err);
    asked.took_ms = clock_mono_ms() - began_ms;
    for (size_t i = 0; i < DESCRIPTORS; i++)
        (void)close(fds[i]);
    (void)!write(pipes[0][1], "event", 5);
    (void)close(pipes[0][1]);
    asked.out = pipes[1][0];
    asked.log = pipes[2][0];
    assert_int_equal(asked.copied, pidfd >= 0);
    assert_int_equal(kill(template, SIGKILL), 0);
    assert_int_equal(waitpid(template, NULL, 0), template);
    if (asked.copied) {
        siginfo_t info = {0};
        assert_int_equal(waitid(P_PIDFD, (id_t)pidfd, &info, WEXITED), 0);
        assert_int_equal(info.si_pid, pid);
        assert_int_equal(info.si_status, rules < 0 ? DESCRIPTORS : WITH_RULES);
    }
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    fd_close(&pidfd);
    fd_close(&ours);
    return asked;
}

static void close_asked(struct asked *asked)
{
    fd_close(&asked->out);
    fd_close(&asked->log);
}

static void expect_copy(enum manner manner, const struct seccomp_filter *filter,
                        int rules)
{
    struct asked asked = ask(manner, "", filter, rules);
    size_t program = filter ? filter->count * sizeof *filter->steps : 0;
    char bytes[4096] = "";

    assert_true(asked.copied);
    assert_true(asked.took_ms < TEMPLATE_COPY_MAX_MS);
    assert_int_equal(read(asked.out, bytes, sizeof bytes), 5);
    assert_memory_equal(bytes, "event", 5);
    assert_int_equal(read(asked.log, bytes, sizeof bytes), 5 + program);
    assert_memory_equal(bytes, "copy\0", 5);
    if (filter)
        assert_memory_equal(bytes + 5, filter->steps, program);
    close_asked(&asked);
}

/* The caller's own ends can be closed at once. */
static void a_copy_gets_its_descriptors_and_the_filter(void **state)
{
    static struct seccomp_filter filter;
    static const pid_t thread = 4711;

    (void)state;
    expect_copy(COPIES, NULL, -1);
    expect_copy(IS_SLOW, NULL, -1);
    assert_true(seccomp_filter_make_copy(&filter, thread, &thread, 1));
    expect_copy(COPIES, &filter, -1);
    expect_copy(COPIES, &filter, STDIN_FILENO);
}

static void expect_error(enum manner manner, const char *answer,
                         const char *why)
{
    struct asked asked = ask(manner, answer, NULL, -1);

    assert_false(asked.copied);
    if (strcmp(asked.err.text, why) != 0)
        fail_msg("\"%s\": %s", answer, asked.err.text);
    close_asked(&asked);
}

static void a_lie_about_the_process_is_recognized(void **state)
{
    static const char none[] = "its answer is not a process";
    static const char other[] = "its answer names no process of ours";
    static const struct {
        const char *answer;
        const char *why;
    } rows[] = {
        {"0", none},
        {"-0", none},
        {"abc", none},
        {"1x", none},
        {"0x1", none},
        {"1 ", none},
        {"1\n", none},
        {"ready", none},
        {"refused unknown request", none},
        {"-11", "it cannot be copied: Resource temporarily unavailable"},
        {"-12", "it cannot be copied: Cannot allocate memory"},
        {"1", other},
        {"99999999999999999999", none},
        {"2147483647", other},
        {"4294967295", none},
    };
    static char digits[2000];
    char own[32];

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        expect_error(ANSWERS, rows[i].answer, rows[i].why);
    (void)snprintf(own, sizeof own, "%ld", (long)getpid());
    expect_error(ANSWERS, own, other);
    (void)snprintf(own, sizeof own, "%ld", (long)getppid());
    expect_error(ANSWERS, own, other);
    memset(digits, '1', sizeof digits - 1);
    expect_error(ANSWERS, digits, none);
}

static void a_template_that_does_not_answer_is_given_up(void **state)
{
    struct asked asked;

    (void)state;
    expect_error(ENDS, "", "it has ended");
    asked = ask(STOPS, "", NULL, -1);
    assert_string_equal(asked.err.text, "another process has stopped it");
    assert_true(asked.took_ms < TEMPLATE_COPY_MAX_MS / 2);
    close_asked(&asked);
    asked = ask(IS_SILENT, "", NULL, -1);
    assert_string_equal(asked.err.text, "it made no copy within 1000 ms");
    assert_true(asked.took_ms >= TEMPLATE_COPY_MAX_MS);
    assert_true(asked.took_ms < 3 * TEMPLATE_COPY_MAX_MS);
    close_asked(&asked);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_copy_gets_its_descriptors_and_the_filter),
        cmocka_unit_test(a_lie_about_the_process_is_recognized),
        cmocka_unit_test(a_template_that_does_not_answer_is_given_up),
    };

    return cmocka_run_group_tests(tests, adopt, NULL);
}
