#include "bootstrap/launch/interpreter_version.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/fd.h"
#include "bootstrap/sandbox/spawn.h"
#include "bootstrap/os/descendants.h"

enum { MOST_MS = 5000, LAST_MS = 100, SAID_MOST = 200 };

static void listen_to(int fd, char said[SAID_MOST + 1])
{
    struct pollfd one = {.fd = fd, .events = POLLIN};
    int64_t until = clock_mono_ms() + MOST_MS;
    size_t size = 0;

    for (;;) {
        int64_t left = until - clock_mono_ms();
        if (left <= 0 || size == SAID_MOST || poll(&one, 1, (int)left) < 1)
            break;
        ssize_t got = fd_read(fd, said + size, SAID_MOST - size);
        if (got <= 0)
            break;
        size += (size_t)got;
    }
    said[size] = '\0';
}

/* Its first line. */
static void take_line(const char *said, char line[ENGINE_SAYS_SIZE])
{
    (void)snprintf(line, ENGINE_SAYS_SIZE, "%.*s", (int)strcspn(said, "\n"),
                   said);
}

/* As versions are written: v20.11.1 */
bool engine_version(const char *said, unsigned *version)
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

bool engine_says(const char *file, char line[ENGINE_SAYS_SIZE], struct fault *f)
{
    char *const argv[] = {(char *)(size_t)file, (char *)(size_t) "--version",
                          NULL};
    char *const envp[] = {NULL};
    const struct program program = {.file = file, .argv = argv, .envp = envp};
    char said[SAID_MOST + 1];
    AUTO(int, fd_close) mouth = -1;
    AUTO(int, fd_close) ear = -1;
    AUTO(int, fd_close) pidfd = -1;
    AUTO(int, fd_close) nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    pid_t pid;

    if (nothing < 0 || !fd_pipe(&ear, &mouth, f))
        return fault_at(f, "cannot ask %s for its version", file);
    const int fds[3] = {nothing, mouth, nothing};
    if (spawn(&program, fds, &pid, &pidfd, f) != SPAWNED)
        return false;
    fd_close(&mouth);
    listen_to(ear, said);
    /* No event has come yet: whoever there is is this one. */
    sweep_out(clock_mono_ms() + LAST_MS);
    take_line(said, line);
    return true;
}
