#include "bootstrap/process/process_times.h"

#include <stdlib.h>
#include <unistd.h>

#include "common/clock.h"
#include "bootstrap/os/peak.h"
#include "bootstrap/os/proc_stat.h"

void account_born(struct account *a)
{
    *a = (struct account){.born_us = clock_mono_us(), .import_us = -1};
}

/* Of those it has waited for, which are part of its own in the end. */
static int64_t children_cpu_us(pid_t pid)
{
    char text[STAT_SIZE];

    stat_words(pid, text);
    long long ticks = strtoll(stat_word(text, STAT_CHILDREN_USER), NULL, 10) +
                      strtoll(stat_word(text, STAT_CHILDREN_SYSTEM), NULL, 10);
    return ticks * 1000000 / sysconf(_SC_CLK_TCK);
}

void account_ready(struct account *a, pid_t pid, int64_t import_us)
{
    a->ready_us = clock_mono_us();
    a->import_us = import_us;
    a->children_before_us = children_cpu_us(pid);
    a->cpu_before_us = clock_cpu_us(pid);
}

void account_given(struct account *a, pid_t pid)
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
    char text[STAT_SIZE];

    stat_words(pid, text);
    return *stat_word(text, STAT_STATE);
}

void account_look(pid_t pid, struct ending *end)
{
    if (pid && end->peak_kib == 0)
        end->peak_kib = peak_kib(pid);
}

enum phase account_phase(bool bridged, bool ready, bool unread, bool full)
{
    if (full)
        return PHASE_DRAIN;
    if (!bridged || ready)
        return PHASE_HANDLER;
    return unread ? PHASE_BOOT : PHASE_IMPORT;
}

void account_over(struct account *a, pid_t pid, enum phase phase,
                  struct ending *end)
{
    int64_t since = a->given_us ? a->given_us : a->born_us;

    a->over_us = clock_mono_us();
    end->elapsed_ms = (a->over_us - since) / 1000;
    end->phase = phase;
    if (!pid)
        return;
    if (end->how != ENDED_RESULT)
        account_look(pid, end);
    if (end->how == ENDED_LATE)
        end->state = state_of(pid);
}

int64_t account_cpu_us(const struct account *a, pid_t pid,
                       const struct ending *end)
{
    int64_t used = pid ? clock_cpu_us(pid) + children_cpu_us(pid)
                       : toll_cpu_us(&end->toll);
    int64_t before = a->cpu_before_us + a->children_before_us;

    return used > before ? used - before : 0;
}
