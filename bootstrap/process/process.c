#include "bootstrap/process/process.h"

#include "bootstrap/cleanup/teardown.h"
#include "bootstrap/event/invocation.h"
#include "bootstrap/os/children.h"
#include "common/clock.h"
#include "common/fd.h"

enum {
    SWEEP_AGAIN_MS = 1,
    TRACED_AGAIN_MS = 5,
    SILENCE_MS = 100,  /* a dying process closes its pipes a little earlier */
    STUBBORN_MS = 250, /* after that the log says that it will not die */
};

/* Only the first ending counts. */
static void ended(struct process *p, enum outcome_kind how, int code)
{
    if (p->outcome->kind != OUTCOME_PENDING)
        return;
    p->outcome->kind = how;
    p->outcome->code = code;
}

/* A pipe itself fails, which is no doing of the handler's. */
static void broken_pipe(struct process *p, const struct error *err)
{
    if (p->outcome->kind == OUTCOME_PENDING)
        p->outcome->why = *err;
    ended(p, OUTCOME_NO_RESOURCES, 0);
}

static void listen_to(struct process *p, int *fd, const struct poll_set *set)
{
    struct error err = ERROR_NONE;

    if (*fd >= 0 && poll_set_revents(set, *fd) &&
        !stdio_pipes_read(&p->pipes, fd, &err))
        broken_pipe(p, &err);
}

void process_init(struct process *p, struct log *log,
                  struct response_body *body, struct outcome *outcome)
{
    *p = (struct process){.state = PROCESS_EMPTY,
                          .pidfd = -1,
                          .log = log,
                          .body = body,
                          .outcome = outcome};
    stdio_pipes_init(&p->pipes, log, body, outcome);
}

static void remember(struct process *p, const struct process_launch *launch)
{
    p->bridged = launch->nonce != NULL;
    p->busy = false;
    p->event_unread = false;
    process_times_started(&p->times);
    p->deadline = (struct deadline)DEADLINE_NEVER;
    p->terminating = false;
    p->eof_grace_ms = INT64_MAX;
    p->unkillable = false;
    p->ptraced = false;
    p->accounted = false;
    stdin_writer_begin(&p->pipes.stdin_writer, launch->stdin_pieces,
                       launch->stdin_count);
    output_reader_begin(&p->pipes.reader, launch->nonce);
}

void process_start(struct process *p, const struct process_launch *launch)
{
    int theirs[3] = {-1, -1, -1};
    enum spawn_end how = SPAWN_FAILED;

    remember(p, launch);
    p->group = launch->group;
    p->oom_kills_before = cgroup_kills(p->group);
    if (stdio_pipes_make(&p->pipes, theirs, &p->outcome->why))
        how = spawn(launch->program, theirs, &p->pid, &p->pidfd,
                    &p->outcome->why);
    for (size_t i = 0; i < COUNT(theirs); i++)
        fd_close(&theirs[i]);
    if (how == SPAWNED) {
        p->state = PROCESS_RUNNING;
        return;
    }
    p->pid = 0;
    stdio_pipes_close(&p->pipes);
    ended(p,
          how == SPAWN_EXEC_FAILED ? OUTCOME_EXEC_FAILED : OUTCOME_NO_RESOURCES,
          0);
}

void process_event_done(struct process *p)
{
    p->busy = false;
    p->deadline = (struct deadline)DEADLINE_NEVER;
    output_reader_flush(&p->pipes.reader);
}

static bool wants_more(const struct process *p)
{
    return p->state == PROCESS_STOPPING ||
           p->outcome->kind != OUTCOME_PENDING ||
           !response_body_is_full(p->body);
}

