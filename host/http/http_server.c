#include "host/http/http_server.h"

#include <microhttpd.h>
#include <poll.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "common/buf.h"
#include "common/clock.h"
#include "host/http/http_connection.h"
#include "host/http/http_internal.h"
#include "host/http/http_pace.h"
#include "host/http/library_version.h"
#include "host/http/request_reader.h"
#include "host/http/tls_files.h"

enum {
    READS_MAX = 1000, /* a body of 6 MB takes a few hundred */
    REST_MS = 20,
};

static enum MHD_Result result(bool ok)
{
    return ok ? MHD_YES : MHD_NO;
}

/* MHD_AccessHandlerCallback: called with the headers, with each piece of the
 * body, when the request is complete, and when the connection is resumed. */
static enum MHD_Result handle(void *self, struct MHD_Connection *mhd,
                              const char *url, const char *method,
                              const char *version, const char *bytes,
                              size_t *size, void **context)
{
    struct http_exchange *x = *context;

    (void)self;
    (void)mhd;
    (void)url;
    if (!x)
        return MHD_NO;
    if (!x->headers_seen)
        return result(request_reader_headers(x, method, version) ||
                      http_exchange_send(x));
    if (*size > 0)
        return result(request_reader_body(x, bytes, size));
    if (x->request_seen)
        return result(!x->close_notified && http_exchange_send(x));
    request_reader_complete(x);
    if (!x->response || x->gate_due > 0)
        http_exchange_suspend(x);
    return result(x->suspended || http_exchange_send(x));
}

/* Percent sequences stay as they are: the host parses the target by itself, and
 * refuses what is wrong in it by itself. */
static size_t keep_escapes(void *self, struct MHD_Connection *mhd, char *text)
{
    (void)self;
    (void)mhd;
    return strlen(text);
}

/* The URI log callback of libmicrohttpd: the first call for a request, and the
 * only one that has the target as received. */
static void *request_begun(void *self, const char *target,
                           struct MHD_Connection *mhd)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    struct http_connection *conn = info ? info->socket_context : NULL;

    (void)self;
    return conn ? http_exchange_open(conn, mhd, target) : NULL;
}

/* MHD_RequestCompletedCallback */
static void request_ended(void *self, struct MHD_Connection *mhd,
                          void **context, enum MHD_RequestTerminationCode how)
{
    struct http_exchange *x = *context;
    struct http_connection *conn = x ? x->connection : NULL;

    (void)self;
    (void)mhd;
    if (!x)
        return;
    x->request.delivered = how == MHD_REQUEST_TERMINATED_COMPLETED_OK;
    request_reader_end(x);
    http_exchange_close(x);
    http_connection_mark_active(conn);
    *context = NULL;
}

/* MHD_NotifyConnectionCallback */
static void connection_changed(void *self, struct MHD_Connection *mhd,
                               void **context,
                               enum MHD_ConnectionNotificationCode what)
{
    (void)mhd;
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        *context = http_connection_open(self);
    } else if (*context) {
        http_connection_close(*context);
        *context = NULL;
    }
}

static void run(struct http_server *server)
{
    server->running = true;
    do {
        server->resumed = false;
        (void)MHD_run(server->mhd);
    } while (server->resumed);
    server->running = false;
}

void http_server_flush(struct http_server *server)
{
    if (server->resumed && !server->running)
        run(server);
}

static void read_now(struct http_server *server)
{
    MHD_UNSIGNED_LONG_LONG wait = 0;

    for (int i = 0; i < READS_MAX && !server->running; i++) {
        run(server);
        if (MHD_get_timeout(server->mhd, &wait) != MHD_YES || wait > 0)
            break;
    }
}

/* In the middle of a body that the handler does not hold up. */
static const struct http_connection *
receiving_for(const struct http_server *server,
              const struct http_handler *handler)
{
    const struct http_connection *conn = server->oldest;

    while (conn &&
           !(conn->handler == handler && !conn->hung_up && conn->exchange &&
             conn->exchange->headers_seen && !conn->exchange->request_seen &&
             !conn->exchange->body_paused))
        conn = conn->newer;
    return conn;
}

void http_server_read_rest(struct http_server *server,
                           const struct http_handler *handler)
{
    int64_t until_ms = clock_mono_ms() + REST_MS;
    const struct http_connection *conn;
    int64_t left_ms;

    read_now(server);
    while (!server->running && (conn = receiving_for(server, handler)) &&
           (left_ms = until_ms - clock_mono_ms()) > 0) {
        struct pollfd ready = {.fd = conn->fd, .events = POLLIN};
        if (poll(&ready, 1, (int)left_ms) <= 0)
            break;
        read_now(server);
    }
}

