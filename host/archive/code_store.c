#include "host/archive/code_store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/buf.h"
#include "common/fd.h"
#include "host/archive/archive_command.h"
#include "host/base/ids.h"

static void path_of(const struct code_store *store, const char *kind,
                    const char *name, char path[PATH_MAX])
{
    (void)snprintf(path, PATH_MAX, "%.*s/%s%s%.80s", PATH_MAX - 128,
                   store->folder, kind, *name ? "/" : "", name);
}

static bool make_folder(const struct code_store *store, const char *kind,
                        struct error *err)
{
    char path[PATH_MAX];

    path_of(store, kind, "", path);
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
static void remove_later(struct code_store *store, const char *path)
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

    path_of(store, kind, "", path);
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
        remove_later(store, path);
}

/* What an earlier host has left in tmp/, and what it was removing. */
static bool empty_tmp(struct code_store *store, struct error *err)
{
    char path[PATH_MAX];
    char aside[PATH_MAX];
    char id[UUID_SIZE];

    uuid_make(id);
    path_of(store, "tmp", "", path);
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
    path_of(store, "tmp", id, path);
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        (void)error_set_errno(err, "cannot create %s", path);
    return fd;
}

static void drop(struct code_job *job)
{
    (void)unlink(job->zip);
    remove_later(job->store, job->folder);
}

static bool sync_folder_of(const char *path)
{
    char folder[PATH_MAX];
    const char *slash = strrchr(path, '/');

    (void)snprintf(folder, sizeof folder, "%.*s", (int)(slash - path), path);
    AUTO(int, fd_close) fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return fd >= 0 && fsync(fd) == 0;
}

/* The same code may be there already. */
static bool keep(struct code_job *job, const struct code *code,
                 struct error *err)
{
    char folder[PATH_MAX];
    char zip[PATH_MAX];

    code_store_folder(job->store, code->sha256, folder);
    code_store_zip(job->store, code->sha256, zip);
    if (rename(job->zip, zip) != 0)
        return error_set_errno(err, "cannot keep the zip file");
    if (rename(job->folder, folder) != 0) {
        if (errno != ENOTEMPTY && errno != EEXIST)
            return error_set_errno(err, "cannot keep the code");
        remove_later(job->store, job->folder);
    }
    return (sync_folder_of(zip) && sync_folder_of(folder)) ||
           error_set_errno(err, "cannot keep the code");
}

static bool read_line(const json_t *line, struct code *code)
{
    const char *sha256 = json_string_value(json_object_get(line, "sha256"));

    if (!sha256 || strlen(sha256) != SHA256_TEXT_SIZE - 1)
        return false;
    memcpy(code->sha256, sha256, SHA256_TEXT_SIZE);
    code->size = json_integer_value(json_object_get(line, "size"));
    code->bytes = json_integer_value(json_object_get(line, "bytes"));
    return true;
}

static void ended(void *self, const char *text)
{
    struct code_job *job = self;
    json_t *line = json_loads(text, 0, NULL);
    const json_t *number = json_object_get(line, "result");
    const char *reason = json_string_value(json_object_get(line, "reason"));
    struct code code = {.size = 0};
    struct error err = ERROR_NONE;
    enum unpack_result result =
        number ? (enum unpack_result)json_integer_value(number) : UNPACK_FAILED;

    if (!line)
        (void)error_set(&err, "the process that unpacks it has failed");
    else if (result != UNPACK_DONE)
        (void)error_set(&err, "%s", reason ? reason : "");
    else if (!read_line(line, &code) || !keep(job, &code, &err))
        result = UNPACK_FAILED;
    json_decref(line);
    if (result != UNPACK_DONE)
        drop(job);
    job->on_end(job, result, &code, err.text);
}

bool code_store_add(struct code_store *store, struct code_job *job,
                    struct error *err)
{
    static char flag[] = ARCHIVE_UNPACK;
    char id[UUID_SIZE];

    uuid_make(id);
    job->store = store;
    path_of(store, "tmp", id, job->folder);
    job->process.on_end = ended;
    job->process.self = job;
    char *const words[] = {flag, job->zip, job->folder, NULL};
    if (mkdir(job->folder, 0755) != 0)
        (void)error_set_errno(err, "cannot create %s", job->folder);
    else if (archive_process_start(&job->process, store->loop, words, err))
        return true;
    (void)unlink(job->zip);
    (void)rmdir(job->folder);
    return false;
}

void code_job_stop(struct code_job *job)
{
    if (!job->process.pid)
        return;
    archive_process_stop(&job->process);
    drop(job);
}

void code_store_folder(const struct code_store *store, const char *sha256,
                       char path[PATH_MAX])
{
    path_of(store, "code", sha256, path);
}

void code_store_zip(const struct code_store *store, const char *sha256,
                    char path[PATH_MAX])
{
    path_of(store, "zip", sha256, path);
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
    path_of(store, "tmp", id, aside);
    if (rename(path, aside) == 0)
        remove_later(store, aside);
}
