#include "bootstrap/slot.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bootstrap/base/clock.h"
#include "bootstrap/base/fd.h"
#include "bootstrap/invocation.h"
#include "bootstrap/peak.h"
#include "bootstrap/sweep.h"

enum {
    READ_BYTES = 64 * 1024,
    SWEEP_AGAIN_MS = 1,
    SILENCE_MS = 100,  /* a dying process closes its pipes a little earlier */
    STUBBORN_MS = 250, /* after that the log says that it will not die */
};

/* Only the first ending counts. */
static void ended(struct slot *s, enum ending_how how, int code)
{
    if (s->end->how != ENDED_NOT)
        return;
    s->end->how = how;
    s->end->code = code;
}

static void hang_up(struct slot *s, int *fd)
{
    if (*fd < 0)
        return;
    fd_close(fd);
    if (fd == &s->out)
        hearing_out_end(&s->hearing);
    else
        hearing_err_end(&s->hearing);
}

/* The pipe itself fails, which is no doing of the handler's. */
static void broken_pipe(struct slot *s, int *fd, const char *what)
{
    if (s->end->how == ENDED_NOT)
        (void)fault_errno(&s->end->why, "%s", what);
    ended(s, ENDED_NO_MEANS, 0);
    hang_up(s, fd);
}

/* Reads once. At the end of the stream the descriptor is closed. */
static void listen_to(struct slot *s, int *fd)
{
    char bytes[READ_BYTES];
    ssize_t got = fd_read(*fd, bytes, sizeof bytes);

    if (got > 0 && fd == &s->out)
        hearing_out(&s->hearing, bytes, (size_t)got);
    else if (got > 0)
        hearing_err(&s->hearing, bytes, (size_t)got);
    else if (got == 0)
        hang_up(s, fd);
    else if (errno != EAGAIN)
        broken_pipe(s, fd, "cannot read what the handler says");
}

/* Reads what was in the pipe at this moment, and no more: someone who still
 * holds the other end must not keep us here. */
static void drain(struct slot *s, int *fd)
{
    int waiting = 0;

    if (*fd < 0 || ioctl(*fd, FIONREAD, &waiting) != 0)
        return;
    for (int left = waiting; left > 0 && *fd >= 0; left -= READ_BYTES)
        listen_to(s, fd);
}

void slot_init(struct slot *s, struct log *log, struct body *said,
               struct ending *end)
{
    *s = (struct slot){.state = SLOT_EMPTY,
                       .pidfd = -1,
                       .in = -1,
                       .out = -1,
                       .err = -1,
                       .log = log,
                       .said = said,
                       .end = end};
    hearing_init(&s->hearing, log, said, end);
}

static bool make_pipes(struct slot *s, int theirs[3], struct fault *f)
{
    return fd_pipe(&theirs[0], &s->in, f) && fd_pipe(&s->out, &theirs[1], f) &&
           fd_pipe(&s->err, &theirs[2], f) && fd_nonblock(s->in, f) &&
           fd_nonblock(s->out, f) && fd_nonblock(s->err, f);
}

static void close_all(struct slot *s)
{
    fd_close(&s->in);
    fd_close(&s->out);
    fd_close(&s->err);
    fd_close(&s->pidfd);
}

static void remember(struct slot *s, const struct slot_work *work)
{
    s->bridged = work->nonce != NULL;
    s->begun_ms = clock_mono_ms();
    s->stop_ms = work->stop_ms;
    s->stubborn = false;
    s->killed = 0;
    feed_begin(&s->feed, work->feed, work->feed_count);
    s->accounted = false;
    s->silent_ms = INT64_MAX;
    hearing_begin(&s->hearing, work->nonce);
}

void slot_start(struct slot *s, const struct slot_work *work)
{
    int theirs[3] = {-1, -1, -1};
    enum spawn_end how = SPAWN_FAILED;

    remember(s, work);
    if (make_pipes(s, theirs, &s->end->why))
        how = spawn(work->program, theirs, &s->pid, &s->pidfd, &s->end->why);
    for (size_t i = 0; i < COUNT(theirs); i++)
        fd_close(&theirs[i]);
    if (how == SPAWNED) {
        s->state = SLOT_RUNNING;
        return;
    }
    s->pid = 0;
    close_all(s);
    ended(s, how == SPAWN_REFUSED ? ENDED_NEVER_BEGAN : ENDED_NO_MEANS, 0);
}

static bool wants_more(const struct slot *s)
{
    return s->state == SLOT_STOPPING || s->end->how != ENDED_NOT ||
           !s->said->live || !body_full(s->said);
}

