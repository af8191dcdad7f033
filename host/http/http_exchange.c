#include "host/http/http_exchange.h"

#include <microhttpd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/fd.h"
#include "host/http/http_gate.h"
#include "host/http/http_internal.h"

/* How much libmicrohttpd asks a body source for at once. */
enum { READ_BYTES = 32 * 1024 };

struct http_exchange *http_exchange_open(struct http_connection *conn,
                                         struct MHD_Connection *mhd,
                                         const char *target)
{
    struct http_exchange *x = mem_new(1, sizeof *x);

    if (!x)
        return NULL;
    *x = (struct http_exchange){
        .request = {.body = BUF(conn->handler->body_max),
                    .serial = conn->serial,
                    .exchange = x},
        .target = BUF(conn->server->limits.connection_memory),
        .mhd = mhd,
        .connection = conn,
        .file = -1,
    };
    if (!buf_add_str(&x->target, target)) {
        mem_free(x);
        return NULL;
    }
    conn->exchange = x;
    conn->server->exchanges++;
    return x;
}

/* Calls the handler's on_close, the first time only. */
static void notify_closed(struct http_exchange *x)
{
    const struct http_handler *handler = x->connection->handler;

    if (x->request_seen && !x->close_notified)
        handler->on_close(handler->self, &x->request);
    x->close_notified = true;
}

void http_exchange_close(struct http_exchange *x)
{
    notify_closed(x);
    if (x->response)
        MHD_destroy_response(x->response);
    x->connection->exchange = NULL;
    x->connection->server->exchanges--;
    buf_free(&x->request.body);
    buf_free(&x->target);
    mem_free(x);
}

bool http_exchange_send(struct http_exchange *x)
{
    struct MHD_Response *response = x->response;

    if (!response)
        return false;
    x->response = NULL;
    x->sending = true;
    x->lag_ms = 0;
    enum MHD_Result ok = MHD_queue_response(x->mhd, x->status, response);
    MHD_destroy_response(response);
    return ok == MHD_YES;
}

void http_exchange_suspend(struct http_exchange *x)
{
    struct http_server *server = x->connection->server;

    x->suspended = true;
    MHD_suspend_connection(x->mhd);
    if (x->connection->peer_closed && server->peer_timer.due_ms == 0)
        timer_set(server->loop, &server->peer_timer, 0);
}

void http_exchange_pause_body(struct http_exchange *x)
{
    x->body_paused = true;
    MHD_suspend_connection(x->mhd);
}

static void resume(struct http_exchange *x)
{
    struct http_server *server = x->connection->server;

    x->suspended = false;
    x->body_paused = false;
    MHD_resume_connection(x->mhd);
    /* MHD_get_timeout does not notice a resume within a callback. */
    server->resumed = true;
    server->loop->skip_wait = true;
}

void http_exchange_continue(struct http_exchange *x)
{
    if (x->suspended)
        resume(x);
}

void http_exchange_abandon(struct http_exchange *x)
{
    if (x->suspended)
        notify_closed(x);
    if (x->suspended || x->body_paused)
        resume(x);
}

void http_request_resume(struct http_request *req)
{
    struct http_exchange *x = req->exchange;

    if (x->body_paused || (x->suspended && x->source.read))
        resume(x);
}

static void do_nothing(void *self)
{
    (void)self;
}

/* Without a response, for which memory was short, the connection is closed. */
static void send_headers(struct http_exchange *x, unsigned status,
                         const struct http_field *fields, size_t count)
{
    x->status = status;
    for (size_t i = 0; x->response && i < count; i++)
        if (fields[i].value && *fields[i].value)
            (void)MHD_add_response_header(x->response, fields[i].name,
                                          fields[i].value);
    if (x->response && (x->close_after || x->connection->server->ending))
        (void)MHD_add_response_header(x->response, "Connection", "close");
    if (x->response && x->request.gate)
        x->gate_due = x->request.gate->due(x->request.gate->self);
    if (x->gate_due == 0)
        http_exchange_continue(x);
}

void http_respond(struct http_request *req, unsigned status,
                  const struct http_field *fields, size_t count,
                  struct http_body payload)
{
    struct http_exchange *x = req->exchange;

    x->response = MHD_create_response_from_buffer_with_free_callback_cls(
        payload.size, (void *)(size_t)payload.bytes,
        payload.on_done ? payload.on_done : do_nothing, payload.self);
    if (!x->response && payload.on_done)
        payload.on_done(payload.self);
    send_headers(x, status, fields, count);
}

bool http_exchange_is_cut(const struct http_exchange *x)
{
    struct stat is;

    return x->sending && x->file >= 0 && fstat(x->file, &is) == 0 &&
           (uint64_t)is.st_size < x->file_end;
}

struct file_part {
    int fd;
    uint64_t from;
};

static ssize_t read_block(void *self, uint64_t at, char *bytes, size_t room)
{
    const struct file_part *part = self;
    ssize_t got = pread(part->fd, bytes, room, (off_t)(part->from + at));

    return got > 0 ? got : MHD_CONTENT_READER_END_WITH_ERROR;
}

static void close_part(void *self)
{
    struct file_part *part = self;

    fd_close(&part->fd);
    mem_free(part);
}

/* What is encrypted cannot be sent by the kernel, and libmicrohttpd would read
 * it by 4 KiB. NULL: memory is short. */
static struct MHD_Response *read_by_blocks(int fd, uint64_t at, uint64_t size)
{
    struct file_part *part = mem_new(1, sizeof *part);
    struct MHD_Response *response;

    if (!part)
        return NULL;
    *part = (struct file_part){.fd = fd, .from = at};
    response = MHD_create_response_from_callback(size, READ_BYTES, read_block,
                                                 part, close_part);
    if (!response)
        mem_free(part);
    return response;
}

void http_respond_file(struct http_request *req, unsigned status,
                       const struct http_field *fields, size_t count, int fd,
                       uint64_t at, uint64_t size)
{
    struct http_exchange *x = req->exchange;

    x->response = x->connection->server->is_secure
                      ? read_by_blocks(fd, at, size)
                      : MHD_create_response_from_fd_at_offset64(size, fd, at);
    if (!x->response)
        fd_close(&fd);
    else if (!x->connection->server->is_secure)
        x->file = fd;
    x->file_end = at + size;
    send_headers(x, status, fields, count);
}

static ssize_t read_source(void *self, uint64_t at, char *bytes, size_t room)
{
    struct http_exchange *x = self;

    (void)at;
    if (x->close_notified)
        return MHD_CONTENT_READER_END_WITH_ERROR;
    ssize_t got = x->source.read(x->source.self, bytes, room);
    if (got == READ_END)
        return MHD_CONTENT_READER_END_OF_STREAM;
    if (got == READ_ABORT)
        return MHD_CONTENT_READER_END_WITH_ERROR;
    if (got == READ_LATER)
        http_exchange_suspend(x);
    return got;
}

void http_respond_stream(struct http_request *req, unsigned status,
                         const struct http_field *fields, size_t count,
                         struct http_body_source source)
{
    struct http_exchange *x = req->exchange;

    x->source = source;
    x->response = MHD_create_response_from_callback(
        MHD_SIZE_UNKNOWN, READ_BYTES, read_source, x, NULL);
    send_headers(x, status, fields, count);
}

struct http_body http_body_from_buf(struct buf *b)
{
    struct http_body p = {.bytes = b->data, .size = b->size};

    if (b->capacity) {
        p.on_done = mem_free;
        p.self = (void *)(size_t)b->data;
    }
    b->data = "";
    b->capacity = 0;
    b->size = 0;
    return p;
}
