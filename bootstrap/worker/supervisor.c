#include "bootstrap/worker/supervisor.h"

#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bootstrap/os/descendants.h"
#include "bootstrap/os/self_init.h"
#include "bootstrap/worker/restart_backoff.h"
#include "common/clock.h"
#include "common/fd.h"
#include "common/poll_set.h"
#include "common/signal_names.h"

enum {
    STEADY_MS = 60 * 1000, /* a runtime that lived this long starts afresh */
    SHUTDOWN_MS = 440,     /* the platform gives 500 ms; a runtime takes 400 */
    ORPHANS_AGAIN_MS = 5,
};

struct runtime {
    pid_t pid; /* 0: start one at restart_ms */
    int64_t started_ms;
    int64_t restart_ms;
    struct restart_backoff backoff;
};

struct supervisor {
    struct runtime *runtimes;
    size_t count;
    struct scoreboard *board;
    struct log *log; /* borrowed */
    int log_lock; /* file whose lock orders the log records of all runtimes */
    int signals;
    int signo; /* the terminating signal that was received; 0: none */
    bool finished;
    bool has_orphans; /* descendants of a dead runtime may exist */
    int status;
};

/* What only the supervisor needs. */
static void free_own(struct supervisor *sv)
{
    mem_free(sv->runtimes);
    fd_close(&sv->signals);
}

static void close_all(struct supervisor *sv)
{
    free_own(sv);
    log_lock_with(sv->log, -1);
    fd_close(&sv->log_lock);
    scoreboard_free(sv->board);
}

static bool open_all(struct supervisor *sv,
                     const struct supervisor_config *config, struct error *err)
{
    sv->runtimes = mem_new(config->concurrency, sizeof *sv->runtimes);
    if (!sv->runtimes)
        return error_set(err, "no memory for the runtime processes");
    sv->log_lock = memfd_create("log", MFD_CLOEXEC);
    if (sv->log_lock < 0)
        return error_set_errno(err, "no memory for the lock of the log");
    log_lock_with(sv->log, sv->log_lock);
    sv->board = scoreboard_new(config->concurrency, config->spares, err);
    return sv->board && self_init(&sv->signals, SIGCHLD, err);
}

/* The supervisor may have died before prctl: then no signal comes. */
static void become_runtime(struct supervisor *sv, size_t index,
                           pid_t supervisor, struct scoreboard_slot *slot)
{
    (void)prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != supervisor)
        (void)kill(getpid(), SIGTERM);
    *slot = (struct scoreboard_slot){.board = sv->board, .index = index};
    scoreboard_assign(sv->board, index, getpid());
    log_free(sv->log);
    free_own(sv);
}

static void schedule_restart(struct runtime *runtime, enum runtime_exit how)
{
    runtime->restart_ms =
        clock_mono_ms() + restart_backoff_delay_ms(&runtime->backoff, how);
}

/* Returns true in the runtime process. */
static bool start_runtime(struct supervisor *sv, size_t index,
                          struct scoreboard_slot *slot)
{
    struct runtime *runtime = &sv->runtimes[index];
    struct error err = ERROR_NONE;
    pid_t supervisor = getpid();
    pid_t pid = fork();

    if (pid == 0) {
        become_runtime(sv, index, supervisor, slot);
        return true;
    }
    runtime->started_ms = clock_mono_ms();
    if (pid > 0) {
        runtime->pid = pid;
        return false;
    }
    (void)error_set_errno(&err, "cannot start runtime process %zu", index);
    schedule_restart(runtime, BACKOFF_KILLED);
    log_printf(sv->log, LEVEL_WARN, "dayfly: %s; trying again", err.text);
    return false;
}

static bool start_due(struct supervisor *sv, struct scoreboard_slot *slot)
{
    int64_t now_ms = clock_mono_ms();

    for (size_t i = 0; i < sv->count; i++)
        if (!sv->runtimes[i].pid && sv->runtimes[i].restart_ms <= now_ms &&
            start_runtime(sv, i, slot))
            return true;
    return false;
}

static bool is_hopeless(const struct supervisor *sv)
{
    for (size_t i = 0; i < sv->count; i++)
        if (!restart_backoff_is_hopeless(&sv->runtimes[i].backoff))
            return false;
    return true;
}

static void log_exit(struct supervisor *sv, size_t index, const siginfo_t *info)
{
    bool exited = info->si_code == CLD_EXITED;
    char how[SIGNAL_NAME_SIZE];

    if (exited)
        (void)snprintf(how, sizeof how, "%d", info->si_status);
    else
        signal_name(info->si_status, how);
    log_printf(sv->log, LEVEL_WARN,
               "dayfly: runtime process %zu %s %s; restarting it", index,
               exited ? "exited with status" : "was killed by a signal:", how);
}

