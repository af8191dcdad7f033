#include "host/sam/sam_sources.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "common/clock.h"

enum { DEPTH_MAX = 16, FILES_MAX = 10000 };

struct search {
    int files;
    int64_t newest;
    char *path; /* PATH_MAX; NULL: not asked */
};

int64_t sam_file_ns(const char *path)
{
    struct stat is;

    return stat(path, &is) == 0
               ? (int64_t)is.st_mtim.tv_sec * 1000000000 + is.st_mtim.tv_nsec
               : 0;
}

static bool is_source(const char *name)
{
    const char *dot = strrchr(name, '.');

    return dot && strcmp(name, "bootstrap") != 0 && strcmp(dot, ".log") != 0 &&
           strcmp(dot, ".pyc") != 0;
}

static bool is_of_a_tool(const char *name)
{
    return *name == '.' || !strcmp(name, "node_modules") ||
           !strcmp(name, "__pycache__");
}

static void look_in(struct search *s, const char *folder, int depth)
{
    DIR *dir = depth < DEPTH_MAX ? opendir(folder) : NULL;
    const struct dirent *entry;

    while (dir && s->files < FILES_MAX && (entry = readdir(dir))) {
        char path[PATH_MAX];
        if (is_of_a_tool(entry->d_name) ||
            snprintf(path, sizeof path, "%s/%s", folder, entry->d_name) >=
                PATH_MAX)
            continue;
        s->files++;
        if (entry->d_type == DT_DIR) {
            look_in(s, path, depth + 1);
        } else if (is_source(entry->d_name) && sam_file_ns(path) > s->newest) {
            s->newest = sam_file_ns(path);
            if (s->path)
                memcpy(s->path, path, strlen(path) + 1);
        }
    }
    if (dir)
        (void)closedir(dir);
}

int64_t sam_sources_ns(const char *folder, char path[PATH_MAX])
{
    struct search s = {.newest = 1, .path = path};
    int64_t now = clock_wall_ms() * 1000000;

    if (path)
        *path = '\0';
    look_in(&s, folder, 0);
    return s.newest < now ? s.newest : now;
}
