#include "host/functions/function_folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/function/default_handlers.h"
#include "common/function/manifest_file.h"
#include "common/function/path.h"
#include "host/functions/env_file.h"

/* Longer than the longest tick of a kernel: 10 ms with CONFIG_HZ=100. */
enum { STAMP_TICK_US = 20000 };

static bool is_file(const char *folder, const char *name, bool executable)
{
    char path[PATH_MAX];
    struct stat st;
    int size = snprintf(path, sizeof path, "%s/%s", folder, name);

    return size < (int)sizeof path && stat(path, &st) == 0 &&
           S_ISREG(st.st_mode) && (!executable || access(path, X_OK) == 0);
}

bool function_folder_has_file(const char *folder, const char *name)
{
    return is_file(folder, name, false);
}

bool function_folder_has_program(const char *folder, const char *name)
{
    return is_file(folder, name, true);
}

bool function_folder_has_manifest(const char *folder)
{
    char path[PATH_MAX];
    struct stat st;
    int size = snprintf(path, sizeof path, "%s/" MANIFEST_FILE_NAME, folder);

    return size < (int)sizeof path && lstat(path, &st) == 0;
}

const char *function_folder_handler(const char *folder)
{
    if (is_file(folder, BUNDLE_FILE, false))
        return "";
    for (size_t i = 0; default_handlers[i].file; i++)
        if (is_file(folder, default_handlers[i].file, false))
            return default_handlers[i].handler;
    return "";
}

bool function_folder_has_code(const char *folder)
{
    return is_file(folder, BOOTSTRAP_FILE, true) ||
           is_file(folder, BUNDLE_FILE, false) ||
           *function_folder_handler(folder);
}

/* Its dayfly.json is that of a project: routes and static files, and nothing to
 * run. */
static bool is_project(const char *folder)
{
    AUTO(struct manifest_file, manifest_file_free) file = MANIFEST_FILE;
    struct error ignored = ERROR_NONE;

    return manifest_file_load(&file, folder, &ignored) &&
           !manifest_file_get(&file, "handler") &&
           (manifest_file_get(&file, "routes") ||
            manifest_file_get(&file, "static") ||
            manifest_file_get(&file, "http"));
}

bool function_folder_is_function(const char *folder)
{
    return function_folder_has_code(folder) ||
           (function_folder_has_manifest(folder) && !is_project(folder));
}

bool function_folder_runs_program(const char *folder, const char *handler)
{
    static const char *const ends[] = {"js", "mjs", "cjs", "ts", "mts"};
    const char *dot = strrchr(handler, '.');

    if (*handler == '/' ? access(handler, F_OK) != 0
                        : !is_file(folder, handler, false))
        return false;
    for (size_t i = 0; dot && i < COUNT(ends); i++)
        if (!strcmp(dot + 1, ends[i]))
            return false;
    return true;
}

static int64_t changed_ns(int at, const char *path)
{
    struct stat st;

    if (fstatat(at, path, &st, 0) != 0)
        return 0;
    return (int64_t)st.st_mtim.tv_sec * 1000000000 + st.st_mtim.tv_nsec;
}

/* A sum also shows a removed file and a time that went back. */
static int64_t changes_in(const char *path)
{
    DIR *dir = opendir(path);
    int64_t sum = 0;
    const struct dirent *entry;

    while (dir && (entry = readdir(dir)))
        if (strcmp(entry->d_name, "..") != 0)
            sum = (int64_t)((uint64_t)sum +
                            (uint64_t)changed_ns(dirfd(dir), entry->d_name));
    if (dir)
        (void)closedir(dir);
    return sum;
}

int64_t folder_checksum(const char *folder, const char *handler)
{
    char path[PATH_MAX];
    const char *slash = strrchr(handler, '/');
    int64_t sum = changes_in(folder);

    if (slash && snprintf(path, sizeof path, "%s/%.*s", folder,
                          (int)(slash - handler), handler) < (int)sizeof path)
        sum = (int64_t)((uint64_t)sum + (uint64_t)changes_in(path));
    return sum;
}

