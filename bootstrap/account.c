#include "bootstrap/account.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "bootstrap/base/clock.h"
#include "bootstrap/base/fd.h"
#include "bootstrap/peak.h"

void account_born(struct account *a, bool looks)
{
    *a = (struct account){
        .born_us = clock_mono_us(), .import_us = -1, .looks = looks};
}

void account_ready(struct account *a, pid_t pid, int64_t import_us)
{
    a->ready_us = clock_mono_us();
    a->import_us = import_us;
    a->cpu_before_us = clock_cpu_us(pid);
}

void account_given(struct account *a, pid_t pid)
{
    a->given_us = clock_mono_us();
    a->over_us = 0;
    if (a->ready_us)
        a->cpu_before_us = clock_cpu_us(pid);
}

/* The kernel's letter for what it is doing; '\0' when that is not known. */
static char state_of(pid_t pid)
{
    char path[64];
    char text[256];

    (void)snprintf(path, sizeof path, "/proc/%ld/stat", (long)pid);
    AUTO(int, fd_close) fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd < 0 ? -1 : fd_read(fd, text, sizeof text - 1);
    if (got <= 0)
        return '\0';
    text[got] = '\0';
    const char *name_end = strrchr(text, ')');
    if (!name_end || strlen(name_end) < 3)
        return '\0';
    return name_end[2];
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
    int64_t used = pid ? clock_cpu_us(pid) : toll_cpu_us(&end->toll);

    return used > a->cpu_before_us ? used - a->cpu_before_us : 0;
}
