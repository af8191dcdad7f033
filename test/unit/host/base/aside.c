#include "host/base/aside.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>

#include <cmocka.h>

static char sh[] = "sh";
static char c[] = "-c";
static char three[] = "exit 3";
static char *const argv[] = {sh, c, three, NULL};
static char *const env[] = {NULL};
static const struct aside_start good = {
    .path = "/bin/sh", .argv = argv, .env = env};
static const struct aside_start bad = {
    .path = "/nowhere", .argv = argv, .env = env};

static void starts(struct aside *aside)
{
    pid_t pid = 0;
    int status = 0;

    assert_int_equal(aside_spawn(aside, &pid, &good), 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(WEXITSTATUS(status), 3);
    assert_int_equal(aside_spawn(aside, &pid, &bad), ENOENT);
}

static void processes_are_started_by_it_one_after_the_other(void **state)
{
    struct aside aside;
    struct error err = ERROR_NONE;

    (void)state;
    assert_true(aside_open(&aside, &err));
    for (int i = 0; i < 20; i++)
        starts(&aside);
    aside_close(&aside);
    aside_close(&aside);
}

static void without_one_the_caller_starts_them(void **state)
{
    (void)state;
    starts(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(processes_are_started_by_it_one_after_the_other),
        cmocka_unit_test(without_one_the_caller_starts_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
