#include "host/runtime/runtime_process.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <spawn.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/buf.h"
#include "common/function/exec_error.h"
#include "common/fd.h"
#include "host/base/aside.h"
#include "host/groups/host_group.h"
#include "host/groups/runtime_group.h"
#include "host/runtime/runtime_channel.h"
#include "host/runtime/runtime_entry.h"

enum {
    READ_BYTES = 64 * 1024,
    DRAIN_READS = 64, /* at most: a process may print faster than it is read */
};

/* False: nothing to read now, or the end of the pipe. */
static bool pipe_read(struct runtime_pipe *p)
{
    char bytes[READ_BYTES];
    ssize_t got =
        p->watch.fd < 0 ? -1 : fd_read(p->watch.fd, bytes, READ_BYTES);

    if (got > 0)
        line_splitter_add(&p->splitter, bytes, (size_t)got);
    return got > 0;
}

static void pipe_close(struct runtime_pipe *p)
{
    int fd = p->watch.fd;

    if (fd < 0)
        return;
    line_splitter_end(&p->splitter);
    line_splitter_free(&p->splitter);
    event_loop_forget(p->process->loop, &p->watch);
    fd_close(&fd);
}

static void pipe_ready(void *self, uint32_t events)
{
    struct runtime_pipe *p = self;

    if (!pipe_read(p) && (events & (EPOLLHUP | EPOLLERR)))
        pipe_close(p);
}

static bool pipe_open(struct runtime_pipe *p, struct runtime_process *process,
                      int *writer, struct error *err)
{
    AUTO(int, fd_close) reader = -1;

    if (!fd_pipe(&reader, writer, err) || !fd_nonblock(reader, err))
        return false;
    *p = (struct runtime_pipe){
        .watch = {.fd = reader, .on_ready = pipe_ready, .self = p},
        .splitter = LINE_SPLITTER(process->on_line, process->self),
        .process = process,
    };
    if (!event_loop_watch(process->loop, &p->watch, EPOLLIN, err)) {
        p->watch.fd = -1;
        return false;
    }
    (void)fd_take(&reader);
    return true;
}

void runtime_process_drain(struct runtime_process *process)
{
    for (int i = 0; i < DRAIN_READS && process->pid && pipe_read(&process->out);
         i++)
        ;
    for (int i = 0; i < DRAIN_READS && process->pid && pipe_read(&process->err);
         i++)
        ;
}

void runtime_process_signal(const struct runtime_process *process, int number)
{
    if (process->pid)
        (void)kill(-process->pid, number);
}

static void release(struct runtime_process *process)
{
    int fd = process->exit_watch.fd;

    fd_close(&process->errors);
    runtime_process_drain(process);
    pipe_close(&process->out);
    pipe_close(&process->err);
    if (fd >= 0)
        event_loop_forget(process->loop, &process->exit_watch);
    fd_close(&fd);
    if (process->pid && process->has_groups)
        runtime_group_leave(process->pid);
    process->pid = 0;
}

static void exit_ready(void *self, uint32_t events)
{
    struct runtime_process *process = self;
    siginfo_t death = {.si_pid = 0};

    (void)events;
    /* Kill the rest of its group before waitid(): while the leader is a zombie,
     * its pid cannot be given to another process. */
    runtime_process_signal(process, SIGKILL);
    if (waitid(P_PIDFD, (id_t)process->exit_watch.fd, &death,
               WEXITED | WNOHANG) != 0 ||
        death.si_pid == 0)
        return;
    if (process->errors < 0 ||
        fd_read(process->errors, &process->exec_error,
                sizeof process->exec_error) != sizeof process->exec_error)
        process->exec_error = 0;
    release(process);
    process->on_exit(process->self, &death);
}

bool runtime_process_has_exited(const struct runtime_process *process)
{
    siginfo_t death = {.si_pid = 0};

    return waitid(P_PIDFD, (id_t)process->exit_watch.fd, &death,
                  WEXITED | WNOHANG | WNOWAIT) == 0 &&
           death.si_pid != 0;
}

static bool watch_exit(struct runtime_process *process, struct error *err)
{
    process->exit_watch =
        (struct fd_watch){.fd = (int)syscall(SYS_pidfd_open, process->pid, 0),
                          .on_ready = exit_ready,
                          .self = process};
    if (process->exit_watch.fd < 0)
        return error_set_errno(err, "cannot watch process %d",
                               (int)process->pid);
    return event_loop_watch(process->loop, &process->exit_watch, EPOLLIN, err);
}

/* What a runtime process gets; -1: it does not. */
struct ends {
    int out;
    int err;
    int door;
};

/* Returns 0 or an errno value. The door comes last: its number may be that of
 * another one here. */
