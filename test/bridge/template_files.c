/* Files, memory and the rest of a template. */

#include "template_case.h"

#include <signal.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <time.h>

static void case_file(void)
{
    int file = open(argument, O_RDONLY | O_CLOEXEC);
    int twin = dup(file);
    char bytes[4] = "";
    if (read(file, bytes, 3) != 3)
        abort();
    await_event();
    if (read(twin, bytes, 2) != 2)
        abort();
    bytes[2] = 0;
    SAY("%s %d", bytes, (int)lseek(file, 0, SEEK_CUR));
}

static void case_log(void)
{
    int file = open(argument, O_WRONLY | O_APPEND | O_CREAT, 0600);
    await_event();
    if (write(file, "line\n", 5) != 5)
        abort();
    SAY("append %d", (fcntl(file, F_GETFL) & O_APPEND) != 0);
}

static void case_database(void)
{
    open(argument, O_RDWR | O_CREAT, 0600);
    case_plain();
}

static void case_removed(void)
{
    open(argument, O_WRONLY | O_CREAT, 0600);
    unlink(argument);
    case_plain();
}

static void case_locked(void)
{
    flock(open(argument, O_RDONLY | O_CREAT, 0600), LOCK_EX);
    case_plain();
}

static void case_memory_file(void)
{
    memfd_create("shared", 0);
    case_plain();
}

static void case_proc_file(void)
{
    open("/proc/self/stat", O_RDONLY);
    case_plain();
}

static void case_devices(void)
{
    int null = open("/dev/null", O_RDWR);
    int random = open("/dev/urandom", O_RDONLY);
    int path = open("/", O_PATH);
    await_event();
    char byte;
    SAY("%ld %ld %d", (long)write(null, "x", 1), (long)read(random, &byte, 1),
        fcntl(path, F_GETFD) >= 0);
}

static void case_terminal(void)
{
    open("/dev/ptmx", O_RDWR | O_NOCTTY);
    case_plain();
}

static void case_timerfd(void)
{
    timerfd_create(CLOCK_MONOTONIC, 0);
    case_plain();
}

static void case_signalfd(void)
{
    sigset_t set;
    sigemptyset(&set);
    signalfd(-1, &set, 0);
    case_plain();
}

static void case_inotify(void)
{
    inotify_init();
    case_plain();
}

static void case_pidfd(void)
{
    syscall(SYS_pidfd_open, getpid(), 0);
    case_plain();
}

static void case_io_uring(void)
{
    char params[120] = "";
    errno = 0;
    long ring = syscall(SYS_io_uring_setup, 4, params);
    SAY("ring %ld absent %d", ring, errno == ENOSYS);
    case_plain();
}

static void case_many_descriptors(void)
{
    for (int i = 0; i < 300; i++)
        open("/dev/null", O_RDONLY);
    case_plain();
}

static void case_shared(void)
{
    mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    case_plain();
}

static void case_dont_fork(void)
{
    char *memory = mmap(NULL, 8192, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    strcpy(memory, "kept");
    madvise(memory, 8192, MADV_DONTFORK);
    await_event();
    SAY("%s", memory);
}

static void case_alarm(void)
{
    alarm(100);
    case_plain();
}

static void case_posix_timer(void)
{
    timer_t timer;
    struct sigevent event = {.sigev_notify = SIGEV_NONE};
    timer_create(CLOCK_MONOTONIC, &event, &timer);
    case_plain();
}

static void case_child(void)
{
    pid_t template = getpid();

    if (fork() == 0) {
        /* It ends with the template, and if that has ended already. */
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        while (getppid() == template)
            pause();
        _exit(0);
    }
    case_plain();
}

static const struct template_case cases[] = {
    CASE(plain),   CASE(file),      CASE(log),         CASE(database),
    CASE(removed), CASE(locked),    CASE(memory_file), CASE(proc_file),
    CASE(devices), CASE(terminal),  CASE(timerfd),     CASE(signalfd),
    CASE(inotify), CASE(pidfd),     CASE(io_uring),    CASE(many_descriptors),
    CASE(shared),  CASE(dont_fork), CASE(alarm),       CASE(posix_timer),
    CASE(child),   {NULL, NULL},
};

int main(int argc, char **argv)
{
    return run_case(cases, argc, argv);
}
