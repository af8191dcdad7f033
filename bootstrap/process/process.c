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
static void ended(struct process *s, enum outcome_kind how, int code)
{
    if (s->end->how != OUTCOME_PENDING)
        return;
    s->end->how = how;
    s->end->code = code;
}

/* A pipe itself fails, which is no doing of the handler's. */
static void broken_pipe(struct process *s, const struct error *why)
{
    if (s->end->how == OUTCOME_PENDING)
        s->end->why = *why;
    ended(s, OUTCOME_NO_RESOURCES, 0);
}

static void listen_to(struct process *s, int *fd, const struct poll_set *w)
{
    struct error why = ERROR_NONE;

    if (*fd >= 0 && poll_set_revents(w, *fd) &&
        !stdio_pipes_read(&s->pipes, fd, &why))
        broken_pipe(s, &why);
}

void process_init(struct process *s, struct log *log,
                  struct response_body *said, struct outcome *end)
{
    *s = (struct process){.state = PROCESS_EMPTY,
                          .pidfd = -1,
                          .log = log,
                          .said = said,
                          .end = end};
    stdio_pipes_init(&s->pipes, log, said, end);
}

static void remember(struct process *s, const struct process_launch *work)
{
    s->bridged = work->nonce != NULL;
    s->busy = false;
    s->untouched = false;
    process_times_started(&s->account);
    s->stop_ms = s->kill_ms = s->silent_ms = INT64_MAX;
    s->stubborn = false;
    s->traced = false;
    s->accounted = false;
    stdin_writer_begin(&s->pipes.feed, work->feed, work->feed_count);
    output_reader_begin(&s->pipes.hearing, work->nonce);
}

void process_start(struct process *s, const struct process_launch *work)
{
    int theirs[3] = {-1, -1, -1};
    enum spawn_end how = SPAWN_FAILED;

    remember(s, work);
    s->group = work->group;
    s->kills = cgroup_kills(s->group);
    if (stdio_pipes_make(&s->pipes, theirs, &s->end->why))
        how = spawn(work->program, theirs, &s->pid, &s->pidfd, &s->end->why);
    for (size_t i = 0; i < COUNT(theirs); i++)
        fd_close(&theirs[i]);
    if (how == SPAWNED) {
        s->state = PROCESS_RUNNING;
        return;
    }
    s->pid = 0;
    stdio_pipes_close(&s->pipes);
    ended(s,
          how == SPAWN_EXEC_FAILED ? OUTCOME_EXEC_FAILED : OUTCOME_NO_RESOURCES,
          0);
}

void process_event_done(struct process *s)
{
    s->busy = false;
    s->stop_ms = INT64_MAX;
    output_reader_flush(&s->pipes.hearing);
}

static bool wants_more(const struct process *s)
{
    return s->state == PROCESS_STOPPING || s->end->how != OUTCOME_PENDING ||
           !s->said->live || !response_body_is_full(s->said);
}

void process_poll_fds(const struct process *s, struct poll_set *w)
{
    if (s->state == PROCESS_EMPTY)
        return;
    if (stdin_writer_has_pending(&s->pipes.feed))
        poll_set_add(w, s->pipes.in, POLLOUT);
    if (wants_more(s))
        poll_set_add(w, s->pipes.out, POLLIN);
    poll_set_add(w, s->pipes.err, POLLIN);
    if (s->pid && !s->traced)
        poll_set_add(w, s->pidfd, POLLIN);
    if (s->traced)
        poll_set_deadline(w, clock_mono_ms() + TRACED_AGAIN_MS);
    if (s->state == PROCESS_RUNNING && s->kill_ms != INT64_MAX)
        poll_set_deadline(w, s->kill_ms);
    if (s->state == PROCESS_RUNNING && s->end->how == OUTCOME_PENDING)
        poll_set_deadline(w, s->stop_ms < s->silent_ms ? s->stop_ms
                                                       : s->silent_ms);
    if (s->state == PROCESS_RUNNING && s->busy && s->folder)
        poll_set_deadline(w, s->folder->look_ms);
    if (s->state == PROCESS_STOPPING)
        poll_set_deadline(w, clock_mono_ms() + (s->pid ? 20 : SWEEP_AGAIN_MS));
}

/* A plain executable reads to the end of its stdin; a bridged one may get more
 * events. Who does not read, or is gone, is no error: its answer counts. */
static void hand_over(struct process *s)
{
    struct error why = ERROR_NONE;
    enum stdin_write_result how =
        stdin_writer_write(&s->pipes.feed, s->pipes.in, &why);

    if (how == STDIN_FAILED)
        broken_pipe(s, &why);
    if (how == STDIN_WRITTEN && !s->bridged)
        fd_close(&s->pipes.in);
}

/* The other's leader is its own to reap, and while it has an event what was
 * left to us may be its own too. */
static enum teardown_step clear_remains(struct process *s)
{
    const struct process *other = s->other;
    const pid_t spared[] = {s->pid, other ? other->pid : 0};

    if (other && other->state == PROCESS_RUNNING && other->busy)
        return s->pid ? TEARDOWN_KILLING
                      : teardown_remove_dir(s->folder, s->log);
    return teardown_step(spared, COUNT(spared), &s->end->toll,
                         s->pid ? NULL : s->folder, s->log);
}

void process_send_event(struct process *s, const struct iovec *feed,
                        size_t count, int64_t stop_ms)
{
    s->busy = true;
    s->accounted = false;
    process_times_assigned(&s->account, s->pid);
    s->stop_ms = stop_ms;
    stdin_writer_add(&s->pipes.feed, feed, count);
    if (s->pipes.in >= 0)
        hand_over(s);
}

