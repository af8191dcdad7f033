#include "bridge/template/control.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "bridge/template/copy.h"
#include "bridge/template/draws.h"
#include "bridge/template/mappings.h"
#include "bridge/template/process_state.h"
#include "bridge/template/system_call.h"

enum { COPY_HEAD = 5 /* "copy" and a 0 byte */, FDS_MOST = 8 };

/* A message, with the descriptors that came with it. The filter begins at an
 * address that the kernel can read structs from. */
struct request {
    long length; /* 0: the end of the socket */
    bool whole;
    int count;
    int fds[FDS_MOST];
    char padding[8 - COPY_HEAD];
    char bytes[COPY_HEAD];
    struct sock_filter filter[BPF_MAXINSNS];
};

_Static_assert(offsetof(struct request, filter) ==
                   offsetof(struct request, bytes) + COPY_HEAD,
               "one buffer");

/* The kernel's struct msghdr is that of the C library on both machines, with
 * lengths of 64 bits. */
static void receive(int control, struct request *request)
{
    union {
        struct cmsghdr head;
        char bytes[CMSG_SPACE(sizeof request->fds)];
    } more = {.bytes = {0}};
    struct iovec bytes = {.iov_base = request->bytes,
                          .iov_len = COPY_HEAD + sizeof request->filter};
    struct msghdr message = {.msg_iov = &bytes,
                             .msg_iovlen = 1,
                             .msg_control = &more,
                             .msg_controllen = sizeof more};
    do
        request->length = SYS(SYS_recvmsg, control, &message, MSG_CMSG_CLOEXEC);
    while (request->length == -EINTR || request->length == -EAGAIN);
    if (request->length < 0)
        request->length = 0;
    request->whole = !(message.msg_flags & (MSG_TRUNC | MSG_CTRUNC));
    request->count = 0;
    size_t size = message.msg_controllen < sizeof more.head
                      ? 0
                      : more.head.cmsg_len - CMSG_LEN(0);
    if (size && more.head.cmsg_level == SOL_SOCKET &&
        more.head.cmsg_type == SCM_RIGHTS) {
        request->count = (int)(size / sizeof(int));
        memcpy(request->fds, CMSG_DATA(&more.head), size);
    }
}

/* Returns false if the caller is gone. */
static bool answer(int control, const char *text)
{
    long length = (long)text_length(text);
    long sent;
    do
        sent = SYS(SYS_sendto, control, text, length, MSG_NOSIGNAL, NULL, 0);
    while (sent == -EINTR);
    return sent == length;
}

static void close_all(const struct request *request)
{
    for (int i = 0; i < request->count; i++)
        SYS(SYS_close, request->fds[i]);
}

static bool is_prepare(const struct request *request)
{
    return request->whole && request->count == 0 && request->length == 7 &&
           memcmp(request->bytes, "prepare", 7) == 0;
}

static bool is_copy(const struct request *request)
{
    size_t filter = (size_t)request->length - COPY_HEAD;
    return request->whole && (request->count == 3 || request->count == 4) &&
           request->length >= COPY_HEAD &&
           filter % sizeof *request->filter == 0 &&
           memcmp(request->bytes, "copy", COPY_HEAD) == 0;
}

/* The caller sees the end, whoever else has got the socket by a fork. */
static void leave(struct template *template)
{
    SYS(SYS_shutdown, template->control, SHUT_RDWR);
    SYS(SYS_close, template->control);
    SYS(SYS_prctl, PR_SET_DUMPABLE, 1);
    template->control = 0;
}

static void refuse(struct template *template, const char *reason)
{
    struct line line = {.length = 0};
    line_add(&line, "refused ");
    line_add(&line, reason);
    answer(template->control, line.text);
}

/* Serves copies until the end of the socket, or an unknown request. Returns
 * true in a copy. */
static bool serve(struct template *template, struct request *request)
{
    for (;;) {
        receive(template->control, request);
        if (!is_copy(request)) {
            close_all(request);
            if (request->length)
                refuse(template, "unknown request");
            return false;
        }
        struct copy_request copy = {
            .rules = request->count == 4 ? request->fds[3] : -1,
            .filter = request->filter,
            .filter_length = (unsigned short)((request->length - COPY_HEAD) /
                                              (long)sizeof *request->filter),
        };
        memcpy(copy.fds, request->fds, sizeof copy.fds);
        long pid = copy_make(template, &copy);
        if (pid == 0)
            return true;
        close_all(request);
        struct line line = {.length = 0};
        line_add(&line, pid < 0 ? "-" : "");
        line_add_number(&line, (unsigned long)(pid < 0 ? -pid : pid), 10);
        if (!answer(template->control, line.text))
            return false;
    }
}

/* From `prepare` on. Returns true in a copy. */
static bool prepare(struct template *template, struct request *request)
{
    struct line why = {.length = 0};
    uint64_t all = UINT64_MAX;
    draws_await(template);
    SYS(SYS_rt_sigprocmask, SIG_SETMASK, &all, &template->mask, sizeof all);
    bool good =
        process_state_check(&why) && threads_park(&template->threads, &why) &&
        draws_check(template, &why) &&
        descriptors_plan(&template->descriptors, template->control, &why) &&
        mappings_prepare(&why);
    if (!good)
        refuse(template, why.text);
    else if (answer(template->control, "ready") && serve(template, request))
        return true;
    threads_release(&template->threads);
    leave(template);
    SYS(SYS_rt_sigprocmask, SIG_SETMASK, &template->mask, NULL, sizeof all);
    return false;
}

/* One request before `prepare`. Returns true in a copy. */
static bool take_request(struct template *template)
{
    static struct request request;
    receive(template->control, &request);
    if (is_prepare(&request))
        return prepare(template, &request);
    close_all(&request);
    if (request.length)
        refuse(template, "unknown request");
    leave(template);
    return false;
}

bool control_open(struct template *template, int control)
{
    int type = 0;
    unsigned size = sizeof type;
    if (control <= TEMPLATE_INPUT ||
        SYS(SYS_getsockopt, control, SOL_SOCKET, SO_TYPE, &type, &size) < 0 ||
        type != SOCK_SEQPACKET)
        return false;
    SYS(SYS_fcntl, control, F_SETFD, FD_CLOEXEC);
    SYS(SYS_prctl, PR_SET_DUMPABLE, 0);
    template->process = (int)SYS(SYS_getpid);
    template->control = control;
    return true;
}

bool control_wait(struct template *template)
{
    if (!template->control || template->process != SYS(SYS_getpid) ||
        __atomic_exchange_n(&template->waiting, 1, __ATOMIC_ACQ_REL))
        return false;
    bool copied = false;
    while (!copied && template->control) {
        struct pollfd inputs[] = {{.fd = TEMPLATE_INPUT, .events = POLLIN},
                                  {.fd = template->control, .events = POLLIN}};
        long found = SYS(SYS_ppoll, inputs, 2, NULL, NULL, 0);
        if (found < 0 && found != -EINTR && found != -ENOMEM)
            break;
        if (found > 0 && inputs[0].revents)
            break;
        if (found > 0)
            copied = take_request(template);
    }
    __atomic_store_n(&template->waiting, 0, __ATOMIC_RELEASE);
    return copied;
}
