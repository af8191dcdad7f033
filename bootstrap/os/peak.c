#include "bootstrap/os/peak.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/fd.h"

int64_t proc_peak_kib(pid_t pid)
{
    char path[32];
    char text[4096];

    (void)snprintf(path, sizeof path, "/proc/%ld/status", (long)pid);
    (void)fd_read_file(path, text, sizeof text);
    const char *row = strstr(text, "\nVmHWM:");
    return row ? strtoll(row + 7, NULL, 10) : 0;
}
