#include "bootstrap/sandbox/oom.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/fd.h"

/* Of a thousand; what it was born with is ours. A process with 500 more counts
 * as if it had half of all the memory there is. */
enum { MORE = 500, MOST = 1000 };

void raise_oom_score(pid_t pid)
{
    char path[40];
    char text[16];

    (void)snprintf(path, sizeof path, "/proc/%ld/oom_score_adj", (long)pid);
    AUTO(int, fd_close) fd = open(path, O_RDWR | O_CLOEXEC);
    ssize_t got = fd < 0 ? -1 : fd_read(fd, text, sizeof text - 1);
    if (got <= 0)
        return;
    text[got] = '\0';
    long worth = strtol(text, NULL, 10) + MORE;
    int size =
        snprintf(text, sizeof text, "%ld", worth < MOST ? worth : (long)MOST);
    (void)!fd_write(fd, text, (size_t)size);
}
