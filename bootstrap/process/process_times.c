#include "bootstrap/process/process_times.h"

#include <stdlib.h>
#include <unistd.h>

#include "bootstrap/os/proc_stat.h"
#include "common/clock.h"

void process_times_started(struct process_times *times)
{
    *times =
        (struct process_times){.started_us = clock_mono_us(), .import_us = -1};
}

/* Of the children that it has waited for; they are part of its usage when it is
 * reaped. */
static int64_t children_cpu_us(pid_t pid)
{
    char text[PROC_STAT_SIZE];

    proc_stat_read(pid, text);
    long long ticks =
        strtoll(proc_stat_field(text, PROC_STAT_CHILDREN_USER), NULL, 10) +
        strtoll(proc_stat_field(text, PROC_STAT_CHILDREN_SYSTEM), NULL, 10);
    return ticks * 1000000 / sysconf(_SC_CLK_TCK);
}

void process_times_copied(struct process_times *times)
{
    times->ready_us = clock_mono_us();
}

void process_times_ready(struct process_times *times, pid_t pid,
                         int64_t import_us)
{
    times->ready_us = clock_mono_us();
    times->import_us = import_us;
    times->children_before_us = children_cpu_us(pid);
    times->cpu_before_us = clock_cpu_us(pid);
}

void process_times_assigned(struct process_times *times, pid_t pid)
{
    times->assigned_us = clock_mono_us();
    if (times->finished_us)
        times->children_before_us = children_cpu_us(pid);
    times->finished_us = 0;
    if (times->ready_us)
        times->cpu_before_us = clock_cpu_us(pid);
}

/* As in proc(5) stat; '\0': not known. */
static char state_of(pid_t pid)
{
    char text[PROC_STAT_SIZE];

    proc_stat_read(pid, text);
    return *proc_stat_field(text, PROC_STAT_STATE);
}

void process_times_read_peak(pid_t pid, struct outcome *outcome)
{
    if (pid && outcome->peak_kib == 0)
        outcome->peak_kib = proc_peak_kib(pid);
}

enum phase process_times_phase(bool bridged, bool ready, bool unread, bool full)
{
    if (full)
        return PHASE_DRAIN;
    if (!bridged || ready)
        return PHASE_HANDLER;
    return unread ? PHASE_BOOT : PHASE_IMPORT;
}

void process_times_finished(struct process_times *times, pid_t pid,
                            enum phase phase, struct outcome *outcome)
{
    int64_t since = times->assigned_us ? times->assigned_us : times->started_us;

    times->finished_us = clock_mono_us();
    outcome->elapsed_ms = (times->finished_us - since) / 1000;
    outcome->phase = phase;
    if (!pid)
        return;
    if (outcome->kind != OUTCOME_RESULT)
        process_times_read_peak(pid, outcome);
    if (outcome->kind == OUTCOME_TIMED_OUT)
        outcome->state = state_of(pid);
}

int64_t process_times_cpu_us(const struct process_times *times, pid_t pid,
                             const struct outcome *outcome)
{
    int64_t used = pid ? clock_cpu_us(pid) + children_cpu_us(pid)
                       : process_usage_cpu_us(&outcome->usage);
    int64_t before = times->cpu_before_us + times->children_before_us;

    return used > before ? used - before : 0;
}
