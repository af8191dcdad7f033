/* attack - a hostile handler: one route against the bootstrap a run.
 *
 * Event: "ROUTE PID PORT NAME SELF", the pid of the bootstrap, a TCP port and
 * an abstract socket that others listen on, and the bootstrap's executable. A
 * stream and a datagram socket have the paths /tmp/NAME and /tmp/NAME.d.
 * Answer: "open" when it got through, else "shut". */
#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <linux/kcmp.h>
#include <linux/perf_event.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static pid_t keeper;
static int port;
static char name[64];
static char self[512];

static int proc_open(const char *file, int flags)
{
    char path[64];

    (void)snprintf(path, sizeof path, "/proc/%d/%s", (int)keeper, file);
    return open(path, flags);
}

static int proc_read(const char *file)
{
    char byte;
    int fd = proc_open(file, O_RDONLY);

    return fd >= 0 && read(fd, &byte, 1) == 1;
}

static int mem(void)
{
    return proc_open("mem", O_RDWR) >= 0;
}

static int environment(void)
{
    return proc_read("environ");
}

static int maps(void)
{
    return proc_read("maps");
}

static int descriptors(void)
{
    return proc_open("fd", O_RDONLY | O_DIRECTORY) >= 0;
}

static int root(void)
{
    return proc_open("root", O_RDONLY | O_DIRECTORY) >= 0;
}

static int cmdline(void)
{
    return proc_read("cmdline");
}

static int attach(void)
{
    return ptrace(PTRACE_SEIZE, keeper, NULL, NULL) == 0;
}

static int vm(int writes)
{
    long word = 0;
    struct iovec here = {&word, sizeof word};
    /* Our own image's address: where nothing is EFAULT, not EPERM. */
    struct iovec there = {&keeper, sizeof word};

    if (writes)
        return process_vm_writev(keeper, &here, 1, &there, 1, 0) >= 0 ||
               errno == EFAULT;
    return process_vm_readv(keeper, &here, 1, &there, 1, 0) >= 0 ||
           errno == EFAULT;
}

static int vm_read(void)
{
    return vm(0);
}

static int vm_write(void)
{
    return vm(1);
}

static int pidfd(void)
{
    return (int)syscall(SYS_pidfd_open, keeper, 0);
}

static int getfd(void)
{
    return syscall(SYS_pidfd_getfd, pidfd(), 2, 0) >= 0;
}

static int compare(void)
{
    return syscall(SYS_kcmp, getpid(), keeper, KCMP_FILES, 0, 0) >= 0;
}

static int perf(void)
{
    struct perf_event_attr attr = {.type = PERF_TYPE_SOFTWARE,
                                   .size = sizeof attr,
                                   .config = PERF_COUNT_SW_TASK_CLOCK,
                                   .exclude_kernel = 1};

    return syscall(SYS_perf_event_open, &attr, keeper, -1, -1, 0) >= 0;
}

static int signal_one(void)
{
    return kill(keeper, 0) == 0;
}

static int signal_thread(void)
{
    return syscall(SYS_tgkill, keeper, keeper, 0) == 0;
}

static int signal_queue(void)
{
    siginfo_t info = {.si_code = SI_QUEUE};

    return syscall(SYS_rt_sigqueueinfo, keeper, 0, &info) == 0;
}

static int signal_pidfd(void)
{
    return syscall(SYS_pidfd_send_signal, pidfd(), 0, NULL, 0) == 0;
}

static int signal_folder(void)
{
    int fd = proc_open("", O_RDONLY | O_DIRECTORY);

    return syscall(SYS_pidfd_send_signal, fd, 0, NULL, 0) == 0;
}

static int signal_group(void)
{
    pid_t group = getpgid(keeper);

    return group > 0 && kill(-group, 0) == 0;
}

/* Only what arrives counts: it ends the bootstrap, which the test sees. */
static int signal_io(void)
{
    int ends[2];

    if (pipe(ends) != 0 || fcntl(ends[0], F_SETFL, O_ASYNC) != 0 ||
        fcntl(ends[0], F_SETSIG, SIGTERM) != 0 ||
        fcntl(ends[0], F_SETOWN, keeper) != 0)
        return 0;
    (void)!write(ends[1], "x", 1);
    sleep(1);
    return 0;
}

static int limits(void)
{
    struct rlimit old;

    return prlimit(keeper, RLIMIT_NOFILE, NULL, &old) == 0 &&
           prlimit(keeper, RLIMIT_NOFILE, &old, NULL) == 0;
}

static int priority(void)
{
    int now = getpriority(PRIO_PROCESS, (id_t)keeper);

    return setpriority(PRIO_PROCESS, (id_t)keeper, now + 1) == 0;
}

