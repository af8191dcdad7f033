#include "host/priority/process_tree.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/fd.h"

enum { PROCESSES_MAX = 64, TEXT_MAX = 1024 };

/* Processes that are still to be looked at. */
struct line {
    pid_t pids[PROCESSES_MAX];
    size_t count;
};

static void add_children(struct line *line, pid_t pid, pid_t thread)
{
    char path[64];
    char text[TEXT_MAX + 1] = "";
    char *at = text;

    (void)snprintf(path, sizeof path, "/proc/%ld/task/%ld/children", (long)pid,
                   (long)thread);
    (void)fd_read_file(path, text, sizeof text);
    for (char *end; line->count < PROCESSES_MAX; at = end) {
        pid_t child = (pid_t)strtol(at, &end, 10);
        if (child <= 0)
            return;
        line->pids[line->count++] = child;
    }
}

static size_t add_threads(struct line *line, pid_t pid, pid_t *threads,
                          size_t most)
{
    char path[32];
    const struct dirent *entry;
    size_t count = 0;

    (void)snprintf(path, sizeof path, "/proc/%ld/task", (long)pid);
    DIR *dir = opendir(path);
    while (dir && count < most && (entry = readdir(dir))) {
        pid_t thread = (pid_t)strtol(entry->d_name, NULL, 10);
        if (thread <= 0)
            continue;
        threads[count++] = thread;
        add_children(line, pid, thread);
    }
    if (dir)
        (void)closedir(dir);
    return count;
}

size_t process_tree_threads(pid_t pid, pid_t *threads, size_t most)
{
    struct line line = {.pids = {pid}, .count = 1};
    size_t count = 0;

    for (size_t i = 0; i < line.count && count < most; i++)
        count +=
            add_threads(&line, line.pids[i], threads + count, most - count);
    return count;
}

/* After its name, which may have any bytes: ") R ...". */
bool process_tree_runs(pid_t thread)
{
    char path[32];
    char text[TEXT_MAX + 1] = "";

    (void)snprintf(path, sizeof path, "/proc/%ld/stat", (long)thread);
    (void)fd_read_file(path, text, sizeof text);
    const char *end = strrchr(text, ')');
    return end && end[1] == ' ' && end[2] == 'R';
}
