#include "bootstrap/runtime_api/stdin_source.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/fd.h"

enum { CHUNK_BYTES = 64 * 1024 };

static bool ask(void *self, int64_t peak_kib, struct fault *f)
{
    struct once *o = self;

    (void)peak_kib;
    (void)f;
    o->over = o->asked;
    o->asked = true;
    return true;
}

/* Standard input is read to its end before anything runs, as the platform's
 * events are whole before they are handed out. */
static void read_some(struct once *o)
{
    struct invocation *inv = &o->incoming;
    struct buf *event = &inv->event;
    size_t room = event->ceiling - event->size;
    char beyond[1];
    ssize_t got;

    if (room > CHUNK_BYTES)
        room = CHUNK_BYTES;
    if (room > 0 && !buf_reserve(event, room))
        (void)fault_set(&inv->refusal, "no memory for the event");
    if (*inv->refusal.text) {
        o->whole = true;
        return;
    }
    if (room > 0)
        got = fd_read(o->in, buf_end(event), room);
    else
        got = fd_read(o->in, beyond, sizeof beyond);
    o->whole = got <= 0;
    if (got < 0)
        (void)fault_errno(&inv->refusal, "cannot read the event from stdin");
    else if (got > 0 && room == 0)
        (void)fault_set(&inv->refusal, "the event is larger than %d bytes",
                        PAYLOAD_MOST_BYTES);
    else if (got > 0)
        buf_grew(event, (size_t)got);
}

static const char *const header_names[] = {
    "Lambda-Runtime-Aws-Request-Id", "Lambda-Runtime-Invoked-Function-Arn",
    "Lambda-Runtime-Client-Context", "Lambda-Runtime-Cognito-Identity",
    "Lambda-Runtime-Aws-Tenant-Id",  "Lambda-Runtime-Trace-Id",
};

static enum news arrived(void *self, struct invocation *inv, struct fault *f)
{
    struct once *o = self;
    char text[64];

    if (o->over)
        return NEWS_OVER;
    if (!o->whole)
        return NEWS_NONE;
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
    return NEWS_EVENT;
}

static bool write_out(struct once *o, const char *bytes, size_t size,
                      struct fault *f)
{
    if (fd_write_all(o->out, bytes, size))
        return true;
    return fault_errno(f, "cannot write the answer to stdout");
}

static bool write_some(struct once *o, struct body *body, struct fault *f)
{
    char bytes[CHUNK_BYTES];

    for (;;) {
        size_t size = body_pull(body, bytes, sizeof bytes);
        if (size == 0)
            return true;
        if (!write_out(o, bytes, size, f))
            return false;
    }
}

/* For people; programs get the answer's bytes and no more. */
static bool end_line(struct once *o, struct fault *f)
{
    return !isatty(o->out) || write_out(o, "\n", 1, f);
}

static bool answer(void *self, const struct invocation *inv, struct answer *a,
                   struct fault *f)
{
    struct once *o = self;
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
static bool stream_on(struct once *o, struct fault *f)
{
    struct answer *a = o->answer;

    if (!write_some(o, a->body, f))
        return false;
    if (!a->body->live) {
        o->failed = a->error.bytes.size > 0;
        o->answer = NULL;
    }
    return true;
}

static bool wait_once(void *self, struct watch *w, struct fault *f)
{
    struct once *o = self;

    if (o->answer && !stream_on(o, f))
        return false;
    if (o->asked && !o->whole)
        watch_add(w, o->in, POLLIN);
    if (poll(w->fds, w->count, w->timeout_ms) < 0 && errno != EINTR)
        return fault_errno(f, "cannot wait");
    if (!o->whole && watch_found(w, o->in))
        read_some(o);
    return true;
}

static bool answered(void *self)
{
    struct once *o = self;

    return !o->answer;
}

static bool birth_failed(void *self, struct answer *a, struct fault *f)
{
    struct once *o = self;

    o->failed = true;
    return write_out(o, a->error.bytes.data, a->error.bytes.size, f) &&
           end_line(o, f);
}

static void close_once(void *self)
{
    struct once *o = self;

    invocation_free(&o->incoming);
}

void once_open(struct once *o, int in, int out, int64_t timeout_ms,
               const char *const headers[6], struct source *source)
{
    *o = (struct once){
        .in = in, .out = out, .timeout_ms = timeout_ms, .headers = headers};
    invocation_init(&o->incoming);
    *source = (struct source){.ask = ask,
                              .wait = wait_once,
                              .arrived = arrived,
                              .answer = answer,
                              .answered = answered,
                              .birth_failed = birth_failed,
                              .close = close_once,
                              .self = o};
}
