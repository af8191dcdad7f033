#include "host/archive/archive_process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/compiler.h"
#include "common/fd.h"
#include "host/base/aside.h"

enum { LINE_MAX_BYTES = 4096, WORDS_MAX = 8 };

static void release(struct archive_process *process)
{
    int fd = process->exit_watch.fd;

    if (fd >= 0)
        event_loop_forget(process->loop, &process->exit_watch);
    fd_close(&fd);
    process->exit_watch.fd = -1;
    fd_close(&process->out);
    process->pid = 0;
}

static bool wait_for(struct archive_process *process, int options,
                     siginfo_t *death)
{
    *death = (siginfo_t){.si_pid = 0};
    return waitid(P_PIDFD, (id_t)process->exit_watch.fd, death,
                  WEXITED | options) == 0 &&
           death->si_pid != 0;
}

/* The line is shorter than a pipe's memory, so it is there at the end. */
static void exit_ready(void *self, uint32_t events)
{
    struct archive_process *process = self;
    char line[LINE_MAX_BYTES] = "";
    siginfo_t death;

    (void)events;
    if (!wait_for(process, WNOHANG, &death))
        return;
    if (death.si_code == CLD_EXITED && death.si_status == 0) {
        ssize_t got = fd_read(process->out, line, sizeof line - 1);
        line[got > 0 ? got : 0] = '\0';
    }
    release(process);
    process->on_end(process->self, line);
}

static int start(struct archive_process *process, char *const argv[], int out)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
#if ADDRESS_SANITIZED
    /* Looking for leaks would need more than the cage allows. */
    static char sanitizer[] = "ASAN_OPTIONS=detect_leaks=0";
    char *const none_set[] = {sanitizer, NULL};
#else
    char *const none_set[] = {NULL};
#endif
    char *const *environment =
        process->inherits_environment ? environ : none_set;
    sigset_t none;

    (void)sigemptyset(&none);
    (void)posix_spawn_file_actions_init(&actions);
    (void)posix_spawnattr_init(&attributes);
    (void)posix_spawnattr_setsigmask(&attributes, &none);
    int e = posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    if (!e)
        e = posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    if (!e)
        e = aside_spawn(process->loop->aside, &process->pid,
                        &(struct aside_start){"/proc/self/exe", &actions,
                                              &attributes, argv, environment});
    (void)posix_spawn_file_actions_destroy(&actions);
    (void)posix_spawnattr_destroy(&attributes);
    return e;
}

bool archive_process_start(struct archive_process *process,
                           struct event_loop *loop, char *const words[],
                           struct error *err)
{
    static char name[] = "dayfly";
    char *argv[WORDS_MAX + 1] = {name};
    AUTO(int, fd_close) out = -1;

    process->loop = loop;
    process->exit_watch =
        (struct fd_watch){.fd = -1, .on_ready = exit_ready, .self = process};
    process->out = -1;
    for (size_t i = 0; words[i] && i + 1 < COUNT(argv) - 1; i++)
        argv[i + 1] = words[i];
    if (!fd_pipe(&process->out, &out, err))
        return false;
    errno = start(process, argv, out);
    if (errno == 0)
        process->exit_watch.fd = (int)syscall(SYS_pidfd_open, process->pid, 0);
    if (process->exit_watch.fd >= 0 &&
        event_loop_watch(loop, &process->exit_watch, EPOLLIN, err))
        return true;
    (void)error_set_errno(err, "cannot start a process for the code");
    archive_process_stop(process);
    return false;
}

void archive_process_stop(struct archive_process *process)
{
    siginfo_t death;

    if (!process->pid)
        return;
    (void)kill(process->pid, SIGKILL);
    (void)wait_for(process, 0, &death);
    release(process);
}
