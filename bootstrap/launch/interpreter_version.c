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

enum { MOST_MS = 5000, LAST_MS = 100, SAID_MAX = 200 };

static void listen_to(int fd, char said[SAID_MAX + 1])
{
    struct pollfd one = {.fd = fd, .events = POLLIN};
    int64_t until = clock_mono_ms() + MOST_MS;
    size_t size = 0;

    for (;;) {
        int64_t left = until - clock_mono_ms();
        if (left <= 0 || size == SAID_MAX || poll(&one, 1, (int)left) < 1)
            break;
        ssize_t got = fd_read(fd, said + size, SAID_MAX - size);
        if (got <= 0)
            break;
        size += (size_t)got;
    }
    said[size] = '\0';
}

/* Its first line. */
static void take_line(const char *said,
                      char line[INTERPRETER_VERSION_TEXT_SIZE])
{
    (void)snprintf(line, INTERPRETER_VERSION_TEXT_SIZE, "%.*s",
                   (int)strcspn(said, "\n"), said);
}

/* As versions are written: v20.11.1 */
bool interpreter_version(const char *said, unsigned *version)
{
    char *end;

    if (*said != 'v')
        return false;
    unsigned long first = strtoul(said + 1, &end, 10);
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
    char said[SAID_MAX + 1];
    AUTO(int, fd_close) mouth = -1;
    AUTO(int, fd_close) ear = -1;
    AUTO(int, fd_close) pidfd = -1;
    AUTO(int, fd_close) nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    pid_t pid;

    if (nothing < 0 || !fd_pipe(&ear, &mouth, err))
        return error_prefix(err, "cannot ask %s for its version", file);
    const int fds[3] = {nothing, mouth, nothing};
    if (spawn(&program, fds, &pid, &pidfd, err) != SPAWNED)
        return false;
    fd_close(&mouth);
    listen_to(ear, said);
    /* No event has come yet: whoever there is is this one. */
    descendants_kill_until(clock_mono_ms() + LAST_MS);
    take_line(said, line);
    return true;
}
