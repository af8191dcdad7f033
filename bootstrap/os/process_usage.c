#include "bootstrap/os/process_usage.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "common/fd.h"

static int64_t micros(const struct timeval *t)
{
    return (int64_t)t->tv_sec * 1000000 + t->tv_usec;
}

void process_usage_add(struct process_usage *t, const struct rusage *usage)
{
    t->user_us += micros(&usage->ru_utime);
    t->system_us += micros(&usage->ru_stime);
    t->minor_faults += usage->ru_minflt;
    t->major_faults += usage->ru_majflt;
    t->voluntary_switches += usage->ru_nvcsw;
    t->involuntary_switches += usage->ru_nivcsw;
    if (usage->ru_maxrss > t->peak_kib)
        t->peak_kib = usage->ru_maxrss;
}

/* False if the pid is in the list already, or the list is full. */
static bool add_killed_pid(struct process_usage *usage, pid_t pid)
{
    for (size_t i = 0; i < COUNT(usage->killed_pids); i++) {
        if (usage->killed_pids[i] == pid)
            return false;
        if (usage->killed_pids[i] == 0) {
            usage->killed_pids[i] = pid;
            return true;
        }
    }
    return false;
}

void process_usage_note_killed(struct process_usage *usage, pid_t pid)
{
    char path[64];
    char name[32];
    size_t have = strlen(usage->killed_names);

    if (!add_killed_pid(usage, pid) ||
        have + sizeof name + 2 > sizeof usage->killed_names)
        return;
    (void)snprintf(path, sizeof path, "/proc/%ld/comm", (long)pid);
    size_t got = fd_read_file(path, name, sizeof name);
    if (got == 0)
        return;
    /* A process chooses its own name; the kernel adds a line end. */
    if (name[got - 1] == '\n')
        name[got - 1] = '\0';
    for (char *at = name; *at; at++)
        if ((unsigned char)*at < ' ' || *at == 0x7f)
            *at = '?';
    (void)snprintf(usage->killed_names + have,
                   sizeof usage->killed_names - have, "%s%s",
                   have > 0 ? " " : "", name);
}

int64_t process_usage_cpu_us(const struct process_usage *usage)
{
    return usage->user_us + usage->system_us;
}
