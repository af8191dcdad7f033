/* invocation.h - one invocation of a function, from the caller's request to its
 * response. Counted by references; the last one frees it. */
#ifndef DAYFLY_HOST_RUNTIME_INVOCATION_H
#define DAYFLY_HOST_RUNTIME_INVOCATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"
#include "host/base/ids.h"
#include "host/functions/function_name.h"
#include "host/runtime/outcome.h"
#include "host/tracing/trace_context.h"

enum {
    INVOCATION_HEADER_MAX = 8 * 1024, /* bytes of each text sent as a header */
    LOG_TAIL_BYTES = 4096,
    INVOCATION_WHAT_SIZE = 160,
};

struct json_t;
struct pool;
struct runner;
struct invocation;

/* Where the response to an invocation goes. */
struct response_sink {
    /* A streamed response begins, with this Content-Type ("": it has none).
     * NULL: the caller takes a response as a whole, of at most
     * PAYLOAD_MAX_BYTES; a stream may have STREAM_MAX_BYTES. */
    void (*on_start)(struct invocation *inv, const char *content_type);
    /* Takes some of the stream's bytes, and returns how many. If it takes fewer
     * than `size`, runner_response_resume() is to be called when it can take
     * more. NULL if on_start is. */
    size_t (*on_data)(struct invocation *inv, const char *bytes, size_t size);
    /* The invocation is over: called once, last, with or without on_start
     * before it. The outcome's body, which may be taken, is what was not
     * streamed: the response or the error. */
    void (*on_end)(struct invocation *inv, struct outcome *outcome);
    /* In its place, of an invocation that is kept: the host ends, and it has
     * not begun. NULL: what is kept needs nothing then. */
    void (*on_drop)(struct invocation *inv);
};

struct invocation {
    struct invocation *next; /* in the queue of its pool */
    unsigned refcount;
    struct pool *pool;     /* that has it, queued or running */
    struct runner *runner; /* that runs it, or did last; NULL: queued */
    char request_id[UUID_SIZE];
    char attempt_id[UUID_SIZE]; /* sent with the event */
    char arn[FUNCTION_ARN_SIZE];
    struct buf event;
    struct buf trace_id;
    struct trace_context trace; /* if spans are sent */
    struct buf client_context;  /* JSON in ASCII, without line ends */
    struct buf identity;        /* the same */
    struct buf tenant_id;
    char what[INVOCATION_WHAT_SIZE]; /* of a URL: "GET /path", cut to fit */
    struct json_t *url_cors; /* owned: of the URL (cors.h); NULL: none */
    unsigned url_status;     /* of the URL's response; 0: none was sent */
    bool wants_log_tail;
    struct buf log_tail;
    int64_t arrived_us; /* monotonic: added to the queue of a pool */
    int64_t started_us; /* monotonic: taken from the queue, then dispatched */
    int64_t ended_us;   /* monotonic: the runtime has answered, or failed */
    int64_t init_us;    /* of the runtime's start; -1: it ran already */
    char deadline[24];  /* wall clock, ms since 1970; "" until dispatched */
    unsigned begun;     /* times that it was begun and no code has seen it */
    bool async;         /* its caller was answered and does not wait */
    bool kept; /* async, and on the disk: it is not lost if it is dropped */
    const struct response_sink *sink;
    /* Borrowed, of the sink. NULL once the caller has left or got the end: the
     * sink is not called any more. */
    void *sink_data;
};

/* With one reference and new ids. NULL: out of memory. */
struct invocation *invocation_new(void);
struct invocation *invocation_ref(struct invocation *inv);
void invocation_unref(struct invocation *inv);

/* Adds a line to its log, of which only the tail is kept. */
void invocation_log(struct invocation *inv, const char *line, size_t size);
/* The last LOG_TAIL_BYTES of its log; not NUL-terminated. */
const char *invocation_log_tail(const struct invocation *inv, size_t *size);

#endif
