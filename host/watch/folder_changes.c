#include "host/watch/folder_changes.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>

#include "common/buf.h"
#include "common/fd.h"
#include "common/function/code_files.h"
#include "host/watch/deciding_files.h"
#include "host/watch/watched_folder.h"

enum { READ_BYTES = 16 * 1024 };

static const uint32_t names_change =
    IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO;
static const uint32_t all_changes = IN_CREATE | IN_DELETE | IN_MOVED_FROM |
                                    IN_MOVED_TO | IN_CLOSE_WRITE | IN_ATTRIB |
                                    IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;

static bool fail(struct folder_changes *changes, const char *why_not)
{
    changes->why_not = why_not;
    return false;
}

/* Folders that cannot be read are looked at each time. */
static bool watch_path(struct folder_changes *changes, const char *path,
                       int *watch)
{
    *watch = inotify_add_watch(changes->inotify, path, all_changes);
    if (*watch >= 0 || (errno != ENOSPC && errno != ENOMEM))
        return true;
    return fail(changes, code_files_no_watches);
}

/* Of what has come, gone or was exchanged. Other files than folders do not
 * count. */
static bool watch_name(struct folder_changes *changes, size_t root,
                       const char *name)
{
    char path[PATH_MAX];
    struct stat is;
    struct watched_folder *one;
    int watch = -1;

    if (*name == '.' ||
        snprintf(path, sizeof path, "%s/%s", changes->roots[root], name) >=
            (int)sizeof path)
        return true;
    watched_folder_leave(changes, root, name);
    if (lstat(path, &is) != 0 || (!S_ISDIR(is.st_mode) && !S_ISLNK(is.st_mode)))
        return true;
    if (changes->count >= FOLDER_CHANGES_FOLDERS_MAX)
        return fail(changes, "they have more than 20,000 folders");
    if (S_ISDIR(is.st_mode) && !watch_path(changes, path, &watch))
        return false;
    one = watched_folder_add(changes, watch, root, name);
    if (!one)
        return fail(changes, "out of memory");
    one->changed = true;
    one->always = watch < 0 || !deciding_files_are_own(path, &is) ||
                  !deciding_files_are_seen(path);
    return true;
}

static bool watch_root(struct folder_changes *changes, size_t root)
{
    const char *path = changes->roots[root];
    struct stat is;
    struct watched_folder *one;
    int watch;

    if (stat(path, &is) != 0 || !watch_path(changes, path, &watch) || watch < 0)
        return changes->why_not || fail(changes, "one of them cannot be read");
    if (!deciding_files_are_seen(path))
        return fail(changes,
                    "one of them is on a file system that may be "
                    "changed from elsewhere");
    if (!deciding_files_are_own(path, &is))
        return fail(changes,
                    "in one of them dayfly.json, .env or bootstrap is "
                    "a link");
    one = watched_folder_add(changes, watch, root, "");
    if (!one)
        return fail(changes, "out of memory");
    one->device = is.st_dev;
    one->inode = is.st_ino;
    return true;
}

static bool watch_all(struct folder_changes *changes, size_t root)
{
    const struct dirent *entry;
    DIR *dir;
    bool ok = watch_root(changes, root);

    if (!ok || !(dir = opendir(changes->roots[root])))
        return false;
    while (ok && (entry = readdir(dir)))
        ok = watch_name(changes, root, entry->d_name);
    (void)closedir(dir);
    return ok;
}

bool folder_changes_begin(struct folder_changes *changes,
                          const char *const roots[], size_t count)
{
    bool ok;

    folder_changes_close(changes);
    changes->roots = roots;
    changes->root_count = count;
    changes->why_not = NULL;
    changes->inotify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    ok = changes->inotify >= 0 || fail(changes, code_files_no_instance);
    for (size_t i = 0; ok && i < count; i++)
        ok = watch_all(changes, i);
    for (size_t i = 0; i < changes->count; i++)
        changes->list[i].changed = false;
    if (!ok) {
        const char *why_not = changes->why_not;
        folder_changes_close(changes);
        return fail(changes, why_not ? why_not : "one of them cannot be read");
    }
    return true;
}

/* May move the others in the list. */
static bool note_in_root(struct folder_changes *changes, size_t at,
                         uint32_t what, const char *name)
{
    size_t root = changes->list[at].root;
    bool comes_or_goes = what & names_change;

    if (what & (IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT | IN_IGNORED) ||
        deciding_files_concern_all(name, comes_or_goes))
        return false;
    changes->list[at].changed |= comes_or_goes || !*name;
    return !comes_or_goes || watch_name(changes, root, name);
}

/* Of other files than the deciding ones only their names count. */
static void note_in_folder(struct watched_folder *one, uint32_t what,
                           const char *name)
{
    one->changed |= what & names_change || !*name || deciding_files_have(name);
    if (what & IN_IGNORED)
        one->gone = true;
}

static bool note(struct folder_changes *changes, int watch, uint32_t what,
                 const char *name)
{
    for (size_t nth = 0;; nth++) {
        size_t at = watched_folder_find(changes, watch) + nth;
        struct watched_folder *one = &changes->list[at];
        if (at >= changes->count || one->watch != watch)
            return true;
        if (*one->name)
            note_in_folder(one, what, name);
        else if (!one->gone && !note_in_root(changes, at, what, name))
            return false;
    }
}

/* False: what has changed is not known, or concerns all. */
static bool read_changes(struct folder_changes *changes)
{
    char bytes[READ_BYTES]
        __attribute__((aligned(__alignof__(struct inotify_event))));
    ssize_t got;

    while ((got = fd_read(changes->inotify, bytes, sizeof bytes)) > 0) {
        for (const char *at = bytes; at < bytes + got;) {
            struct inotify_event event;
            memcpy(&event, at, sizeof event);
            if (event.mask & IN_Q_OVERFLOW ||
                !note(changes, event.wd, event.mask,
                      event.len > 0 ? at + sizeof event : ""))
                return false;
            at += sizeof event + event.len;
        }
    }
    return true;
}

/* A link in a root's path may lead elsewhere by now. */
static bool has_same_roots(const struct folder_changes *changes)
{
    struct stat is;

    for (size_t i = 0; i < changes->count; i++) {
        const struct watched_folder *one = &changes->list[i];
        if (!*one->name &&
            (stat(changes->roots[one->root], &is) != 0 ||
             is.st_dev != one->device || is.st_ino != one->inode))
            return false;
    }
    return true;
}

bool folder_changes_take(struct folder_changes *changes,
                         void (*each)(void *self, const char *root,
                                      const char *name),
                         void *self)
{
    if (changes->inotify < 0 || !has_same_roots(changes) ||
        !read_changes(changes))
        return false;
    for (size_t i = 0; i < changes->count; i++) {
        struct watched_folder *one = &changes->list[i];
        if (!one->changed && !one->always)
            continue;
        one->changed = false;
        each(self, changes->roots[one->root], one->name);
    }
    watched_folder_clear_gone(changes);
    return true;
}

void folder_changes_close(struct folder_changes *changes)
{
    watched_folder_clear_all(changes);
    fd_close(&changes->inotify);
}
