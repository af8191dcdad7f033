#include "host/build/build_sources.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { DEPTH_MAX = 16, FILES_MAX = 10000 };

struct walk {
    struct build_sources *sources;
    int64_t since_us;
    const char *stem; /* of the output's file or folder */
    size_t stem_size;
    bool is_folder;
    size_t folder_size; /* of the path before the names within it */
    int files;
};

static uint64_t mix(uint64_t sum, uint64_t number)
{
    return (sum ^ number) * 1099511628211U;
}

static bool is_passed_over(const char *name)
{
    return *name == '.' || !strcmp(name, "node_modules") ||
           !strcmp(name, "__pycache__");
}

/* An index.mjs or index.js.map, but not the index.ts that it is built from. */
static bool has_end_of_output(const char *end)
{
    static const char *const ends[] = {
        "", ".js", ".mjs", ".cjs", ".map", ".js.map", ".mjs.map", ".cjs.map"};

    for (size_t i = 0; i < COUNT(ends); i++)
        if (!strcmp(end, ends[i]))
            return true;
    return false;
}

static bool is_output(const struct walk *walk, const char *name)
{
    if (!walk->stem)
        return false;
    if (walk->is_folder)
        return strlen(name) == walk->stem_size &&
               !memcmp(name, walk->stem, walk->stem_size);
    if (!strcmp(name, "bootstrap"))
        return true;
    return !strncmp(name, walk->stem, walk->stem_size) &&
           has_end_of_output(name + walk->stem_size);
}

static int64_t us(const struct timespec *time)
{
    return (int64_t)time->tv_sec * 1000000 + time->tv_nsec / 1000;
}

static void note_output(struct walk *walk, const struct stat *is)
{
    if (us(&is->st_mtim) > walk->sources->output_us)
        walk->sources->output_us = us(&is->st_mtim);
}

/* A sum does not depend on the order of the names. */
static void note_source(struct walk *walk, const char *path,
                        const struct stat *is)
{
    struct build_sources *sources = walk->sources;
    uint64_t mark = 14695981039346656037U;

    for (const char *c = path; *c; c++)
        mark = mix(mark, (unsigned char)*c);
    mark = mix(mark, (uint64_t)us(&is->st_mtim));
    mark = mix(mark, (uint64_t)us(&is->st_ctim));
    mark = mix(mix(mark, (uint64_t)is->st_size), (uint64_t)is->st_ino);
    sources->all += mark;
    if (us(&is->st_ctim) < walk->since_us)
        sources->kept += mark;
    if (us(&is->st_ctim) > sources->changed_us) {
        sources->changed_us = us(&is->st_ctim);
        (void)snprintf(sources->changed, sizeof sources->changed, "%.250s",
                       path + walk->folder_size);
    }
    if (us(&is->st_mtim) > sources->newest_us)
        sources->newest_us = us(&is->st_mtim);
}

static void look_in(struct walk *walk, const char *folder, int depth,
                    bool is_out)
{
    DIR *dir = depth < DEPTH_MAX ? opendir(folder) : NULL;
    const struct dirent *entry;

    while (dir && walk->files < FILES_MAX && (entry = readdir(dir))) {
        char path[PATH_MAX];
        struct stat is;
        bool out = is_out || (depth == 0 && is_output(walk, entry->d_name));
        if (is_passed_over(entry->d_name) ||
            snprintf(path, sizeof path, "%s/%s", folder, entry->d_name) >=
                PATH_MAX ||
            lstat(path, &is) != 0)
            continue;
        walk->files++;
        if (S_ISDIR(is.st_mode))
            look_in(walk, path, depth + 1, out);
        else if (out)
            note_output(walk, &is);
        else
            note_source(walk, path, &is);
    }
    if (dir)
        (void)closedir(dir);
}

void build_sources_read(struct build_sources *sources,
                        const struct function *fn, int64_t since_us)
{
    const char *handler =
        *fn->manifest.handler ? fn->manifest.handler : "index.handler";
    size_t folder = strcspn(handler, "/");
    struct walk walk = {.sources = sources,
                        .since_us = since_us,
                        .stem = fn->manifest.build ? handler : NULL,
                        .folder_size = strlen(fn->folder) + 1,
                        .is_folder = handler[folder] == '/'};

    *sources = (struct build_sources){.all = 0};
    walk.stem_size = walk.is_folder ? folder : strcspn(handler, ".");
    look_in(&walk, fn->folder, 0, false);
}
