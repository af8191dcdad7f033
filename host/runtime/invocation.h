/* invocation.h - one invocation, from its caller's request to its answer. A
 * value: what it is asked to do travels, who runs it is the lane's business. */
#ifndef DAYFLY_HOST_RUNTIME_INVOCATION_H
#define DAYFLY_HOST_RUNTIME_INVOCATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"
#include "host/base/ids.h"
#include "host/functions/function_name.h"
#include "host/runtime/outcome.h"

enum {
    INVOCATION_HEADER_MAX =
        8 * 1024, /* each of the texts that travel as headers */
    LOG_TAIL_BYTES = 4096,
};

struct runner;
struct invocation;

/* How a caller hears of its call. */
struct response_sink {
    /* The response begins; `type` is its Content-Type, "" when it has none.
     * NULL: this audience takes a response whole, of at most
     * PAYLOAD_MAX_BYTES; others of at most STREAM_MAX_BYTES. */
    void (*on_start)(struct invocation *c, const char *type);
    /* Takes some of its bytes, and returns how many. Fewer than there are:
     * runner_response_resume is due when there is room again. NULL without
     * `begin`. */
    size_t (*on_data)(struct invocation *c, const char *bytes, size_t size);
    /* The call is over; told once, and the last. The outcome's body, which may
     * be taken, is what was not told in pieces: the response, or the error. It
     * may come without a `begin`, and fail after one. */
    void (*on_end)(struct invocation *c, struct outcome *o);
};

struct invocation {
    struct invocation *next;
    unsigned refcount;
    struct runner *runner; /* where it is in line */
    char request_id[UUID_SIZE];
    char attempt_id[UUID_SIZE]; /* the nonce of this handing out */
    char arn[FUNCTION_ARN_SIZE];
    struct buf event;
    struct buf trace_id;
    struct buf client_context; /* JSON, fit for a header */
    struct buf identity;       /* the same */
    struct buf tenant_id;
    bool wants_log_tail;
    struct buf log_tail;
    int64_t started_us; /* taken from the queue; later: handed out */
    int64_t init_us;    /* -1: the runtime was there already */
    char deadline[24];  /* wall clock, ms; "" until handed out */
    bool async;         /* its caller has had an answer and does not wait */
    const struct response_sink *sink;
    /* Who hears of it, the audience's own; borrowed. NULL once it has gone or
     * has heard the end: the audience is not called any more. */
    void *sink_data;
};

/* With one holder, fresh ids; NULL when memory is short. */
struct invocation *invocation_new(void);
struct invocation *invocation_ref(struct invocation *inv);
void invocation_unref(struct invocation *inv);

/* A line of its log, kept as far as the tail goes. */
void invocation_log(struct invocation *inv, const char *line, size_t size);
/* The last LOG_TAIL_BYTES of it. */
const char *invocation_log_tail(const struct invocation *inv, size_t *size);

#endif
