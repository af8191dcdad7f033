#include "host/archive/code_job.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/archive/archive_command.h"
#include "host/base/ids.h"

static void drop(struct code_job *job)
{
    (void)unlink(job->zip);
    code_store_remove_later(job->store, job->folder);
}

/* The same code may be there already. */
static bool move(const struct code_job *job, struct error *err)
{
    char folder[PATH_MAX];
    char zip[PATH_MAX];

    code_store_folder(job->store, job->code.sha256, folder);
    code_store_zip(job->store, job->code.sha256, zip);
    if (rename(job->zip, zip) != 0)
        return error_set_errno(err, "cannot keep the zip file");
    if (rename(job->folder, folder) != 0) {
        if (errno != ENOTEMPTY && errno != EEXIST)
            return error_set_errno(err, "cannot keep the code");
        code_store_remove_later(job->store, job->folder);
    }
    return true;
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

static void end(struct code_job *job, enum unpack_result result,
                const char *reason)
{
    const struct code code = job->code;

    if (result != UNPACK_DONE)
        drop(job);
    job->on_end(job, result, &code, reason);
}

/* What the process has printed; `what` has failed if that is nothing. */
static enum unpack_result read_result(const json_t *line, const char *what,
                                      struct error *err)
{
    const json_t *number = json_object_get(line, "result");
    const char *reason = json_string_value(json_object_get(line, "reason"));

    if (!number) {
        (void)error_set(err, "%s", what);
        return UNPACK_FAILED;
    }
    (void)error_set(err, "%s", reason ? reason : "");
    return (enum unpack_result)json_integer_value(number);
}

static void synced(void *self, const char *text)
{
    json_t *line = json_loads(text, 0, NULL);
    struct error err = ERROR_NONE;
    enum unpack_result result =
        read_result(line, "the process that keeps it has failed", &err);

    json_decref(line);
    end(self, result, err.text);
}

/* Before anything names the code, so that it is whole after a power cut. The
 * event loop does not wait for the disk. */
static bool sync_names(struct code_job *job, struct error *err)
{
    static char flag[] = ARCHIVE_SYNC;
    char zips[PATH_MAX];
    char folders[PATH_MAX];
    char *const words[] = {flag, zips, folders, NULL};

    code_store_path(job->store, "zip", "", zips);
    code_store_path(job->store, "code", "", folders);
    job->process.on_end = synced;
    return archive_process_start(&job->process, job->store->loop, words, err);
}

static void unpacked(void *self, const char *text)
{
    struct code_job *job = self;
    json_t *line = json_loads(text, 0, NULL);
    struct error err = ERROR_NONE;
    enum unpack_result result =
        read_result(line, "the process that unpacks it has failed", &err);

    if (result == UNPACK_DONE && (!read_line(line, &job->code) ||
                                  !move(job, &err) || !sync_names(job, &err)))
        result = UNPACK_FAILED;
    json_decref(line);
    if (result != UNPACK_DONE)
        end(job, result, err.text);
}

bool code_job_start(struct code_job *job, struct code_store *store,
                    struct error *err)
{
    static char flag[] = ARCHIVE_UNPACK;
    char id[UUID_SIZE];

    uuid_make(id);
    job->store = store;
    job->code = (struct code){.size = 0};
    code_store_path(store, "tmp", id, job->folder);
    job->process.on_end = unpacked;
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
