#include "bridge/template/descriptors.h"

#include <fcntl.h>
#include <sys/sysmacros.h>

#include "bridge/template/kind.h"
#include "bridge/template/kind_anonymous.h"
#include "bridge/template/kind_file.h"
#include "bridge/template/kind_pipe.h"
#include "bridge/template/kind_socket.h"
#include "bridge/template/proc.h"
#include "bridge/template/system_call.h"

/* Of the bridge, to the caller: its input, and its output. */
enum { PIPES = 3 };
static const int pipes[PIPES] = {TEMPLATE_INPUT, 1, 2};

static bool is_pipe_of_caller(int fd)
{
    bool is = false;
    for (int i = 0; i < PIPES; i++)
        is = is || fd == pipes[i];
    return is;
}

static bool is_own(const struct descriptor *this)
{
    return is_pipe_of_caller(this->fd);
}

static bool is_like_own(const struct descriptor *this)
{
    return this->like >= 0;
}

static bool is_path(const struct descriptor *this)
{
    return this->flags & O_PATH;
}

static bool is_signaled(const struct descriptor *this)
{
    return this->flags & O_ASYNC;
}

/* null, zero, full, random, urandom */
static bool is_stateless(const struct descriptor *this)
{
    unsigned which = minor(this->stat.st_rdev);
    return S_ISCHR(this->stat.st_mode) && major(this->stat.st_rdev) == 1 &&
           (which == 3 || which == 5 || (which >= 7 && which <= 9));
}

static bool is_device(const struct descriptor *this)
{
    return S_ISCHR(this->stat.st_mode) || S_ISBLK(this->stat.st_mode);
}

static bool is_eventfd(const struct descriptor *this)
{
    return text_equal(this->link, "anon_inode:[eventfd]");
}

static bool is_epoll(const struct descriptor *this)
{
    return text_equal(this->link, "anon_inode:[eventpoll]");
}

static bool is_pipe(const struct descriptor *this)
{
    return S_ISFIFO(this->stat.st_mode);
}

static bool is_socket(const struct descriptor *this)
{
    return S_ISSOCK(this->stat.st_mode);
}

/* A file in memory has a link count of 0 and no folder. */
static bool is_memory(const struct descriptor *this)
{
    return text_after(this->link, "/memfd:") &&
           (this->flags & O_ACCMODE) != O_RDONLY;
}

static bool is_file(const struct descriptor *this)
{
    return this->link[0] == '/' &&
           (S_ISREG(this->stat.st_mode) || S_ISDIR(this->stat.st_mode));
}

static bool is_timer(const struct descriptor *this)
{
    return text_equal(this->link, "anon_inode:[timerfd]");
}

static bool is_signalfd(const struct descriptor *this)
{
    return text_equal(this->link, "anon_inode:[signalfd]");
}

static bool is_inotify(const struct descriptor *this)
{
    return text_equal(this->link, "anon_inode:inotify") ||
           text_equal(this->link, "anon_inode:[inotify]");
}

static bool is_io_uring(const struct descriptor *this)
{
    return text_equal(this->link, "anon_inode:[io_uring]");
}

static bool is_pidfd(const struct descriptor *this)
{
    return text_after(this->link, "anon_inode:[pidfd") ||
           text_after(this->link, "pidfd:");
}

static bool is_unknown(const struct descriptor *this)
{
    (void)this;
    return true;
}

static bool renew_like_own(const struct descriptors *all,
                           const struct descriptor *this)
{
    (void)all;
    return SYS(SYS_dup3, this->like, this->fd, this->close_flag) >= 0;
}

/* The first row that fits counts. */
static const struct descriptor_kind kinds[] = {
    /* Each copy brings its own. */
    {"a pipe to the caller", is_own, NULL, NULL, NULL},
    {"one duplicated", is_like_own, NULL, NULL, renew_like_own},
    /* Its owner is a process, and not kept by a clone. */
    {"a descriptor with signals", is_signaled, kind_refuse, NULL, NULL},
    /* No state. */
    {"a path", is_path, NULL, NULL, NULL},
    {"a device without state", is_stateless, NULL, NULL, NULL},
    /* The template's own means to wake its threads. */
    {"an eventfd", is_eventfd, eventfd_plan, NULL, eventfd_renew},
    {"an epoll", is_epoll, epoll_plan, epoll_join, epoll_renew},
    {"a pipe", is_pipe, pipe_plan, pipe_join, pipe_renew},
    {"a socket", is_socket, socket_plan, socket_join, socket_renew},
    /* The offset. */
    {"a file in memory", is_memory, kind_refuse, NULL, NULL},
    {"a file", is_file, file_plan, NULL, file_renew},
    /* What a clone cannot keep and a copy cannot make. */
    {"a device", is_device, kind_refuse, NULL, NULL},
    {"a timer", is_timer, kind_refuse, NULL, NULL},
    {"a signalfd", is_signalfd, kind_refuse, NULL, NULL},
    {"watched files", is_inotify, kind_refuse, NULL, NULL},
    {"a ring of io_uring", is_io_uring, kind_refuse, NULL, NULL},
    {"a process", is_pidfd, kind_refuse, NULL, NULL},
    {"an unknown descriptor", is_unknown, kind_refuse, NULL, NULL},
};

