#include "bootstrap/process/process_teardown.h"

#include <signal.h>

#include "bootstrap/cleanup/teardown.h"
#include "bootstrap/os/children.h"
#include "common/clock.h"
#include "common/fd.h"

/* After this time the log reports that processes do not die. One that is killed
 * needs a CPU to die: among many that are busy it waits for its turn. */
enum { UNKILLABLE_MS = 2000 };

/* Then there is a process whose number is not known yet. */
static bool awaits_copy(const struct process *p)
{
    for (size_t i = 0; i < PROCESS_SIBLINGS; i++)
        if (p->siblings[i] && p->siblings[i]->state == PROCESS_COPYING)
            return true;
    return false;
}

/* No leader of a sibling is killed here, so a sibling whose leader is not known
 * yet is waited for. While a sibling has an event, no orphan is killed: it may
 * be a descendant of that sibling. */
static enum teardown_step clear(struct process *p)
{
    pid_t spared[1 + PROCESS_SIBLINGS] = {p->pid};
    bool busy = false;

    for (size_t i = 0; i < PROCESS_SIBLINGS; i++) {
        const struct process *sibling = p->siblings[i];
        if (!sibling)
            continue;
        spared[1 + i] = sibling->pid;
        busy = busy || (sibling->state == PROCESS_RUNNING && sibling->busy);
    }
    if (awaits_copy(p))
        return TEARDOWN_KILLING;
    if (busy)
        return p->pid ? TEARDOWN_KILLING
                      : teardown_remove_dir(p->scratch, p->log);
    return teardown_step(spared, COUNT(spared), &p->outcome->usage,
                         p->pid ? NULL : p->scratch, p->log);
}

/* What the handler does about the end of its child is no answer: it was not the
 * handler's decision which of its processes ended. */
void process_note_oom(struct process *p)
{
    struct outcome *outcome = p->outcome;

    if (outcome->kind == OUTCOME_TIMED_OUT ||
        cgroup_kills(p->group) <= p->oom_kills_before)
        return;
    outcome->kind = OUTCOME_SIGNALED;
    outcome->code = SIGKILL;
    outcome->oom_killed = true;
    if (outcome->peak_kib < p->group->memory_kib)
        outcome->peak_kib = p->group->memory_kib;
}

static void take_exit(struct process *p, const siginfo_t *info,
                      const struct rusage *usage)
{
    bool is_outcome = p->outcome->kind == OUTCOME_PENDING;

    p->exit_taken = true;
    if (is_outcome)
        p->outcome->peak_kib = usage->ru_maxrss;
    process_usage_add(&p->outcome->usage, usage);
    stdio_pipes_drain(&p->pipes);
    p->event_unread =
        p->event_unread || (p->busy && stdin_is_unread(&p->pipes));
    outcome_set(p->outcome,
                info->si_code == CLD_EXITED ? OUTCOME_EXITED : OUTCOME_SIGNALED,
                info->si_status);
    if (is_outcome)
        process_note_oom(p);
}

/* The exit of a plain executable is its outcome, and its response does not have
 * to wait until the process is reaped: the next call does that. */
static bool take_exit_first(struct process *p)
{
    siginfo_t info = {0};
    struct rusage usage = {0};

    if (p->exit_taken || p->bridged || !p->busy ||
        !child_has_exited(P_PIDFD, (id_t)p->pidfd, &info, &usage))
        return false;
    take_exit(p, &info, &usage);
    return true;
}

/* What a template has started besides is killed when it has been reaped. */
void process_kill_group(const struct process *p)
{
    if (p->pid && !p->has_copies)
        (void)kill(-p->pid, SIGKILL);
}

/* Until the leader is reaped, no other process group can have its number. */
void process_teardown_leader(struct process *p)
{
    siginfo_t info = {0};
    struct rusage usage = {0};

    if (take_exit_first(p))
        return;
    process_kill_group(p);
    p->ptraced = !child_reap(P_PIDFD, (id_t)p->pidfd, &info, &usage);
    if (p->ptraced) {
        (void)clear(p);
        return;
    }
    if (!p->exit_taken)
        take_exit(p, &info, &usage);
    stdio_pipes_drain(&p->pipes);
    p->pid = 0;
}

void process_teardown_step(struct process *p)
{
    enum teardown_step left = p->pid ? TEARDOWN_KILLING : clear(p);

    if (left == TEARDOWN_REMOVING || awaits_copy(p))
        p->stopping_ms = clock_mono_ms();
    else if (!p->unkillable &&
             clock_mono_ms() - p->stopping_ms > UNKILLABLE_MS) {
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
