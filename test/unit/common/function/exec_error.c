/* common/function/exec_error - why the kernel refuses to run a file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/function/exec_error.h"
#include "common/fd.h"

#ifdef __aarch64__
#define HERE "aarch64"
#else
#define HERE "x86_64"
#endif

static char folder[] = "/tmp/common_exec_error.XXXXXX";
static char path[64];

static void make(const char *bytes, size_t size, mode_t mode)
{
    AUTO(int, fd_close) fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

    assert_true(fd >= 0 && fd_write_all(fd, bytes, size));
    assert_int_equal(fchmod(fd, mode), 0);
}

static void expect(const char *file, const char *hint)
{
    char name[64];
    char *argv[] = {name, NULL};
    char *envp[] = {NULL};
    char text[EXEC_ERROR_SIZE];

    (void)snprintf(name, sizeof name, "%s", file);
    assert_int_equal(execve(file, argv, envp), -1);
    exec_error_explain(file, errno, text);
    assert_string_equal(text, hint);
}

static void the_error_of_a_script_names_what_is_missing(void **state)
{
    static const struct {
        const char *bytes;
        mode_t mode;
        const char *hint;
    } rows[] = {
        {"#!/bin/sh\n", 0644, " (chmod +x is missing)"},
        {"", 0755, " (the file is empty)"},
        {"echo\n", 0755, " (no #! line and no executable of this machine)"},
        {"#!/nowhere/sh\n", 0755,
         " (its #! line asks for /nowhere/sh, which does not exist)"},
        {"#! \t/nowhere/sh -e\n#\r\n", 0755,
         " (its #! line asks for /nowhere/sh, which does not exist)"},
        {"#!/bin/sh\r\n", 0755,
         " (its #! line ends in a carriage return: save it with Unix line "
         "ends)"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        make(rows[i].bytes, strlen(rows[i].bytes), rows[i].mode);
        expect(path, rows[i].hint);
    }
    expect("/nowhere/file", "");
    expect(folder, " (it is a folder)");
}

static size_t executable(char *bytes, size_t most)
{
    AUTO(int, fd_close) fd = open("/bin/true", O_RDONLY | O_CLOEXEC);
    ssize_t size = fd_read(fd, bytes, most);

    assert_in_range(size, sizeof(Elf64_Ehdr), most - 1);
    return (size_t)size;
}

/* An executable for this machine, except for its header. */
static void an_executable_for_another_machine_is_recognized(void **state)
{
    static const struct {
        Elf64_Half machine;
        const char *name;
    } rows[] = {{EM_386, "i386"}, {EM_ARM, "arm"}, {0x1234, "another machine"}};
    static char bytes[256 * 1024];
    size_t size = executable(bytes, sizeof bytes);
    char hint[128];

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        memcpy(bytes + offsetof(Elf64_Ehdr, e_machine), &rows[i].machine,
               sizeof rows[i].machine);
        (void)snprintf(hint, sizeof hint, " (built for %s, this machine is %s)",
                       rows[i].name, HERE);
        make(bytes, size, 0755);
        expect(path, hint);
    }
}

static void a_missing_loader_is_named(void **state)
{
    static char bytes[256 * 1024];
    size_t size = executable(bytes, sizeof bytes);
    char *name = memmem(bytes, 4096, "/lib", 4);
    char hint[256];

    (void)state;
    assert_non_null(name);
    memcpy(name, "/gon", 4);
    (void)snprintf(hint, sizeof hint,
                   " (its loader %s does not exist: link it statically, or for "
                   "the C library of this machine)",
                   name);
    make(bytes, size, 0755);
    expect(path, hint);
}

/* Offsets in its headers may lead beyond the bytes that were read. */
static void invalid_headers_are_ignored(void **state)
{
    static char bytes[256 * 1024];
    size_t size = executable(bytes, sizeof bytes);
    static const Elf64_Off far[] = {4090, 1u << 20, UINT64_MAX - 8};
    char text[EXEC_ERROR_SIZE];

    (void)state;
    for (size_t i = 0; i < COUNT(far); i++) {
        memcpy(bytes + offsetof(Elf64_Ehdr, e_phoff), &far[i], sizeof far[i]);
        make(bytes, size, 0755);
        exec_error_explain(path, ENOENT, text);
        assert_string_equal(
            text, " (the file exists, but the program that runs it does not)");
    }
}

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
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
        cmocka_unit_test(the_error_of_a_script_names_what_is_missing),
        cmocka_unit_test(an_executable_for_another_machine_is_recognized),
        cmocka_unit_test(a_missing_loader_is_named),
        cmocka_unit_test(invalid_headers_are_ignored),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
