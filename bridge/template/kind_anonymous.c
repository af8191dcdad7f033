#include "bridge/template/kind_anonymous.h"

#include <limits.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

#include "bridge/template/kind.h"
#include "bridge/template/proc.h"
#include "bridge/template/system_call.h"

static bool open_info(struct proc_lines *lines, const struct descriptor *this,
                      struct line *why)
{
    struct proc_path path = proc_path("/proc/self/fdinfo/", this->fd, "");
    return proc_lines_open(lines, path.text) ||
           kind_refuse_as(why, "a file that cannot be read", path.text);
}

/* For kernels before 6.5, whose fdinfo does not say it. A read takes 1 from a
 * semaphore, and all from an ordinary eventfd. Nobody else reads meanwhile. */
static bool is_semaphore(int fd, unsigned count)
{
    uint64_t added = count < 2 ? 2 - count : 0;
    uint64_t got = 0;
    if (added && SYS(SYS_write, fd, &added, sizeof added) < 0)
        return false;
    if (SYS(SYS_read, fd, &got, sizeof got) < 0)
        return false;
    bool semaphore = got == 1;
    uint64_t left = semaphore ? count + added - 1 : 0;
    for (; semaphore && left > count; left--)
        SYS(SYS_read, fd, &got, sizeof got);
    uint64_t missing = count - left;
    if (missing)
        SYS(SYS_write, fd, &missing, sizeof missing);
    return semaphore;
}

bool eventfd_plan(struct descriptors *all, struct descriptor *this,
                  struct line *why)
{
    (void)all;
    struct proc_lines lines;
    if (!open_info(&lines, this, why))
        return false;
    unsigned long count = ULONG_MAX;
    bool told = false, semaphore = false;
    for (const char *line; (line = proc_lines_next(&lines));) {
        const char *value;
        if ((value = text_after(line, "eventfd-count:")))
            count = text_number(&value, 16);
        else if ((value = text_after(line, "eventfd-semaphore:"))) {
            told = true;
            semaphore = text_number(&value, 10);
        }
    }
    proc_lines_close(&lines);
    if (count > UINT_MAX)
        return kind_refuse_as(why, "an eventfd", "its count is above 32 bits");
    this->plan.eventfd.count = (unsigned)count;
    this->plan.eventfd.semaphore =
        told ? semaphore : is_semaphore(this->fd, (unsigned)count);
    return true;
}

bool eventfd_renew(const struct descriptors *all, const struct descriptor *this)
{
    (void)all;
    int semaphore = this->plan.eventfd.semaphore ? EFD_SEMAPHORE : 0;
    int flags = (this->flags & EFD_NONBLOCK) | this->close_flag | semaphore;
    return kind_place(SYS(SYS_eventfd2, this->plan.eventfd.count, flags), this);
}

/* tfd: FD events: HEX data: HEX ... */
bool epoll_plan(struct descriptors *all, struct descriptor *this,
                struct line *why)
{
    struct proc_lines lines;
    if (!open_info(&lines, this, why))
        return false;
    bool full = false;
    for (const char *line; (line = proc_lines_next(&lines)) && !full;) {
        const char *at = text_after(line, "tfd:");
        if (!at)
            continue;
        full = all->entries == EPOLL_ENTRIES_MOST;
        if (full)
            break;
        struct epoll_entry *entry = &all->entry[all->entries++];
        entry->epoll = this->fd;
        entry->fd = (int)text_number(&at, 10);
        at = text_after(at, " events:");
        entry->events = at ? (uint32_t)text_number(&at, 16) : 0;
        at = at ? text_after(at, " data:") : NULL;
        entry->data = at ? text_number(&at, 16) : 0;
        if (!at)
            lines.failed = true;
    }
    proc_lines_close(&lines);
    if (full)
        return kind_refuse_as(why, "too many epoll entries", "more than 512");
    return !lines.failed ||
           kind_refuse_as(why, "an epoll", "its entries cannot be read");
}

bool epoll_join(struct descriptors *all, struct descriptor *this,
                struct line *why)
{
    for (unsigned i = 0; i < all->entries; i++) {
        if (all->entry[i].epoll == this->fd &&
            !kind_find(all, all->entry[i].fd))
            return kind_refuse_as(why, "an epoll entry",
                                  "its descriptor is closed");
    }
    return true;
}

bool epoll_renew(const struct descriptors *all, const struct descriptor *this)
{
    (void)all;
    return kind_place(SYS(SYS_epoll_create1, this->close_flag), this);
}

bool epoll_renew_entries(const struct descriptors *all)
{
    for (unsigned i = 0; i < all->entries; i++) {
        const struct epoll_entry *entry = &all->entry[i];
        struct epoll_event event = {.events = entry->events,
                                    .data.u64 = entry->data};
        if (SYS(SYS_epoll_ctl, entry->epoll, EPOLL_CTL_ADD, entry->fd, &event))
            return false;
    }
    return true;
}
