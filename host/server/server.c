#include "host/server/server.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "common/fd.h"

enum { STOP_MS = 2000, LOG_WRITER_CLOSE_MS = 500, FILES_WANTED = 16384 };

static const struct http_limits calls_limits = {
    .connections = 512,
    .memory = (size_t)64 * 1024,
    .header_bytes = (size_t)24 * 1024,
    .idle_s = 30,
};

/* A bootstrap may think for a quarter of an hour between two requests, and
 * its account of an error may be long. */
static const struct http_limits runtimes_limits = {
    .connections = 8192,
    .memory = (size_t)160 * 1024,
    .header_bytes = (size_t)72 * 1024,
    .idle_s = 0,
};

static bool stopped(const struct server *s)
{
    if (s->cut)
        return true;
    return s->stopping && dispatcher_is_empty(&s->roster) &&
           !http_server_is_busy(s->calls);
}

static void out_of_patience(void *self)
{
    struct server *s = self;

    s->cut = true;
}

static void stop(struct server *s)
{
    s->stopping = true;
    listener_close(&s->listener);
    dispatcher_shut(&s->roster);
    timer_set(&s->loop, &s->patience, STOP_MS);
}

static void signal_ready(void *self, uint32_t events)
{
    struct server *s = self;
    struct signalfd_siginfo info;

    (void)events;
    if (fd_read(s->signals.fd, &info, sizeof info) != (ssize_t)sizeof info)
        return;
    /* Who asks twice is in a hurry. */
    if (s->stopping)
        s->cut = true;
    else
        stop(s);
}

static bool take_signals(struct server *s, struct error *f)
{
    sigset_t set;

    (void)signal(SIGPIPE, SIG_IGN);
    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGTERM);
    (void)sigaddset(&set, SIGINT);
    (void)sigaddset(&set, SIGHUP);
    (void)sigprocmask(SIG_BLOCK, &set, NULL);
    s->signals.fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (s->signals.fd < 0)
        return error_set_errno(f, "cannot take signals");
    return event_loop_watch(&s->loop, &s->signals, EPOLLIN, f);
}

static const char *region(void)
{
    const char *name = getenv("AWS_REGION");

    if (!name || !*name)
        name = getenv("AWS_DEFAULT_REGION");
    return name && function_qualifier_is_plain(name) ? name : "us-east-1";
}

static bool open_roster(struct server *s, struct error *f)
{
    const struct host_context house = {
        .loop = &s->loop,
        .journal = &s->journal,
        .pending = &s->pending,
        .runtimes = s->runtimes,
        .calls = s->calls,
        .region = region(),
    };

    return dispatcher_open(&s->roster, s->registry, &house) ||
           error_set(f, "memory is short");
}

static bool open_door(struct server *s, const struct listen_address *address,
                      struct error *f)
{
    s->api.roster = &s->roster;
    s->api.region = s->roster.house.region;
    memcpy(s->api.own_host, address->host, sizeof address->host);
    service_context_init(&s->api);
    if (!listener_open(&s->listener, s->calls, &s->api.service,
                       (const struct sockaddr *)&address->socket, address->size,
                       f))
        return false;
    s->api.port = s->listener.port;
    return true;
}

static void raise_file_limit(void)
{
    struct rlimit files;

    if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur >= FILES_WANTED)
        return;
    files.rlim_cur =
        files.rlim_max < FILES_WANTED ? files.rlim_max : FILES_WANTED;
    (void)setrlimit(RLIMIT_NOFILE, &files);
}

bool server_open(struct server *s, const struct listen_address *address,
                 struct function_registry *registry, struct error *f)
{
    *s = (struct server){.registry = registry,
                         .loop = {.epoll = -1},
                         .listener = {.watch = {.fd = -1}},
                         .signals = {.fd = -1}};
    s->signals = (struct fd_watch){.fd = -1, .ready = signal_ready, .self = s};
    s->patience = (struct timer){.fire = out_of_patience, .self = s};
    if (!event_loop_open(&s->loop, f) || !take_signals(s, f))
        return false;
    raise_file_limit();
    log_writer_open(&s->journal, STDERR_FILENO, &s->loop);
    s->pending.journal = &s->journal;
    s->calls = http_server_open(&s->loop, &calls_limits, f);
    s->runtimes =
        s->calls ? http_server_open(&s->loop, &runtimes_limits, f) : NULL;
    return s->runtimes && open_roster(s, f) && open_door(s, address, f);
}

void server_run(struct server *s)
{
    while (!s->stopping || !stopped(s))
        event_loop_run_once(&s->loop);
}

void server_close(struct server *s)
{
    listener_close(&s->listener);
    /* The callers leave their lanes before these end. */
    http_server_close(s->calls);
    dispatcher_close(&s->roster);
    http_server_close(s->runtimes);
    dispatcher_free(&s->roster);
    timer_clear(&s->loop, &s->patience);
    if (s->journal.loop)
        log_writer_close(&s->journal, LOG_WRITER_CLOSE_MS);
    fd_close(&s->signals.fd);
    event_loop_close(&s->loop);
}
