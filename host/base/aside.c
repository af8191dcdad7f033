#include "host/base/aside.h"

#include <errno.h>

static int spawn(pid_t *pid, const struct aside_start *start)
{
    return posix_spawn(pid, start->path, start->actions, start->attributes,
                       start->argv, start->env);
}

static void *run(void *self)
{
    struct aside *aside = self;

    (void)pthread_mutex_lock(&aside->lock);
    while (!aside->ends) {
        if (aside->start) {
            aside->failed = spawn(&aside->pid, aside->start);
            aside->start = NULL;
            (void)pthread_cond_broadcast(&aside->changed);
        }
        (void)pthread_cond_wait(&aside->changed, &aside->lock);
    }
    (void)pthread_mutex_unlock(&aside->lock);
    return NULL;
}

bool aside_open(struct aside *aside, struct error *err)
{
    *aside = (struct aside){.start = NULL};
    (void)pthread_mutex_init(&aside->lock, NULL);
    (void)pthread_cond_init(&aside->changed, NULL);
    errno = pthread_create(&aside->thread, NULL, run, aside);
    aside->is_open = errno == 0;
    return aside->is_open || error_set_errno(err, "cannot start a thread");
}

void aside_close(struct aside *aside)
{
    if (!aside->is_open)
        return;
    (void)pthread_mutex_lock(&aside->lock);
    aside->ends = true;
    (void)pthread_cond_broadcast(&aside->changed);
    (void)pthread_mutex_unlock(&aside->lock);
    (void)pthread_join(aside->thread, NULL);
    (void)pthread_cond_destroy(&aside->changed);
    (void)pthread_mutex_destroy(&aside->lock);
    aside->is_open = false;
}

int aside_spawn(struct aside *aside, pid_t *pid,
                const struct aside_start *start)
{
    if (!aside)
        return spawn(pid, start);
    (void)pthread_mutex_lock(&aside->lock);
    aside->start = start;
    (void)pthread_cond_broadcast(&aside->changed);
    while (aside->start)
        (void)pthread_cond_wait(&aside->changed, &aside->lock);
    int failed = aside->failed;
    *pid = aside->pid;
    (void)pthread_mutex_unlock(&aside->lock);
    return failed;
}