/* A pipe or socket to the caller is the same whatever description it is of. */
static int like_pipe(const struct descriptors *all,
                     const struct descriptor *this)
{
    for (unsigned i = 0; i < PIPES && this >= all->descriptor + PIPES; i++) {
        const struct descriptor *that = &all->descriptor[i];
        bool fifo = S_ISFIFO(this->stat.st_mode) &&
                    text_equal(this->link, that->link) &&
                    !((this->flags ^ that->flags) & O_ACCMODE);
        if (fifo || (!is_stateless(this) && kind_same(this, that)))
            return that->fd;
    }
    return -1;
}

static void set_twin(struct descriptors *all, struct descriptor *this)
{
    for (unsigned i = PIPES; i < all->count && this->kind->renew; i++) {
        const struct descriptor *that = &all->descriptor[i];
        if (that == this)
            return;
        if (that->kind == this->kind && !that->twin && kind_same(that, this)) {
            this->twin = that;
            return;
        }
    }
}

static bool look(struct descriptor *this, int fd)
{
    struct proc_path path = proc_path("/proc/self/fd/", fd, "");
    *this = (struct descriptor){.fd = fd};
    long flags = SYS(SYS_fcntl, fd, F_GETFL);
    long close_flag = SYS(SYS_fcntl, fd, F_GETFD);
    long length = SYS(SYS_readlinkat, AT_FDCWD, path.text, this->link,
                      sizeof this->link - 1);
    this->flags = (int)flags;
    this->close_flag = close_flag & FD_CLOEXEC ? O_CLOEXEC : 0;
    return flags >= 0 && close_flag >= 0 && length > 0 &&
           SYS(SYS_fstat, fd, &this->stat) == 0;
}

static bool look_at_all(struct descriptors *all, int control, struct line *why)
{
    int fds[DESCRIPTORS_MOST];
    int count = proc_numbers("/proc/self/fd", fds, DESCRIPTORS_MOST);
    if (count < 0)
        return kind_refuse_as(why, "/proc/self/fd", "it cannot be read");
    if (count > DESCRIPTORS_MOST)
        return kind_refuse_as(why, "too many descriptors", "more than 256");
    for (int i = 0; i < PIPES; i++) {
        if (!look(&all->descriptor[all->count++], pipes[i]))
            return kind_refuse_as(why, "a closed descriptor", "1, 2 or 3");
    }
    for (int i = 0; i < count; i++) {
        if (fds[i] == control || is_pipe_of_caller(fds[i]))
            continue;
        if (!look(&all->descriptor[all->count++], fds[i]))
            return kind_refuse_as(why, "an unknown descriptor", "no link");
    }
    return true;
}

bool descriptors_plan(struct descriptors *all, int control, struct line *why)
{
    all->count = all->entries = all->bytes = 0;
    if (!look_at_all(all, control, why))
        return false;
    for (unsigned i = 0; i < all->count; i++) {
        struct descriptor *this = &all->descriptor[i];
        this->like = like_pipe(all, this);
        for (this->kind = kinds; !this->kind->is(this);)
            this->kind++;
        set_twin(all, this);
        if (!this->twin && this->kind->plan &&
            !this->kind->plan(all, this, why))
            return false;
    }
    for (unsigned i = 0; i < all->count; i++) {
        struct descriptor *this = &all->descriptor[i];
        if (!this->twin && this->kind->join &&
            !this->kind->join(all, this, why))
            return false;
    }
    return true;
}

bool descriptors_renew(const struct descriptors *all)
{
    for (unsigned i = 0; i < all->count; i++) {
        const struct descriptor *this = &all->descriptor[i];
        if (!this->twin && this->kind->renew && !this->kind->renew(all, this))
            return false;
    }
    for (unsigned i = 0; i < all->count; i++) {
        const struct descriptor *this = &all->descriptor[i];
        if (this->twin &&
            SYS(SYS_dup3, this->twin->fd, this->fd, this->close_flag) < 0)
            return false;
    }
    return epoll_renew_entries(all);
}
