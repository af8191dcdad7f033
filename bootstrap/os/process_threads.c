#include "bootstrap/os/process_threads.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

bool process_threads(pid_t pid, pid_t *tids, size_t most, size_t *count)
{
    char path[64];
    const struct dirent *entry;

    (void)snprintf(path, sizeof path, "/proc/%ld/task", (long)pid);
    DIR *dir = opendir(path);
    size_t found = 0;
    while (dir && found <= most && (entry = readdir(dir))) {
        pid_t tid = (pid_t)strtol(entry->d_name, NULL, 10);
        if (tid <= 0)
            continue;
        if (found < most)
            tids[found] = tid;
        found++;
    }
    if (dir)
        (void)closedir(dir);
    *count = found;
    return found > 0 && found <= most;
}
