#include "bootstrap/peak.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bootstrap/base/fd.h"

int64_t peak_kib(pid_t pid)
{
    char path[32];
    char text[4096];

    (void)snprintf(path, sizeof path, "/proc/%ld/status", (long)pid);
    AUTO(int, fd_close) fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd < 0 ? -1 : fd_read(fd, text, sizeof text - 1);
    if (got <= 0)
        return 0;
    text[got] = '\0';
    const char *row = strstr(text, "\nVmHWM:");
    return row ? strtoll(row + 7, NULL, 10) : 0;
}
