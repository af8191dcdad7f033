#include "bootstrap/worker/code_watch.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "bootstrap/launch/interpreter.h"
#include "common/compiler.h"
#include "common/fd.h"

enum { DEPTH_MAX = 16, READ_BYTES = 16 * 1024 };

static const uint32_t changes = IN_MODIFY | IN_CREATE | IN_DELETE |
                                IN_MOVED_FROM | IN_MOVED_TO | IN_DONT_FOLLOW |
                                IN_ONLYDIR;

/* A module that an interpreter runs, or a file that a module may load. */
static bool is_code(const char *name)
{
    static const char *const extensions[] = {"cts",  "jsx",  "tsx",
                                             "json", "wasm", "node"};
    const char *dot = strrchr(name, '.');

    if (interpreter_preferred(name))
        return true;
    for (size_t i = 0; dot && i < COUNT(extensions); i++)
        if (!strcmp(dot + 1, extensions[i]))
            return true;
    return false;
}

static bool is_skipped(const char *folder)
{
    return folder[0] == '.' || !strcmp(folder, "node_modules");
}

static bool is_folder(const char *path, const struct dirent *entry)
{
    struct stat is;

    if (entry->d_type != DT_UNKNOWN)
        return entry->d_type == DT_DIR;
    return lstat(path, &is) == 0 && S_ISDIR(is.st_mode);
}

static void watch_tree(struct code_watch *watch, const char *folder, int depth)
{
    DIR *dir;
    const struct dirent *entry;

    if (depth > DEPTH_MAX || watch->folders >= CODE_WATCH_FOLDERS_MAX) {
        watch->why_stat = "the function has too many folders to watch";
        return;
    }
    if (inotify_add_watch(watch->fd, folder, changes) < 0) {
        /* Another error means that the folder is gone or cannot be read. */
        if (errno == ENOSPC || errno == ENOMEM)
            watch->why_stat =
                "the user's inotify watches are used up "
                "(fs.inotify.max_user_watches)";
        return;
    }
    watch->folders++;
    dir = opendir(folder);
    while (dir && !watch->why_stat && (entry = readdir(dir))) {
        char path[PATH_MAX];
        int size = snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (size < PATH_MAX && !is_skipped(entry->d_name) &&
            is_folder(path, entry))
            watch_tree(watch, path, depth + 1);
    }
    if (dir)
        (void)closedir(dir);
}

void code_watch_open(struct code_watch *watch, const char *root,
                     struct log *log)
{
    struct statvfs fs;

    *watch = (struct code_watch){.fd = -1, .root = root, .log = log};
    if (statvfs(root, &fs) != 0 || fs.f_flag & ST_RDONLY)
        return;
    watch->fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    if (watch->fd >= 0)
        watch_tree(watch, root, 0);
    else
        watch->why_stat =
            "the user's inotify instances are used up "
            "(fs.inotify.max_user_instances)";
    if (!watch->why_stat)
        return;
    log_printf(log, LEVEL_WARN,
               "dayfly: %s: its files are looked at before each event instead, "
               "which costs time",
               watch->why_stat);
    fd_close(&watch->fd);
    code_stat_read(&watch->seen, root, is_code, is_skipped);
}

/* After a change within the last tick the files may have changed again without
 * a trace: that counts as a change, once. */
static bool has_other_stat(struct code_watch *watch)
{
    struct code_stat before = watch->seen;

    code_stat_read(&watch->seen, watch->root, is_code, is_skipped);
    return watch->seen.sum != before.sum || before.is_recent;
}

/* A new folder may contain folders already, so *folders means: watch all of
 * them anew. */
static bool read_changes(struct code_watch *watch, bool *folders)
{
    char bytes[READ_BYTES]
        __attribute__((aligned(__alignof__(struct inotify_event))));
    bool changed = false;
    ssize_t got;

    while ((got = fd_read(watch->fd, bytes, sizeof bytes)) > 0) {
        for (const char *at = bytes; at < bytes + got;) {
            struct inotify_event event;
            memcpy(&event, at, sizeof event);
            const char *name = event.len > 0 ? at + sizeof event : "";
            bool is_dir = event.mask & IN_ISDIR && !is_skipped(name);
            *folders |= is_dir;
            changed |= is_dir || is_code(name) || event.mask & IN_Q_OVERFLOW;
            at += sizeof event + event.len;
        }
    }
    return changed;
}

bool code_watch_changed(struct code_watch *watch)
{
    bool folders = false;

    if (watch->why_stat)
        return has_other_stat(watch);
    if (watch->fd < 0 || !read_changes(watch, &folders))
        return false;
    if (folders) {
        const char *root = watch->root;
        struct log *log = watch->log;
        code_watch_close(watch);
        code_watch_open(watch, root, log);
    }
    return true;
}

void code_watch_close(struct code_watch *watch)
{
    fd_close(&watch->fd);
}