static void on_ready(void *self, uint32_t events)
{
    (void)events;
    run(self);
}

static int64_t before_wait(void *self)
{
    struct http_server *server = self;
    MHD_UNSIGNED_LONG_LONG wait = 0;

    if (server->resumed)
        run(server);
    if (MHD_get_timeout(server->mhd, &wait) != MHD_YES)
        return -1;
    if (wait == 0)
        server->resumed = true;
    return wait > INT32_MAX ? INT32_MAX : (int64_t)wait;
}

bool http_server_has_tls(void)
{
    return MHD_is_feature_supported(MHD_FEATURE_TLS) == MHD_YES;
}

static unsigned flags(const struct http_server *server)
{
    return (server->is_secure ? MHD_USE_TLS : 0U) | MHD_USE_EPOLL |
           MHD_ALLOW_SUSPEND_RESUME | MHD_USE_NO_LISTEN_SOCKET;
}

static bool start(struct http_server *server, struct MHD_OptionItem *tls,
                  struct error *err)
{
    server->mhd = MHD_start_daemon(
        flags(server), 0, NULL, NULL, handle, server,
        MHD_OPTION_URI_LOG_CALLBACK, request_begun, server,
        MHD_OPTION_NOTIFY_COMPLETED, request_ended, server,
        MHD_OPTION_NOTIFY_CONNECTION, connection_changed, server,
        MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes, server,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, server->limits.connection_memory,
        MHD_OPTION_CONNECTION_LIMIT, server->limits.connections + 8,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1,
        MHD_OPTION_ARRAY, tls, MHD_OPTION_END);
    if (!server->mhd && server->is_secure)
        return error_set(err,
                         "the certificate of --tls-cert and the private "
                         "key of --tls-key cannot be used together");
    if (!server->mhd)
        return error_set_errno(err, "cannot start the HTTP server");
    server->watch = (struct fd_watch){
        .fd = MHD_get_daemon_info(server->mhd, MHD_DAEMON_INFO_EPOLL_FD)
                  ->epoll_fd,
        .on_ready = on_ready,
        .self = server,
    };
    return event_loop_watch(server->loop, &server->watch, EPOLLIN, err);
}

bool http_server_check_library(struct error *err)
{
    return library_version_check(MHD_get_version(), err);
}

struct http_server *http_server_open(struct event_loop *loop,
                                     const struct http_limits *limits,
                                     const struct http_tls *tls,
                                     struct error *err)
{
    AUTO(struct tls_files, tls_files_clear) files = {.cert = {.capacity = 0}};
    struct http_server *server = mem_new(1, sizeof *server);

    if (!server) {
        (void)error_set(err, "out of memory");
        return NULL;
    }
    *server = (struct http_server){
        .loop = loop, .limits = *limits, .is_secure = tls != NULL};
    http_connection_init_timer(server);
    http_pace_init_timer(server);
    server->hook = (struct loop_hook){.run = before_wait, .self = server};
    if (!tls_files_read(&files, tls, err) ||
        !start(server, files.options, err)) {
        http_server_close(server);
        return NULL;
    }
    event_loop_add_hook(loop, &server->hook);
    return server;
}

void http_server_close(struct http_server *server)
{
    if (!server)
        return;
    event_loop_forget(server->loop, &server->watch);
    timer_clear(server->loop, &server->idle_timer);
    for (struct http_connection *conn = server->oldest; conn;
         conn = conn->newer) {
        if (conn->exchange)
            http_exchange_abandon(conn->exchange);
        (void)shutdown(conn->fd, SHUT_RDWR);
    }
    if (server->mhd) {
        run(server);
        MHD_stop_daemon(server->mhd);
    }
    timer_clear(server->loop, &server->peer_timer);
    mem_free(server);
}

bool http_server_serves(const struct http_server *server,
                        const struct http_handler *handler)
{
    const struct http_connection *conn = server->oldest;

    while (conn && conn->handler != handler)
        conn = conn->newer;
    return conn != NULL;
}

void http_server_end_connections(struct http_server *server)
{
    server->ending = true;
}

bool http_server_is_busy(const struct http_server *server)
{
    return server->exchanges > 0;
}
