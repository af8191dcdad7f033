#include "host/server/server.h"

#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "common/fd.h"
#include "host/dispatch/dispatcher_end.h"
#include "host/groups/host_group.h"
#include "host/priority/scheduling.h"
#include "host/mappings/mapping_poll.h"
#include "host/server/router.h"
#include "host/server/server_data.h"
#include "host/server/server_end.h"
#include "host/server/service_manager.h"
#include "host/store/data_folder.h"
#include "host/store/store.h"

enum { LOG_WRITER_CLOSE_MS = 500, FILES_WANTED = 16384 };

static const struct http_limits api_limits = {
    .connections = 2048,
    .connection_memory = (size_t)64 * 1024,
    .header_bytes = (size_t)24 * 1024,
    .idle_s = 30,
    .slow_s = 20,
    .slow_rate = 1024,
    .body_s = 300,
};

/* A runtime can work for 15 minutes between two requests, or within its
 * response. AWS's clients send the X-Ray cause of an error in a header of up to
 * 1 MiB, and repeat a request that is refused for it until their time is over.
 */
static const struct http_limits runtime_limits = {
    .connections = 8192,
    .connection_memory = (size_t)(1024 + 256) * 1024,
    .header_bytes = (size_t)(1024 + 72) * 1024,
    .idle_s = 0,
};

static void signal_ready(void *self, uint32_t events)
{
    struct server *s = self;
    struct signalfd_siginfo info;

    (void)events;
    if (fd_read(s->signals.fd, &info, sizeof info) != (ssize_t)sizeof info)
        return;
    /* A second signal: do not wait. */
    if (s->stopping || s->ending)
        s->timed_out = s->stopping = true;
    else
        server_end(s);
}

static bool take_signals(struct server *s, struct error *err)
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
        return error_set_errno(err, "cannot create a signalfd");
    return event_loop_watch(&s->loop, &s->signals, EPOLLIN, err);
}

const char *server_region(void)
{
    const char *name = getenv("AWS_REGION");

    if (!name || !*name)
        name = getenv("AWS_DEFAULT_REGION");
    return name && function_qualifier_is_plain(name) ? name : "us-east-1";
}

static bool open_tracer(struct server *s, struct error *err)
{
    struct trace_settings settings;
    bool ok = trace_settings_read(&settings, getenv, err) &&
              tracer_open(&s->tracer, &settings, &s->loop, &s->log, err);

    trace_settings_free(&settings);
    return ok;
}

/* `keeps`: there is a data folder. */
static bool open_dispatcher(struct server *s, bool keeps, struct error *err)
{
    const struct host_context context = {
        .loop = &s->loop,
        .log = &s->log,
        .logbook = &s->logbook,
        .async_log = &s->async_log,
        .calls = &s->calls,
        .runtime_server = s->runtime_server,
        .api_server = s->api_server,
        .refusals = &s->refusals,
        .stats = &s->stats,
        .tracer = &s->tracer,
        .region = s->registry->setting->region,
        .near_url = s->near_url,
        .queues = keeps ? &s->events.queues : NULL,
        .needs_keys = &s->caller_check.keys.required,
        .call_log = s->call_log,
    };

    return dispatcher_open(&s->dispatcher, s->registry, &context) ||
           error_set(err, "out of memory");
}

static bool open_listener(struct server *s,
                          const struct listen_address *address,
                          const struct server_access *access, struct error *err)
{
    s->service.own_hosts = access->hosts;
    s->service.page_host = access->page_host;
    s->service.proxies = &access->proxies;
    s->service.caller_check = &s->caller_check;
    s->caller_check.region = s->dispatcher.context.region;
    s->service.dispatcher = &s->dispatcher;
    s->service.region = s->dispatcher.context.region;
    router_init(&s->handler, &s->service);
    s->has_given_socket = address->given != 0;
    if (s->has_given_socket
            ? !listener_open_given(&s->listener, s->api_server, &s->handler,
                                   address->given, err)
            : !listener_open(&s->listener, s->api_server, &s->handler,
                             (const struct sockaddr *)&address->socket,
                             address->size, err))
        return false;
    s->service.port = s->listener.port;
    server_access_base(access, address, s->listener.port, s->service.base,
                       sizeof s->service.base);
    server_access_near(access, address, &s->service, s->near_url,
                       sizeof s->near_url);
    return true;
}

