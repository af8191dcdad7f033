#include "host/store/write_thread.h"

#include <errno.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <time.h>

#include "common/clock.h"
#include "common/fd.h"
#include "host/store/database.h"

enum { AGAIN_S = 1 };

static void add(struct write_jobs *jobs, struct write_job *job)
{
    job->next = NULL;
    *(jobs->tail ? &jobs->tail->next : &jobs->head) = job;
    jobs->tail = job;
}

static struct write_job *take(struct write_jobs *jobs)
{
    struct write_job *job = jobs->head;

    if (!job)
        return NULL;
    jobs->head = job->next;
    if (!jobs->head)
        jobs->tail = NULL;
    return job;
}

/* NULL: all have run and are on the disk. Otherwise nothing is, and why is in
 * *err. */
static bool run_together(struct write_thread *thread, struct write_job *first,
                         const struct write_job *end, struct error *err)
{
    bool ok = database_begin(thread->file, err);

    for (struct write_job *job = first; ok && job != end; job = job->next)
        ok = job->run(job, thread->file, err);
    if (ok && database_commit(thread->file, err))
        return true;
    database_rollback(thread->file);
    return false;
}

static void run_all(struct write_thread *thread, struct write_jobs *jobs)
{
    struct error err = ERROR_NONE;
    bool ok = run_together(thread, jobs->head, NULL, &err);

    for (struct write_job *job = jobs->head; job; job = job->next) {
        job->err = (struct error)ERROR_NONE;
        job->ok = ok || run_together(thread, job, job->next, &job->err);
    }
}

/* Returns false at the end: there is nothing to do any more. */
static bool wait_for_jobs(struct write_thread *thread, struct write_jobs *jobs,
                          const struct write_jobs *again)
{
    int64_t until_ms = clock_wall_ms() + (int64_t)AGAIN_S * 1000;
    const struct timespec until = {.tv_sec = (time_t)(until_ms / 1000),
                                   .tv_nsec =
                                       (long)(until_ms % 1000) * 1000000};
    int woken = 0;

    (void)pthread_mutex_lock(&thread->mutex);
    while (!thread->jobs.head && !thread->closing && woken != ETIMEDOUT)
        woken = again->head ? pthread_cond_timedwait(&thread->added,
                                                     &thread->mutex, &until)
                            : pthread_cond_wait(&thread->added, &thread->mutex);
    *jobs = thread->jobs;
    thread->jobs = (struct write_jobs){.head = NULL};
    bool closing = thread->closing;
    (void)pthread_mutex_unlock(&thread->mutex);
    return jobs->head || again->head || !closing;
}

static void hand_back(struct write_thread *thread, struct write_jobs *jobs,
                      struct write_jobs *again)
{
    const uint64_t one = 1;
    struct write_job *job;
    bool some = false;

    (void)pthread_mutex_lock(&thread->mutex);
    while ((job = take(jobs))) {
        bool later = !job->ok && job->lasting && !thread->closing;
        add(later ? again : &thread->ended, job);
        some = some || !later;
    }
    (void)pthread_mutex_unlock(&thread->mutex);
    if (some)
        (void)!fd_write(thread->ended_watch.fd, &one, sizeof one);
}

static void *run_thread(void *self)
{
    struct write_thread *thread = self;
    struct write_jobs jobs;
    struct write_jobs again = {.head = NULL};
    struct write_job *job;

    while (wait_for_jobs(thread, &jobs, &again)) {
        /* After the new ones: a job that goes on failing fails alone. */
        while ((job = take(&again)))
            add(&jobs, job);
        if (jobs.head)
            run_all(thread, &jobs);
        hand_back(thread, &jobs, &again);
    }
    return NULL;
}

static void end_jobs(struct write_thread *thread)
{
    struct write_jobs ended;
    struct write_job *job;

    (void)pthread_mutex_lock(&thread->mutex);
    ended = thread->ended;
    thread->ended = (struct write_jobs){.head = NULL};
    (void)pthread_mutex_unlock(&thread->mutex);
    while ((job = take(&ended)))
        job->end(job);
}

static void ended_ready(void *self, uint32_t events)
{
    struct write_thread *thread = self;
    uint64_t count;

    (void)events;
    (void)!fd_read(thread->ended_watch.fd, &count, sizeof count);
    end_jobs(thread);
}

bool write_thread_open(struct write_thread *thread, struct database *file,
                       struct event_loop *loop, struct error *err)
{
    int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);

    *thread = (struct write_thread){
        .file = file,
        .loop = loop,
        .ended_watch = {.fd = fd, .on_ready = ended_ready, .self = thread}};
    if (fd < 0)
        return error_set_errno(err, "cannot create an eventfd");
    (void)pthread_mutex_init(&thread->mutex, NULL);
    (void)pthread_cond_init(&thread->added, NULL);
    if (event_loop_watch(loop, &thread->ended_watch, EPOLLIN, err)) {
        errno = pthread_create(&thread->thread, NULL, run_thread, thread);
        if (errno == 0)
            return true;
        (void)error_set_errno(err, "cannot start a thread for the queue");
        event_loop_forget(loop, &thread->ended_watch);
    }
    fd_close(&fd);
    thread->file = NULL;
    return false;
}

void write_thread_add(struct write_thread *thread, struct write_job *job)
{
    (void)pthread_mutex_lock(&thread->mutex);
    bool was_empty = !thread->jobs.head;
    add(&thread->jobs, job);
    (void)pthread_mutex_unlock(&thread->mutex);
    if (was_empty)
        (void)pthread_cond_signal(&thread->added);
}

void write_thread_close(struct write_thread *thread)
{
    int fd;

    if (!thread->file)
        return;
    (void)pthread_mutex_lock(&thread->mutex);
    thread->closing = true;
    (void)pthread_mutex_unlock(&thread->mutex);
    (void)pthread_cond_signal(&thread->added);
    (void)pthread_join(thread->thread, NULL);
    end_jobs(thread);
    fd = thread->ended_watch.fd;
    event_loop_forget(thread->loop, &thread->ended_watch);
    fd_close(&fd);
    (void)pthread_mutex_destroy(&thread->mutex);
    (void)pthread_cond_destroy(&thread->added);
    thread->file = NULL;
}
