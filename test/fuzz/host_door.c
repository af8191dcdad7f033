/* host_door - bytes of a client through the whole door: socket, event loop,
 * libmicrohttpd, request filter, and a handler that sends the body back. Each
 * connection ends, and no input makes the loop turn without an end; what is
 * answered are whole responses with one head each and no HTML.
 *
 * Input: a seed for how the bytes are cut (0: not at all), then the bytes. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "host/http/http_server.h"
#include "host/http/listener.h"
#include "test/fuzz/support/fuzz.h"

enum {
    TURNS_MAX = 20000, /* of the event loop, for one input */
    CPU_MAX_S = 5,     /* with sanitizers, on a busy machine */
    ANSWER_MAX = 1024 * 1024,
};

struct door {
    struct event_loop loop;
    struct http_server *server;
    struct listener listener;
    struct http_handler handler;
    unsigned open; /* requests without their on_close */
};

struct client {
    int fd;
    size_t size;
    char answer[ANSWER_MAX + 1];
};

static const struct http_limits limits = {
    .connections = 16,
    .connection_memory = 64 * 1024,
    .header_bytes = 24 * 1024,
    .idle_s = 30,
    .slow_s = 20,
    .slow_rate = 1024,
    .body_s = 300,
};

static void respond(struct door *door, struct http_request *req,
                    unsigned status, struct http_body body)
{
    const struct http_field fields[] = {{"Content-Type", "text/plain"}};

    door->open++;
    http_respond(req, status, fields, 1, body);
}

static void on_request(void *self, struct http_request *req)
{
    must(*req->method && *req->target && !strpbrk(req->target, " \t\r\n"));
    respond(self, req, 200, http_body_from_buf(&req->body));
}

static void on_reject(void *self, struct http_request *req, unsigned status,
                      const char *sentence)
{
    must(status >= 400 && status < 600 && *sentence);
    respond(self, req, status,
            (struct http_body){.bytes = "no", .size = strlen("no")});
}

static void on_abort(void *self, struct http_request *req)
{
    struct door *door = self;

    (void)req;
    door->open++;
}

static void on_close(void *self, struct http_request *req)
{
    struct door *door = self;

    (void)req;
    must(door->open > 0);
    door->open--;
}

/* Opened by the first input, and never closed. */
static struct door *the_door(void)
{
    static struct door door = {
        .loop = {.epoll = -1},
        .listener = {.watch = {.fd = -1}},
        .handler = {.self = &door,
                    .body_max = 64 * 1024,
                    .on_request = on_request,
                    .on_abort = on_abort,
                    .on_close = on_close,
                    .on_reject = on_reject},
    };
    struct sockaddr_un nameless = {.sun_family = AF_UNIX};
    struct error err = ERROR_NONE;

    if (door.server)
        return &door;
    must(event_loop_open(&door.loop, &err));
    door.server = http_server_open(&door.loop, &limits, NULL, &err);
    /* The kernel gives it a name that no other has. */
    must(door.server &&
         listener_open(&door.listener, door.server, &door.handler,
                       (struct sockaddr *)&nameless, sizeof nameless.sun_family,
                       &err));
    return &door;
}

static void turn(struct door *door, unsigned *turns)
{
    must(++*turns < TURNS_MAX);
    event_loop_run_once(&door->loop);
}

static void connect_client(struct client *client, struct door *door,
                           unsigned *turns)
{
    struct sockaddr_un name;
    socklen_t size = sizeof name;

    client->size = 0;
    client->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    must(client->fd >= 0 && getsockname(door->listener.watch.fd,
                                        (struct sockaddr *)&name, &size) == 0);
    must(connect(client->fd, (struct sockaddr *)&name, size) == 0 &&
         fcntl(client->fd, F_SETFL, O_NONBLOCK) == 0);
    while (!http_server_serves(door->server, &door->handler))
        turn(door, turns);
}

static void take_answer(struct client *client)
{
    ssize_t got = 1;

    while (got > 0 && client->size < ANSWER_MAX) {
        got = recv(client->fd, client->answer + client->size,
                   ANSWER_MAX - client->size, 0);
        client->size += got > 0 ? (size_t)got : 0;
    }
    client->answer[client->size] = '\0';
}

static void send_all(struct client *client, struct door *door,
                     const uint8_t *bytes, size_t size, unsigned *turns)
{
    unsigned seed = size > 0 ? bytes[0] : 0;

    for (size_t at = size > 0; at < size;) {
        ssize_t put = send(client->fd, bytes + at,
                           fuzz_piece(&seed, size - at, 1000), MSG_NOSIGNAL);
        if (put < 0 && errno != EAGAIN)
            return;
        at += put > 0 ? (size_t)put : 0;
        take_answer(client);
        if (!http_server_serves(door->server, &door->handler))
            return;
        turn(door, turns);
    }
}

/* Returns what is behind the first response; NULL: it is not whole. */
static const char *skip_response(const char *at, const char *end)
{
    static const char begin[] = "HTTP/1.1 ";
    static const char length[] = "\r\nContent-Length: ";
    const char *head = strstr(at, "\r\n\r\n");

    must(!strncmp(at, begin, strlen(begin)));
    if (!head)
        return NULL;
    if (at[strlen(begin)] == '1')
        return head + 4;
    const char *digits = strstr(at, length);
    const char *again = strstr(at + 1, begin);
    must(digits && digits < head && (!again || again > head));
    size_t size = (size_t)strtoul(digits + strlen(length), NULL, 10);
    return (size_t)(end - (head + 4)) < size ? NULL : head + 4 + size;
}

static double cpu_s(void)
{
    return (double)clock() / CLOCKS_PER_SEC;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct client client;
    struct door *door = the_door();
    double begun = cpu_s();
    unsigned turns = 0;

    connect_client(&client, door, &turns);
    send_all(&client, door, bytes, size, &turns);
    (void)shutdown(client.fd, SHUT_WR);
    while (http_server_serves(door->server, &door->handler)) {
        turn(door, &turns);
        take_answer(&client);
    }
    take_answer(&client);
    (void)close(client.fd);
    must(door->open == 0 && !http_server_is_busy(door->server));
    must(cpu_s() - begun < (double)CPU_MAX_S);
    must(!strstr(client.answer, "<html"));
    /* A HEAD request's length is of a body that does not come. */
    const char *end = client.answer + client.size;
    const char *at = client.answer;
    while (at && at < end && !memmem(bytes, size, "HEAD", 4))
        at = skip_response(at, end);
    return 0;
}
