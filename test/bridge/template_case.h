/* A program that is made a template. PROGRAM CASE [ARGUMENT]: sets up the case,
 * writes "loaded", reads a line of stdin, writes what it sees then. The cases
 * are in the files that include this one; test_template.py and the like say
 * what each must write. */
#ifndef TEST_BRIDGE_TEMPLATE_CASE_H
#define TEST_BRIDGE_TEMPLATE_CASE_H

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SAY(...)                                                               \
    do {                                                                       \
        printf(__VA_ARGS__);                                                   \
        putchar('\n');                                                         \
        fflush(stdout);                                                        \
    } while (0)

/* The function case_NAME. */
#define CASE(name)                                                             \
    {                                                                          \
#name, case_##name                                                     \
    }

struct template_case {
    const char *name;
    void (*run)(void);
};

static const char *argument;

/* What a bridge does: blocks until there is an event. */
static void await_event(void)
{
    char line[64];
    SAY("loaded");
    if (read(3, line, sizeof line) <= 0)
        exit(3);
}

static int tid(void)
{
    return (int)syscall(SYS_gettid);
}

static void case_plain(void)
{
    await_event();
    SAY("pid %d tid %d", getpid(), tid());
}

static int run_case(const struct template_case *all, int argc, char **argv)
{
    argument = argc > 2 ? argv[2] : "";
    for (; argc > 1 && all->name; all++) {
        if (strcmp(all->name, argv[1]) == 0) {
            all->run();
            return 0;
        }
    }
    return 2;
}

#endif
