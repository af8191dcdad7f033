/* http_exchange.h - one request and its response on a connection: sending the
 * response, and suspending the connection while there is nothing to do.
 *
 * A suspended connection costs memory, but no thread and no polling. */
#ifndef DAYFLY_HOST_HTTP_HTTP_EXCHANGE_H
#define DAYFLY_HOST_HTTP_HTTP_EXCHANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "common/buf.h"

struct MHD_Connection;
struct http_connection;
struct http_exchange;
struct http_request;

struct http_field {
    const char *name;
    const char *value; /* NULL or "": the field is left out */
};

/* The bytes of a response. They must stay valid until on_done(self), which is
 * called exactly once; it may be NULL. */
struct http_body {
    const void *bytes;
    size_t size;
    void (*on_done)(void *self);
    void *self;
};

/* A response body that is produced while it is sent. read() stores up to `room`
 * bytes and returns their number, or one of the values below. It is not called
 * after the handler's on_close. */
struct http_body_source {
    ssize_t (*read)(void *self, char *bytes, size_t room);
    void *self;
};

enum {
    READ_LATER = 0, /* nothing yet: call again after http_request_resume */
    READ_END = -1,
    READ_ABORT = -2, /* close the connection before the chunked body's end, so
                      * that the client notices that it is incomplete */
};

/* Sends the response; once per request. The fields are copied. */
void http_respond(struct http_request *req, unsigned status,
                  const struct http_field *fields, size_t count,
                  struct http_body payload);
/* The same with so many bytes of a file, from `at`. Takes the descriptor. If
 * the file becomes shorter, the connection is closed within the body, a second
 * later at most if the server has `slow_s`. */
void http_respond_file(struct http_request *req, unsigned status,
                       const struct http_field *fields, size_t count, int fd,
                       uint64_t at, uint64_t size);
/* The same with a chunked body from `source`. The headers are sent at once. */
void http_respond_stream(struct http_request *req, unsigned status,
                         const struct http_field *fields, size_t count,
                         struct http_body_source source);
/* Continues a request body that on_body did not take whole, or a response
 * whose source returned READ_LATER. Otherwise does nothing. */
void http_request_resume(struct http_request *req);
/* A body that owns the buffer's bytes; the buffer is empty afterwards. */
struct http_body http_body_from_buf(struct buf *b);

/* The rest is for host/http only. */

/* NULL if memory is short. `target` is copied. */
struct http_exchange *http_exchange_open(struct http_connection *conn,
                                         struct MHD_Connection *mhd,
                                         const char *target);
void http_exchange_close(struct http_exchange *x);
/* Suspends the connection until there is a response, or more of it. */
void http_exchange_suspend(struct http_exchange *x);
/* Suspends the connection within the request body, until
 * http_request_resume. */
void http_exchange_pause_body(struct http_exchange *x);
/* Hands the response to libmicrohttpd. False: there is none, or it failed; the
 * connection is to be closed. */
bool http_exchange_send(struct http_exchange *x);
/* There is a response, or more of it. */
void http_exchange_continue(struct http_exchange *x);
/* The file that is sent has become shorter: libmicrohttpd would wait for the
 * rest for ever. */
bool http_exchange_is_cut(const struct http_exchange *x);
/* The client is gone: notifies the handler and wakes a suspended connection, so
 * that libmicrohttpd closes it. If it is not suspended, does nothing. */
void http_exchange_abandon(struct http_exchange *x);

#endif
