#include "bootstrap/process/process.h"

#include "common/clock.h"
#include "common/fd.h"
#include "bootstrap/event/invocation.h"
#include "bootstrap/os/reap.h"
#include "bootstrap/cleanup/teardown.h"

enum {
    SWEEP_AGAIN_MS = 1,
    TRACED_AGAIN_MS = 5,
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

/* A pipe itself fails, which is no doing of the handler's. */
static void broken_pipe(struct slot *s, const struct fault *why)
{
    if (s->end->how == ENDED_NOT)
        s->end->why = *why;
    ended(s, ENDED_NO_MEANS, 0);
}

static void listen_to(struct slot *s, int *fd, const struct watch *w)
{
    struct fault why = FAULT_NONE;

    if (*fd >= 0 && watch_found(w, *fd) && !pipes_hear(&s->pipes, fd, &why))
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
    account_born(&s->account);
    s->stop_ms = s->kill_ms = s->silent_ms = INT64_MAX;
    s->stubborn = false;
    s->traced = false;
    s->accounted = false;
    feed_begin(&s->pipes.feed, work->feed, work->feed_count);
    hearing_begin(&s->pipes.hearing, work->nonce);
}

void slot_start(struct slot *s, const struct slot_work *work)
{
    int theirs[3] = {-1, -1, -1};
    enum spawn_end how = SPAWN_FAILED;

    remember(s, work);
    s->group = work->group;
    s->kills = cgroup_kills(s->group);
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
    if (s->pid && !s->traced)
        watch_add(w, s->pidfd, POLLIN);
    if (s->traced)
        watch_until(w, clock_mono_ms() + TRACED_AGAIN_MS);
    if (s->state == SLOT_RUNNING && s->kill_ms != INT64_MAX)
        watch_until(w, s->kill_ms);
    if (s->state == SLOT_RUNNING && s->end->how == ENDED_NOT)
        watch_until(w, s->stop_ms < s->silent_ms ? s->stop_ms : s->silent_ms);
    if (s->state == SLOT_RUNNING && s->busy && s->folder)
        watch_until(w, s->folder->look_ms);
    if (s->state == SLOT_STOPPING)
        watch_until(w, clock_mono_ms() + (s->pid ? 20 : SWEEP_AGAIN_MS));
}

/* A plain executable reads to the end of its stdin; a bridged one may get more
 * events. Who does not read, or is gone, is no error: its answer counts. */
static void hand_over(struct slot *s)
{
    struct fault why = FAULT_NONE;
    enum fed how = feed_turn(&s->pipes.feed, s->pipes.in, &why);

    if (how == FED_BROKEN)
        broken_pipe(s, &why);
    if (how == FED_ALL && !s->bridged)
        fd_close(&s->pipes.in);
}

/* The other's leader is its own to reap, and while it has an event what was
 * left to us may be its own too. */
static enum remains clear_remains(struct slot *s)
{
    const struct slot *other = s->other;
    const pid_t spared[] = {s->pid, other ? other->pid : 0};

