#include "host/store/store_sync.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "common/buf.h"
#include "common/clock.h"
#include "common/fd.h"
#include "host/base/event_loop.h"
#include "host/store/wal_file.h"

enum {
    PAGES_MANY =
        1000, /* SQLite's own measure for a log that is to be emptied */
    MEND_AGAIN_MS = 1000,
    TELL_AGAIN_MS = 60000,
};

struct store_sync {
    char path[PATH_MAX];
    int log;     /* no lock of SQLite is on this file: it may be closed */
    sqlite3 *db; /* of the thread alone; opened when it is needed */
    struct event_loop *loop;
    struct store_sync_end end;
    struct fd_watch watch; /* the thread has something to tell */
    pthread_t thread;
    pthread_mutex_t mutex; /* for the rest */
    pthread_cond_t changed;
    bool closing;
    uint64_t wanted;
    int pages;
    uint64_t done;
    struct error err; /* of the last time */
    int frames;       /* to be mended; -1: nobody has asked for it */
    bool failed;      /* of the thread alone, as the next three */
    bool is_lost;     /* it cannot be mended */
    bool keeps_log;   /* it is not emptied any more */
    int64_t told_ms;
};

static bool open_database(struct store_sync *sync)
{
    if (sync->db || sqlite3_open_v2(sync->path, &sync->db,
                                    SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
                                    NULL) == SQLITE_OK)
        return true;
    (void)sqlite3_close(sync->db);
    sync->db = NULL;
    return false;
}

static bool fail(const struct store_sync *sync, struct error *err)
{
    return error_set(err, "cannot synchronize %s: %s", sync->path,
                     sync->db ? sqlite3_errmsg(sync->db) : "it does not open");
}

/* Nobody waits for it: the pages are in the log, too. False: the disk has
 * failed. */
static bool empty_log(struct store_sync *sync, struct error *err)
{
    int result =
        open_database(sync)
            ? sqlite3_wal_checkpoint_v2(sync->db, NULL,
                                        SQLITE_CHECKPOINT_PASSIVE, NULL, NULL)
            : SQLITE_OK;

    /* Pages that were moved before may not be there, and are not moved again:
     * from now on the log is what counts. */
    sync->keeps_log = (result & 0xff) == SQLITE_IOERR;
    return !sync->keeps_log || fail(sync, err);
}

/* No other program writes or empties it meanwhile. */
static bool renew_log(struct store_sync *sync, int frames, struct error *err)
{
    if (!open_database(sync) || sqlite3_exec(sync->db, "BEGIN IMMEDIATE", NULL,
                                             NULL, NULL) != SQLITE_OK)
        return fail(sync, err);
    bool ok = wal_file_renew(sync->log, frames, &sync->is_lost, err);
    (void)sqlite3_exec(sync->db, "ROLLBACK", NULL, NULL, NULL);
    return ok;
}

/* The mutex is held, as in the next. */
static void note(struct store_sync *sync, uint64_t done,
                 const struct error *err)
{
    const uint64_t one = 1;

    sync->done = done;
    sync->err = *err;
    sync->failed = *err->text != '\0';
    if (sync->failed)
        sync->told_ms = clock_mono_ms();
    (void)!fd_write(sync->watch.fd, &one, sizeof one);
}

static void synchronize(struct store_sync *sync)
{
    uint64_t to = sync->wanted;
    bool empties = sync->pages > PAGES_MANY && !sync->keeps_log;
    struct error err = ERROR_NONE;

    (void)pthread_mutex_unlock(&sync->mutex);
    if (fdatasync(sync->log) != 0)
        (void)error_set_errno(&err, "cannot synchronize %s", sync->path);
    (void)pthread_mutex_lock(&sync->mutex);
    note(sync, to, &err);
    if (!empties || sync->failed)
        return;
    (void)pthread_mutex_unlock(&sync->mutex);
    bool ok = empty_log(sync, &err);
    (void)pthread_mutex_lock(&sync->mutex);
    if (!ok)
        note(sync, to, &err);
}

static void wait_to_mend(struct store_sync *sync)
{
    int64_t until_ms = clock_wall_ms() + MEND_AGAIN_MS;
    const struct timespec until = {.tv_sec = (time_t)(until_ms / 1000),
                                   .tv_nsec =
                                       (long)(until_ms % 1000) * 1000000};
    int woken = 0;

    while (!sync->closing && woken != ETIMEDOUT)
        woken = pthread_cond_timedwait(&sync->changed, &sync->mutex, &until);
}

static void mend(struct store_sync *sync)
{
    struct error err = sync->err;
    bool was_lost = sync->is_lost;
    int frames = sync->frames;
    uint64_t to = sync->wanted;
    bool ok = false;

    if (frames < 0)
        return;
    if (!was_lost) {
        err = (struct error)ERROR_NONE;
        (void)pthread_mutex_unlock(&sync->mutex);
        ok = renew_log(sync, frames, &err);
        (void)pthread_mutex_lock(&sync->mutex);
    }
    if (ok)
        sync->frames = -1;
    if (ok || sync->is_lost != was_lost ||
        clock_mono_ms() - sync->told_ms >= TELL_AGAIN_MS)
        note(sync, to, &err);
}