void process_poll_fds(const struct process *p, struct poll_set *set)
{
    if (p->state == PROCESS_EMPTY)
        return;
    if (stdin_writer_has_pending(&p->pipes.stdin_writer))
        poll_set_add(set, p->pipes.in, POLLOUT);
    if (wants_more(p))
        poll_set_add(set, p->pipes.out, POLLIN);
    poll_set_add(set, p->pipes.err, POLLIN);
    if (p->pid && !p->ptraced)
        poll_set_add(set, p->pidfd, POLLIN);
    if (p->ptraced)
        poll_set_deadline(set, clock_mono_ms() + TRACED_AGAIN_MS);
    if (p->state == PROCESS_RUNNING && p->terminating)
        poll_set_deadline(set, p->deadline.kill_ms);
    if (p->state == PROCESS_RUNNING && p->outcome->kind == OUTCOME_PENDING)
        poll_set_deadline(set, p->deadline.term_ms < p->eof_grace_ms
                                   ? p->deadline.term_ms
                                   : p->eof_grace_ms);
    if (p->state == PROCESS_RUNNING && p->busy && p->scratch)
        poll_set_deadline(set, p->scratch->next_check_ms);
    if (p->state == PROCESS_STOPPING)
        poll_set_deadline(set,
                          clock_mono_ms() + (p->pid ? 20 : SWEEP_AGAIN_MS));
}

/* A plain executable reads to the end of its stdin; a bridged one may get more
 * events. Who does not read, or is gone, is no error: its answer counts. */
static void hand_over(struct process *p)
{
    struct error err = ERROR_NONE;
    enum stdin_write_result how =
        stdin_writer_write(&p->pipes.stdin_writer, p->pipes.in, &err);

    if (how == STDIN_FAILED)
        broken_pipe(p, &err);
    if (how == STDIN_WRITTEN && !p->bridged)
        fd_close(&p->pipes.in);
}

/* The other's leader is its own to reap, and while it has an event what was
 * left to us may be its own too. */
static enum teardown_step clear_remains(struct process *p)
{
    const struct process *sibling = p->sibling;
    const pid_t spared[] = {p->pid, sibling ? sibling->pid : 0};

    if (sibling && sibling->state == PROCESS_RUNNING && sibling->busy)
        return p->pid ? TEARDOWN_KILLING
                      : teardown_remove_dir(p->scratch, p->log);
    return teardown_step(spared, COUNT(spared), &p->outcome->usage,
                         p->pid ? NULL : p->scratch, p->log);
}

void process_send_event(struct process *p, const struct iovec *feed,
                        size_t count, const struct deadline *deadline)
{
    p->busy = true;
    p->accounted = false;
    process_times_assigned(&p->times, p->pid);
    p->deadline = *deadline;
    stdin_writer_add(&p->pipes.stdin_writer, feed, count);
    if (p->pipes.in >= 0)
        hand_over(p);
}

/* The leader is dead but not reaped: its group's number is still its own, so
 * the group can be killed without hitting a stranger. Who traces it has its
 * death to himself as long as he lives. */
static void leader_died(struct process *p)
{
    siginfo_t info = {0};
    struct rusage usage = {0};

    (void)kill(-p->pid, SIGKILL);
    p->ptraced = !child_reap(P_PIDFD, (id_t)p->pidfd, &info, &usage);
    if (p->ptraced) {
        (void)clear_remains(p);
        return;
    }
    if (p->outcome->kind == OUTCOME_PENDING)
        p->outcome->peak_kib = usage.ru_maxrss;
    process_usage_add(&p->outcome->usage, &usage);
    stdio_pipes_drain(&p->pipes);
    p->event_unread =
        p->event_unread || (p->busy && stdin_is_unread(&p->pipes));
    p->pid = 0;
    ended(p, info.si_code == CLD_EXITED ? OUTCOME_EXITED : OUTCOME_SIGNALED,
          info.si_status);
    p->outcome->oom_killed = info.si_status == SIGKILL &&
                             cgroup_kills(p->group) > p->oom_kills_before;
}

static void process_times_for(struct process *p)
{
    p->accounted = true;
    p->outcome->event_unread = p->event_unread || stdin_is_unread(&p->pipes);
    p->outcome->partial_frame_bytes =
        output_reader_partial_bytes(&p->pipes.reader);
    process_times_finished(&p->times, p->pid,
                           process_times_phase(p->bridged,
                                               p->pipes.reader.ready,
                                               p->outcome->event_unread,
                                               response_body_is_full(p->body)),
                           p->outcome);
}

