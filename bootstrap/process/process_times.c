#include "bootstrap/process/process_times.h"

#include <stdlib.h>
#include <unistd.h>

#include "common/clock.h"
#include "bootstrap/os/peak.h"
#include "bootstrap/os/proc_stat.h"

void process_times_started(struct process_times *a)
{
    *a = (struct process_times){.born_us = clock_mono_us(), .import_us = -1};
}

/* Of those it has waited for, which are part of its own in the end. */
static int64_t children_cpu_us(pid_t pid)
{
    char text[PROC_STAT_SIZE];

    proc_stat_read(pid, text);
    long long ticks =
        strtoll(proc_stat_field(text, PROC_STAT_CHILDREN_USER), NULL, 10) +
        strtoll(proc_stat_field(text, PROC_STAT_CHILDREN_SYSTEM), NULL, 10);
    return ticks * 1000000 / sysconf(_SC_CLK_TCK);
}

void process_times_ready(struct process_times *a, pid_t pid, int64_t import_us)
{
    a->ready_us = clock_mono_us();
    a->import_us = import_us;
    a->children_before_us = children_cpu_us(pid);
    a->cpu_before_us = clock_cpu_us(pid);
}

void process_times_assigned(struct process_times *a, pid_t pid)
{
    a->given_us = clock_mono_us();
    if (a->over_us)
        a->children_before_us = children_cpu_us(pid);
    a->over_us = 0;
    if (a->ready_us)
        a->cpu_before_us = clock_cpu_us(pid);
}

/* The kernel's letter for what it is doing; '\0' when that is not known. */
static char state_of(pid_t pid)
{
    char text[PROC_STAT_SIZE];

    proc_stat_read(pid, text);
    return *proc_stat_field(text, PROC_STAT_STATE);
}

void process_times_read_peak(pid_t pid, struct outcome *end)
{
    if (pid && end->peak_kib == 0)
        end->peak_kib = proc_peak_kib(pid);
}

enum phase process_times_phase(bool bridged, bool ready, bool unread, bool full)
{
    if (full)
        return PHASE_DRAIN;
    if (!bridged || ready)
        return PHASE_HANDLER;
    return unread ? PHASE_BOOT : PHASE_IMPORT;
}

void process_times_finished(struct process_times *a, pid_t pid,
                            enum phase phase, struct outcome *end)
{
    int64_t since = a->given_us ? a->given_us : a->born_us;

    a->over_us = clock_mono_us();
    end->elapsed_ms = (a->over_us - since) / 1000;
    end->phase = phase;
    if (!pid)
        return;
    if (end->how != OUTCOME_RESULT)
        process_times_read_peak(pid, end);
    if (end->how == OUTCOME_TIMED_OUT)
        end->state = state_of(pid);
}

int64_t process_times_cpu_us(const struct process_times *a, pid_t pid,
                             const struct outcome *end)
{
    int64_t used = pid ? clock_cpu_us(pid) + children_cpu_us(pid)
                       : process_usage_cpu_us(&end->toll);
    int64_t before = a->cpu_before_us + a->children_before_us;

    return used > before ? used - before : 0;
}
