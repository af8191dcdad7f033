#include "bootstrap/sandbox/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "common/function/exec_error.h"
#include "common/fd.h"

/* oom_score_adj, from -1000 to 1000; the child inherits the bootstrap's. 500
 * more counts like half of the machine's memory. */
enum { MORE = 500, MOST = 1000 };

static void raise_oom_score(pid_t pid)
{
    char path[40];
    char text[16];

    (void)snprintf(path, sizeof path, "/proc/%ld/oom_score_adj", (long)pid);
    AUTO(int, fd_close) fd = open(path, O_RDWR | O_CLOEXEC);
    ssize_t got = fd < 0 ? -1 : fd_read(fd, text, sizeof text - 1);
    if (got <= 0)
        return;
    text[got] = '\0';
    long worth = strtol(text, NULL, 10) + MORE;
    int size =
        snprintf(text, sizeof text, "%ld", worth < MOST ? worth : (long)MOST);
    (void)!fd_write(fd, text, (size_t)size);
}

enum { CHILD_STACK_BYTES = 64 * 1024 };

/* The longest sleep before the next check whether the child was stopped. */
enum { CHECK_NS = 10 * 1000 * 1000 };

/* Shared by parent and child: with CLONE_VM the child reports without a pipe,
 * and the report is complete once the child has left our memory. */
struct spawn_call {
    const struct program *program;
    const int *fds; /* NULL: only try the sandbox */
    pid_t parent;
    int inside;       /* set to 0 by the kernel once it has left our memory */
    const char *step; /* the step that failed, or NULL */
    int error;
};

static int fail(struct spawn_call *call, const char *step)
{
    call->step = step;
    call->error = errno;
    return 127;
}

static void default_signals(void)
{
    struct sigaction standard = {.sa_handler = SIG_DFL};
    sigset_t none;

    for (int signo = 1; signo <= SIGRTMAX; signo++)
        (void)sigaction(signo, &standard, NULL);
    (void)sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
}

/* A descriptor may have the number that another one needs, so move all of them
 * out of the way first. */
static bool take_descriptors(const struct spawn_call *call)
{
    enum { COUNT_MAX = SPAWN_CONTROL_FD + 1 };
    const int *fds = call->fds;
    const int *control = call->program->control;
    int stdin_fd = call->program->input_on_stdin ? fds[SPAWN_INPUT_FD] : fds[0];
    const int wanted[COUNT_MAX] = {
        stdin_fd, fds[1], fds[2], fds[SPAWN_INPUT_FD], control ? *control : -1};
    int moved[COUNT_MAX];

    for (int i = 0; i < COUNT_MAX; i++) {
        moved[i] =
            wanted[i] < 0 ? -1 : fcntl(wanted[i], F_DUPFD_CLOEXEC, COUNT_MAX);
        if (wanted[i] >= 0 && moved[i] < 0)
            return false;
    }
    for (int i = 0; i < COUNT_MAX; i++) {
        if (moved[i] < 0)
            (void)close(i);
        else if (dup2(moved[i], i) < 0)
            return false;
    }
    return syscall(SYS_close_range, (unsigned)COUNT_MAX, ~0U, 0U) == 0;
}

/* The new user must be able to open /dev/stdout. The stdin of a bridge is
 * /dev/null. */
static void give_pipes(const int *fds, uid_t uid)
{
    for (int i = fds[SPAWN_INPUT_FD] < 0 ? 0 : 1; i < SPAWN_FDS; i++)
        if (fds[i] >= 0)
            (void)!fchown(fds[i], uid, uid);
}

/* In a PID namespace of its own the child cannot see its parent's pid. */
static bool is_orphan(const struct spawn_call *call)
{
    pid_t parent = getppid();

    return parent != call->parent && parent != 0;
}

