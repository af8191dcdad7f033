#include "bootstrap/slot.h"

#include <signal.h>
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
    SWEEP_AGAIN_MS = 1,
    SILENCE_MS = 100,  /* a dying process closes its pipes a little earlier */
    STUBBORN_MS = 250, /* after that the log says that it will not die */
    REMOVE_US = 2000,  /* at a stretch; then the pipes have a turn */
};

/* Only the first ending counts. */
static void ended(struct slot *s, enum ending_how how, int code)
{
    if (s->end->how != ENDED_NOT)
        return;
    s->end->how = how;
    s->end->code = code;
}

/* A pipe itself fails, which is no doing of the handler's. */
static void broken_pipe(struct slot *s, const struct fault *why)
{
    if (s->end->how == ENDED_NOT)
        s->end->why = *why;
    ended(s, ENDED_NO_MEANS, 0);
}

static void listen_to(struct slot *s, int *fd)
{
    struct fault why = FAULT_NONE;

    if (!pipes_hear(&s->pipes, fd, &why))
        broken_pipe(s, &why);
}

void slot_init(struct slot *s, struct log *log, struct body *said,
               struct ending *end)
{
    *s = (struct slot){
        .state = SLOT_EMPTY, .pidfd = -1, .log = log, .said = said, .end = end};
    pipes_init(&s->pipes, log, said, end);
}

static void remember(struct slot *s, const struct slot_work *work)
{
    s->bridged = work->nonce != NULL;
    s->busy = false;
    s->untouched = false;
    s->begun_ms = clock_mono_ms();
    s->stop_ms = INT64_MAX;
    s->stubborn = false;
    s->killed = 0;
    s->accounted = false;
    s->silent_ms = INT64_MAX;
    feed_begin(&s->pipes.feed, work->feed, work->feed_count);
    hearing_begin(&s->pipes.hearing, work->nonce);
}

void slot_start(struct slot *s, const struct slot_work *work)
{
    int theirs[3] = {-1, -1, -1};
    enum spawn_end how = SPAWN_FAILED;

    remember(s, work);
    if (pipes_make(&s->pipes, theirs, &s->end->why))
        how = spawn(work->program, theirs, &s->pid, &s->pidfd, &s->end->why);
    for (size_t i = 0; i < COUNT(theirs); i++)
        fd_close(&theirs[i]);
    if (how == SPAWNED) {
        s->state = SLOT_RUNNING;
        return;
    }
    s->pid = 0;
    pipes_close(&s->pipes);
    ended(s, how == SPAWN_REFUSED ? ENDED_NEVER_BEGAN : ENDED_NO_MEANS, 0);
}

void slot_give(struct slot *s, const struct iovec *feed, size_t count,
               int64_t stop_ms)
{
    s->busy = true;
    s->accounted = false;
    s->begun_ms = clock_mono_ms();
    s->stop_ms = stop_ms;
    feed_add(&s->pipes.feed, feed, count);
}

void slot_rest(struct slot *s)
{
    s->busy = false;
    s->stop_ms = INT64_MAX;
    hearing_rest(&s->pipes.hearing);
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
    if (feed_left(&s->pipes.feed))
        watch_add(w, s->pipes.in, POLLOUT);
    if (wants_more(s))
        watch_add(w, s->pipes.out, POLLIN);
    watch_add(w, s->pipes.err, POLLIN);
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
    enum fed how = feed_turn(&s->pipes.feed, s->pipes.in, &why);

    if (how == FED_BROKEN)
        broken_pipe(s, &why);
    if (how != FED_SOME && !s->bridged)
        fd_close(&s->pipes.in);
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
    pipes_drain(&s->pipes);
    s->untouched = s->untouched || (s->busy && pipes_untouched(&s->pipes));
    s->pid = 0;
    if (info.si_code == CLD_EXITED)
        ended(s, ENDED_EXITED, info.si_status);
    else
        ended(s, ENDED_KILLED, info.si_status);
}

static void work_on(struct slot *s)
{
    int64_t now_ms = clock_mono_ms();

    if (s->bridged && s->pipes.out < 0 && s->silent_ms == INT64_MAX)
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

/* The other's leader is its own to reap, and while it has an event what was
 * left to us may be its own too. */
static bool is_swept(struct slot *s)
{
    const struct slot *other = s->other;

    if (other && other->state == SLOT_RUNNING && other->busy)
        return true;
    return sweep(other ? &other->pid : NULL, other ? 1 : 0, &s->killed);
}

static bool is_cleared(struct slot *s)
{
    struct fault why = FAULT_NONE;

    if (!s->folder)
        return true;
    enum removal how = scratch_remove(s->folder, REMOVE_US, &why);
    if (how == REMOVED_NOT)
        log_say(s->log, LEVEL_WARN, "dayfly: %s", why.text);
    if (how == REMOVED_IN_PART)
        s->stopping_ms = clock_mono_ms(); /* the processes are dead */
    return how != REMOVED_IN_PART;
}

static void stop_on(struct slot *s)
{
    if (!s->stubborn && clock_mono_ms() - s->stopping_ms > STUBBORN_MS) {
        s->stubborn = true;
        log_say(s->log, LEVEL_WARN,
                "dayfly: processes of the handler do not die; still trying");
    }
    if (s->pid || !is_swept(s) || !is_cleared(s))
        return;
    pipes_drain(&s->pipes);
    pipes_close(&s->pipes);
    fd_close(&s->pidfd);
    say_what_was_left(s);
    s->state = SLOT_EMPTY;
}

static void look_in(struct slot *s, const struct watch *w)
{
    struct pipes *p = &s->pipes;

    if (watch_found(w, p->in) & (POLLERR | POLLHUP)) {
        s->untouched = s->busy && pipes_untouched(p);
        feed_forget(&p->feed);
        fd_close(&p->in);
    } else if (watch_found(w, p->in)) {
        hand_over(s);
    }
}

void slot_turn(struct slot *s, const struct watch *w)
{
    struct pipes *p = &s->pipes;

    if (s->state == SLOT_EMPTY)
        return;
    look_in(s, w);
    if (p->out >= 0 && watch_found(w, p->out))
        listen_to(s, &p->out);
    if (p->err >= 0 && watch_found(w, p->err))
        listen_to(s, &p->err);
    if (s->pid && watch_found(w, s->pidfd))
        leader_died(s);
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
    feed_forget(&s->pipes.feed);
    fd_close(&s->pipes.in);
    if (s->pid)
        (void)kill(-s->pid, SIGKILL);
}

void slot_free(struct slot *s)
{
    fd_close(&s->pidfd);
    pipes_free(&s->pipes);
}