/* Who is stopped hears nothing, so it goes on. */
static void tell_time_is_over(struct process *p, int64_t now_ms)
{
    ended(p, OUTCOME_TIMED_OUT, 0);
    process_times_for(p);
    p->terminating = true;
    deadline_term_sent(&p->deadline, now_ms);
    if (p->pid) {
        (void)kill(-p->pid, SIGTERM);
        (void)kill(-p->pid, SIGCONT);
    }
}

static void work_on(struct process *p)
{
    int64_t now_ms = clock_mono_ms();

    if (p->pipes.reader.ready && !p->times.ready_us)
        process_times_ready(&p->times, p->pid, p->pipes.reader.import_us);
    if (!p->accounted && p->busy)
        teardown_check_size(p->scratch, p->outcome);
    if (p->bridged && p->pipes.out < 0 && p->eof_grace_ms == INT64_MAX)
        p->eof_grace_ms = now_ms + SILENCE_MS;
    if (now_ms >= p->eof_grace_ms)
        ended(p, OUTCOME_STDOUT_CLOSED, 0);
    if (now_ms >= p->deadline.term_ms && p->outcome->kind == OUTCOME_PENDING)
        tell_time_is_over(p, now_ms);
    if (p->outcome->kind != OUTCOME_PENDING && !p->accounted)
        process_times_for(p);
    if (p->terminating && (now_ms >= p->deadline.kill_ms || !p->pid))
        process_kill(p);
}

static void stop_on(struct process *p)
{
    enum teardown_step left = p->pid ? TEARDOWN_KILLING : clear_remains(p);

    if (left == TEARDOWN_REMOVING)
        p->stopping_ms = clock_mono_ms();
    else if (!p->unkillable && clock_mono_ms() - p->stopping_ms > STUBBORN_MS) {
        p->unkillable = true;
        log_printf(p->log, LEVEL_WARN,
                   "dayfly: processes of the handler do not die; still trying");
    }
    if (left != TEARDOWN_DONE)
        return;
    residue_clear(p->residue, &p->outcome->residue, p->log);
    stdio_pipes_drain(&p->pipes);
    stdio_pipes_close(&p->pipes);
    fd_close(&p->pidfd);
    teardown_log(&p->outcome->usage, p->log);
    p->times.removed_us = clock_mono_us();
    p->state = PROCESS_EMPTY;
}

static void look_in(struct process *s, const struct poll_set *set)
{
    struct stdio_pipes *pipes = &s->pipes;

    if (poll_set_revents(set, pipes->in) & (POLLERR | POLLHUP)) {
        s->event_unread = s->busy && stdin_is_unread(pipes);
        stdin_writer_forget(&pipes->stdin_writer);
        fd_close(&pipes->in);
    } else if (poll_set_revents(set, pipes->in)) {
        hand_over(s);
    }
}

void process_handle_io(struct process *p, const struct poll_set *set)
{
    if (p->state == PROCESS_EMPTY)
        return;
    look_in(p, set);
    listen_to(p, &p->pipes.out, set);
    listen_to(p, &p->pipes.err, set);
    if (p->pid && (p->ptraced || poll_set_revents(set, p->pidfd)))
        leader_died(p);
    if (p->state == PROCESS_RUNNING)
        work_on(p);
    else
        stop_on(p);
}

bool process_awaits_details(const struct process *p)
{
    return p->outcome->kind == OUTCOME_TIMED_OUT && p->state != PROCESS_EMPTY &&
           clock_mono_ms() < p->deadline.respond_ms;
}

void process_kill(struct process *p)
{
    if (p->state != PROCESS_RUNNING)
        return;
    p->state = PROCESS_STOPPING;
    p->stopping_ms = clock_mono_ms();
    stdin_writer_forget(&p->pipes.stdin_writer);
    fd_close(&p->pipes.in);
    if (p->pid)
        (void)kill(-p->pid, SIGKILL);
}

void process_free(struct process *p)
{
    fd_close(&p->pidfd);
    stdio_pipes_free(&p->pipes);
}
