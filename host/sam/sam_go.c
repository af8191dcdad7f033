#include "host/sam/sam_go.h"

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/fd.h"
#include "common/function/path.h"
#include "common/function/text_file.h"
#include "host/sam/sam_packages.h"

enum { DEPTH_MAX = 16, FILES_MAX = 10000, LOG_SHOWN = 700 };

/* 0: there is no such file. */
static int64_t changed_ns(const char *path)
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
           *name != '.';
}

static void look_in(const char *folder, int depth, int *files, int64_t *newest)
{
    DIR *dir = depth < DEPTH_MAX ? opendir(folder) : NULL;
    const struct dirent *entry;

    while (dir && *files < FILES_MAX && (entry = readdir(dir))) {
        char path[PATH_MAX];
        if (*entry->d_name == '.' ||
            snprintf(path, sizeof path, "%s/%s", folder, entry->d_name) >=
                PATH_MAX)
            continue;
        (*files)++;
        if (entry->d_type == DT_DIR)
            look_in(path, depth + 1, files, newest);
        else if (is_source(entry->d_name) && changed_ns(path) > *newest)
            *newest = changed_ns(path);
    }
    if (dir)
        (void)closedir(dir);
}

/* A time in the future would make every build too old. */
static int64_t source_ns(const char *folder)
{
    int64_t newest = 1;
    int64_t now = clock_wall_ms() * 1000000;
    int files = 0;

    look_in(folder, 0, &files, &newest);
    return newest < now ? newest : now;
}

static bool log_path(char path[PATH_MAX], const char *output)
{
    return snprintf(path, PATH_MAX, "%s.log", output) < PATH_MAX;
}

enum sam_go_state sam_go_state_of(const char *folder, const char *program,
                                  const char *output)
{
    char log[PATH_MAX];
    int64_t newest = source_ns(folder);

    if (changed_ns(program) >= newest)
        return SAM_GO_CURRENT;
    if (changed_ns(output) >= newest)
        return SAM_GO_BUILT;
    return log_path(log, output) && changed_ns(log) >= newest ? SAM_GO_FAILED
                                                              : SAM_GO_STALE;
}

static bool is_in_path(const char *name)
{
    const char *paths = getenv("PATH");
    char path[PATH_MAX];

    while (paths && *paths) {
        size_t size = strcspn(paths, ":");
        if (snprintf(path, sizeof path, "%.*s/%s", (int)size, paths, name) <
                PATH_MAX &&
            path_is_file(path) && access(path, X_OK) == 0)
            return true;
        paths += size + (paths[size] == ':');
    }
    return false;
}

static void set_failure(const struct sam_function *fn, struct error *err)
{
    AUTO(struct buf, buf_free) text = BUF(64 * 1024);
    struct error ignored = ERROR_NONE;
    char path[PATH_MAX];

    if (!log_path(path, fn->go_output))
        return;
    AUTO(int, fd_close) fd = text_file_open(path, &ignored);
    if (fd >= 0 && !text_file_read(fd, path, &text, &ignored))
        buf_clear(&text);
    while (text.size > 0 && text.data[text.size - 1] == '\n')
        buf_truncate(&text, text.size - 1);
    (void)error_set(err, "`go build` in %s has failed: %.*s", fn->folder,
                    LOG_SHOWN, text.data);
}

bool sam_go_find(const struct cfn_values *v, struct sam_function *fn,
                 struct error *err)
{
    char path[PATH_MAX];
    char own[PATH_MAX];
    char below[SAM_ID_SIZE + 64];

    (void)snprintf(below, sizeof below, ".aws-sam/dayfly/%s/bootstrap", fn->id);
    if (!path_join(path, fn->folder, "go.mod") || !path_is_file(path) ||
        !is_in_path("go") || !sam_path(v, below, fn->go_output) ||
        !path_join(own, fn->folder, "bootstrap"))
        return false;
    bool is_own =
        path_is_file(own) && access(own, X_OK) == 0 &&
        sam_go_state_of(fn->folder, own, fn->go_output) == SAM_GO_CURRENT;
    (void)snprintf(fn->program, sizeof fn->program, "%s",
                   is_own ? own : fn->go_output);
    if (sam_go_state_of(fn->folder, fn->program, fn->go_output) ==
        SAM_GO_FAILED)
        set_failure(fn, err);
    return true;
}
