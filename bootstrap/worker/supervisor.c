#include "bootstrap/worker/supervisor.h"

#include <poll.h>
#include <signal.h>
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
#include "common/signal_names.h"

enum {
    STEADY_MS = 60 * 1000, /* who has lived so long did not fall at once */
    LEAVE_MS = 440, /* of the 500 ms the platform gives; lanes take 400 */
    SWEEP_AGAIN_MS = 5,
};

struct response_upload {
    pid_t pid; /* 0: to be filled at due_ms */
    int64_t born_ms;
    int64_t due_ms;
    struct restart_backoff fall;
};

struct lanes {
    struct response_upload *posts;
    size_t count;
    struct scoreboard *budget;
    struct log *log; /* borrowed */
    int turn;        /* the file by whose lock they take turns in it */
    int signals;
    int signo; /* the signal that came; 0: none */
    bool over;
    bool unswept; /* what dead lanes left may still be there */
    int status;
};

/* What a lane has no use for. */
static void close_posts(struct lanes *l)
{
    mem_free(l->posts);
    fd_close(&l->signals);
}

static void close_lanes(struct lanes *l)
{
    close_posts(l);
    log_lock_with(l->log, -1);
    fd_close(&l->turn);
    scoreboard_free(l->budget);
}

static bool open_lanes(struct lanes *l, const struct supervisor_config *config,
                       struct error *err)
{
    l->posts = mem_new(config->concurrency, sizeof *l->posts);
    if (!l->posts)
        return error_set(err, "no memory for %zu lanes", config->concurrency);
    l->turn = memfd_create("log", MFD_CLOEXEC);
    if (l->turn < 0)
        return error_set_errno(err, "no memory for the lanes' log");
    log_lock_with(l->log, l->turn);
    l->budget = scoreboard_new(config->concurrency, config->spares, err);
    return l->budget && self_init(&l->signals, SIGCHLD, err);
}

/* The signal of the supervisor's death may have been missed already. */
static void be_lane(struct lanes *l, size_t number, pid_t supervisor,
                    struct scoreboard_slot *slot)
{
    (void)prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != supervisor)
        (void)kill(getpid(), SIGTERM);
    *slot = (struct scoreboard_slot){.board = l->budget, .index = number};
    scoreboard_assign(l->budget, number, getpid());
    log_free(l->log);
    close_posts(l);
}

static void put_off(struct response_upload *upload, enum runtime_exit how)
{
    upload->due_ms =
        clock_mono_ms() + restart_backoff_delay_ms(&upload->fall, how);
}

/* True in the lane. */
static bool start_one(struct lanes *l, size_t number,
                      struct scoreboard_slot *slot)
{
    struct response_upload *upload = &l->posts[number];
    struct error err = ERROR_NONE;
    pid_t supervisor = getpid();
    pid_t pid = fork();

    if (pid == 0) {
        be_lane(l, number, supervisor, slot);
        return true;
    }
    upload->born_ms = clock_mono_ms();
    if (pid > 0) {
        upload->pid = pid;
        return false;
    }
    (void)error_set_errno(&err, "cannot start lane %zu", number);
    put_off(upload, BACKOFF_KILLED);
    log_printf(l->log, LEVEL_WARN, "dayfly: %s; trying again", err.text);
    return false;
}

/* True in a lane. */
static bool start_due(struct lanes *l, struct scoreboard_slot *slot)
{
    for (size_t i = 0; i < l->count; i++)
        if (l->posts[i].pid == 0 && clock_mono_ms() >= l->posts[i].due_ms &&
            start_one(l, i, slot))
            return true;
    return false;
}

static bool all_give_up(const struct lanes *l)
{
    for (size_t i = 0; i < l->count; i++)
        if (!restart_backoff_is_hopeless(&l->posts[i].fall))
            return false;
    return true;
}

static void say_end(struct lanes *l, size_t number, const siginfo_t *info)
{
    char word[SIGNAL_NAME_SIZE];

    signal_name(info->si_status, word);
    if (info->si_code == CLD_EXITED)
        log_printf(
            l->log, LEVEL_WARN,
            "dayfly: lane %zu ended with status %d; another one takes its "
            "place",
            number, info->si_status);
    else
        log_printf(
            l->log, LEVEL_WARN,
            "dayfly: lane %zu was ended by a signal: %s; another one takes "
            "its place",
            number, word);
}

