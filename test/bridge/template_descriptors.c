/* Descriptors of a template. */

#include "template_case.h"

#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

/* Whether writing to it is seen through another copy is what the test asks by
 * reading several copies; each adds to what it has and says the sum. */
static int ends[2];

static void case_eventfd(void)
{
    int plain = eventfd(5, EFD_NONBLOCK);
    int semaphore = eventfd(3, EFD_SEMAPHORE | EFD_NONBLOCK | EFD_CLOEXEC);
    int twin = dup(plain);
    await_event();
    eventfd_t value = 0, one = 0;
    eventfd_write(plain, 1);
    eventfd_read(twin, &value);
    eventfd_read(semaphore, &one);
    int flags = fcntl(semaphore, F_GETFD) | fcntl(plain, F_GETFD) << 1;
    SAY("sum %d one %d close %d block %d", (int)value, (int)one, flags,
        !(fcntl(plain, F_GETFL) & O_NONBLOCK));
}

static void case_epoll(void)
{
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    int twin = fcntl(epoll, F_DUPFD_CLOEXEC, 0);
    int event = eventfd(0, 0);
    struct epoll_event in = {.events = EPOLLIN | EPOLLET,
                             .data.u64 = 1ull << 40};
    epoll_ctl(epoll, EPOLL_CTL_ADD, event, &in);
    await_event();
    struct epoll_event out = {0};
    int before = epoll_wait(twin, &out, 1, 0);
    eventfd_write(event, 1);
    int after = epoll_wait(twin, &out, 1, 1000);
    /* An entry made in one twin exists in the other. */
    int other = eventfd(1, 0);
    in.data.u64 = 7;
    epoll_ctl(epoll, EPOLL_CTL_ADD, other, &in);
    epoll_ctl(twin, EPOLL_CTL_DEL, event, NULL);
    struct epoll_event last = {0};
    epoll_wait(twin, &last, 1, 0);
    SAY("before %d after %d data %llx twin %d", before, after,
        (unsigned long long)out.data.u64, (int)last.data.u64);
}

static void case_epoll_closed(void)
{
    int epoll = epoll_create1(0);
    int event = eventfd(0, 0);
    dup(event);
    struct epoll_event in = {.events = EPOLLIN};
    epoll_ctl(epoll, EPOLL_CTL_ADD, event, &in);
    close(event);
    case_plain();
}

static void case_pipe(void)
{
    if (pipe2(ends, O_CLOEXEC))
        abort();
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    int twin = dup(ends[1]);
    if (write(ends[1], "held", 4) != 4)
        abort();
    await_event();
    char bytes[16] = "";
    if (write(twin, "+", 1) != 1)
        abort();
    long size = read(ends[0], bytes, sizeof bytes - 1);
    SAY("%ld %s %d %d", size, bytes, fcntl(ends[0], F_GETFL) & O_NONBLOCK,
        fcntl(ends[1], F_GETFL) & O_NONBLOCK);
}

static void case_pipe_elsewhere(void)
{
    if (pipe(ends))
        abort();
    close(ends[0]);
    case_plain();
}

static void case_pair(void)
{
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0,
                   ends))
        abort();
    int twin = dup(ends[0]);
    await_event();
    char bytes[16] = "";
    if (write(twin, "hello", 5) != 5)
        abort();
    SAY("%ld %s", (long)read(ends[1], bytes, sizeof bytes - 1), bytes);
}

static void case_pair_data(void)
{
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) ||
        write(ends[0], "x", 1) != 1)
        abort();
    case_plain();
}

static void case_pair_elsewhere(void)
{
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends))
        abort();
    close(ends[0]);
    case_plain();
}

static void case_stdout_twin(void)
{
    int twin = dup(1);
    await_event();
    if (write(twin, "through the twin\n", 17) != 17)
        abort();
}

static void case_tcp(void)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons((unsigned short)strtol(argument, NULL, 10)),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    if (connect(socket(AF_INET, SOCK_STREAM, 0), (void *)&address,
                sizeof address))
        abort();
    case_plain();
}

static void case_listening(void)
{
    listen(socket(AF_INET6, SOCK_STREAM, 0), 1);
    case_plain();
}

static const struct template_case cases[] = {
    CASE(plain),          CASE(eventfd),        CASE(epoll), CASE(epoll_closed),
    CASE(pipe),           CASE(pipe_elsewhere), CASE(pair),  CASE(pair_data),
    CASE(pair_elsewhere), CASE(stdout_twin),    CASE(tcp),   CASE(listening),
    {NULL, NULL},
};

int main(int argc, char **argv)
{
    return run_case(cases, argc, argv);
}
