#include "host/doctor/program_output.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/fd.h"

enum { PIECE_BYTES = 4096 };

static bool start(const char *const words[], int out, pid_t *pid)
{
    posix_spawn_file_actions_t files;

    (void)posix_spawn_file_actions_init(&files);
    (void)posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null",
                                           O_RDONLY, 0);
    (void)posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
    (void)posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null",
                                           O_WRONLY, 0);
    int failed = posix_spawnp(pid, words[0], &files, NULL,
                              (char *const *)(uintptr_t)words, environ);
    (void)posix_spawn_file_actions_destroy(&files);
    return failed == 0;
}

/* False: it prints too much, or too long. */
static bool read_all(int fd, struct buf *output)
{
    int64_t until_ms = clock_mono_ms() + (int64_t)PROGRAM_OUTPUT_S * 1000;
    char piece[PIECE_BYTES];
    ssize_t size = 1;

    while (size > 0) {
        int64_t left_ms = until_ms - clock_mono_ms();
        struct pollfd ready = {.fd = fd, .events = POLLIN};
        if (left_ms <= 0 || poll(&ready, 1, (int)left_ms) <= 0)
            return false;
        size = fd_read(fd, piece, sizeof piece);
        if (size > 0 && !buf_add(output, piece, (size_t)size))
            return false;
    }
    return size == 0;
}

enum program_end program_output(const char *const words[], struct buf *output)
{
    AUTO(int, fd_close) reader = -1;
    AUTO(int, fd_close) writer = -1;
    struct error err = ERROR_NONE;
    siginfo_t end = {.si_code = 0};
    pid_t pid;

    if (!fd_pipe(&reader, &writer, &err) || !start(words, writer, &pid))
        return PROGRAM_ABSENT;
    fd_close(&writer);
    bool whole = read_all(reader, output);
    if (!whole)
        (void)kill(pid, SIGKILL);
    (void)waitid(P_PID, (id_t)pid, &end, WEXITED);
    return whole && end.si_code == CLD_EXITED && end.si_status == 0
               ? PROGRAM_DONE
               : PROGRAM_FAILED;
}
