#include "host/logbook/segment_end.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/buf.h"
#include "common/fd.h"
#include "host/logbook/log_line.h"

/* Two lines of any size: one that is cut off, and one before it. */
enum { TAIL_BYTES = 3 * LOG_LINE_MAX };

static void read_time(const char *bytes, size_t size, int64_t *last_ms)
{
    const char *before = size > 0 ? memrchr(bytes, '\n', size) : NULL;
    const char *from = before ? before + 1 : bytes;
    struct log_line line;

    if (log_line_parse(&line, from, size - (size_t)(from - bytes)))
        *last_ms = line.time_ms;
}

uint64_t segment_end_find(const char *path, int64_t *last_ms)
{
    AUTO(int, fd_close) fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    AUTO(struct buf, buf_free) tail = BUF(TAIL_BYTES);
    struct stat st;

    if (fd < 0 || fstat(fd, &st) != 0 || !buf_reserve(&tail, TAIL_BYTES))
        return 0;
    off_t from = st.st_size > TAIL_BYTES ? st.st_size - TAIL_BYTES : 0;
    ssize_t got = pread(fd, buf_tail(&tail), TAIL_BYTES, from);
    if (got <= 0)
        return 0;
    buf_commit(&tail, (size_t)got);
    const char *end = memrchr(tail.data, '\n', tail.size);
    if (!end)
        return 0;
    read_time(tail.data, (size_t)(end - tail.data), last_ms);
    return (uint64_t)from + (uint64_t)(end - tail.data) + 1;
}
