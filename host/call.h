/* call.h - one invocation, from its caller's request to its answer. A value:
 * what it is asked to do travels, who runs it is the lane's business. */
#ifndef DAYFLY_CALL_H
#define DAYFLY_CALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bootstrap/base/buf.h"
#include "host/function_name.h"
#include "host/outcome.h"

enum {
    UUID_SIZE = 37,
    CALL_WORD_MOST = 8 * 1024, /* each of the texts that travel as headers */
    TAIL_BYTES = 4096,
};

struct request;
struct lane;

struct call {
    struct call *next;
    unsigned holders;
    struct lane *lane; /* where it is in line */
    char request_id[UUID_SIZE];
    char attempt[UUID_SIZE]; /* the nonce of this handing out */
    char arn[FUNCTION_ARN_SIZE];
    struct buf event;
    struct buf trace;
    struct buf client_context; /* JSON, fit for a header */
    struct buf identity;       /* the same */
    struct buf tenant;
    bool wants_tail;
    struct buf tail;
    int64_t begun_us;  /* taken from the queue; later: handed out */
    int64_t init_us;   /* -1: the runtime was there already */
    char deadline[24]; /* wall clock, ms; "" until handed out */
    /* NULL once it has gone or was answered. */
    struct request *caller;
    bool unattended; /* there never was one: `answer` is called all the same */
    /* Answers the caller, who is there. May take the outcome's body. */
    void (*answer)(struct call *c, struct outcome *o);
};

/* With one holder, fresh ids; NULL when memory is short. */
struct call *call_new(void);
struct call *call_hold(struct call *c);
void call_release(struct call *c);

/* A line of its log, kept as far as the tail goes. */
void call_log(struct call *c, const char *line, size_t size);
/* The last TAIL_BYTES of it. */
const char *call_tail(const struct call *c, size_t *size);

/* Version 4. */
void uuid_make(char text[UUID_SIZE]);
/* Adds a trace id that is sampled by nobody. */
bool trace_make(struct buf *out) MUST_CHECK;

#endif
