/* bootstrap/sandbox/spawn - what a new process gets, and why it cannot be
 * started. With the argument "facts" the program prints what it got. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bootstrap/sandbox/spawn.h"
#include "common/buf.h"
#include "common/fd.h"

/* The folder for files of all tests; removed at the end. */
static char folder[] = "/tmp/bootstrap_spawn.XXXXXX";

static void print_signals(void)
{
    static const int signals[] = {SIGHUP,  SIGINT,  SIGPIPE, SIGALRM,
                                  SIGTERM, SIGCHLD, SIGUSR1, SIGUSR2};
    struct sigaction now;
    sigset_t blocked;
    int odd = 0;
    int held = 0;

    for (size_t i = 0; i < COUNT(signals); i++)
        odd +=
            sigaction(signals[i], NULL, &now) != 0 || now.sa_handler != SIG_DFL;
    (void)sigprocmask(SIG_SETMASK, NULL, &blocked);
    for (int signo = 1; signo <= SIGRTMAX; signo++)
        held += sigismember(&blocked, signo) == 1;
    (void)printf("signals %d odd, %d blocked\n", odd, held);
}

static int print_facts(int argc, char **argv)
{
    char here[4096];
    struct rlimit core;
    int mercy = 0;

    (void)printf("descriptors");
    for (int fd = 0; fd < 1024; fd++)
        if (fcntl(fd, F_GETFD) >= 0)
            (void)printf(" %d", fd);
    (void)printf("\n");
    (void)prctl(PR_GET_PDEATHSIG, &mercy);
    (void)getrlimit(RLIMIT_CORE, &core);
    (void)printf("session %d, group %d\n", getsid(0) == getpid(),
                 getpgrp() == getpid());
    print_signals();
    (void)printf("fixed %d, core %lu, dies by %d\n",
                 prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0),
                 (unsigned long)core.rlim_max, mercy);
    (void)printf("arguments %d %s, environment %s %s\n", argc, argv[argc - 1],
                 getenv("GREETING") ? getenv("GREETING") : "-",
                 getenv("HOME") ? "HOME" : "-");
    (void)printf("folder %s\n", getcwd(here, sizeof here) ? here : "?");
    return 0;
}

/* execve() does not change the strings, although its parameter is not const. */
static struct program as(const char *file, const char *const *argv,
                         const char *const *envp, const char *where)
{
    return (struct program){.file = file,
                            .argv = (char *const *)(const void *)argv,
                            .envp = (char *const *)(const void *)envp,
                            .folder = where};
}

/* Runs it and reads its stdout into words; otherwise err says why it did not
 * run. */
static enum spawn_end run(const struct program *p, struct buf *words,
                          struct error *err)
{
    AUTO(int, fd_close) in = open("/dev/null", O_RDONLY | O_CLOEXEC);
    int reader;
    int writer;
    int pidfd = -1;
    pid_t pid = 0;

    assert_true(fd_pipe(&reader, &writer, err));
    enum spawn_end how = spawn(
        p, (int[SPAWN_FDS]){in, writer, STDERR_FILENO, -1}, &pid, &pidfd, err);
    fd_close(&writer);
    for (ssize_t got = 1; how == SPAWNED && got > 0;) {
        assert_true(buf_reserve(words, 4096));
        got = fd_read(reader, buf_tail(words), 4096);
        if (got > 0)
            buf_commit(words, (size_t)got);
    }
    fd_close(&reader);
    if (how == SPAWNED)
        assert_int_equal(waitpid(pid, NULL, 0), pid);
    fd_close(&pidfd);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    return how;
}

static void a_process_gets_only_what_it_is_given(void **state)
{
    const char *const argv[] = {"me", "facts", "last", NULL};
    const char *const envp[] = {"GREETING=hello", NULL};
    const struct program p = as("/proc/self/exe", argv, envp, folder);
    AUTO(struct buf, buf_free) words = BUF(64 * 1024);
    struct error err = ERROR_NONE;
    struct error want;
    sigset_t some;
    sigset_t after;

    (void)state;
    (void)signal(SIGPIPE, SIG_IGN);
    (void)sigemptyset(&some);
    (void)sigaddset(&some, SIGTERM);
    (void)sigprocmask(SIG_BLOCK, &some, NULL);
    AUTO(int, fd_close) leaky = open("/dev/null", O_RDONLY);
    assert_int_equal(dup2(leaky, 500), 500);
    assert_int_equal(run(&p, &words, &err), SPAWNED);
    (void)close(500);
    (void)sigprocmask(SIG_UNBLOCK, &some, &after);
    assert_false(sigismember(&after, SIGINT));
    (void)error_set(&want,
                    "descriptors 0 1 2\n"
                    "session 1, group 1\n"
                    "signals 0 odd, 0 blocked\n"
                    "fixed 1, core 0, dies by 9\n"
                    "arguments 3 last, environment hello -\n"
                    "folder %s\n",
                    folder);
    assert_string_equal(words.data, want.text);
}

