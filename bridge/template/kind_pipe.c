#include "bridge/template/kind_pipe.h"

#include <fcntl.h>
#include <sys/ioctl.h>

#include "bridge/template/kind.h"
#include "bridge/template/system_call.h"

static bool is_reader(const struct descriptor *this)
{
    return (this->flags & O_ACCMODE) == O_RDONLY;
}

/* Takes what the pipe holds into the plan, and leaves it in the pipe. */
static bool take_bytes(struct descriptors *all, struct descriptor *this,
                       int held)
{
    int scratch[2] = {-1, -1};
    if (held > PIPE_BYTES_MOST - (int)all->bytes ||
        SYS(SYS_pipe2, scratch, O_CLOEXEC | O_NONBLOCK) < 0)
        return false;
    long got = SYS(SYS_tee, this->fd, scratch[1], held, SPLICE_F_NONBLOCK);
    if (got == held)
        got = SYS(SYS_read, scratch[0], all->pipe_bytes + all->bytes, held);
    SYS(SYS_close, scratch[0]);
    SYS(SYS_close, scratch[1]);
    this->plan.pipe.from = all->bytes;
    this->plan.pipe.length = (unsigned)held;
    all->bytes += (unsigned)held;
    return got == held;
}

bool pipe_plan(struct descriptors *all, struct descriptor *this,
               struct line *why)
{
    if (this->link[0] == '/')
        return kind_refuse_as(why, "a named pipe", this->link);
    if (this->flags & O_DIRECT)
        return kind_refuse_as(why, "a pipe of packets", this->link);
    this->plan.pipe.size = (int)SYS(SYS_fcntl, this->fd, F_GETPIPE_SZ);
    int held = 0;
    if (!is_reader(this) || SYS(SYS_ioctl, this->fd, FIONREAD, &held) < 0 ||
        held == 0 || take_bytes(all, this, held))
        return true;
    return kind_refuse_as(why, "a pipe", "it holds more than 16384 bytes");
}

bool pipe_join(struct descriptors *all, struct descriptor *this,
               struct line *why)
{
    const struct descriptor *other = NULL;
    for (unsigned i = 0; i < all->count; i++) {
        const struct descriptor *that = &all->descriptor[i];
        if (that == this || that->twin || !text_equal(that->link, this->link))
            continue;
        if (other || is_reader(that) == is_reader(this))
            return kind_refuse_as(why, "a pipe opened more than once",
                                  this->link);
        other = that;
    }
    if (!other)
        return kind_refuse_as(why, "a pipe to another process", this->link);
    this->plan.pipe.writer = is_reader(this) ? other : NULL;
    return true;
}

/* The reader makes both. */
bool pipe_renew(const struct descriptors *all, const struct descriptor *this)
{
    const struct descriptor *writer = this->plan.pipe.writer;
    int ends[2] = {-1, -1};
    if (!writer)
        return true;
    long length = this->plan.pipe.length;
    const char *bytes = all->pipe_bytes + this->plan.pipe.from;
    if (SYS(SYS_pipe2, ends, O_CLOEXEC) < 0 ||
        (length && SYS(SYS_write, ends[1], bytes, length) != length))
        return false;
    if (this->plan.pipe.size != 65536)
        SYS(SYS_fcntl, ends[1], F_SETPIPE_SZ, this->plan.pipe.size);
    return kind_place(ends[0], this) && kind_place(ends[1], writer) &&
           kind_set_flags(this) && kind_set_flags(writer);
}
