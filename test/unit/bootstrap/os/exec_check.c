/* bootstrap/os/exec_check - whether the kernel can run a program. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bootstrap/os/exec_check.h"
#include "common/compiler.h"
#include "common/fd.h"

static char folder[] = "/tmp/dayfly-exec-check-XXXXXX";
static char path[sizeof folder + 16];
static char program[1024 * 1024];
static size_t program_size;

static void put(const char *bytes, size_t size, mode_t mode)
{
    (void)unlink(path);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);

    assert_true(fd >= 0);
    assert_true(fd_write_all(fd, bytes, size));
    fd_close(&fd);
}

static void refused(const char *reason)
{
    struct error err = ERROR_NONE;

    assert_false(exec_check(path, &err));
    if (!strstr(err.text, reason))
        fail_msg("%s", err.text);
}

static void taken(void)
{
    struct error err = ERROR_NONE;

    if (!exec_check(path, &err))
        fail_msg("%s", err.text);
}

static void a_program_is_taken_and_not_run(void **state)
{
    char made[sizeof folder + 16];
    char text[sizeof made + 64];

    (void)state;
    put(program, program_size, 0755);
    taken();
    (void)snprintf(made, sizeof made, "%s/made", folder);
    (void)snprintf(text, sizeof text, "#!/bin/sh\n: >%s\n", made);
    put(text, strlen(text), 0755);
    taken();
    (void)usleep(20000);
    assert_int_equal(access(made, F_OK), -1);
}

static void what_the_kernel_refuses_is_told(void **state)
{
    static const char absent[] = "#!/no/such/program\n";

    (void)state;
    put("", 0, 0755);
    refused("the file is empty");
    put("hello\n", 6, 0755);
    refused("no #! line");
    put(absent, strlen(absent), 0755);
    refused("/no/such/program, which does not exist");
    put(program, program_size, 0644);
    refused("chmod +x is missing");
    (void)unlink(path);
    assert_int_equal(mkdir(path, 0755), 0);
    refused("it is a folder");
    assert_int_equal(rmdir(path), 0);
    refused("No such file");
}

static void a_program_of_another_machine_is_refused(void **state)
{
    Elf64_Half machine = EM_S390;
    Elf64_Half was;

    (void)state;
    memcpy(&was, program + offsetof(Elf64_Ehdr, e_machine), sizeof was);
    memcpy(program + offsetof(Elf64_Ehdr, e_machine), &machine, sizeof machine);
    put(program, program_size, 0755);
    memcpy(program + offsetof(Elf64_Ehdr, e_machine), &was, sizeof was);
    refused("built for another machine");
}

/* The signal that ends it; 0: none. */
static int run(void)
{
    extern char **environ;
    char *const argv[] = {path, NULL};
    siginfo_t info = {.si_code = 0};
    pid_t pid;

    if (posix_spawn(&pid, path, NULL, NULL, argv, environ) != 0)
        return -1;
    assert_int_equal(waitid(P_PID, (id_t)pid, &info, WEXITED), 0);
    return info.si_code == CLD_EXITED ? 0 : info.si_status;
}

static void
a_program_that_is_cut_short_is_refused_where_it_would_die(void **state)
{
    enum { CUTS = 60 };
    struct error err = ERROR_NONE;
    int refusals = 0;

    (void)state;
    for (size_t i = 0; i < CUTS; i++) {
        put(program, program_size * i / CUTS, 0755);
        if (!exec_check(path, &err))
            refusals++;
        else
            assert_int_equal(run(), 0);
    }
    assert_true(refusals > CUTS / 2);
}

static void any_header_is_survived(void **state)
{
    Elf64_Ehdr head;
    struct error err = ERROR_NONE;

    (void)state;
    memcpy(&head, program, sizeof head);
    for (unsigned seed = 0; seed < 300; seed++) {
        unsigned char bytes[sizeof head + 256];
        for (size_t i = 0; i < sizeof bytes; i++)
            bytes[i] = (unsigned char)(rand_r(&seed) % 3 ? 0xff : seed);
        memcpy(bytes, &head, offsetof(Elf64_Ehdr, e_phoff));
        put((char *)bytes, sizeof bytes, 0755);
        (void)exec_is_cut_short(path);
        (void)!exec_check(path, &err);
    }
}

static void a_file_that_is_written_is_waited_for(void **state)
{
    (void)state;
    put(program, program_size, 0755);
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    pid_t pid = fork();

    if (pid == 0) {
        (void)usleep(100000);
        _exit(0);
    }
    fd_close(&fd);
    taken();
    assert_int_equal(waitid(P_PID, (id_t)pid, &(siginfo_t){0}, WEXITED), 0);
}

static void a_mark_shows_a_change(void **state)
{
    struct exec_mark mark;

    (void)state;
    put(program, program_size, 0755);
    exec_mark_read(&mark, path);
    assert_true(exec_mark_is_same(&mark, path));
    (void)usleep(20000);
    assert_int_equal(chmod(path, 0700), 0);
    assert_false(exec_mark_is_same(&mark, path));
    (void)unlink(path);
    assert_false(exec_mark_is_same(&mark, path));
}

static int make_folder(void **state)
{
    int fd = open("/bin/true", O_RDONLY | O_CLOEXEC);
    ssize_t got = fd < 0 ? -1 : fd_read(fd, program, sizeof program);

    (void)state;
    fd_close(&fd);
    program_size = got > 0 ? (size_t)got : 0;
    if (!program_size || !mkdtemp(folder))
        return -1;
    (void)snprintf(path, sizeof path, "%s/file", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    (void)unlink(path);
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_program_is_taken_and_not_run),
        cmocka_unit_test(what_the_kernel_refuses_is_told),
        cmocka_unit_test(a_program_of_another_machine_is_refused),
        cmocka_unit_test(
            a_program_that_is_cut_short_is_refused_where_it_would_die),
        cmocka_unit_test(any_header_is_survived),
        cmocka_unit_test(a_file_that_is_written_is_waited_for),
        cmocka_unit_test(a_mark_shows_a_change),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
