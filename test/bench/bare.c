/* bare.c - the limit: a program started, fed, read to its end and waited for,
 * with nothing around it.
 *
 *   bare at PROGRAM [ARGUMENT...]     say the clock (CLOCK_MONOTONIC, ns), then
 *                                     become PROGRAM
 *   bare loop EVENT PROGRAM [...]     obey lines of stdin; EVENT is a file:
 *     once                            one process: "NS BYTES", how long it took
 *                                     and how much it said
 *     run MS WORKERS                  one process after the other in each
 * worker: "COUNT NS CPU_NS" of all of them
 *
 * A program that cannot be started, or ends badly, ends this one. */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

struct event {
    char bytes[65536]; /* what a pipe takes without anyone reading it */
    size_t size;
};

_Noreturn static void die(const char *what)
{
    fprintf(stderr, "bare: %s: %s\n", what, strerror(errno));
    exit(1);
}

static long long clock_ns(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static void event_read(struct event *e, const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        die(path);
    ssize_t got = read(fd, e->bytes, sizeof e->bytes);
    if (got < 0)
        die(path);
    e->size = (size_t)got;
    (void)close(fd);
}

static pid_t start(char **command, int in, int out)
{
    posix_spawn_file_actions_t actions;
    pid_t pid = 0;

    (void)posix_spawn_file_actions_init(&actions);
    (void)posix_spawn_file_actions_adddup2(&actions, in, 0);
    (void)posix_spawn_file_actions_adddup2(&actions, out, 1);
    errno = posix_spawn(&pid, command[0], &actions, NULL, command, environ);
    if (errno)
        die(command[0]);
    (void)posix_spawn_file_actions_destroy(&actions);
    return pid;
}

/* How many bytes it said. */
static size_t once(char **command, const struct event *e)
{
    int in[2];
    int out[2];
    char said[65536];
    size_t size = 0;
    ssize_t got = 0;
    int status = 0;

    if (pipe2(in, O_CLOEXEC) || pipe2(out, O_CLOEXEC))
        die("pipe");
    pid_t pid = start(command, in[0], out[1]);
    (void)close(in[0]);
    (void)close(out[1]);
    if (write(in[1], e->bytes, e->size) != (ssize_t)e->size)
        die("event");
    (void)close(in[1]);
    while ((got = read(out[0], said, sizeof said)) > 0)
        size += (size_t)got;
    (void)close(out[0]);
    if (waitpid(pid, &status, 0) != pid || status) {
        fprintf(stderr, "bare: %s: status %d\n", command[0], status);
        exit(1);
    }
    return size;
}

static long long cpu_ns(int who)
{
    struct rusage used;

    (void)getrusage(who, &used);
    return (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000000LL +
           (used.ru_utime.tv_usec + used.ru_stime.tv_usec) * 1000LL;
}

static void work(int to, char **command, const struct event *e, long long end)
{
    long long done = 0;

    do {
        (void)once(command, e);
        done++;
    } while (clock_ns() < end);
    if (write(to, &done, sizeof done) != sizeof done)
        die("count");
    exit(0);
}

static void run(char **command, const struct event *e, int ms, int workers)
{
    int counts[2];
    long long began = clock_ns();
    long long cpu = cpu_ns(RUSAGE_CHILDREN);
    long long sum = 0;
    long long one = 0;

    if (pipe2(counts, O_CLOEXEC))
        die("pipe");
    for (int i = 0; i < workers; i++) {
        pid_t pid = fork();
        if (pid < 0)
            die("fork");
        if (!pid)
            work(counts[1], command, e, began + ms * 1000000LL);
    }
    (void)close(counts[1]);
    while (read(counts[0], &one, sizeof one) == sizeof one)
        sum += one;
    (void)close(counts[0]);
    for (int i = 0, status = 0; i < workers; i++)
        if (wait(&status) < 0 || status)
            exit(1);
    printf("%lld %lld %lld\n", sum, clock_ns() - began,
           cpu_ns(RUSAGE_CHILDREN) - cpu);
}

static void loop(const char *path, char **command)
{
    static struct event e;
    char line[128];
    int ms = 0;
    int workers = 0;

    event_read(&e, path);
    while (fgets(line, sizeof line, stdin)) {
        if (sscanf(line, "run %d %d", &ms, &workers) == 2) {
            run(command, &e, ms, workers);
        } else {
            long long began = clock_ns();
            size_t size = once(command, &e);
            printf("%lld %zu\n", clock_ns() - began, size);
        }
        (void)fflush(stdout);
    }
}

int main(int count, char **words)
{
    if (count > 2 && !strcmp(words[1], "at")) {
        printf("%lld\n", clock_ns());
        (void)fflush(stdout);
        (void)execv(words[2], words + 2);
        die(words[2]);
    }
    if (count > 3 && !strcmp(words[1], "loop")) {
        loop(words[2], words + 3);
        return 0;
    }
    fprintf(stderr, "bare: at PROGRAM... | loop EVENT PROGRAM...\n");
    return 2;
}