static void take_end(struct lanes *l, size_t number, const siginfo_t *info)
{
    struct response_upload *upload = &l->posts[number];
    const struct scoreboard_slot first = {.board = l->budget};
    bool steady = scoreboard_had_event(l->budget, number) ||
                  clock_mono_ms() - upload->born_ms >= STEADY_MS;
    bool own = info->si_code == CLD_EXITED && info->si_status < 128;

    upload->pid = 0;
    l->unswept = true;
    if (l->signo || l->over)
        return;
    if (info->si_code == CLD_EXITED && info->si_status == SUPERVISOR_EXIT_ALL) {
        l->over = true;
        l->status = 1;
        return;
    }
    if (!scoreboard_is_started(&first) && number == 0 &&
        info->si_code == CLD_EXITED) {
        l->over = true;
        l->status = info->si_status;
        return;
    }
    put_off(upload, steady ? BACKOFF_STEADY
                    : own  ? BACKOFF_EXITED
                           : BACKOFF_KILLED);
    say_end(l, number, info);
    if (!all_give_up(l))
        return;
    l->over = true;
    l->status = 1;
    log_printf(l->log, LEVEL_FATAL,
               "dayfly: leaving: no lane gets as far as an event");
}

/* The seat is cleared first: once the process is reaped, its number may be
 * another's. */
static size_t bury_dead(struct lanes *l)
{
    size_t left = 0;

    for (size_t i = 0; i < l->count; i++) {
        siginfo_t info = {0};
        id_t pid = (id_t)l->posts[i].pid;
        if (pid == 0)
            continue;
        left++;
        if (waitid(P_PID, pid, &info, WEXITED | WNOHANG | WNOWAIT) != 0 ||
            info.si_pid == 0)
            continue;
        scoreboard_assign(l->budget, i, 0);
        (void)waitid(P_PID, pid, &info, WEXITED | WNOHANG);
        take_end(l, i, &info);
        left--;
    }
    return left;
}

/* What a dead lane's handlers had left to it is left to us now. */
static void sweep_on(struct lanes *l)
{
    pid_t lanes[CONCURRENCY_MAX];
    size_t count = 0;
    struct process_usage usage = {0};

    for (size_t i = 0; i < l->count; i++)
        if (l->posts[i].pid)
            lanes[count++] = l->posts[i].pid;
    l->unswept = !descendants_kill(lanes, count, &usage);
}

static int until_next(const struct lanes *l)
{
    int64_t now = clock_mono_ms();
    int64_t least = l->unswept ? SWEEP_AGAIN_MS : INT64_MAX;
    int shut_out_ms = log_retry_in_ms(l->log);

    if (shut_out_ms > 0 && shut_out_ms < least)
        least = shut_out_ms;

    for (size_t i = 0; i < l->count; i++)
        if (l->posts[i].pid == 0 && l->posts[i].due_ms - now < least)
            least = l->posts[i].due_ms - now;
    if (least == INT64_MAX)
        return -1;
    return least > 0 ? (int)least : 0;
}

static void listen_on(struct lanes *l, int timeout_ms)
{
    struct pollfd fds[] = {
        {.fd = l->signals, .events = POLLIN},
        {.fd = log_has_pending(l->log) ? l->log->fd : -1, .events = POLLOUT},
    };
    struct signalfd_siginfo told;

    (void)poll(fds, COUNT(fds), timeout_ms);
    log_write_pending(l->log);
    while (fd_read(l->signals, &told, sizeof told) == sizeof told)
        if (told.ssi_signo == SIGCHLD)
            l->unswept = true;
        else if (l->signo == 0)
            l->signo = (int)told.ssi_signo;
}

static void tell_all(const struct lanes *l, int signo)
{
    for (size_t i = 0; i < l->count; i++)
        if (l->posts[i].pid)
            (void)kill(l->posts[i].pid, signo);
}

/* A lane ends its own; what a stuck one does not, is ended here. */
static void leave(struct lanes *l)
{
    int64_t until = clock_mono_ms() + LEAVE_MS;

    tell_all(l, SIGTERM);
    while (bury_dead(l) > 0 && clock_mono_ms() < until)
        listen_on(l, (int)(until - clock_mono_ms()));
    tell_all(l, SIGKILL);
    until += SWEEP_AGAIN_MS * 4;
    while ((bury_dead(l) > 0 || l->unswept) && clock_mono_ms() < until) {
        sweep_on(l);
        (void)poll(NULL, 0, 1);
    }
}

enum supervisor_end supervisor_run(const struct supervisor_config *config,
                                   struct log *log,
                                   struct scoreboard_slot *slot, int *status,
                                   struct error *err)
{
    struct lanes l = {
        .count = config->concurrency, .log = log, .turn = -1, .signals = -1};

    if (!open_lanes(&l, config, err)) {
        close_lanes(&l);
        return SUPERVISOR_FAILED;
    }
    while (!l.over && l.signo == 0) {
        if (start_due(&l, slot))
            return SUPERVISOR_CHILD;
        listen_on(&l, until_next(&l));
        (void)bury_dead(&l);
        if (l.unswept)
            sweep_on(&l);
    }
    leave(&l);
    close_lanes(&l);
    *status = l.signo ? 128 + l.signo : l.status;
    return SUPERVISOR_DONE;
}