static void handle_exit(struct supervisor *sv, size_t index,
                        const siginfo_t *info)
{
    struct runtime *runtime = &sv->runtimes[index];
    const struct scoreboard_slot first = {.board = sv->board};
    bool steady = scoreboard_had_event(sv->board, index) ||
                  clock_mono_ms() - runtime->started_ms >= STEADY_MS;
    bool exited = info->si_code == CLD_EXITED;

    runtime->pid = 0;
    sv->has_orphans = true;
    if (sv->signo || sv->finished)
        return;
    bool all = exited && info->si_status == SUPERVISOR_EXIT_ALL;
    if (all || (exited && index == 0 && !scoreboard_is_started(&first))) {
        sv->finished = true;
        sv->status = all ? 1 : info->si_status;
        return;
    }
    exited = exited && info->si_status < 128;
    enum runtime_exit how = exited ? BACKOFF_EXITED : BACKOFF_KILLED;
    schedule_restart(runtime, steady ? BACKOFF_STEADY : how);
    log_exit(sv, index, info);
    if (!is_hopeless(sv))
        return;
    sv->finished = true;
    sv->status = 1;
    log_printf(sv->log, LEVEL_FATAL,
               "dayfly: exiting: no runtime process lives until an event");
}

/* The slot is cleared first: once the process is reaped, another process may
 * get its pid. Returns how many runtimes are left. */
static size_t reap_dead(struct supervisor *sv)
{
    size_t left = 0;

    for (size_t i = 0; i < sv->count; i++) {
        siginfo_t info = {0};
        id_t pid = (id_t)sv->runtimes[i].pid;
        if (pid == 0)
            continue;
        left++;
        if (waitid(P_PID, pid, &info, WEXITED | WNOHANG | WNOWAIT) != 0 ||
            info.si_pid == 0)
            continue;
        scoreboard_assign(sv->board, i, 0);
        (void)waitid(P_PID, pid, &info, WEXITED | WNOHANG);
        handle_exit(sv, i, &info);
        left--;
    }
    return left;
}

/* Descendants of a dead runtime have become children of the supervisor. */
static void kill_orphans(struct supervisor *sv)
{
    pid_t own[CONCURRENCY_MAX];
    size_t count = 0;
    struct process_usage usage = {0};

    for (size_t i = 0; i < sv->count; i++)
        if (sv->runtimes[i].pid)
            own[count++] = sv->runtimes[i].pid;
    sv->has_orphans = !descendants_kill(own, count, &usage);
}

static void add_deadlines(const struct supervisor *sv, struct poll_set *set)
{
    if (sv->has_orphans)
        poll_set_deadline(set, clock_mono_ms() + ORPHANS_AGAIN_MS);
    if (log_retry_in_ms(sv->log) > 0)
        poll_set_deadline(set, clock_mono_ms() + log_retry_in_ms(sv->log));
    for (size_t i = 0; i < sv->count; i++)
        if (sv->runtimes[i].pid == 0)
            poll_set_deadline(set, sv->runtimes[i].restart_ms);
}

static void wait_once(struct supervisor *sv, struct poll_set *set)
{
    struct signalfd_siginfo received;

    poll_set_add(set, sv->signals, POLLIN);
    if (log_has_pending(sv->log))
        poll_set_add(set, sv->log->fd, POLLOUT);
    (void)poll(set->fds, set->count, set->timeout_ms);
    log_write_pending(sv->log);
    while (fd_read(sv->signals, &received, sizeof received) == sizeof received)
        if (received.ssi_signo == SIGCHLD)
            sv->has_orphans = true;
        else if (sv->signo == 0)
            sv->signo = (int)received.ssi_signo;
}

static void signal_all(const struct supervisor *sv, int signo)
{
    for (size_t i = 0; i < sv->count; i++)
        if (sv->runtimes[i].pid)
            (void)kill(sv->runtimes[i].pid, signo);
}

/* A runtime kills its own descendants. Those of a runtime that hangs are killed
 * here. */
static void shut_down(struct supervisor *sv)
{
    int64_t until = clock_mono_ms() + SHUTDOWN_MS;

    signal_all(sv, SIGTERM);
    while (reap_dead(sv) > 0 && clock_mono_ms() < until) {
        struct poll_set set = POLL_SET_EMPTY;
        poll_set_deadline(&set, until);
        wait_once(sv, &set);
    }
    signal_all(sv, SIGKILL);
    until += ORPHANS_AGAIN_MS * 4;
    while ((reap_dead(sv) > 0 || sv->has_orphans) && clock_mono_ms() < until) {
        kill_orphans(sv);
        (void)poll(NULL, 0, 1);
    }
}

enum supervisor_end supervisor_run(const struct supervisor_config *config,
                                   struct log *log,
                                   struct scoreboard_slot *slot, int *status,
                                   struct error *err)
{
    struct supervisor sv = {.count = config->concurrency,
                            .log = log,
                            .log_lock = -1,
                            .signals = -1};

    if (!open_all(&sv, config, err)) {
        close_all(&sv);
        return SUPERVISOR_FAILED;
    }
    while (!sv.finished && sv.signo == 0) {
        if (start_due(&sv, slot))
            return SUPERVISOR_CHILD;
        struct poll_set set = POLL_SET_EMPTY;
        add_deadlines(&sv, &set);
        wait_once(&sv, &set);
        (void)reap_dead(&sv);
        if (sv.has_orphans)
            kill_orphans(&sv);
    }
    shut_down(&sv);
    close_all(&sv);
    *status = sv.signo ? 128 + sv.signo : sv.status;
    return SUPERVISOR_DONE;
}