void slot_watch(const struct slot *s, struct watch *w)
{
    if (s->state == SLOT_EMPTY)
        return;
    if (feed_left(&s->feed))
        watch_add(w, s->in, POLLOUT);
    if (wants_more(s))
        watch_add(w, s->out, POLLIN);
    watch_add(w, s->err, POLLIN);
    if (s->pid)
        watch_add(w, s->pidfd, POLLIN);
    if (s->state == SLOT_RUNNING && s->end->how == ENDED_NOT)
        watch_until(w, s->stop_ms < s->silent_ms ? s->stop_ms : s->silent_ms);
    if (s->state == SLOT_STOPPING)
        watch_until(w, clock_mono_ms() + (s->pid ? 20 : SWEEP_AGAIN_MS));
}

/* A plain executable reads to the end of its stdin; a bridged one may get more
 * events. Who does not read, or is gone, is no error: what it answers counts.
 */
static void hand_over(struct slot *s)
{
    struct fault why = FAULT_NONE;

    switch (feed_turn(&s->feed, s->in, &why)) {
    case FED_SOME:
        return;
    case FED_BROKEN:
        if (s->end->how == ENDED_NOT)
            s->end->why = why;
        ended(s, ENDED_NO_MEANS, 0);
        break;
    case FED_ALL:
    case FED_REFUSED:
        break;
    }
    if (!s->bridged)
        fd_close(&s->in);
}

/* The leader is dead but not reaped: its group's number is still its own, so
 * the group can be killed without hitting a stranger. */
static void leader_died(struct slot *s)
{
    siginfo_t info = {0};
    struct rusage usage = {0};

    (void)kill(-s->pid, SIGKILL);
    /* The system call itself: the library's waitid gives no account. */
    if (syscall(SYS_waitid, P_PIDFD, s->pidfd, &info, WEXITED | WNOHANG,
                &usage) != 0 ||
        info.si_pid == 0)
        return;
    if (s->end->how == ENDED_NOT)
        s->end->peak_kib = usage.ru_maxrss;
    drain(s, &s->out);
    drain(s, &s->err);
    s->pid = 0;
    if (info.si_code == CLD_EXITED)
        ended(s, ENDED_EXITED, info.si_status);
    else
        ended(s, ENDED_KILLED, info.si_status);
}

static void leader_look(struct slot *s, const struct watch *w)
{
    if (s->pid && watch_found(w, s->pidfd))
        leader_died(s);
}

static void work_on(struct slot *s)
{
    int64_t now_ms = clock_mono_ms();

    if (s->bridged && s->out < 0 && s->silent_ms == INT64_MAX)
        s->silent_ms = now_ms + SILENCE_MS;
    if (now_ms >= s->silent_ms)
        ended(s, ENDED_SILENT, 0);
    if (now_ms >= s->stop_ms)
        ended(s, ENDED_LATE, 0);
    if (s->end->how != ENDED_NOT && !s->accounted) {
        s->accounted = true;
        s->end->elapsed_ms = now_ms - s->begun_ms;
        if (s->pid)
            s->end->peak_kib = peak_kib(s->pid);
    }
}

static void say_what_was_left(struct slot *s)
{
    if (s->killed > 0)
        log_say(s->log, LEVEL_WARN,
                "dayfly: killed %zu process%s that the handler left behind",
                s->killed, s->killed == 1 ? "" : "es");
}

static void stop_on(struct slot *s)
{
    if (!s->stubborn && clock_mono_ms() - s->stopping_ms > STUBBORN_MS) {
        s->stubborn = true;
        log_say(s->log, LEVEL_WARN,
                "dayfly: processes of the handler do not die; still trying");
    }
    if (s->pid || !sweep(0, &s->killed))
        return;
    drain(s, &s->out);
    drain(s, &s->err);
    hang_up(s, &s->out);
    hang_up(s, &s->err);
    close_all(s);
    say_what_was_left(s);
    s->state = SLOT_EMPTY;
}

void slot_turn(struct slot *s, const struct watch *w)
{
    if (s->state == SLOT_EMPTY)
        return;
    if (watch_found(w, s->in) & (POLLERR | POLLHUP)) {
        feed_forget(&s->feed);
        fd_close(&s->in);
    } else if (watch_found(w, s->in)) {
        hand_over(s);
    }
    if (s->out >= 0 && watch_found(w, s->out))
        listen_to(s, &s->out);
    if (s->err >= 0 && watch_found(w, s->err))
        listen_to(s, &s->err);
    leader_look(s, w);
    if (s->state == SLOT_RUNNING)
        work_on(s);
    else
        stop_on(s);
}

void slot_stop(struct slot *s)
{
    if (s->state != SLOT_RUNNING)
        return;
    s->state = SLOT_STOPPING;
    s->stopping_ms = clock_mono_ms();
    feed_forget(&s->feed);
    fd_close(&s->in);
    if (s->pid)
        (void)kill(-s->pid, SIGKILL);
}

void slot_free(struct slot *s)
{
    close_all(s);
    hearing_free(&s->hearing);
}
