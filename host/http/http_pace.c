#include "host/http/http_pace.h"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <linux/sockios.h>

#include "common/clock.h"
#include "host/http/http_connection.h"
#include "host/http/http_internal.h"

/* Under pressure, a client that has not taken anything for so long is slow. */
enum { STANDSTILL_MS = 2000, CHECK_MS = 1000 };

/* A body that a handler takes in pieces may come as slowly as its sender works:
 * the response of a function. */
static bool is_receiving(const struct http_exchange *x)
{
    return x->headers_seen && !x->request_seen && !x->streamed_body;
}

/* Part of the response is still in the socket: the client does not take it. */
static bool is_sending(const struct http_exchange *x)
{
    int left = 0;

    return x->sending && !x->suspended &&
           ioctl(x->connection->fd, SIOCOUTQ, &left) == 0 && left > 0;
}

/* How many bytes of its response the client has taken; 0 if it is not known. */
static uint64_t bytes_taken(int fd)
{
    struct tcp_info info = {.tcpi_state = 0};
    socklen_t size = sizeof info;

    if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size) != 0)
        return 0;
    return info.tcpi_bytes_acked;
}

/* While no request is under way, nothing is due before a connection has been
 * idle for too long. */
static int64_t next_check_ms(const struct http_server *server)
{
    int64_t left = server->oldest
                       ? server->oldest->idle_since_ms - clock_mono_ms() +
                             (int64_t)server->limits.idle_s * 1000
                       : 0;

    return server->exchanges == 0 && left > CHECK_MS ? left : CHECK_MS;
}

static void check_soon(struct http_server *server)
{
    if (server->idle_timer.due_ms > clock_mono_ms() + CHECK_MS)
        timer_set(server->loop, &server->idle_timer, CHECK_MS);
}

void http_pace_begin_body(struct http_exchange *x)
{
    check_soon(x->connection->server);
    x->body_since_ms = clock_mono_ms();
    x->lag_ms = 0;
    x->paced_bytes = 0;
}

/* How long the client has been too slow: at the least rate it stands still. */
static void note_pace(struct http_exchange *x, int64_t passed_ms)
{
    bool receiving = is_receiving(x);
    unsigned rate = x->connection->server->limits.slow_rate;

    if (!receiving && !is_sending(x)) {
        x->lag_ms = 0;
        return;
    }
    uint64_t bytes =
        receiving ? x->request.body_bytes : bytes_taken(x->connection->fd);
    int64_t worth_ms = INT32_MAX;
    if (bytes < x->paced_bytes || (bytes - x->paced_bytes) / rate < 1000)
        worth_ms = (int64_t)((bytes - x->paced_bytes) * 1000 / rate);
    x->paced_bytes = bytes;
    x->lag_ms += passed_ms - worth_ms;
    if (x->lag_ms < 0)
        x->lag_ms = 0;
}

/* libmicrohttpd cannot respond within a body that does not come. It has sent
 * nothing yet, so the answer can be written beside it. */
static void hang_up_with_408(struct http_connection *conn)
{
    static const char body[] =
        "{\"Type\":\"User\",\"message\":"
        "\"The body of the request came too slowly.\"}";
    char text[512];

    int size = snprintf(text, sizeof text,
                        "HTTP/1.1 408 Request Timeout\r\n"
                        "Connection: close\r\n"
                        "Content-Type: application/json\r\n"
                        "x-amzn-ErrorType: RequestTimeoutException\r\n"
                        "Content-Length: %zu\r\n\r\n%s",
                        strlen(body), body);
    (void)send(conn->fd, text, (size_t)size, MSG_DONTWAIT | MSG_NOSIGNAL);
    http_connection_hang_up(conn);
}

static void hang_up(struct http_connection *conn)
{
    if (is_receiving(conn->exchange))
        hang_up_with_408(conn);
    else
        http_connection_hang_up(conn);
}

static bool is_too_slow(const struct http_exchange *x)
{
    const struct http_limits *limits = &x->connection->server->limits;

    if (x->lag_ms > (int64_t)limits->slow_s * 1000)
        return true;
    return is_receiving(x) &&
           clock_mono_ms() - x->body_since_ms > (int64_t)limits->body_s * 1000;
}

static void close_slow(struct http_server *server)
{
    struct http_connection *next = server->oldest;

    if (!server->limits.slow_s)
        return;
    for (unsigned i = server->connections; i > 0 && next; i--) {
        struct http_connection *conn = next;
        next = conn->newer;
        if (!conn->exchange || conn->hung_up)
            continue;
        note_pace(conn->exchange, CHECK_MS);
        if (is_too_slow(conn->exchange) || http_exchange_is_cut(conn->exchange))
            hang_up(conn);
    }
}

/* In bytes per second; UINT64_MAX: it is not to be called slow. */
static uint64_t rate_of(const struct http_exchange *x)
{
    int64_t age_ms = clock_mono_ms() - x->body_since_ms;

    if (is_receiving(x))
        return x->request.body_bytes * 1000 / (uint64_t)(age_ms + 1);
    return x->lag_ms > STANDSTILL_MS ? x->connection->server->limits.slow_rate
                                     : UINT64_MAX;
}

static bool close_slowest(struct http_server *server)
{
    struct http_connection *slowest = NULL;
    uint64_t least = UINT64_MAX;

    for (struct http_connection *conn = server->oldest; conn;
         conn = conn->newer) {
        uint64_t rate = conn->exchange && !conn->hung_up
                            ? rate_of(conn->exchange)
                            : UINT64_MAX;
        if (rate < least) {
            slowest = conn;
            least = rate;
        }
    }
    if (slowest)
        hang_up(slowest);
    return slowest != NULL;
}

/* A connection stays idle until the headers of a request are complete.
 * Otherwise clients that send them byte by byte could occupy all connections.
 */
static bool is_idle(const struct http_connection *conn)
{
    return !conn->exchange || !conn->exchange->headers_seen;
}

static void close_idle(void *self)
{
    struct http_server *server = self;
    int64_t limit_ms = (int64_t)server->limits.idle_s * 1000;

    for (unsigned i = server->connections; i > 0 && server->oldest; i--) {
        struct http_connection *conn = server->oldest;
        if (clock_mono_ms() - conn->idle_since_ms < limit_ms)
            break;
        if (is_idle(conn))
            http_connection_hang_up(conn);
        else
            http_connection_mark_active(conn);
    }
    close_slow(server);
    if (server->connections > 0)
        timer_set(server->loop, &server->idle_timer, next_check_ms(server));
}

static bool close_oldest(struct http_server *server,
                         bool (*may_go)(const struct http_connection *conn))
{
    struct http_connection *conn = server->oldest;

    while (conn && (conn->hung_up || !may_go(conn)))
        conn = conn->newer;
    if (conn)
        http_connection_hang_up(conn);
    return conn != NULL;
}

/* That of a runtime is not, between its response and its next request. */
static bool is_of_no_use(const struct http_connection *conn)
{
    return is_idle(conn) && !conn->is_trusted;
}

void http_pace_make_room(struct http_server *server)
{
    if (!close_oldest(server, is_of_no_use) && !close_slowest(server))
        (void)close_oldest(server, is_idle);
}

void http_pace_watch(struct http_server *server)
{
    if (server->limits.idle_s && server->idle_timer.due_ms == 0)
        timer_set(server->loop, &server->idle_timer, next_check_ms(server));
}

void http_pace_init_timer(struct http_server *server)
{
    server->idle_timer = (struct timer){.on_fire = close_idle, .self = server};
}