    if (other && other->state == SLOT_RUNNING && other->busy)
        return s->pid ? REMAINS_ALIVE : remains_folder(s->folder, s->log);
    return remains_clear(spared, COUNT(spared), &s->end->toll,
                         s->pid ? NULL : s->folder, s->log);
}

void slot_give(struct slot *s, const struct iovec *feed, size_t count,
               int64_t stop_ms)
{
    s->busy = true;
    s->accounted = false;
    account_given(&s->account, s->pid);
    s->stop_ms = stop_ms;
    feed_add(&s->pipes.feed, feed, count);
    if (s->pipes.in >= 0)
        hand_over(s);
}

/* The leader is dead but not reaped: its group's number is still its own, so
 * the group can be killed without hitting a stranger. Who traces it has its
 * death to himself as long as he lives. */
static void leader_died(struct slot *s)
{
    siginfo_t info = {0};
    struct rusage usage = {0};

    (void)kill(-s->pid, SIGKILL);
    s->traced = !reap(P_PIDFD, (id_t)s->pidfd, &info, &usage);
    if (s->traced) {
        (void)clear_remains(s);
        return;
    }
    if (s->end->how == ENDED_NOT)
        s->end->peak_kib = usage.ru_maxrss;
    toll_add(&s->end->toll, &usage);
    pipes_drain(&s->pipes);
    s->untouched = s->untouched || (s->busy && pipes_untouched(&s->pipes));
    s->pid = 0;
    ended(s, info.si_code == CLD_EXITED ? ENDED_EXITED : ENDED_KILLED,
          info.si_status);
    s->end->starved =
        info.si_status == SIGKILL && cgroup_kills(s->group) > s->kills;
}

static void account_for(struct slot *s)
{
    s->accounted = true;
    s->end->unread = s->untouched || pipes_untouched(&s->pipes);
    s->end->half = hearing_half(&s->pipes.hearing);
    account_over(&s->account, s->pid,
                 account_phase(s->bridged, s->pipes.hearing.ready,
                               s->end->unread,
                               s->said->live && body_full(s->said)),
                 s->end);
}

/* Who is stopped hears nothing, so it goes on. */
static void tell_time_is_over(struct slot *s, int64_t now_ms)
{
    ended(s, ENDED_LATE, 0);
    account_for(s);
    s->kill_ms = now_ms + s->margin_ms / 2;
    if (s->pid) {
        (void)kill(-s->pid, SIGTERM);
        (void)kill(-s->pid, SIGCONT);
    }
}

static void work_on(struct slot *s)
{
    int64_t now_ms = clock_mono_ms();

    if (s->pipes.hearing.ready && !s->account.ready_us)
        account_ready(&s->account, s->pid, s->pipes.hearing.import_us);
    if (!s->accounted && s->busy)
        remains_look(s->folder, s->end);
    if (s->bridged && s->pipes.out < 0 && s->silent_ms == INT64_MAX)
        s->silent_ms = now_ms + SILENCE_MS;
    if (now_ms >= s->silent_ms)
        ended(s, ENDED_SILENT, 0);
    if (now_ms >= s->stop_ms && s->end->how == ENDED_NOT)
        tell_time_is_over(s, now_ms);
    if (s->end->how != ENDED_NOT && !s->accounted)
        account_for(s);
    if (s->kill_ms != INT64_MAX && (now_ms >= s->kill_ms || !s->pid))
        slot_stop(s);
}

static void stop_on(struct slot *s)
{
    enum remains left = s->pid ? REMAINS_ALIVE : clear_remains(s);

    if (left == REMAINS_FILES)
        s->stopping_ms = clock_mono_ms();
    else if (!s->stubborn && clock_mono_ms() - s->stopping_ms > STUBBORN_MS) {
        s->stubborn = true;
        log_say(s->log, LEVEL_WARN,
                "dayfly: processes of the handler do not die; still trying");
    }
    if (left != REMAINS_NONE)
        return;
    residue_clear(s->residue, &s->end->left, s->log);
    pipes_drain(&s->pipes);
    pipes_close(&s->pipes);
    fd_close(&s->pidfd);
    remains_say(&s->end->toll, s->log);
    s->account.gone_us = clock_mono_us();
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
    if (s->state == SLOT_EMPTY)
        return;
    look_in(s, w);
    listen_to(s, &s->pipes.out, w);
    listen_to(s, &s->pipes.err, w);
    if (s->pid && (s->traced || watch_found(w, s->pidfd)))
        leader_died(s);
    if (s->state == SLOT_RUNNING)
        work_on(s);
    else
        stop_on(s);
}

bool slot_owes(const struct slot *s)
{
    return s->end->how == ENDED_LATE && s->state != SLOT_EMPTY &&
           clock_mono_ms() < s->kill_ms + s->margin_ms / 4;
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
