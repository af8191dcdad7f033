#include "bootstrap/runtime_api/stdin_source.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/fd.h"

enum { CHUNK_BYTES = 64 * 1024 };

static bool ask(void *self, int64_t peak_kib, struct error *f)
{
    struct stdin_source *o = self;

    (void)peak_kib;
    (void)f;
    o->over = o->asked;
    o->asked = true;
    return true;
}

/* Standard input is read to its end before anything runs, as the platform's
 * events are whole before they are handed out. */
static void read_some(struct stdin_source *o)
{
    struct invocation *inv = &o->incoming;
    struct buf *event = &inv->event;
    size_t room = event->ceiling - event->size;
    char beyond[1];
    ssize_t got;

    if (room > CHUNK_BYTES)
        room = CHUNK_BYTES;
    if (room > 0 && !buf_reserve(event, room))
        (void)error_set(&inv->refusal, "no memory for the event");
    if (*inv->refusal.text) {
        o->whole = true;
        return;
    }
    if (room > 0)
        got = fd_read(o->in, buf_tail(event), room);
    else
        got = fd_read(o->in, beyond, sizeof beyond);
    o->whole = got <= 0;
    if (got < 0)
        (void)error_set_errno(&inv->refusal,
                              "cannot read the event from stdin");
    else if (got > 0 && room == 0)
        (void)error_set(&inv->refusal, "the event is larger than %d bytes",
                        PAYLOAD_MAX_BYTES);
    else if (got > 0)
        buf_commit(event, (size_t)got);
}

static const char *const header_names[] = {
    "Lambda-Runtime-Aws-Request-Id", "Lambda-Runtime-Invoked-Function-Arn",
    "Lambda-Runtime-Client-Context", "Lambda-Runtime-Cognito-Identity",
    "Lambda-Runtime-Aws-Tenant-Id",  "Lambda-Runtime-Trace-Id",
};

static enum source_status arrived(void *self, struct invocation *inv,
                                  struct error *f)
{
    struct stdin_source *o = self;
    char text[64];

    if (o->over)
        return SOURCE_CLOSED;
    if (!o->whole)
        return SOURCE_PENDING;
    (void)f;
    (void)snprintf(text, sizeof text, "once-%ld", (long)getpid());
    for (size_t i = 0; i < COUNT(header_names); i++) {
        const char *value = o->headers[i] ? o->headers[i] : i == 0 ? text : "";
        invocation_header(&o->incoming, header_names[i],
                          strlen(header_names[i]), value, strlen(value));
    }
    long long deadline_ms = clock_wall_ms() + o->timeout_ms;
    (void)snprintf(text, sizeof text, "%lld", deadline_ms);
    invocation_header(&o->incoming, "Lambda-Runtime-Deadline-Ms", 26, text,
                      strlen(text));
    struct invocation old = *inv;
    *inv = o->incoming;
    o->incoming = old;
    return SOURCE_EVENT;
}

static bool write_out(struct stdin_source *o, const char *bytes, size_t size,
                      struct error *f)
{
    if (fd_write_all(o->out, bytes, size))
        return true;
    return error_set_errno(f, "cannot write the answer to stdout");
}

static bool write_some(struct stdin_source *o, struct response_body *body,
                       struct error *f)
{
    char bytes[CHUNK_BYTES];

    for (;;) {
        size_t size = response_body_read(body, bytes, sizeof bytes);
        if (size == 0)
            return true;
        if (!write_out(o, bytes, size, f))
            return false;
    }
}

/* For people; programs get the answer's bytes and no more. */
static bool end_line(struct stdin_source *o, struct error *f)
{
    return !isatty(o->out) || write_out(o, "\n", 1, f);
}

static bool answer(void *self, const struct invocation *inv, struct response *a,
                   struct error *f)
{
    struct stdin_source *o = self;
    const struct buf *error = &a->error.bytes;

    (void)inv;
    o->failed = a->failed;
    o->answer = a->streaming ? a : NULL;
    if (!(a->failed ? write_out(o, error->data, error->size, f)
                    : write_some(o, a->body, f)))
        return false;
    return a->streaming || end_line(o, f);
}

/* What has come of a stream goes out at once; a late failure goes to stderr,
 * where no reader of the body will mistake it for a part of it. */
static bool stream_on(struct stdin_source *o, struct error *f)
{
    struct response *a = o->answer;

    if (!write_some(o, a->body, f))
        return false;
    if (!a->body->live) {
        o->failed = a->error.bytes.size > 0;
        o->answer = NULL;
    }
    return true;
}

static bool wait_once(void *self, struct poll_set *w, struct error *f)
{
    struct stdin_source *o = self;

    if (o->answer && !stream_on(o, f))
        return false;
    if (o->asked && !o->whole)
        poll_set_add(w, o->in, POLLIN);
    if (poll(w->fds, w->count, w->timeout_ms) < 0 && errno != EINTR)
        return error_set_errno(f, "cannot wait");
    if (!o->whole && poll_set_revents(w, o->in))
        read_some(o);
    return true;
}

static bool answered(void *self)
{
    struct stdin_source *o = self;

    return !o->answer;
}

static bool birth_failed(void *self, struct response *a, struct error *f)
{
    struct stdin_source *o = self;

    o->failed = true;
    return write_out(o, a->error.bytes.data, a->error.bytes.size, f) &&
           end_line(o, f);
}

static void close_once(void *self)
{
    struct stdin_source *o = self;

    invocation_free(&o->incoming);
}

void stdin_source_open(struct stdin_source *o, int in, int out,
                       int64_t timeout_ms, const char *const headers[6],
                       struct event_source *source)
{
    *o = (struct stdin_source){
        .in = in, .out = out, .timeout_ms = timeout_ms, .headers = headers};
    invocation_init(&o->incoming);
    *source = (struct event_source){.ask = ask,
                                    .wait = wait_once,
                                    .arrived = arrived,
                                    .answer = answer,
                                    .answered = answered,
                                    .birth_failed = birth_failed,
                                    .close = close_once,
                                    .self = o};
}
