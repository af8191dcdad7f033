/* A disk that forgets what it could not write, for a test: loaded before the C
 * library (LD_PRELOAD). Of the host's databases and their logs, the folder in
 * LOST_WRITES gets what would be there after a power cut: a synchronization
 * that succeeds brings there what was written since the one before. While that
 * folder has a file `fail`, synchronizations fail, and as with Linux, what was
 * written before one that has failed is not written by the next. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILES = 4, PIECES = 100000 };

struct piece {
    off_t at;
    size_t size;
    off_t cut; /* -1: it was written; else the file was cut to this size */
};

static struct file {
    const char *name;
    struct piece pieces[PIECES];
    size_t count;
} files[FILES] = {{.name = "/dayfly.db"},
                  {.name = "/dayfly.db-wal"},
                  {.name = "/queue.db"},
                  {.name = "/queue.db-wal"}};
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

#define REAL(name, ...) ((ssize_t(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name))

static struct file *file_of(int fd)
{
    char link[64];
    char path[4096];
    ssize_t size;

    if (!getenv("LOST_WRITES"))
        return NULL;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    size = readlink(link, path, sizeof path - 1);
    path[size > 0 ? size : 0] = '\0';
    const char *name = strrchr(path, '/');
    for (int i = 0; name && i < FILES; i++)
        if (!strcmp(name, files[i].name))
            return &files[i];
    return NULL;
}

static void note(int fd, struct piece piece)
{
    struct file *file = file_of(fd);

    if (!file)
        return;
    pthread_mutex_lock(&mutex);
    if (file->count == PIECES)
        abort();
    file->pieces[file->count++] = piece;
    pthread_mutex_unlock(&mutex);
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t at)
{
    ssize_t done = REAL("pwrite64", int, const void *, size_t,
                        off64_t)(fd, bytes, size, at);

    if (done > 0)
        note(fd, (struct piece){.at = at, .size = (size_t)done, .cut = -1});
    return done;
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at)
{
    return pwrite64(fd, bytes, size, at);
}

int ftruncate64(int fd, off64_t size)
{
    int done = (int)REAL("ftruncate64", int, off64_t)(fd, size);

    if (done == 0)
        note(fd, (struct piece){.cut = size});
    return done;
}

int ftruncate(int fd, off_t size)
{
    return ftruncate64(fd, size);
}

static void bring(int fd, struct file *file)
{
    static char bytes[1 << 20];
    char path[4096];

    snprintf(path, sizeof path, "%s%s", getenv("LOST_WRITES"), file->name);
    int to = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    for (size_t i = 0; i < file->count; i++) {
        const struct piece *piece = &file->pieces[i];
        if (piece->cut >= 0) {
            if (REAL("ftruncate64", int, off64_t)(to, piece->cut) != 0)
                abort();
            continue;
        }
        ssize_t got = pread64(fd, bytes, piece->size, piece->at);
        if (got > 0 && REAL("pwrite64", int, const void *, size_t,
                            off64_t)(to, bytes, (size_t)got, piece->at) != got)
            abort();
    }
    close(to);
}

static int synchronize(const char *name, int fd)
{
    struct file *file = file_of(fd);
    char fail[4096];
    bool fails;

    if (!file)
        return (int)REAL(name, int)(fd);
    snprintf(fail, sizeof fail, "%s/fail", getenv("LOST_WRITES"));
    pthread_mutex_lock(&mutex);
    fails = access(fail, F_OK) == 0;
    if (!fails)
        bring(fd, file);
    file->count = 0;
    pthread_mutex_unlock(&mutex);
    errno = EIO;
    return fails ? -1 : 0;
}

int fsync(int fd)
{
    return synchronize("fsync", fd);
}

int fdatasync(int fd)
{
    return synchronize("fdatasync", fd);
}
