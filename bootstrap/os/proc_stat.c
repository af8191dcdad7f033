#include "bootstrap/os/proc_stat.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/fd.h"

void proc_stat_read(pid_t pid, char text[PROC_STAT_SIZE])
{
    char path[40];

    (void)snprintf(path, sizeof path, "/proc/%ld/stat", (long)pid);
    (void)fd_read_file(path, text, PROC_STAT_SIZE);
    const char *end = strrchr(text, ')');
    if (end && end[1] == ' ')
        memmove(text, end + 2, strlen(end + 2) + 1);
    else
        text[0] = '\0';
}

const char *proc_stat_field(const char *text, int n)
{
    for (; n > 0 && *text; n--) {
        text += strcspn(text, " ");
        text += *text == ' ';
    }
    return text;
}

int64_t proc_peak_kib(pid_t pid)
{
    char path[32];
    char text[4096];

    (void)snprintf(path, sizeof path, "/proc/%ld/status", (long)pid);
    (void)fd_read_file(path, text, sizeof text);
    const char *row = strstr(text, "\nVmHWM:");
    return row ? strtoll(row + 7, NULL, 10) : 0;
}
