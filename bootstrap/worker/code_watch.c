#include "bootstrap/worker/code_watch.h"

#include <sys/inotify.h>
#include <sys/statvfs.h>

#include "common/fd.h"
#include "common/function/code_files.h"

static void ignore_watch(void *self, int watch)
{
    (void)self;
    (void)watch;
}

void code_watch_open(struct code_watch *watch, const char *root,
                     struct log *log)
{
    struct statvfs fs;

    *watch = (struct code_watch){.fd = -1, .root = root, .log = log};
    if (statvfs(root, &fs) != 0 || fs.f_flag & ST_RDONLY)
        return;
    watch->fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    watch->why_stat =
        watch->fd < 0 ? code_files_no_instance
                      : code_files_watch(watch->fd, root, ignore_watch, NULL);
    if (!watch->why_stat)
        return;
    log_printf(log, LEVEL_WARN,
               "dayfly: %s: its files are looked at before each event instead, "
               "which costs time",
               watch->why_stat);
    fd_close(&watch->fd);
    code_stat_read(&watch->seen, root);
}

/* After a change within the last tick the files may have changed again without
 * a trace: that counts as a change, once. */
static bool has_other_stat(struct code_watch *watch)
{
    struct code_stat before = watch->seen;

    code_stat_read(&watch->seen, watch->root);
    return watch->seen.sum != before.sum || before.is_recent;
}

struct changes {
    bool any;
    bool folders;
};

static void add_change(void *self, const struct code_change *change)
{
    struct changes *changes = self;

    changes->folders |= change->is_folder;
    changes->any |= !change->is_removed;
}

bool code_watch_changed(struct code_watch *watch)
{
    struct changes changes = {.any = false};

    if (watch->why_stat)
        return has_other_stat(watch);
    if (watch->fd < 0)
        return false;
    code_files_read(watch->fd, add_change, &changes);
    /* A new folder may contain folders already. */
    if (changes.folders) {
        const char *root = watch->root;
        struct log *log = watch->log;
        code_watch_close(watch);
        code_watch_open(watch, root, log);
    }
    return changes.any;
}

void code_watch_close(struct code_watch *watch)
{
    fd_close(&watch->fd);
}
