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
static bool pipe_read(struct stage_pipe *p)
{
    char bytes[READ_BYTES];
    ssize_t got =
        p->watch.fd < 0 ? -1 : fd_read(p->watch.fd, bytes, READ_BYTES);

    if (got > 0)
        lines_add(&p->lines, bytes, (size_t)got);
    return got > 0;
}

static void pipe_close(struct stage_pipe *p)
{
    int fd = p->watch.fd;

    if (fd < 0)
        return;
    lines_end(&p->lines);
    lines_free(&p->lines);
    loop_forget(p->stage->loop, &p->watch);
    fd_close(&fd);
}

static void pipe_ready(void *self, uint32_t events)
{
    struct stage_pipe *p = self;

    if (!pipe_read(p) && (events & (EPOLLHUP | EPOLLERR)))
        pipe_close(p);
}

static bool pipe_open(struct stage_pipe *p, struct stage *s, int *writer,
                      struct fault *f)
{
    AUTO(int, fd_close) reader = -1;

    if (!fd_pipe(&reader, writer, f) || !fd_nonblock(reader, f))
        return false;
    *p = (struct stage_pipe){
        .watch = {.fd = reader, .ready = pipe_ready, .self = p},
        .lines = LINES(s->line, s->self),
        .stage = s,
    };
    if (!loop_watch(s->loop, &p->watch, EPOLLIN, f)) {
        p->watch.fd = -1;
        return false;
    }
    (void)fd_take(&reader);
    return true;
}

void stage_drain(struct stage *s)
{
    for (int i = 0; i < DRAIN_READS && s->pid && pipe_read(&s->out); i++)
        ;
    for (int i = 0; i < DRAIN_READS && s->pid && pipe_read(&s->err); i++)
        ;
}

void stage_signal(const struct stage *s, int number)
{
    if (s->pid)
        (void)kill(-s->pid, number);
}

static void bury(struct stage *s)
{
    int fd = s->death.fd;

    stage_drain(s);
    pipe_close(&s->out);
    pipe_close(&s->err);
    if (fd >= 0)
        loop_forget(s->loop, &s->death);
    fd_close(&fd);
    s->pid = 0;
}

static void death_ready(void *self, uint32_t events)
{
    struct stage *s = self;
    siginfo_t death = {.si_pid = 0};

    (void)events;
    /* While the leader is a zombie its number cannot mean another group. */
    stage_signal(s, SIGKILL);
    if (waitid(P_PIDFD, (id_t)s->death.fd, &death, WEXITED | WNOHANG) != 0 ||
        death.si_pid == 0)
        return;
    bury(s);
    s->ended(s->self, &death);
}

static bool watch_death(struct stage *s, struct fault *f)
{
    s->death = (struct watch){.fd = (int)syscall(SYS_pidfd_open, s->pid, 0),
                              .ready = death_ready,
                              .self = s};
    if (s->death.fd < 0)
        return fault_errno(f, "cannot watch process %d", (int)s->pid);
    return loop_watch(s->loop, &s->death, EPOLLIN, f);
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

static bool spawn(struct stage *s, const struct function *fn, char *const env[],
                  int out, int err, struct fault *f)
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
    return fault_errno(f, "cannot start %s in %s", fn->bootstrap, fn->root);
}

void stage_init(struct stage *s, struct loop *loop)
{
    *s = (struct stage){.loop = loop,
                        .death = {.fd = -1},
                        .out = {.watch = {.fd = -1}},
                        .err = {.watch = {.fd = -1}}};
}

bool stage_start(struct stage *s, const struct function *fn, char *const env[],
                 struct fault *f)
{
    AUTO(int, fd_close) out = -1;
    AUTO(int, fd_close) err = -1;

    if (pipe_open(&s->out, s, &out, f) && pipe_open(&s->err, s, &err, f) &&
        spawn(s, fn, env, out, err, f) && watch_death(s, f))
        return true;
    stage_stop(s);
    return false;
}

void stage_stop(struct stage *s)
{
    siginfo_t death;

    stage_signal(s, SIGKILL);
    if (s->pid)
        (void)waitid(P_PID, (id_t)s->pid, &death, WEXITED);
    bury(s);
}
