/* Threads of a template. */

#include "template_case.h"

#include <pthread.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <time.h>

static __thread int of_thread;
static pthread_mutex_t mutex;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static int flag;
static int ends[2];

static pthread_t start(void *(*run)(void *))
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, run, NULL))
        abort();
    return thread;
}

static int started, released;

static void *in_futex(void *unused)
{
    (void)unused;
    of_thread = 42;
    prctl(PR_SET_NAME, "dreamer");
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR2);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    int old = tid();
    pthread_mutex_lock(&mutex);
    started = 1;
    while (!flag)
        pthread_cond_wait(&condition, &mutex);
    pthread_mutex_unlock(&mutex);
    char name[16];
    prctl(PR_GET_NAME, name);
    pthread_sigmask(SIG_BLOCK, NULL, &set);
    SAY("tls %d name %s blocked %d fresh %d self %d", of_thread, name,
        sigismember(&set, SIGUSR2), old != tid(), getpid() != tid());
    return NULL;
}

static void case_futex(void)
{
    pthread_mutexattr_t robust;
    pthread_mutexattr_init(&robust);
    pthread_mutexattr_setrobust(&robust, PTHREAD_MUTEX_ROBUST);
    pthread_mutex_init(&mutex, &robust);
    pthread_t thread = start(in_futex);
    while (!__atomic_load_n(&started, __ATOMIC_ACQUIRE))
        usleep(1000);
    await_event();
    pthread_mutex_lock(&mutex);
    flag = 1;
    pthread_cond_signal(&condition);
    pthread_mutex_unlock(&mutex);
    pthread_join(thread, NULL);
    SAY("joined");
}

static void *dies(void *unused)
{
    (void)unused;
    while (!__atomic_load_n(&released, __ATOMIC_ACQUIRE))
        usleep(1000);
    pthread_mutex_lock(&mutex);
    return NULL;
}

/* The kernel marks the mutex: it knows the robust list of the thread. */
static void case_robust(void)
{
    pthread_mutexattr_t robust;
    pthread_mutexattr_init(&robust);
    pthread_mutexattr_setrobust(&robust, PTHREAD_MUTEX_ROBUST);
    pthread_mutex_init(&mutex, &robust);
    pthread_t thread = start(dies);
    await_event();
    released = 1;
    pthread_join(thread, NULL);
    SAY("dead %d", pthread_mutex_lock(&mutex) == EOWNERDEAD);
}

static void *in_epoll(void *unused)
{
    (void)unused;
    struct epoll_event event;
    while (epoll_wait(ends[0], &event, 1, -1) < 0 && errno == EINTR)
        ;
    SAY("event %x", event.data.u32);
    return NULL;
}

static void *in_read(void *unused)
{
    (void)unused;
    char byte = 0;
    long size = read(flag, &byte, 1);
    SAY("read %ld %c", size, byte);
    return NULL;
}

static void *in_sleep(void *unused)
{
    (void)unused;
    struct timespec time = {.tv_nsec = 300000000};
    while (nanosleep(&time, &time) < 0 && errno == EINTR)
        ;
    SAY("slept");
    return NULL;
}

static void case_epoll_wait(void)
{
    ends[0] = epoll_create1(EPOLL_CLOEXEC);
    ends[1] = eventfd(0, EFD_CLOEXEC);
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = 0xcafe};
    epoll_ctl(ends[0], EPOLL_CTL_ADD, ends[1], &event);
    pthread_t thread = start(in_epoll);
    await_event();
    eventfd_write(ends[1], 1);
    pthread_join(thread, NULL);
}

static void case_read(void)
{
    if (pipe2(ends, O_CLOEXEC))
        abort();
    flag = ends[0];
    pthread_t thread = start(in_read);
    await_event();
    if (write(ends[1], "k", 1) != 1)
        abort();
    pthread_join(thread, NULL);
}

static void case_sleep(void)
{
    pthread_t thread = start(in_sleep);
    await_event();
    pthread_join(thread, NULL);
}

static void *sleeps_deaf(void *unused)
{
    (void)unused;
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, NULL);
    prctl(PR_SET_NAME, argument);
    __atomic_store_n(&started, 1, __ATOMIC_RELEASE);
    for (;;)
        pause();
    return NULL;
}

static void case_deaf(void)
{
    start(sleeps_deaf);
    while (!__atomic_load_n(&started, __ATOMIC_ACQUIRE))
        usleep(1000);
    await_event();
    SAY("alone");
}

static void case_main_mask(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR2);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    await_event();
    pthread_sigmask(SIG_BLOCK, NULL, &set);
    SAY("usr2 %d term %d sid %d dumpable %d control %d",
        sigismember(&set, SIGUSR2), sigismember(&set, SIGTERM),
        getsid(0) == getpid(), prctl(PR_GET_DUMPABLE),
        getenv("LD_PRELOAD") || getenv("DAYFLY_TEMPLATE"));
}

static void case_dumpable(void)
{
    char bytes[64];
    await_event();
    do
        SAY("dumpable %d", prctl(PR_GET_DUMPABLE));
    while (read(3, bytes, sizeof bytes) > 0);
}

static void *reads_events(void *unused)
{
    (void)unused;
    case_plain();
    return NULL;
}

static void case_other_thread(void)
{
    pthread_join(start(reads_events), NULL);
}

static void *holds_robust(void *unused)
{
    (void)unused;
    pthread_mutex_lock(&mutex);
    __atomic_store_n(&started, 1, __ATOMIC_RELEASE);
    for (;;)
        pause();
    return NULL;
}

static void case_holds_robust(void)
{
    pthread_mutexattr_t robust;
    pthread_mutexattr_init(&robust);
    pthread_mutexattr_setrobust(&robust, PTHREAD_MUTEX_ROBUST);
    pthread_mutex_init(&mutex, &robust);
    start(holds_robust);
    while (!__atomic_load_n(&started, __ATOMIC_ACQUIRE))
        usleep(1000);
    case_plain();
}

static void *sleeps(void *unused)
{
    for (;;)
        pause();
    return unused;
}

static void case_many_threads(void)
{
    for (int i = 0; i < 140; i++)
        start(sleeps);
    case_plain();
}

static const struct template_case cases[] = {
    CASE(plain),    CASE(futex),        CASE(robust),       CASE(epoll_wait),
    CASE(read),     CASE(sleep),        CASE(deaf),         CASE(main_mask),
    CASE(dumpable), CASE(other_thread), CASE(holds_robust), CASE(many_threads),
    {NULL, NULL},
};

int main(int argc, char **argv)
{
    return run_case(cases, argc, argv);
}
