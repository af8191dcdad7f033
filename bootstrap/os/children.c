#include "bootstrap/os/children.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bootstrap/os/proc_stat.h"
#include "common/fd.h"

/* Bytes of the list that are read; children beyond are not checked. */
enum { LIST_MAX = 4096 };

/* waitid fails for a process that is not our child. */
bool child_is_ours(int pidfd)
{
    siginfo_t info = {0};

    return waitid(P_PIDFD, (id_t)pidfd, &info, WEXITED | WNOHANG | WNOWAIT) ==
           0;
}

void child_discard(int pidfd)
{
    siginfo_t info;

    (void)syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, NULL, 0);
    (void)waitid(P_PIDFD, (id_t)pidfd, &info, WEXITED);
}

void child_list_open(struct child_list *list)
{
    char path[64];

    (void)snprintf(path, sizeof path, "/proc/self/task/%ld/children",
                   syscall(SYS_gettid));
    list->children = open(path, O_RDONLY | O_CLOEXEC);
}

void child_list_close(struct child_list *list)
{
    fd_close(&list->children);
}

/* Start time in clock ticks since boot; INT64_MAX if the process is gone. */
static int64_t start_time(pid_t pid)
{
    char text[PROC_STAT_SIZE];

    proc_stat_read(pid, text);
    const char *word = proc_stat_field(text, PROC_STAT_START_TIME);
    return *word ? strtoll(word, NULL, 10) : INT64_MAX;
}

static int64_t oldest_of(const pid_t *own, size_t count)
{
    int64_t oldest = INT64_MAX;

    for (size_t i = 0; i < count; i++) {
        int64_t one = own[i] ? start_time(own[i]) : INT64_MAX;
        if (one < oldest)
            oldest = one;
    }
    return oldest;
}

static bool is_among(pid_t pid, const pid_t *own, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (own[i] == pid)
            return true;
    return false;
}

bool child_list_check(const struct child_list *k, const pid_t *own,
                      size_t count, struct error *err)
{
    char list[LIST_MAX + 1];
    ssize_t got = k->children < 0 ? -1 : pread(k->children, list, LIST_MAX, 0);
    char *end;

    list[got > 0 ? got : 0] = '\0';
    /* A blank follows each number; a number without one was cut off. */
    char *last = strrchr(list, ' ');
    *(last ? last : list) = '\0';
    for (const char *at = list; *at; at = end + (*end == ' ')) {
        pid_t pid = (pid_t)strtol(at, &end, 10);
        if (end == at)
            break;
        if (!is_among(pid, own, count) &&
            start_time(pid) < oldest_of(own, count))
            return error_set(err,
                             "Dayfly.Tampered: process %ld is a child of the "
                             "bootstrap, which has not started it",
                             (long)pid);
    }
    return true;
}

/* The raw system call: the library's waitid has no rusage. */
static bool wait_for(idtype_t kind, id_t id, siginfo_t *info,
                     struct rusage *usage, int more)
{
    info->si_pid = 0;
    return syscall(SYS_waitid, kind, id, info, WEXITED | WNOHANG | more,
                   usage) == 0 &&
           info->si_pid != 0;
}

bool child_reap(idtype_t kind, id_t id, siginfo_t *info, struct rusage *usage)
{
    return wait_for(kind, id, info, usage, 0);
}

bool child_has_exited(idtype_t kind, id_t id, siginfo_t *info,
                      struct rusage *usage)
{
    return wait_for(kind, id, info, usage, WNOWAIT);
}
