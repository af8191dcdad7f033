#include "bootstrap/account.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bootstrap/base/clock.h"
#include "bootstrap/base/fd.h"
#include "bootstrap/peak.h"

/* Fields of /proc/PID/stat, counted from the state, which is 0. */
enum { CHILDREN_USER = 13, CHILDREN_SYSTEM = 14, STAT_SIZE = 512 };

void account_born(struct account *a, bool looks)
{
    *a = (struct account){
        .born_us = clock_mono_us(), .import_us = -1, .looks = looks};
}

/* What the kernel says of it, from its state on; "" when it is not there. */
static void stat_of(pid_t pid, char text[STAT_SIZE])
{
    char path[64];

    (void)snprintf(path, sizeof path, "/proc/%ld/stat", (long)pid);
    (void)fd_first(path, text, STAT_SIZE);
    const char *name_end = strrchr(text, ')');
    if (name_end && strlen(name_end) > 2)
        memmove(text, name_end + 2, strlen(name_end + 2) + 1);
    else
        text[0] = '\0';
}

/* Of those it has waited for, which are part of its own in the end. */
static int64_t children_cpu_us(pid_t pid)
{
    char text[STAT_SIZE];
    long long ticks = 0;
    char *rest = text;

    stat_of(pid, text);
    for (int n = 0; n < CHILDREN_SYSTEM && rest; n++) {
        rest = strchr(rest, ' ');
        rest = rest ? rest + 1 : NULL;
        if (rest && n + 1 >= CHILDREN_USER)
            ticks += strtoll(rest, NULL, 10);
    }
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

    stat_of(pid, text);
    return text[0];
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
    if (a->looks || end->how != ENDED_RESULT)
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