static void *run(void *self)
{
    struct store_sync *sync = self;

    (void)pthread_mutex_lock(&sync->mutex);
    for (;;) {
        if (sync->failed)
            wait_to_mend(sync);
        while (sync->wanted == sync->done && !sync->failed && !sync->closing)
            (void)pthread_cond_wait(&sync->changed, &sync->mutex);
        if (sync->closing && (sync->failed || sync->wanted == sync->done))
            break;
        (sync->failed ? mend : synchronize)(sync);
    }
    (void)pthread_mutex_unlock(&sync->mutex);
    return NULL;
}

static void tell(void *self, uint32_t events)
{
    struct store_sync *sync = self;
    uint64_t count;

    (void)events;
    (void)!fd_read(sync->watch.fd, &count, sizeof count);
    (void)pthread_mutex_lock(&sync->mutex);
    uint64_t done = sync->done;
    struct error err = sync->err;
    (void)pthread_mutex_unlock(&sync->mutex);
    sync->end.call(sync->end.self, done, &err);
}

/* The log's name is on the disk, too, from now on. */
static bool open_log(struct store_sync *sync, struct error *err)
{
    char path[PATH_MAX + 8];
    char folder[PATH_MAX];
    const char *slash = strrchr(sync->path, '/');

    (void)snprintf(path, sizeof path, "%s-wal", sync->path);
    (void)snprintf(folder, sizeof folder, "%.*s", (int)(slash - sync->path),
                   sync->path);
    AUTO(int, fd_close) above = open(folder, O_RDONLY | O_CLOEXEC);
    sync->log = open(path, O_RDWR | O_CLOEXEC);
    return (sync->log >= 0 && above >= 0 && fsync(above) == 0) ||
           error_set_errno(err, "cannot open %s", path);
}

static bool begin(struct store_sync *sync, struct error *err)
{
    sync->watch =
        (struct fd_watch){.fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK),
                          .on_ready = tell,
                          .self = sync};
    if (sync->watch.fd < 0)
        return error_set_errno(err, "cannot create an eventfd");
    if (!event_loop_watch(sync->loop, &sync->watch, EPOLLIN, err))
        return false;
    errno = pthread_create(&sync->thread, NULL, run, sync);
    if (errno == 0)
        return true;
    event_loop_forget(sync->loop, &sync->watch);
    return error_set_errno(err, "cannot start a thread for the store");
}

struct store_sync *store_sync_open(const char *path, struct event_loop *loop,
                                   const struct store_sync_end *end,
                                   struct error *err)
{
    struct store_sync *sync = mem_new(1, sizeof *sync);

    if (!sync) {
        (void)error_set(err, "out of memory");
        return NULL;
    }
    *sync = (struct store_sync){.log = -1,
                                .loop = loop,
                                .end = *end,
                                .watch = {.fd = -1},
                                .frames = -1};
    (void)snprintf(sync->path, sizeof sync->path, "%s", path);
    (void)pthread_mutex_init(&sync->mutex, NULL);
    (void)pthread_cond_init(&sync->changed, NULL);
    if (open_log(sync, err) && begin(sync, err))
        return sync;
    fd_close(&sync->watch.fd);
    fd_close(&sync->log);
    mem_free(sync);
    return NULL;
}

bool store_sync_close(struct store_sync *sync)
{
    int fd;

    if (!sync)
        return true;
    (void)pthread_mutex_lock(&sync->mutex);
    sync->closing = true;
    (void)pthread_mutex_unlock(&sync->mutex);
    (void)pthread_cond_signal(&sync->changed);
    (void)pthread_join(sync->thread, NULL);
    bool ok = !sync->failed && !sync->keeps_log;
    (void)sqlite3_close(sync->db);
    fd = sync->watch.fd;
    event_loop_forget(sync->loop, &sync->watch);
    fd_close(&fd);
    fd_close(&sync->log);
    (void)pthread_mutex_destroy(&sync->mutex);
    (void)pthread_cond_destroy(&sync->changed);
    mem_free(sync);
    return ok;
}

void store_sync_mend(struct store_sync *sync, int frames)
{
    (void)pthread_mutex_lock(&sync->mutex);
    sync->frames = frames;
    (void)pthread_mutex_unlock(&sync->mutex);
}

void store_sync_want(struct store_sync *sync, uint64_t to, int pages)
{
    (void)pthread_mutex_lock(&sync->mutex);
    sync->wanted = to;
    sync->pages = pages;
    (void)pthread_mutex_unlock(&sync->mutex);
    (void)pthread_cond_signal(&sync->changed);
}