static bool open_servers(struct server *s, const struct server_access *access,
                         struct error *err)
{
    const struct http_tls tls = {.cert = access->tls_cert,
                                 .key = access->tls_key};

    if (!digest_random(s->service.link_key, sizeof s->service.link_key))
        return error_set_errno(err, "cannot make a random key");
    s->api_server =
        http_server_open(&s->loop, &api_limits, tls.cert ? &tls : NULL, err);
    s->runtime_server =
        s->api_server ? http_server_open(&s->loop, &runtime_limits, NULL, err)
                      : NULL;
    return s->runtime_server != NULL;
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
                 struct function_registry *registry,
                 const struct call_log *call_log, const char *data,
                 const struct log_limits *limits,
                 const struct server_access *access, struct error *err)
{
    char folder[PATH_MAX];

    *s = (struct server){.registry = registry,
                         .call_log = *call_log,
                         .drain_ms = (int64_t)DRAIN_DEFAULT_S * 1000,
                         .loop = {.epoll = -1},
                         .listener = {.watch = {.fd = -1}},
                         .signals = {.fd = -1}};
    s->signals =
        (struct fd_watch){.fd = -1, .on_ready = signal_ready, .self = s};
    s->stop_timer = (struct timer){.self = s};
    /* The memory has the events of all functions: a process of the same user
     * may not read it. */
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    if (!event_loop_open(&s->loop, err) || !take_signals(s, err))
        return false;
    raise_file_limit();
    log_writer_open(&s->log, STDERR_FILENO, &s->loop);
    logbook_init(&s->logbook, &s->loop, &s->log);
    s->async_log.log = &s->log;
    stats_book_open(&s->stats);
    refusals_open(&s->refusals, &s->loop);
    if (!recent_calls_open(&s->calls))
        return error_set(err, "out of memory");
    call_watch_open(&s->call_watch, &s->loop, &s->calls);
    s->service.call_watch = &s->call_watch;
    /* First, so that what is in its way is told, not what is missing in it. */
    if (data && !data_folder_make(data, folder, err))
        return false;
    return server_access_open(&s->caller_check.keys, access, data, address,
                              err) &&
           open_servers(s, access, err) && open_tracer(s, err) &&
           open_dispatcher(s, data != NULL, err) &&
           server_data_open(s, data, access, limits, err) &&
           open_listener(s, address, access, err);
}

/* Whoever wants the CPU, a call does not wait long for the host. */
static void go_first(struct server *s)
{
    struct error err = ERROR_NONE;

    if (host_group_is_for_threads() && aside_open(&s->aside, &err)) {
        s->loop.aside = &s->aside;
        host_group_enter_thread();
    }
    scheduling_raise_own();
}

void server_run(struct server *s)
{
    go_first(s);
    dispatcher_warm(&s->dispatcher);
    if (s->service.mappings)
        mapping_poll_start(&s->mappings);
    service_manager_tell("READY=1");
    while (!s->stopping || !server_has_ended(s))
        event_loop_run_once(&s->loop);
}

void server_close(struct server *s)
{
    listener_close(&s->listener);
    /* The end of a batch begins no other, also if a second signal came before
     * the drain. */
    mapping_poll_stop(&s->mappings);
    /* First the callers: their requests point to invocations of the runners. */
    http_server_close(s->api_server);
    refusals_close(&s->refusals);
    call_watch_close(&s->call_watch);
    dispatcher_close(&s->dispatcher);
    events_close(&s->events);
    scheduler_close(&s->scheduler);
    hooks_close(&s->hooks);
    mappings_close(&s->mappings);
    management_close(&s->management);
    http_server_close(s->runtime_server);
    dispatcher_free(&s->dispatcher);
    stats_book_close(&s->stats);
    recent_calls_close(&s->calls);
    tracer_close(&s->tracer);
    key_set_close(&s->caller_check.keys);
    timer_clear(&s->loop, &s->stop_timer);
    logbook_close(&s->logbook);
    if (s->log.loop)
        log_writer_close(&s->log, LOG_WRITER_CLOSE_MS);
    aside_close(&s->aside);
    fd_close(&s->signals.fd);
    event_loop_close(&s->loop);
}
