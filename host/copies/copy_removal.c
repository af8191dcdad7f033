#include "host/copies/copy_removal.h"

#include "host/archive/archive_command.h"
#include "host/copies/copy_command.h"

struct copy_rest {
    char *path; /* owned */
    struct copy_rest *next;
};

static bool start(struct copy_removal *removal, char *flag, char *path)
{
    char *const words[] = {flag, path, NULL};
    struct error ignored = ERROR_NONE;

    return archive_process_start(&removal->process, removal->loop, words,
                                 &ignored);
}

static void drop_first(struct copy_removal *removal)
{
    struct copy_rest *rest = removal->rests;

    removal->rests = rest->next;
    mem_free(rest->path);
    mem_free(rest);
}

static void next(struct copy_removal *removal)
{
    static char sweep[] = COPY_SWEEP;
    static char flag[] = ARCHIVE_REMOVE;

    if (removal->process.pid || !removal->loop)
        return;
    if (!removal->is_swept && *removal->parent) {
        removal->is_swept = true;
        if (start(removal, sweep, removal->parent))
            return;
    }
    if (removal->rests && start(removal, flag, removal->rests->path))
        drop_first(removal);
}

static void ended(void *self, const char *line)
{
    (void)line;
    next(self);
}

void copy_removal_open(struct copy_removal *removal, struct event_loop *loop)
{
    *removal = (struct copy_removal){.loop = loop};
    removal->process =
        (struct archive_process){.on_end = ended, .self = removal};
}

void copy_removal_add(struct copy_removal *removal, char *path)
{
    struct copy_rest *rest = path ? mem_new(1, sizeof *rest) : NULL;

    if (rest) {
        *rest = (struct copy_rest){.path = path, .next = removal->rests};
        removal->rests = rest;
    } else {
        mem_free(path);
    }
    next(removal);
}

void copy_removal_stop(struct copy_removal *removal)
{
    archive_process_stop(&removal->process);
    while (removal->rests)
        drop_first(removal);
    removal->loop = NULL;
}
