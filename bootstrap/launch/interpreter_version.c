#include "bootstrap/launch/interpreter_version.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bootstrap/os/descendants.h"
#include "bootstrap/sandbox/spawn.h"
#include "common/clock.h"
#include "common/fd.h"

enum { ANSWER_MS = 5000, KILL_MS = 100, OUTPUT_MAX = 200 };

/* Reads until the end of the output, OUTPUT_MAX bytes or ANSWER_MS. */
static void read_output(int fd, char output[OUTPUT_MAX + 1])
{
    struct pollfd one = {.fd = fd, .events = POLLIN};
    int64_t until = clock_mono_ms() + ANSWER_MS;
    size_t size = 0;

    for (;;) {
        int64_t left = until - clock_mono_ms();
        if (left <= 0 || size == OUTPUT_MAX || poll(&one, 1, (int)left) < 1)
            break;
        ssize_t got = fd_read(fd, output + size, OUTPUT_MAX - size);
        if (got <= 0)
            break;
        size += (size_t)got;
    }
    output[size] = '\0';
}

bool interpreter_version(const char *text, unsigned *version)
{
    char *end;

    if (*text != 'v')
        return false;
    unsigned long first = strtoul(text + 1, &end, 10);
    if (*end != '.' || first == 0 || first > 999)
        return false;
    unsigned long second = strtoul(end + 1, &end, 10);
    *version = (unsigned)(first * 100 + second);
    return *end == '.' && second < 100;
}

bool interpreter_version_text(const char *file,
                              char line[INTERPRETER_VERSION_TEXT_SIZE],
                              struct error *err)
{
    char *const argv[] = {(char *)(size_t)file, (char *)(size_t) "--version",
                          NULL};
    char *const envp[] = {NULL};
    const struct program program = {.file = file, .argv = argv, .envp = envp};
    char output[OUTPUT_MAX + 1];
    AUTO(int, fd_close) write_end = -1;
    AUTO(int, fd_close) read_end = -1;
    AUTO(int, fd_close) pidfd = -1;
    AUTO(int, fd_close) null = open("/dev/null", O_RDWR | O_CLOEXEC);
    pid_t pid;

    if (null < 0 || !fd_pipe(&read_end, &write_end, err))
        return error_prefix(err, "cannot determine the version of %s", file);
    const int fds[SPAWN_FDS] = {null, write_end, null, -1};
    if (spawn(&program, fds, &pid, &pidfd, err) != SPAWNED)
        return false;
    fd_close(&write_end);
    read_output(read_end, output);
    /* No event has arrived yet, so this process is the only descendant. */
    descendants_kill_until(clock_mono_ms() + KILL_MS);
    (void)snprintf(line, INTERPRETER_VERSION_TEXT_SIZE, "%.*s",
                   (int)strcspn(output, "\n"), output);
    return true;
}
