#include "host/archive/code_store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/buf.h"
#include "common/fd.h"
#include "host/archive/archive_command.h"
#include "host/archive/archive_process.h"
#include "host/base/ids.h"

void code_store_path(const struct code_store *store, const char *kind,
                     const char *name, char path[PATH_MAX])
{
    (void)snprintf(path, PATH_MAX, "%.*s/%s%s%.80s", PATH_MAX - 128,
                   store->folder, kind, *name ? "/" : "", name);
}

static bool make_folder(const struct code_store *store, const char *kind,
                        struct error *err)
{
    char path[PATH_MAX];

    code_store_path(store, kind, "", path);
    return mkdir(path, 0711) == 0 || errno == EEXIST ||
           error_set_errno(err, "cannot create %s", path);
}

struct code_removal {
    struct archive_process process;
    struct code_store *store;
    struct code_removal *next;
    char path[PATH_MAX];
};

static void removed(void *self, const char *line)
{
    struct code_removal *removal = self;
    struct code_removal **at = &removal->store->removals;

    (void)line;
    while (*at != removal)
        at = &(*at)->next;
    *at = removal->next;
    mem_free(removal);
}

/* What is not removed now is at the next start. */
void code_store_remove_later(struct code_store *store, const char *path)
{
    static char flag[] = ARCHIVE_REMOVE;
    struct code_removal *removal = mem_new(1, sizeof *removal);
    struct error ignored = ERROR_NONE;

    if (!removal)
        return;
    (void)snprintf(removal->path, sizeof removal->path, "%s", path);
    removal->process.on_end = removed;
    removal->process.self = removal;
    char *const words[] = {flag, removal->path, NULL};
    if (!archive_process_start(&removal->process, store->loop, words,
                               &ignored)) {
        mem_free(removal);
        return;
    }
    removal->store = store;
    removal->next = store->removals;
    store->removals = removal;
}

/* Calls `each` with the names in the folder KIND, "": that of the store. */
static bool each_name(const struct code_store *store, const char *kind,
                      void (*each)(void *self, const char *name), void *self,
                      struct error *err)
{
    char path[PATH_MAX];
    const struct dirent *entry;

    code_store_path(store, kind, "", path);
    DIR *folder = opendir(path);
    if (!folder)
        return error_set_errno(err, "cannot read %s", path);
    while ((entry = readdir(folder)))
        if (entry->d_name[0] != '.')
            each(self, entry->d_name);
    (void)closedir(folder);
    return true;
}

static void remove_old_tmp(void *self, const char *name)
{
    struct code_store *store = self;
    char path[PATH_MAX];

    (void)snprintf(path, sizeof path, "%.*s/%.80s", PATH_MAX - 128,
                   store->folder, name);
    if (!strncmp(name, "tmp.", strlen("tmp.")))
        code_store_remove_later(store, path);
}

/* What an earlier host has left in tmp/, and what it was removing. */
static bool empty_tmp(struct code_store *store, struct error *err)
{
    char path[PATH_MAX];
    char aside[PATH_MAX];
    char id[UUID_SIZE];

    uuid_make(id);
    code_store_path(store, "tmp", "", path);
    (void)snprintf(aside, sizeof aside, "%.*s.%s", PATH_MAX - 64, path, id);
    (void)rename(path, aside);
    return each_name(store, "", remove_old_tmp, store, err);
}

bool code_store_open(struct code_store *store, const char *folder,
                     struct event_loop *loop, struct error *err)
{
    *store = (struct code_store){.folder = folder, .loop = loop};
    return empty_tmp(store, err) && make_folder(store, "code", err) &&
           make_folder(store, "zip", err) && make_folder(store, "tmp", err);
}

void code_store_close(struct code_store *store)
{
    while (store->removals) {
        struct code_removal *removal = store->removals;
        store->removals = removal->next;
        archive_process_stop(&removal->process);
        mem_free(removal);
    }
}

bool code_store_each(struct code_store *store,
                     void (*each)(void *self, const char *sha256), void *self,
                     struct error *err)
{
    return each_name(store, "code", each, self, err) &&
           each_name(store, "zip", each, self, err);
}

int code_store_new_file(struct code_store *store, char path[PATH_MAX],
                        struct error *err)
{
    char id[UUID_SIZE];

    uuid_make(id);
    code_store_path(store, "tmp", id, path);
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        (void)error_set_errno(err, "cannot create %s", path);
    return fd;
}

void code_store_folder(const struct code_store *store, const char *sha256,
                       char path[PATH_MAX])
{
    code_store_path(store, "code", sha256, path);
}

void code_store_zip(const struct code_store *store, const char *sha256,
                    char path[PATH_MAX])
{
    code_store_path(store, "zip", sha256, path);
}

void code_store_remove(struct code_store *store, const char *sha256)
{
    char path[PATH_MAX];
    char aside[PATH_MAX];
    char id[UUID_SIZE];

    code_store_zip(store, sha256, path);
    (void)unlink(path);
    /* The same code may be added again meanwhile. */
    uuid_make(id);
    code_store_folder(store, sha256, path);
    code_store_path(store, "tmp", id, aside);
    if (rename(path, aside) == 0)
        code_store_remove_later(store, aside);
}
