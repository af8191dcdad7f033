/* write_thread.h - the one thread that uses the queue file while the host runs,
 * so that the event loop never waits for the disk. What comes while it writes
 * is written together next: one commit for many. */
#ifndef DAYFLY_HOST_STORE_WRITE_THREAD_H
#define DAYFLY_HOST_STORE_WRITE_THREAD_H

#include <pthread.h>
#include <stdbool.h>

#include "common/compiler.h"
#include "common/error.h"
#include "host/base/event_loop.h"

struct database;

/* Work for the thread; its owner has it in a struct of its own. */
struct write_job {
    /* In the thread, within a transaction. May be called again if that fails.
     */
    bool (*run)(struct write_job *job, struct database *file,
                struct error *err);
    /* In the loop, once, when the transaction is on the disk (job->ok) or has
     * failed (job->err). May free the job. */
    void (*end)(struct write_job *job);
    bool lasting; /* it is tried until it succeeds or the host ends */
    bool ok;
    struct error err;
    struct write_job *next;
};

struct write_jobs {
    struct write_job *head;
    struct write_job *tail;
};

struct write_thread {
    struct database *file; /* borrowed */
    struct event_loop *loop;
    struct fd_watch ended_watch; /* an eventfd: `ended` has jobs */
    pthread_t thread;
    pthread_mutex_t mutex; /* of the next four */
    pthread_cond_t added;
    struct write_jobs jobs;
    struct write_jobs ended;
    bool closing;
};

bool write_thread_open(struct write_thread *thread, struct database *file,
                       struct event_loop *loop, struct error *err) MUST_CHECK;
void write_thread_add(struct write_thread *thread, struct write_job *job);
/* Ends all jobs. */
void write_thread_close(struct write_thread *thread);

#endif
