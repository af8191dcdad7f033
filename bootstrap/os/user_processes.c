#include "bootstrap/os/user_processes.h"

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Reads the name of a process; true if it runs as this user. */
static bool runs_as(const char *pid, uid_t uid, char name[64])
{
    char path[300];
    char line[256];
    bool is = false;

    (void)snprintf(path, sizeof path, "/proc/%s/status", pid);
    FILE *file = fopen(path, "re");
    while (file && fgets(line, sizeof line, file)) {
        if (!strncmp(line, "State:\tZ", 8) || !strncmp(line, "State:\tX", 8))
            break;
        if (!strncmp(line, "Name:\t", 6))
            (void)snprintf(name, 64, "%.*s", (int)strcspn(line + 6, "\n"),
                           line + 6);
        if (!strncmp(line, "Uid:", 4)) {
            char *next;
            is = strtoul(line + 4, &next, 10) == uid ||
                 strtoul(next, NULL, 10) == uid;
            break;
        }
    }
    if (file)
        (void)fclose(file);
    return is;
}

bool user_has_other_processes(uid_t uid, char *other, size_t size)
{
    DIR *dir = opendir("/proc");
    const struct dirent *entry;
    bool found = dir == NULL;

    (void)snprintf(other, size, "%s", dir ? "" : "/proc cannot be read");
    while (!found && (entry = readdir(dir))) {
        char name[64] = "";
        long pid = strtol(entry->d_name, NULL, 10);
        if (!isdigit((unsigned char)entry->d_name[0]) || pid == getpid() ||
            pid == getppid() || !runs_as(entry->d_name, uid, name))
            continue;
        found = true;
        (void)snprintf(other, size, "%ld %s", pid, name);
    }
    if (dir)
        (void)closedir(dir);
    return found;
}
