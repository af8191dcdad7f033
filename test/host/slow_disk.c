/* A disk that takes its time, or fails, for a test: loaded before the C library
 * (LD_PRELOAD). The file in SLOW_DISK has the number of milliseconds that each
 * fsync() and fdatasync() takes; "fail": they fail. */
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int wait_and(const char *name, int fd)
{
    const char *path = getenv("SLOW_DISK");
    FILE *f = path ? fopen(path, "re") : NULL;
    char text[32] = "0";

    if (f) {
        if (!fgets(text, sizeof text, f))
            text[0] = '0';
        fclose(f);
    }
    if (!strncmp(text, "fail", 4)) {
        errno = EIO;
        return -1;
    }
    long ms = atol(text);
    struct timespec t = {.tv_sec = ms / 1000, .tv_nsec = (ms % 1000) * 1000000};
    nanosleep(&t, NULL);
    return ((int (*)(int))dlsym(RTLD_NEXT, name))(fd);
}

int fsync(int fd)
{
    return wait_and("fsync", fd);
}

int fdatasync(int fd)
{
    return wait_and("fdatasync", fd);
}
