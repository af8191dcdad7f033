/* code_job.h - adds one zip file to the code store: unpacked, kept by its
 * content and on the disk, while the event loop goes on. */
#ifndef DAYFLY_HOST_ARCHIVE_CODE_JOB_H
#define DAYFLY_HOST_ARCHIVE_CODE_JOB_H

#include <limits.h>

#include "host/archive/archive_process.h"
#include "host/archive/code_store.h"

/* Adding one zip file. Zeroed at first. */
struct code_job {
    struct code_store *store;
    struct archive_process process;
    char zip[PATH_MAX];    /* in tmp/; ours */
    char folder[PATH_MAX]; /* in tmp/ */
    struct code code;      /* as soon as it is known; it is in the store then */
    /* Once: result is UNPACK_DONE and code is set, or reason says what is
     * wrong. The job may be freed by it. */
    void (*on_end)(struct code_job *job, enum unpack_result result,
                   const struct code *code, const char *reason);
    void *self;
};

/* Takes the file job->zip. False: err says why; on_end is not called and the
 * file is removed. */
bool code_job_start(struct code_job *job, struct code_store *store,
                    struct error *err) MUST_CHECK;
/* Gives it up, without on_end. Safe if it has ended. If job->code is set, the
 * store has the code all the same. */
void code_job_stop(struct code_job *job);
#endif
