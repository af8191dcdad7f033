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
#include "common/fd.h"

enum {
    READ_BYTES = 64 * 1024,
    DRAIN_READS = 64, /* a flood must not hold up an answer for ever */
};

/* False: nothing more for now, or ever. */
static bool pipe_read(struct runtime_pipe *p)
{
    char bytes[READ_BYTES];
    ssize_t got =
        p->watch.fd < 0 ? -1 : fd_read(p->watch.fd, bytes, READ_BYTES);

    if (got > 0)
        line_splitter_add(&p->lines, bytes, (size_t)got);
    return got > 0;
}

static void pipe_close(struct runtime_pipe *p)
{
    int fd = p->watch.fd;

    if (fd < 0)
        return;
    line_splitter_end(&p->lines);
    line_splitter_free(&p->lines);
    event_loop_forget(p->stage->loop, &p->watch);
    fd_close(&fd);
}

static void pipe_ready(void *self, uint32_t events)
{
    struct runtime_pipe *p = self;

    if (!pipe_read(p) && (events & (EPOLLHUP | EPOLLERR)))
        pipe_close(p);
}

static bool pipe_open(struct runtime_pipe *p, struct runtime_process *s,
                      int *writer, struct error *f)
{
    AUTO(int, fd_close) reader = -1;

    if (!fd_pipe(&reader, writer, f) || !fd_nonblock(reader, f))
        return false;
    *p = (struct runtime_pipe){
        .watch = {.fd = reader, .ready = pipe_ready, .self = p},
        .lines = LINE_SPLITTER(s->line, s->self),
        .stage = s,
    };
    if (!event_loop_watch(s->loop, &p->watch, EPOLLIN, f)) {
        p->watch.fd = -1;
        return false;
    }
    (void)fd_take(&reader);
    return true;
}

void runtime_process_drain(struct runtime_process *s)
{
    for (int i = 0; i < DRAIN_READS && s->pid && pipe_read(&s->out); i++)
        ;
    for (int i = 0; i < DRAIN_READS && s->pid && pipe_read(&s->err); i++)
        ;
}

void runtime_process_signal(const struct runtime_process *s, int number)
{
    if (s->pid)
        (void)kill(-s->pid, number);
}

static void bury(struct runtime_process *s)
{
    int fd = s->death.fd;

    runtime_process_drain(s);
    pipe_close(&s->out);
    pipe_close(&s->err);
    if (fd >= 0)
        event_loop_forget(s->loop, &s->death);
    fd_close(&fd);
    s->pid = 0;
}

static void death_ready(void *self, uint32_t events)
{
    struct runtime_process *s = self;
    siginfo_t death = {.si_pid = 0};

    (void)events;
    /* While the leader is a zombie its number cannot mean another group. */
    runtime_process_signal(s, SIGKILL);
    if (waitid(P_PIDFD, (id_t)s->death.fd, &death, WEXITED | WNOHANG) != 0 ||
        death.si_pid == 0)
        return;
    bury(s);
    s->ended(s->self, &death);
}

static bool watch_death(struct runtime_process *s, struct error *f)
{
    s->death = (struct fd_watch){.fd = (int)syscall(SYS_pidfd_open, s->pid, 0),
                                 .ready = death_ready,
                                 .self = s};
    if (s->death.fd < 0)
        return error_set_errno(f, "cannot watch process %d", (int)s->pid);
    return event_loop_watch(s->loop, &s->death, EPOLLIN, f);
}

/* errno-style: 0 or the reason. */
static int add_actions(posix_spawn_file_actions_t *a, const char *folder,
                       int out, int err)
{
    int e = posix_spawn_file_actions_addopen(a, STDIN_FILENO, "/dev/null",
                                             O_RDONLY, 0);

    if (!e)
        e = posix_spawn_file_actions_adddup2(a, out, STDOUT_FILENO);
    if (!e)
        e = posix_spawn_file_actions_adddup2(a, err, STDERR_FILENO);
    return e ? e : posix_spawn_file_actions_addchdir_np(a, folder);
}

/* Signals ignored or blocked here would stay so in the child. */
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

static bool spawn(struct runtime_process *s, const struct function *fn,
                  char *const env[], int out, int err, struct error *f)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    char *argv[] = {fn->bootstrap, NULL};

    /* Whoever opened them may have forgotten to. */
    (void)syscall(SYS_close_range, STDERR_FILENO + 1U, ~0U,
                  CLOSE_RANGE_CLOEXEC);
    (void)posix_spawn_file_actions_init(&actions);
    (void)posix_spawnattr_init(&attributes);
    int e = add_actions(&actions, fn->root, out, err);
    if (!e)
        e = set_attributes(&attributes);
    if (!e)
        e = posix_spawn(&s->pid, fn->bootstrap, &actions, &attributes, argv,
                        env);
    (void)posix_spawn_file_actions_destroy(&actions);
    (void)posix_spawnattr_destroy(&attributes);
    if (!e)
        return true;
    s->pid = 0;
    errno = e;
    return error_set_errno(f, "cannot start %s in %s", fn->bootstrap, fn->root);
}

void runtime_process_init(struct runtime_process *s, struct event_loop *loop)
{
    *s = (struct runtime_process){.loop = loop,
                                  .death = {.fd = -1},
                                  .out = {.watch = {.fd = -1}},
                                  .err = {.watch = {.fd = -1}}};
}

bool runtime_process_start(struct runtime_process *s, const struct function *fn,
                           char *const env[], struct error *f)
{
    AUTO(int, fd_close) out = -1;
    AUTO(int, fd_close) err = -1;

    if (pipe_open(&s->out, s, &out, f) && pipe_open(&s->err, s, &err, f) &&
        spawn(s, fn, env, out, err, f) && watch_death(s, f))
        return true;
    runtime_process_stop(s);
    return false;
}

void runtime_process_stop(struct runtime_process *s)
{
    siginfo_t death;

    runtime_process_signal(s, SIGKILL);
    if (s->pid)
        (void)waitid(P_PID, (id_t)s->pid, &death, WEXITED);
    bury(s);
}
