#include "common/function/code_files.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>

#include "common/compiler.h"
#include "common/fd.h"

enum { DEPTH_MAX = 16, READ_BYTES = 16 * 1024 };

static const uint32_t changes = IN_MODIFY | IN_CREATE | IN_DELETE |
                                IN_MOVED_FROM | IN_MOVED_TO | IN_DONT_FOLLOW |
                                IN_ONLYDIR;

const char code_files_no_instance[] =
    "the user's inotify instances are used up (fs.inotify.max_user_instances)";

const char code_files_no_watches[] =
    "the user's inotify watches are used up (fs.inotify.max_user_watches)";

struct walk {
    int inotify;
    int folders;
    const char *why_not;
    void (*each)(void *self, int watch);
    void *self;
};

bool code_files_has(const char *name)
{
    /* Of the interpreters that dayfly runs, of what their modules load, and of
     * interpreters that somebody may add. */
    static const char *const extensions[] = {
        "js", "mjs",  "cjs",  "jsx",  "ts", "mts", "cts", "tsx", "py",
        "so", "json", "wasm", "node", "rb", "php", "lua", "pl",  "pyc",
    };
    const char *dot = strrchr(name, '.');

    for (size_t i = 0; dot && i < COUNT(extensions); i++)
        if (!strcmp(dot + 1, extensions[i]))
            return true;
    return false;
}

bool code_files_skip(const char *folder)
{
    return folder[0] == '.' || !strcmp(folder, "node_modules") ||
           !strcmp(folder, "__pycache__");
}

static bool is_folder(const char *path, const struct dirent *entry)
{
    struct stat is;

    if (entry->d_type != DT_UNKNOWN)
        return entry->d_type == DT_DIR;
    return lstat(path, &is) == 0 && S_ISDIR(is.st_mode);
}

static void watch_folder(struct walk *walk, const char *folder, int depth)
{
    DIR *dir;
    const struct dirent *entry;

    if (depth > DEPTH_MAX || walk->folders >= CODE_FOLDERS_MAX) {
        walk->why_not = "the function has too many folders to watch";
        return;
    }
    int watch = inotify_add_watch(walk->inotify, folder, changes);
    if (watch < 0) {
        /* Another error means that the folder is gone or cannot be read. */
        if (errno == ENOSPC || errno == ENOMEM)
            walk->why_not = code_files_no_watches;
        return;
    }
    walk->folders++;
    walk->each(walk->self, watch);
    dir = opendir(folder);
    while (dir && !walk->why_not && (entry = readdir(dir))) {
        char path[PATH_MAX];
        int size = snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (size < PATH_MAX && !code_files_skip(entry->d_name) &&
            is_folder(path, entry))
            watch_folder(walk, path, depth + 1);
    }
    if (dir)
        (void)closedir(dir);
}

const char *code_files_watch(int inotify, const char *root,
                             void (*each)(void *self, int watch), void *self)
{
    struct walk walk = {.inotify = inotify, .each = each, .self = self};

    watch_folder(&walk, root, 0);
    return walk.why_not;
}

static void report(const struct inotify_event *event, const char *name,
                   void (*each)(void *self, const struct code_change *change),
                   void *self)
{
    bool lost = event->mask & IN_Q_OVERFLOW;
    struct code_change change = {
        .watch = lost ? -1 : event->wd,
        .is_folder = lost || (event->mask & IN_ISDIR && !code_files_skip(name)),
        .is_removed = event->mask & IN_IGNORED,
    };

    if (change.is_folder || change.is_removed || code_files_has(name))
        each(self, &change);
}

void code_files_read(int inotify,
                     void (*each)(void *self, const struct code_change *change),
                     void *self)
{
    char bytes[READ_BYTES]
        __attribute__((aligned(__alignof__(struct inotify_event))));
    ssize_t got;

    while ((got = fd_read(inotify, bytes, sizeof bytes)) > 0) {
        for (const char *at = bytes; at < bytes + got;) {
            struct inotify_event event;
            memcpy(&event, at, sizeof event);
            report(&event, event.len > 0 ? at + sizeof event : "", each, self);
            at += sizeof event + event.len;
        }
    }
}