/* Runs in the parent's memory: only system calls, no allocation, no locks. */
static int child(void *arg)
{
    struct spawn_call *call = arg;
    const struct rlimit nothing = {0, 0};
    const struct sandbox *sandbox = call->program->sandbox;

    default_signals();
    if (setsid() < 0)
        return fail(call, "cannot start a session");
    if (sandbox && sandbox->uid && call->fds)
        give_pipes(call->fds, sandbox->uid);
    const char *step = sandbox ? sandbox_apply(sandbox) : NULL;
    if (step)
        return fail(call, step);
    if (!call->fds)
        return 0;
    if (!take_descriptors(call))
        return fail(call, "cannot set up stdin, stdout and stderr");
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (is_orphan(call))
        return fail(call, "the bootstrap has ended");
    (void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    (void)setrlimit(RLIMIT_CORE, &nothing);
    if (call->program->no_queues)
        (void)setrlimit(RLIMIT_MSGQUEUE, &nothing);
    if (call->program->folder && chdir(call->program->folder) != 0)
        return fail(call, "cannot change to the function's folder");
    (void)execve(call->program->file, call->program->argv, call->program->envp);
    return fail(call, NULL);
}

static enum spawn_end explain(const struct spawn_call *call, struct error *err)
{
    char hint[EXEC_ERROR_SIZE];

    errno = call->error;
    if (call->step) {
        (void)error_set_errno(err, "%s %s", call->step,
                              call->program->folder ? call->program->folder
                                                    : "");
        return SPAWN_FAILED;
    }
    exec_error_explain(call->program->file, call->error, hint);
    errno = call->error;
    (void)error_set_errno(err, "cannot run %s%s", call->program->file, hint);
    switch (call->error) {
    case EAGAIN:
    case ENOMEM:
    case EMFILE:
    case ENFILE:
        return SPAWN_FAILED;
    default:
        return SPAWN_EXEC_FAILED;
    }
}

/* The child did not reach exec: it reported why and exited. */
static void reap(int *pidfd)
{
    siginfo_t info;

    (void)waitid(P_PIDFD, (id_t)*pidfd, &info, WEXITED);
    fd_close(pidfd);
}

/* Waits until the child has called exec or has exited. vfork would wait for
 * ever if another process of the child's user had stopped it. */
static void await_exec(struct spawn_call *call, int pidfd)
{
    const struct timespec interval = {.tv_nsec = CHECK_NS};
    const char *stopped = NULL;

    while (__atomic_load_n(&call->inside, __ATOMIC_ACQUIRE)) {
        siginfo_t info = {0};
        if (syscall(SYS_futex, &call->inside, FUTEX_WAIT, 1, &interval, NULL,
                    0) == 0 ||
            errno != ETIMEDOUT ||
            waitid(P_PIDFD, (id_t)pidfd, &info,
                   WEXITED | WSTOPPED | WNOHANG | WNOWAIT) != 0 ||
            info.si_pid == 0)
            continue;
        if (info.si_code != CLD_STOPPED)
            break;
        stopped = "another process stopped the new process before exec, in";
        (void)syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, NULL, 0);
    }
    if (stopped) {
        call->step = stopped;
        call->error = ECANCELED;
    }
}

/* False with errno set if there is no process. True if the child has called
 * exec, or call->error says why it could not. */
static bool start(struct spawn_call *call, pid_t *pid, int *pidfd)
{
    const struct sandbox *sandbox = call->program->sandbox;
    sigset_t all;
    sigset_t before;

    char *stack =
        mmap(NULL, CHILD_STACK_BYTES, PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK | MAP_NORESERVE, -1, 0);
    if (stack == MAP_FAILED)
        return false;
    /* No signal handler may run in the child while it shares our memory. */
    (void)sigfillset(&all);
    (void)sigprocmask(SIG_SETMASK, &all, &before);
    call->inside = 1;
    *pid = clone(child, stack + CHILD_STACK_BYTES,
                 CLONE_VM | CLONE_CHILD_CLEARTID | CLONE_PIDFD | SIGCHLD |
                     (sandbox ? sandbox->namespaces : 0),
                 call, pidfd, NULL, &call->inside);
    int error = errno;
    if (*pid >= 0)
        await_exec(call, *pidfd);
    (void)sigprocmask(SIG_SETMASK, &before, NULL);
    (void)munmap(stack, CHILD_STACK_BYTES);
    errno = error;
    return *pid >= 0;
}

enum spawn_end spawn(const struct program *program, const int fds[SPAWN_FDS],
                     pid_t *pid, int *pidfd, struct error *err)
{
    struct spawn_call call = {
        .program = program, .fds = fds, .parent = getpid()};

    if (!start(&call, pid, pidfd)) {
        (void)error_set_errno(err, "cannot start a process");
        return SPAWN_FAILED;
    }
    if (call.error) {
        reap(pidfd);
        return explain(&call, err);
    }
    raise_oom_score(*pid);
    return SPAWNED;
}

bool spawn_try(const struct sandbox *sandbox, struct error *err)
{
    const struct program nothing = {.sandbox = sandbox};
    struct spawn_call call = {.program = &nothing, .parent = getpid()};
    pid_t pid;
    int pidfd;

    if (!start(&call, &pid, &pidfd))
        return error_set_errno(err, "cannot start a process");
    reap(&pidfd);
    errno = call.error;
    return !call.step || error_set_errno(err, "%s", call.step);
}
