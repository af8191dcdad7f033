#include "bootstrap/os/descendants.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bootstrap/os/children.h"
#include "common/buf.h"
#include "common/clock.h"
#include "common/fd.h"

enum { CHILDREN_MAX_BYTES = 1024 * 1024, ROUNDS = 4 };

bool descendants_adopt(struct error *err)
{
    if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0)
        return error_set_errno(err, "cannot become subreaper");
    return true;
}

/* "12 34 56 " */
static bool read_children(struct buf *list)
{
    char path[64];

    (void)snprintf(path, sizeof path, "/proc/self/task/%ld/children",
                   syscall(SYS_gettid));
    AUTO(int, fd_close) fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    for (;;) {
        if (!buf_reserve(list, 4096))
            return true; /* the next pass gets the rest */
        ssize_t got = fd_read(fd, buf_tail(list), 4096);
        if (got <= 0)
            return got == 0;
        buf_commit(list, (size_t)got);
    }
}

static bool reap_into(pid_t pid, struct process_usage *usage_sum)
{
    siginfo_t info = {0};
    struct rusage usage = {0};

    if (!child_reap(P_PID, (id_t)pid, &info, &usage))
        return false;
    if (info.si_code == CLD_KILLED && info.si_status == SIGKILL)
        usage_sum->killed++;
    process_usage_add(usage_sum, &usage);
    return true;
}

static bool is_among(pid_t pid, const pid_t *spared, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (spared[i] == pid)
            return true;
    return false;
}

/* Kills the whole process group, which is atomic: nothing in it can fork on. We
 * and the spared processes have sessions of our own, so a handler's process
 * cannot be in our groups. */
static void kill_all_of(pid_t pid, const pid_t *spared, size_t count)
{
    pid_t group = getpgid(pid);

    (void)kill(pid, SIGKILL);
    if (group > 1 && group != getpgrp() && !is_among(group, spared, count))
        (void)kill(-group, SIGKILL);
}

/* True if there was no child. */
static bool round_of(struct buf *list, const pid_t *spared, size_t count,
                     struct process_usage *usage)
{
    bool clean = true;

    buf_clear(list);
    if (!read_children(list))
        return true; /* no /proc: killing the process group has to suffice */
    for (const char *at = list->data; *at;) {
        char *end;
        pid_t pid = (pid_t)strtol(at, &end, 10);
        if (end == at)
            break;
        at = end + (*end == ' ');
        if (is_among(pid, spared, count))
            continue;
        /* Its children became ours just now: look again. */
        clean = false;
        if (!reap_into(pid, usage)) {
            process_usage_note_killed(usage, pid);
            kill_all_of(pid, spared, count);
            (void)reap_into(pid, usage);
        }
    }
    return clean;
}

bool descendants_kill(const pid_t *spared, size_t count,
                      struct process_usage *usage)
{
    AUTO(struct buf, buf_free) list = BUF(CHILDREN_MAX_BYTES);

    /* Repeat at once, so that a process that keeps forking is caught. */
    for (int i = 0; i < ROUNDS; i++)
        if (round_of(&list, spared, count, usage))
            return true;
    return false;
}

void descendants_kill_until(int64_t until_ms)
{
    struct process_usage usage = {0};

    while (!descendants_kill(NULL, 0, &usage) && clock_mono_ms() < until_ms)
        (void)poll(NULL, 0, 1);
}