static int io_priority(void)
{
    return syscall(SYS_ioprio_set, 1, keeper, (2 << 13) | 5) == 0;
}

static int affinity(void)
{
    cpu_set_t all;

    return sched_getaffinity(0, sizeof all, &all) == 0 &&
           sched_setaffinity(keeper, sizeof all, &all) == 0;
}

static int scheduler(void)
{
    struct sched_param none = {0};

    return sched_setscheduler(keeper, SCHED_BATCH, &none) == 0;
}

static int oom(void)
{
    int fd = proc_open("oom_score_adj", O_WRONLY);

    return fd >= 0 && write(fd, "1000", 4) == 4;
}

static int abstract_socket(void)
{
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);

    (void)snprintf(to.sun_path + 1, sizeof to.sun_path - 1, "%s", name);
    return connect(fd, (struct sockaddr *)&to,
                   (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 +
                               strlen(name))) == 0;
}

static struct sockaddr_un at_path(const char *suffix)
{
    struct sockaddr_un to = {.sun_family = AF_UNIX};

    (void)snprintf(to.sun_path, sizeof to.sun_path, "/tmp/%s%s", name, suffix);
    return to;
}

static int path_socket(void)
{
    struct sockaddr_un to = at_path("");

    return connect(socket(AF_UNIX, SOCK_STREAM, 0), (struct sockaddr *)&to,
                   sizeof to) == 0;
}

/* SOCK_RAW is another word for SOCK_DGRAM. */
static int path_datagram(void)
{
    struct sockaddr_un to = at_path(".d");
    static const int types[] = {SOCK_DGRAM, SOCK_RAW};
    int ends[2];

    for (size_t i = 0; i < 2; i++)
        if (socketpair(AF_UNIX, types[i], 0, ends) == 0 &&
            (sendto(ends[0], "x", 1, 0, (struct sockaddr *)&to, sizeof to) ==
                 1 ||
             connect(ends[0], (struct sockaddr *)&to, sizeof to) == 0))
            return 1;
    return 0;
}

static struct sockaddr_in at_port(void)
{
    return (struct sockaddr_in){.sin_family = AF_INET,
                                .sin_port = htons((unsigned short)port),
                                .sin_addr = {htonl(INADDR_LOOPBACK)}};
}

static int by_protocol(int protocol)
{
    struct sockaddr_in to = at_port();

    return connect(socket(AF_INET, SOCK_STREAM, protocol),
                   (struct sockaddr *)&to, sizeof to) == 0;
}

static int api_port(void)
{
    return by_protocol(0);
}

static int multipath(void)
{
    return by_protocol(262);
}

static int fast_open(void)
{
    struct sockaddr_in to = at_port();
    struct iovec bytes = {"x", 1};
    struct mmsghdr message = {.msg_hdr = {.msg_name = &to,
                                          .msg_namelen = sizeof to,
                                          .msg_iov = &bytes,
                                          .msg_iovlen = 1}};
    int on = 1;
    int late = socket(AF_INET, SOCK_STREAM, 0);

    return sendto(socket(AF_INET, SOCK_STREAM, 0), "x", 1, MSG_FASTOPEN,
                  (struct sockaddr *)&to, sizeof to) == 1 ||
           sendmsg(socket(AF_INET, SOCK_STREAM, 0), &message.msg_hdr,
                   MSG_FASTOPEN) == 1 ||
           sendmmsg(socket(AF_INET, SOCK_STREAM, 0), &message, 1,
                    MSG_FASTOPEN) == 1 ||
           (setsockopt(late, IPPROTO_TCP, TCP_FASTOPEN_CONNECT, &on,
                       sizeof on) == 0 &&
            connect(late, (struct sockaddr *)&to, sizeof to) == 0 &&
            send(late, "x", 1, MSG_NOSIGNAL) == 1);
}

/* It is given a port. */
static int unbound(void)
{
    return listen(socket(AF_INET, SOCK_STREAM, 0), 1) == 0 ||
           listen(socket(AF_INET6, SOCK_STREAM, 0), 1) == 0;
}

static int is_usual(int domain, int type, int protocol)
{
    if (domain == AF_NETLINK)
        return protocol == 0;
    return domain == AF_UNIX ||
           ((domain == AF_INET || domain == AF_INET6) &&
            (type == SOCK_STREAM || type == SOCK_DGRAM) && protocol == 0);
}

/* SCTP, SMC, VSOCK, AF_ALG, packets, raw and ping sockets, netlink: whatever
 * this kernel has. */
static int other_socket(void)
{
    for (int domain = 0; domain < 50; domain++)
        for (int type = 1; type <= SOCK_PACKET; type++)
            for (int protocol = 0; protocol < 264; protocol++)
                if (!is_usual(domain, type, protocol) && protocol != 6 &&
                    protocol != 17 && socket(domain, type, protocol) >= 0)
                    return 1;
    return 0;
}

