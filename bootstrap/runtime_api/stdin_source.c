#include "bootstrap/runtime_api/stdin_source.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/fd.h"

enum { CHUNK_BYTES = 64 * 1024 };

static bool request_next(void *self, int64_t peak_kib, enum code_load load,
                         struct error *err)
{
    struct stdin_source *source = self;

    (void)peak_kib;
    (void)load;
    (void)err;
    source->response_sent = source->requested;
    source->requested = true;
    return true;
}

/* The event is read to its end before a process gets it, as an event of the
 * platform is. */
static void read_some(struct stdin_source *source)
{
    struct invocation *inv = &source->incoming;
    struct buf *event = &inv->event;
    size_t room = event->max - event->size;
    char extra[1];
    ssize_t got;

    if (room > CHUNK_BYTES)
        room = CHUNK_BYTES;
    if (room > 0 && !buf_reserve(event, room))
        (void)error_set(&inv->reject_reason, "no memory for the event");
    if (*inv->reject_reason.text) {
        source->event_complete = true;
        return;
    }
    if (room > 0)
        got = fd_read(source->in, buf_tail(event), room);
    else
        got = fd_read(source->in, extra, sizeof extra);
    source->event_complete = got <= 0;
    if (got < 0)
        (void)error_set_errno(&inv->reject_reason,
                              "cannot read the event from stdin");
    else if (got > 0 && room == 0)
        (void)error_set(&inv->reject_reason,
                        "the event is larger than %d bytes", PAYLOAD_MAX_BYTES);
    else if (got > 0)
        buf_commit(event, (size_t)got);
}

static const char *const header_names[] = {
    "Lambda-Runtime-Aws-Request-Id", "Lambda-Runtime-Invoked-Function-Arn",
    "Lambda-Runtime-Client-Context", "Lambda-Runtime-Cognito-Identity",
    "Lambda-Runtime-Aws-Tenant-Id",  "Lambda-Runtime-Trace-Id",
};

static enum source_status take_event(void *self, struct invocation *inv,
                                     struct error *err)
{
    struct stdin_source *source = self;
    char text[64];

    if (source->response_sent)
        return SOURCE_CLOSED;
    if (!source->event_complete)
        return SOURCE_PENDING;
    (void)err;
    (void)snprintf(text, sizeof text, "once-%ld", (long)getpid());
    for (size_t i = 0; i < COUNT(header_names); i++) {
        const char *value = source->headers[i] ? source->headers[i]
                            : i == 0           ? text
                                               : "";
        invocation_header(&source->incoming, header_names[i],
                          strlen(header_names[i]), value, strlen(value));
    }
    long long deadline_ms = clock_wall_ms() + source->timeout_ms;
    (void)snprintf(text, sizeof text, "%lld", deadline_ms);
    invocation_header(&source->incoming, "Lambda-Runtime-Deadline-Ms", 26, text,
                      strlen(text));
    struct invocation old = *inv;
    *inv = source->incoming;
    source->incoming = old;
    return SOURCE_EVENT;
}

static bool write_out(struct stdin_source *source, const char *bytes,
                      size_t size, struct error *err)
{
    if (fd_write_all(source->out, bytes, size))
        return true;
    return error_set_errno(err, "cannot write the response to stdout");
}

static bool write_some(struct stdin_source *source, struct response_body *body,
                       struct error *err)
{
    char bytes[CHUNK_BYTES];

    for (;;) {
        size_t size = response_body_read(body, bytes, sizeof bytes);
        if (size == 0)
            return true;
        if (!write_out(source, bytes, size, err))
            return false;
    }
}

/* On a terminal the response ends with a line end. */
static bool end_line(struct stdin_source *source, struct error *err)
{
    return !isatty(source->out) || write_out(source, "\n", 1, err);
}

static bool send_response(void *self, const struct invocation *inv,
                          struct response *resp, struct error *err)
{
    struct stdin_source *source = self;
    const struct buf *error = &resp->error.bytes;

    (void)inv;
    source->failed = resp->failed;
    source->response = resp->streaming ? resp : NULL;
    if (!(resp->failed ? write_out(source, error->data, error->size, err)
                       : write_some(source, resp->body, err)))
        return false;
    return resp->streaming || end_line(source, err);
}

/* Writes what the process has written so far. An error that happens meanwhile
 * is only logged, so that it is not taken for a part of the body. */
static bool continue_stream(struct stdin_source *source, struct error *err)
{
    struct response *resp = source->response;

    if (!write_some(source, resp->body, err))
        return false;
    if (!response_body_is_open(resp->body)) {
        source->failed = resp->error.bytes.size > 0;
        source->response = NULL;
    }
    return true;
}

static bool wait_once(void *self, struct poll_set *set, struct error *err)
{
    struct stdin_source *source = self;

    if (source->response && !continue_stream(source, err))
        return false;
    if (source->requested && !source->event_complete)
        poll_set_add(set, source->in, POLLIN);
    if (poll(set->fds, set->count, set->timeout_ms) < 0 && errno != EINTR)
        return error_set_errno(err, "cannot poll");
    if (!source->event_complete && poll_set_revents(set, source->in))
        read_some(source);
    return true;
}

static bool response_sent(void *self)
{
    struct stdin_source *source = self;

    return !source->response;
}

static bool send_init_error(void *self, struct response *resp,
                            struct error *err)
{
    struct stdin_source *source = self;

    source->failed = true;
    return write_out(source, resp->error.bytes.data, resp->error.bytes.size,
                     err) &&
           end_line(source, err);
}

static void close_source(void *self)
{
    struct stdin_source *source = self;

    invocation_free(&source->incoming);
}

void stdin_source_open(struct stdin_source *o, int in, int out,
                       int64_t timeout_ms, const char *const headers[6],
                       struct event_source *source)
{
    *o = (struct stdin_source){
        .in = in, .out = out, .timeout_ms = timeout_ms, .headers = headers};
    invocation_init(&o->incoming);
    *source = (struct event_source){.request_next = request_next,
                                    .wait = wait_once,
                                    .take_event = take_event,
                                    .send_response = send_response,
                                    .response_sent = response_sent,
                                    .send_init_error = send_init_error,
                                    .close = close_source,
                                    .self = o};
}