/* Even if it has the number of one of the others, and they have its number. */
static void a_control_socket_becomes_descriptor_4(void **state)
{
    const char *const argv[] = {
        "sh", "-c", "ls /proc/self/fd | tr '\\n' ' '; readlink /proc/$$/fd/4",
        NULL};
    const char *const envp[] = {"PATH=/usr/bin:/bin", NULL};
    struct program p = as("/bin/sh", argv, envp, NULL);
    static const int numbers[] = {2, 3, 4, 5, 400};
    struct error err = ERROR_NONE;

    (void)state;
    for (size_t i = 0; i < COUNT(numbers); i++) {
        AUTO(struct buf, buf_free) words = BUF(64 * 1024);
        int kept = fcntl(numbers[i], F_DUPFD_CLOEXEC, 10);
        AUTO(int, fd_close) zero = open("/dev/zero", O_RDONLY | O_CLOEXEC);
        assert_true(dup3(zero, numbers[i], O_CLOEXEC) == numbers[i] ||
                    zero == numbers[i]);
        p.control = &numbers[i];
        enum spawn_end how = run(&p, &words, &err);
        if (kept >= 0)
            (void)dup2(kept, numbers[i]);
        else if (zero != numbers[i])
            (void)close(numbers[i]);
        fd_close(&kept);
        assert_int_equal(how, SPAWNED);
        assert_non_null(strstr(words.data, "0 1 2 3 4 "));
        assert_non_null(strstr(words.data, "/dev/zero\n"));
    }
}

/* Any order of the descriptors 0 to 2 themselves works. */
static void descriptors_may_have_each_others_numbers(void **state)
{
    const char *const argv[] = {"sh", "-c", "echo err >&2", NULL};
    const char *const envp[] = {NULL};
    const struct program p = as("/bin/sh", argv, envp, NULL);
    struct error err = ERROR_NONE;
    char bytes[16] = "";
    int kept[3];
    int reader;
    int writer;
    int pidfd;
    pid_t pid;

    (void)state;
    assert_true(fd_pipe(&reader, &writer, &err));
    for (int i = 0; i < 3; i++)
        kept[i] = fcntl(i, F_DUPFD_CLOEXEC, 10);
    int in = open("/dev/null", O_RDONLY);
    (void)dup2(writer, 0); /* 0 must become 2, and 2 must become 0 */
    (void)dup2(in, 2);
    enum spawn_end how =
        spawn(&p, (int[SPAWN_FDS]){2, 0, 0, -1}, &pid, &pidfd, &err);
    for (int i = 0; i < 3; i++) {
        (void)dup2(kept[i], i);
        fd_close(&kept[i]);
    }
    fd_close(&in);
    fd_close(&writer);
    assert_int_equal(how, SPAWNED);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    assert_int_equal(fd_read(reader, bytes, sizeof bytes - 1), 4);
    assert_string_equal(bytes, "err\n");
    fd_close(&reader);
    fd_close(&pidfd);
}

static const char *make(const char *name, const char *bytes, size_t size,
                        mode_t mode)
{
    static char path[128];

    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    AUTO(int, fd_close) fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0 && fd_write_all(fd, bytes, size));
    assert_int_equal(fchmod(fd, mode), 0);
    return path;
}

static void expect_refused(const char *path, const char *hint)
{
    const char *const none[] = {NULL};
    const struct program p = as(path, none, none, NULL);
    AUTO(struct buf, buf_free) words = BUF(64 * 1024);
    struct error err = ERROR_NONE;
    struct error want;

    assert_int_equal(run(&p, &words, &err), SPAWN_EXEC_FAILED);
    (void)error_set(&want, "cannot run %s%s", path, hint);
    assert_string_equal(err.text, want.text);
}

static void the_error_says_why_a_file_cannot_be_run(void **state)
{
    static const struct {
        const char *bytes;
        mode_t mode;
        const char *hint;
    } rows[] = {
        {"#!/bin/sh\n", 0644, " (chmod +x is missing): Permission denied"},
        {"#!/nowhere/sh\n", 0755,
         " (its #! line asks for /nowhere/sh, which does not exist): No such "
         "file "
         "or directory"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        expect_refused(
            make("file", rows[i].bytes, strlen(rows[i].bytes), rows[i].mode),
            rows[i].hint);
    expect_refused("/nowhere/file", ": No such file or directory");
    expect_refused(folder, " (it is a folder): Permission denied");
}

static void a_missing_folder_is_not_an_exec_error(void **state)
{
    const char *const none[] = {NULL};
    const struct program p = as("/bin/true", none, none, "/nowhere");
    AUTO(struct buf, buf_free) words = BUF(64 * 1024);
    struct error err = ERROR_NONE;

    (void)state;
    assert_int_equal(run(&p, &words, &err), SPAWN_FAILED);
    assert_string_equal(err.text,
                        "cannot change to the function's folder /nowhere: "
                        "No such file or directory");
}

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    (void)unlink(make("file", "", 0, 0600));
    return rmdir(folder);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_process_gets_only_what_it_is_given),
        cmocka_unit_test(a_control_socket_becomes_descriptor_4),
        cmocka_unit_test(descriptors_may_have_each_others_numbers),
        cmocka_unit_test(the_error_says_why_a_file_cannot_be_run),
        cmocka_unit_test(a_missing_folder_is_not_an_exec_error),
    };

    if (argc > 1)
        return print_facts(argc, argv);
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
