#include "bridge/template/kind.h"

#include <fcntl.h>

#include "bridge/template/system_call.h"

bool kind_refuse_as(struct line *why, const char *what, const char *detail)
{
    line_add(why, what);
    line_add(why, " (");
    line_add(why, detail);
    line_add(why, ")");
    return false;
}

bool kind_refuse(struct descriptors *all, struct descriptor *this,
                 struct line *why)
{
    (void)all;
    return kind_refuse_as(why, this->kind->name, this->link);
}

bool kind_place(long made, const struct descriptor *as)
{
    if (made < 0)
        return false;
    if (made == as->fd)
        return true;
    long placed = SYS(SYS_dup3, made, as->fd, as->close_flag);
    SYS(SYS_close, made);
    return placed == as->fd;
}

bool kind_set_flags(const struct descriptor *as)
{
    return !(as->flags & O_NONBLOCK) ||
           SYS(SYS_fcntl, as->fd, F_SETFL, as->flags) == 0;
}

bool kind_same(const struct descriptor *a, const struct descriptor *b)
{
    int changed = a->flags ^ O_NONBLOCK;
    if (!text_equal(a->link, b->link) || a->flags != b->flags ||
        SYS(SYS_fcntl, a->fd, F_SETFL, changed) != 0)
        return false;
    bool same = SYS(SYS_fcntl, b->fd, F_GETFL) == changed;
    SYS(SYS_fcntl, a->fd, F_SETFL, a->flags);
    return same;
}

const struct descriptor *kind_find(const struct descriptors *all, int fd)
{
    for (unsigned i = 0; i < all->count; i++) {
        if (all->descriptor[i].fd == fd)
            return &all->descriptor[i];
    }
    return NULL;
}