static int api_address(void)
{
    return getenv("AWS_LAMBDA_RUNTIME_API") != NULL;
}

static int inherited(void)
{
    for (int fd = 3; fd < 1024; fd++)
        if (fcntl(fd, F_GETFD) >= 0)
            return 1;
    return 0;
}

static int image(void)
{
    return open(self, O_WRONLY) >= 0;
}

static int sibling(void)
{
    long pid = syscall(SYS_clone, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0);

    if (pid == 0)
        _exit(0);
    return pid > 0;
}

static int user_namespace(void)
{
    return unshare(CLONE_NEWUSER) == 0;
}

static int io_uring(void)
{
    struct io_uring_params params = {0};

    return syscall(SYS_io_uring_setup, 1, &params) >= 0;
}

static int shared_memory(void)
{
    /* Whether anybody else finds it the test sees, which removes it. */
    return shmget(0x64660000 + port, 4096, IPC_CREAT | 0600) >= 0;
}

static int keyring(void)
{
    long key = syscall(SYS_add_key, "user", "dayfly-test", "x", 1, -4);

    if (key < 0)
        return 0;
    (void)syscall(SYS_keyctl, 3, key);
    return 1;
}

static int file_left(void)
{
    char path[64];

    (void)snprintf(path, sizeof path, "/dev/shm/left-%d", (int)getpid());
    int fd = open(path, O_CREAT | O_WRONLY, 0600);
    (void)unlink(path);
    return fd >= 0;
}

/* To a port that is not granted, without connect(2). */
static int datagram(void)
{
    const struct sockaddr_in to = {.sin_family = AF_INET,
                                   .sin_port = htons((uint16_t)port),
                                   .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int fd = socket(AF_INET, SOCK_DGRAM, 0);

    return fd >= 0 &&
           sendto(fd, "x", 1, 0, (const struct sockaddr *)&to, sizeof to) == 1;
}

/* The folder that has its private folder: the bootstrap's, of the same user. */
static int above(char path[256])
{
    (void)snprintf(path, 256, "%s", getenv("TMPDIR"));
    char *slash = strrchr(path, '/');
    if (slash)
        *slash = '\0';
    return slash != NULL;
}

static int mode(void)
{
    char path[256];

    return above(path) && chmod(path, 0711) == 0;
}

static int times(void)
{
    char path[256];
    const struct timespec word[2] = {{.tv_sec = 123456}, {.tv_sec = 654321}};

    return above(path) && utimensat(AT_FDCWD, path, word, 0) == 0;
}

static const struct {
    const char *word;
    int (*works)(void);
} routes[] = {
    {"mem", mem},
    {"environ", environment},
    {"maps", maps},
    {"fd", descriptors},
    {"root", root},
    {"ptrace", attach},
    {"process_vm_readv", vm_read},
    {"process_vm_writev", vm_write},
    {"pidfd_getfd", getfd},
    {"kcmp", compare},
    {"perf", perf},
    {"kill", signal_one},
    {"kill-group", signal_group},
    {"tgkill", signal_thread},
    {"sigqueue", signal_queue},
    {"pidfd_send_signal", signal_pidfd},
    {"proc-folder", signal_folder},
    {"sigio", signal_io},
    {"prlimit", limits},
    {"setpriority", priority},
    {"ioprio_set", io_priority},
    {"affinity", affinity},
    {"scheduler", scheduler},
    {"oom_score_adj", oom},
    {"abstract", abstract_socket},
    {"api-port", api_port},
    {"mptcp", multipath},
    {"fast-open", fast_open},
    {"udp", datagram},
    {"listen", unbound},
    {"other-sockets", other_socket},
    {"unix-path", path_socket},
    {"unix-datagram", path_datagram},
    {"api-address", api_address},
    {"inherited", inherited},
    {"cmdline", cmdline},
    {"image", image},
    {"clone-parent", sibling},
    {"user-namespace", user_namespace},
    {"io_uring", io_uring},
    {"shm", shared_memory},
    {"keyring", keyring},
    {"dev-shm", file_left},
    {"mode", mode},
    {"times", times},
};

int main(void)
{
    char route[32];
    int pid;

    if (scanf("%31s %d %d %63s %511s", route, &pid, &port, name, self) != 5)
        return 2;
    keeper = pid;
    for (size_t i = 0; i < sizeof routes / sizeof *routes; i++)
        if (!strcmp(route, routes[i].word)) {
            (void)printf("\"%s\"\n", routes[i].works() ? "open" : "shut");
            return 0;
        }
    return 3;
}
