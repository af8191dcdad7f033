#include "bridge/template/kind_file.h"

#include <fcntl.h>
#include <unistd.h>

#include "bridge/template/kind.h"
#include "bridge/template/proc.h"
#include "bridge/template/system_call.h"

/* A copy opens the file that the descriptor has, also if its name is gone. */
static long open_again(const struct descriptor *this)
{
    struct proc_path path = proc_path("/proc/self/fd/", this->fd, "");
    int flags = (this->flags & ~(O_CREAT | O_EXCL | O_TRUNC)) | O_CLOEXEC;
    return SYS(SYS_openat, AT_FDCWD, path.text, flags);
}

/* Locks of fcntl() are the template's alone, those of flock() would be shared.
 */
static bool has_lock(const struct descriptor *this)
{
    struct proc_lines lines;
    struct proc_path path = proc_path("/proc/self/fdinfo/", this->fd, "");
    if (!proc_lines_open(&lines, path.text))
        return true;
    bool found = false;
    for (const char *line; (line = proc_lines_next(&lines));)
        found = found || text_after(line, "lock:");
    proc_lines_close(&lines);
    return found;
}

/* A file that is only written to, such as a log, is what it is in a process of
 * its own: others may write there too. Refused are files that are read and
 * written (a database: what the template has read of it may be out of date),
 * and files without a name that are written to: one event would leave there
 * what the next can read. */
bool file_plan(struct descriptors *all, struct descriptor *this,
               struct line *why)
{
    (void)all;
    int mode = this->flags & O_ACCMODE;
    if (text_after(this->link, "/proc/"))
        return kind_refuse_as(why, "a file of /proc", this->link);
    if (mode != O_RDONLY && this->stat.st_nlink == 0)
        return kind_refuse_as(why, "a removed file open for writing",
                              this->link);
    if (mode == O_RDWR)
        return kind_refuse_as(why, "a file open for reading and writing",
                              this->link);
    if (has_lock(this))
        return kind_refuse_as(why, "a locked file", this->link);
    this->plan.offset = SYS(SYS_lseek, this->fd, 0, SEEK_CUR);
    long again = open_again(this);
    if (again < 0)
        return kind_refuse_as(why, "a file that cannot be opened again",
                              this->link);
    SYS(SYS_close, again);
    return true;
}

bool file_renew(const struct descriptors *all, const struct descriptor *this)
{
    (void)all;
    struct stat stat = {.st_nlink = 0};
    bool writes = (this->flags & O_ACCMODE) != O_RDONLY;
    long made = open_again(this);
    if (made < 0)
        return false;
    if (writes && (SYS(SYS_fstat, made, &stat) < 0 || stat.st_nlink == 0))
        return false;
    if (this->plan.offset > 0)
        SYS(SYS_lseek, made, this->plan.offset, SEEK_SET);
    return kind_place(made, this);
}