/* The leader is dead but not reaped: its group's number is still its own, so
 * the group can be killed without hitting a stranger. Who traces it has its
 * death to himself as long as he lives. */
static void leader_died(struct process *s)
{
    siginfo_t info = {0};
    struct rusage usage = {0};

    (void)kill(-s->pid, SIGKILL);
    s->traced = !child_reap(P_PIDFD, (id_t)s->pidfd, &info, &usage);
    if (s->traced) {
        (void)clear_remains(s);
        return;
    }
    if (s->end->how == OUTCOME_PENDING)
        s->end->peak_kib = usage.ru_maxrss;
    process_usage_add(&s->end->toll, &usage);
    stdio_pipes_drain(&s->pipes);
    s->untouched = s->untouched || (s->busy && stdin_is_unread(&s->pipes));
    s->pid = 0;
    ended(s, info.si_code == CLD_EXITED ? OUTCOME_EXITED : OUTCOME_SIGNALED,
          info.si_status);
    s->end->starved =
        info.si_status == SIGKILL && cgroup_kills(s->group) > s->kills;
}

static void process_times_for(struct process *s)
{
    s->accounted = true;
    s->end->unread = s->untouched || stdin_is_unread(&s->pipes);
    s->end->half = output_reader_partial_bytes(&s->pipes.hearing);
    process_times_finished(
        &s->account, s->pid,
        process_times_phase(s->bridged, s->pipes.hearing.ready, s->end->unread,
                            s->said->live && response_body_is_full(s->said)),
        s->end);
}

/* Who is stopped hears nothing, so it goes on. */
static void tell_time_is_over(struct process *s, int64_t now_ms)
{
    ended(s, OUTCOME_TIMED_OUT, 0);
    process_times_for(s);
    s->kill_ms = now_ms + s->margin_ms / 2;
    if (s->pid) {
        (void)kill(-s->pid, SIGTERM);
        (void)kill(-s->pid, SIGCONT);
    }
}

static void work_on(struct process *s)
{
    int64_t now_ms = clock_mono_ms();

    if (s->pipes.hearing.ready && !s->account.ready_us)
        process_times_ready(&s->account, s->pid, s->pipes.hearing.import_us);
    if (!s->accounted && s->busy)
        teardown_check_size(s->folder, s->end);
    if (s->bridged && s->pipes.out < 0 && s->silent_ms == INT64_MAX)
        s->silent_ms = now_ms + SILENCE_MS;
    if (now_ms >= s->silent_ms)
        ended(s, OUTCOME_STDOUT_CLOSED, 0);
    if (now_ms >= s->stop_ms && s->end->how == OUTCOME_PENDING)
        tell_time_is_over(s, now_ms);
    if (s->end->how != OUTCOME_PENDING && !s->accounted)
        process_times_for(s);
    if (s->kill_ms != INT64_MAX && (now_ms >= s->kill_ms || !s->pid))
        process_kill(s);
}

static void stop_on(struct process *s)
{
    enum teardown_step left = s->pid ? TEARDOWN_KILLING : clear_remains(s);

    if (left == TEARDOWN_REMOVING)
        s->stopping_ms = clock_mono_ms();
    else if (!s->stubborn && clock_mono_ms() - s->stopping_ms > STUBBORN_MS) {
        s->stubborn = true;
        log_printf(s->log, LEVEL_WARN,
                   "dayfly: processes of the handler do not die; still trying");
    }
    if (left != TEARDOWN_DONE)
        return;
    residue_clear(s->residue, &s->end->left, s->log);
    stdio_pipes_drain(&s->pipes);
    stdio_pipes_close(&s->pipes);
    fd_close(&s->pidfd);
    teardown_log(&s->end->toll, s->log);
    s->account.gone_us = clock_mono_us();
    s->state = PROCESS_EMPTY;
}

static void look_in(struct process *s, const struct poll_set *w)
{
    struct stdio_pipes *p = &s->pipes;

    if (poll_set_revents(w, p->in) & (POLLERR | POLLHUP)) {
        s->untouched = s->busy && stdin_is_unread(p);
        stdin_writer_forget(&p->feed);
        fd_close(&p->in);
    } else if (poll_set_revents(w, p->in)) {
        hand_over(s);
    }
}

void process_handle_io(struct process *s, const struct poll_set *w)
{
    if (s->state == PROCESS_EMPTY)
        return;
    look_in(s, w);
    listen_to(s, &s->pipes.out, w);
    listen_to(s, &s->pipes.err, w);
    if (s->pid && (s->traced || poll_set_revents(w, s->pidfd)))
        leader_died(s);
    if (s->state == PROCESS_RUNNING)
        work_on(s);
    else
        stop_on(s);
}

bool process_awaits_details(const struct process *s)
{
    return s->end->how == OUTCOME_TIMED_OUT && s->state != PROCESS_EMPTY &&
           clock_mono_ms() < s->kill_ms + s->margin_ms / 4;
}

void process_kill(struct process *s)
{
    if (s->state != PROCESS_RUNNING)
        return;
    s->state = PROCESS_STOPPING;
    s->stopping_ms = clock_mono_ms();
    stdin_writer_forget(&s->pipes.feed);
    fd_close(&s->pipes.in);
    if (s->pid)
        (void)kill(-s->pid, SIGKILL);
}

void process_free(struct process *s)
{
    fd_close(&s->pidfd);
    stdio_pipes_free(&s->pipes);
}