static int add_actions(posix_spawn_file_actions_t *a, const char *folder,
                       const struct ends *ends)
{
    int e = posix_spawn_file_actions_addopen(a, STDIN_FILENO, "/dev/null",
                                             O_RDONLY, 0);

    if (!e)
        e = posix_spawn_file_actions_adddup2(a, ends->out, STDOUT_FILENO);
    if (!e)
        e = posix_spawn_file_actions_adddup2(a, ends->err, STDERR_FILENO);
    if (!e && ends->door >= 0)
        e = posix_spawn_file_actions_adddup2(a, ends->door, RUNTIME_CHANNEL_FD);
    return e ? e : posix_spawn_file_actions_addchdir_np(a, folder);
}

/* The child would inherit signals that the host ignores or blocks. */
static int set_attributes(posix_spawnattr_t *a)
{
    sigset_t none;
    sigset_t all;

    (void)sigemptyset(&none);
    (void)sigfillset(&all);
    (void)sigdelset(&all, SIGKILL);
    (void)sigdelset(&all, SIGSTOP);
    (void)posix_spawnattr_setsigmask(a, &none);
    (void)posix_spawnattr_setsigdefault(a, &all);
    return posix_spawnattr_setflags(
        a, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

bool runtime_process_explain(const struct function *fn, int error,
                             struct error *err)
{
    char reason[EXEC_ERROR_SIZE] = "";
    const char *advice = "";

    if (fn->own_bootstrap)
        exec_error_explain(fn->bootstrap, error, reason);
    if (*reason && fn->stored && error == EACCES)
        advice =
            "; give it mode 755 in the zip file, which most programs of "
            "Windows that make zip files do not";
    errno = error;
    return error_set_errno(err, "cannot start %s in %s%s%s", fn->bootstrap,
                           fn->root, reason, advice);
}

/* Something is to be done in the process before it is the bootstrap. */
static bool enters(const struct function *fn)
{
    return runtime_entry_has_groups(fn) || host_group_holds_children();
}

static bool spawn(struct runtime_process *process, const struct function *fn,
                  char *const env[], const struct ends *ends, struct error *f)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    struct runtime_entry entry;
    char *plain[] = {fn->bootstrap, NULL};
    char *entering[RUNTIME_ENTRY_WORDS + 1] = {NULL};
    char *const *argv = enters(fn) ? entering : plain;

    runtime_entry_words(&entry, fn, fn->own_bootstrap ? RUNTIME_CHANNEL_FD : -1,
                        entering);
    /* Descriptors that the host has inherited may not be close-on-exec. */
    (void)syscall(SYS_close_range, STDERR_FILENO + 1U, ~0U,
                  CLOSE_RANGE_CLOEXEC);
    (void)posix_spawn_file_actions_init(&actions);
    (void)posix_spawnattr_init(&attributes);
    int e = add_actions(&actions, fn->root, ends);
    if (!e)
        e = set_attributes(&attributes);
    if (!e)
        e = aside_spawn(
            process->loop->aside, &process->pid,
            &(struct aside_start){argv[0], &actions, &attributes, argv, env});
    (void)posix_spawn_file_actions_destroy(&actions);
    (void)posix_spawnattr_destroy(&attributes);
    process->has_groups = runtime_entry_has_groups(fn);
    if (!e)
        return true;
    process->pid = 0;
    return runtime_process_explain(fn, e, f);
}

void runtime_process_init(struct runtime_process *process,
                          struct event_loop *loop)
{
    *process = (struct runtime_process){.loop = loop,
                                        .errors = -1,
                                        .exit_watch = {.fd = -1},
                                        .out = {.watch = {.fd = -1}},
                                        .err = {.watch = {.fd = -1}}};
}

bool runtime_process_start(struct runtime_process *process,
                           const struct function *fn, char *const env[],
                           int door, struct error *f)
{
    AUTO(int, fd_close) out = -1;
    AUTO(int, fd_close) err = -1;
    AUTO(int, fd_close) told = -1;

    process->exec_error = 0;
    if (fn->own_bootstrap && enters(fn) &&
        (!fd_pipe(&process->errors, &told, f) ||
         !fd_nonblock(process->errors, f)))
        return false;
    if (pipe_open(&process->out, process, &out, f) &&
        pipe_open(&process->err, process, &err, f) &&
        spawn(process, fn, env,
              &(struct ends){.out = out,
                             .err = err,
                             .door = fn->own_bootstrap ? told : door},
              f) &&
        watch_exit(process, f))
        return true;
    int cause = errno;
    runtime_process_stop(process);
    errno = cause;
    return false;
}

void runtime_process_stop(struct runtime_process *process)
{
    siginfo_t death;

    runtime_process_signal(process, SIGKILL);
    if (process->pid)
        (void)waitid(P_PID, (id_t)process->pid, &death, WEXITED);
    release(process);
}