void file_mark_read(struct file_mark *m, const char *path)
{
    struct stat st;

    *m = (struct file_mark){.mode = 0};
    if (stat(path, &st) != 0)
        return;
    *m = (struct file_mark){
        .device = st.st_dev,
        .inode = st.st_ino,
        .size = st.st_size,
        .changed_us =
            (int64_t)st.st_ctim.tv_sec * 1000000 + st.st_ctim.tv_nsec / 1000,
        .mode = st.st_mode,
    };
}

static void mark_in(struct file_mark *m, const char *folder, const char *name)
{
    char path[PATH_MAX];
    int size = snprintf(path, sizeof path, "%s%s", folder, name);

    *m = (struct file_mark){.mode = 0};
    if (size < (int)sizeof path)
        file_mark_read(m, path);
}

bool file_mark_is_recent(const struct file_mark *m)
{
    return m->mode && m->changed_us > clock_stamp_us() - STAMP_TICK_US;
}

static void mark_if(struct file_mark *m, const char *path)
{
    if (path)
        file_mark_read(m, path);
}

enum { MARKS = 9 };

static const struct file_mark *mark_at(const struct folder_fingerprint *fp,
                                       size_t n)
{
    const struct file_mark *const all[MARKS] = {
        &fp->folder,      &fp->manifest, &fp->env,
        &fp->program,     &fp->handler,  &fp->template,
        &fp->project_env, &fp->project,  &fp->built};

    return all[n];
}

static bool has_recent(const struct folder_fingerprint *fp)
{
    for (size_t i = 0; i < MARKS; i++)
        if (file_mark_is_recent(mark_at(fp, i)))
            return true;
    return false;
}

void folder_fingerprint_read(struct folder_fingerprint *fingerprint,
                             const struct folder_place *place)
{
    struct folder_fingerprint *fp = fingerprint;

    *fp = (struct folder_fingerprint){.is_recent = false};
    mark_in(&fp->folder, place->folder, "");
    mark_in(&fp->manifest, place->folder, "/" MANIFEST_FILE_NAME);
    mark_in(&fp->env, place->folder, "/" ENV_FILE_NAME);
    if (place->program)
        file_mark_read(&fp->program, place->program);
    else
        mark_in(&fp->program, place->folder, "/" BOOTSTRAP_FILE);
    mark_if(&fp->template, place->template);
    mark_if(&fp->project_env, place->project_env);
    mark_if(&fp->project, place->project);
    mark_if(&fp->built, place->built);
    if (!S_ISREG((mode_t)fp->program.mode))
        fp->program = (struct file_mark){.mode = 0};
    folder_fingerprint_add_handler(fp, place);
}

void folder_fingerprint_add_handler(struct folder_fingerprint *fingerprint,
                                    const struct folder_place *place)
{
    struct folder_fingerprint *fp = fingerprint;

    char path[PATH_MAX];

    if (place->handler && path_join(path, place->folder, place->handler))
        file_mark_read(&fp->handler, path);
    fp->program_is_recent =
        file_mark_is_recent(&fp->program) || file_mark_is_recent(&fp->handler);
    fp->is_recent = fp->is_recent || has_recent(fp);
}

/* The struct has no padding. */
bool file_mark_is_same(const struct file_mark *a, const struct file_mark *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

bool folder_fingerprint_looks_same(const struct folder_fingerprint *a,
                                   const struct folder_fingerprint *b)
{
    for (size_t i = 0; i < MARKS; i++)
        if (!file_mark_is_same(mark_at(a, i), mark_at(b, i)))
            return false;
    return true;
}

bool folder_fingerprint_is_same(const struct folder_fingerprint *a,
                                const struct folder_fingerprint *b)
{
    return folder_fingerprint_looks_same(a, b) && !a->is_recent &&
           !b->is_recent;
}

bool folder_fingerprint_is_same_place(const struct folder_fingerprint *a,
                                      const struct folder_fingerprint *b)
{
    return a->folder.device == b->folder.device &&
           a->folder.inode == b->folder.inode &&
           file_mark_is_same(&a->program, &b->program) &&
           file_mark_is_same(&a->handler, &b->handler);
}
