#include "bootstrap/process/template_control.h"

#include <ctype.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bootstrap/os/children.h"
#include "bootstrap/os/proc_stat.h"
#include "common/clock.h"
#include "common/fd.h"

enum {
    ANSWER_MAX = 512,
    FDS = 3,
    FDS_MAX = FDS + 1, /* with a rule set */
};

static const char prepare_word[] = "prepare";
static const char copy_word[] = "copy"; /* its NUL is sent, too */
static const char agreed[] = "ready";
static const char refused[] = "refused ";

bool template_control_make(int *ours, int *theirs, struct error *err)
{
    int ends[2];

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return error_set_errno(err, "cannot make a control socket");
    *ours = ends[0];
    *theirs = ends[1];
    return fd_nonblock(*ours, err);
}

static bool ended(struct error *err)
{
    return error_set(err, "it has ended");
}

/* A template that ends closes its socket before its end is known. */
static bool not_sent(struct error *err)
{
    return errno == EPIPE || errno == ECONNRESET
               ? ended(err)
               : error_set_errno(err, "cannot write to the control socket");
}

bool template_control_prepare(int control, struct error *err)
{
    return send(control, prepare_word, sizeof prepare_word - 1, MSG_NOSIGNAL) ==
               sizeof prepare_word - 1 ||
           not_sent(err);
}

/* One answer as text. -1: none yet; 0: the socket has ended. */
static ssize_t receive(int control, char text[ANSWER_MAX])
{
    ssize_t got = recv(control, text, ANSWER_MAX - 1, MSG_DONTWAIT);

    if (got < 0)
        return errno == EAGAIN || errno == EINTR ? -1 : 0;
    text[got] = '\0';
    return got;
}

/* It becomes one line of the log. */
static void take_reason(char *text, struct error *err)
{
    for (char *at = text; *at; at++)
        if (iscntrl((unsigned char)*at))
            *at = ' ';
    (void)error_set(err, "%s", *text ? text : "it gives no reason");
}

enum template_answer template_control_answer(int control, struct error *err)
{
    char text[ANSWER_MAX];
    ssize_t got = receive(control, text);

    if (got < 0)
        return TEMPLATE_SILENT;
    if (got == 0) {
        (void)ended(err);
        return TEMPLATE_LOST;
    }
    if (!strcmp(text, agreed))
        return TEMPLATE_AGREED;
    if (strncmp(text, refused, sizeof refused - 1) != 0) {
        (void)error_set(err, "it did not answer");
        return TEMPLATE_LOST;
    }
    take_reason(text + sizeof refused - 1, err);
    return TEMPLATE_REFUSED;
}

bool template_control_ask(const struct copy_source *from, const int fds[FDS],
                          struct error *err)
{
    const struct seccomp_filter *filter = from->filter;
    const int sent[FDS_MAX] = {fds[0], fds[1], fds[2], from->rules};
    size_t count = from->rules >= 0 ? FDS_MAX : FDS;
    union {
        struct cmsghdr align;
        char bytes[CMSG_SPACE(sizeof(int) * FDS_MAX)];
    } room = {.bytes = {0}};
    struct iovec parts[] = {
        {.iov_base = (void *)(size_t)copy_word, .iov_len = sizeof copy_word},
        {.iov_base = filter ? (void *)(size_t)filter->steps : NULL,
         .iov_len = filter ? filter->count * sizeof *filter->steps : 0}};
    struct msghdr message = {.msg_iov = parts,
                             .msg_iovlen = COUNT(parts),
                             .msg_control = room.bytes,
                             .msg_controllen =
                                 (socklen_t)CMSG_SPACE(sizeof(int) * count)};
    struct cmsghdr *rights = CMSG_FIRSTHDR(&message);

    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    /* The types of lengths differ between C libraries. */
    rights->cmsg_len = (socklen_t)CMSG_LEN(sizeof(int) * count);
    memcpy(CMSG_DATA(rights), sent, sizeof(int) * count);
    return sendmsg(from->control, &message, MSG_NOSIGNAL) > 0 || not_sent(err);
}

static bool is_stopped(pid_t pid)
{
    char text[PROC_STAT_SIZE];

    proc_stat_read(pid, text);
    char state = *proc_stat_field(text, PROC_STAT_STATE);
    return state == 'T' || state == 't';
}

static bool adopt(pid_t pid, int *pidfd, struct error *err)
{
    *pidfd = (int)syscall(SYS_pidfd_open, pid, 0U);
    if (*pidfd >= 0 && child_is_ours(*pidfd))
        return true;
    fd_close(pidfd);
    return error_set(err, "its answer names no process of ours");
}

static bool read_answer(const struct copy_source *from, const char *text,
                        pid_t *pid, int *pidfd, struct error *err)
{
    char *end;
    long answer = strtol(text, &end, 10);

    if (*end != '\0' || answer == 0 || answer == from->pid ||
        answer != (pid_t)answer)
        return error_set(err, "its answer is not a process");
    if (answer < 0) {
        errno = (int)-answer;
        return error_set_errno(err, "it cannot be copied");
    }
    *pid = (pid_t)answer;
    return adopt(*pid, pidfd, err);
}

/* Why an answer is no longer to be waited for. */
static bool is_hopeless(const struct copy_source *from, int64_t until_ms,
                        struct error *err)
{
    if (clock_mono_ms() >= until_ms)
        return !error_set(err, "it made no copy within %d ms",
                          TEMPLATE_COPY_MAX_MS);
    return is_stopped(from->pid) &&
           !error_set(err, "another process has stopped it");
}

enum template_answer template_control_take(const struct copy_source *from,
                                           bool wait, int64_t until_ms,
                                           pid_t *pid, int *pidfd,
                                           struct error *err)
{
    struct pollfd readable = {.fd = from->control, .events = POLLIN};
    char text[ANSWER_MAX];

    for (;;) {
        ssize_t got = receive(from->control, text);
        if (got > 0)
            return read_answer(from, text, pid, pidfd, err) ? TEMPLATE_AGREED
                                                            : TEMPLATE_LOST;
        if (got == 0) {
            (void)ended(err);
            return TEMPLATE_LOST;
        }
        bool late = poll(&readable, 1, wait ? TEMPLATE_LOOK_MS : 0) == 0;
        if (late && is_hopeless(from, until_ms, err))
            return TEMPLATE_LOST;
        if (!wait)
            return TEMPLATE_SILENT;
    }
}
