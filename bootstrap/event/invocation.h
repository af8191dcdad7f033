/* invocation.h - what came in: the platform's headers as fields, the event as
 * bytes. A value: it owns its bytes and does nothing.
 *
 * Field names and meanings: runtime-api 1.1. Empty means absent. */
#ifndef DAYFLY_BOOTSTRAP_EVENT_INVOCATION_H
#define DAYFLY_BOOTSTRAP_EVENT_INVOCATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bootstrap/event/deadline.h"
#include "common/buf.h"
#include "common/error.h"

/* 6 MiB + 100: the most an event, or a buffered answer, may have. */
enum { PAYLOAD_MAX_BYTES = 6 * 1024 * 1024 + 100 };

struct invocation {
    struct buf request_id;
    struct buf deadline_text; /* as received: decimal ms since the epoch */
    struct buf function_arn;
    struct buf trace_id;
    struct buf client_context;
    struct buf identity;
    struct buf tenant_id;
    struct buf invocation_id; /* of this attempt; echoed with the answer */
    struct buf event;

    int64_t deadline_wall_ms; /* when the platform gives up, epoch ms */
    int64_t limit_ms;         /* from receipt to then; at most the timeout */
    struct deadline deadline; /* made at receipt */

    bool reject_is_header; /* the refusal is about a header, not the event */
    struct error id_error; /* not "": no id of it can be trusted */
    struct error
        reject_reason; /* not "": it can be answered, but must not run */
};

/* What of an event is told by name, in the environment of a plain executable
 * and in a capsule, and taken back from there by --once. */
enum { INVOCATION_ENV_FIELDS = 6 };
extern const char *const invocation_env_names[INVOCATION_ENV_FIELDS];
/* The one of that place; empty when the platform has not told it. */
const struct buf *invocation_env_field(const struct invocation *inv,
                                       size_t place);

void invocation_init(struct invocation *inv);
/* Forget everything, keep the memory: nothing of one event is in the next. */
void invocation_clear(struct invocation *inv);
void invocation_free(struct invocation *inv);

/* One header; names we do not know are no concern of ours. A header given
 * twice with two values, or a value too long, becomes a refusal. */
void invocation_header(struct invocation *inv, const char *name,
                       size_t name_size, const char *value, size_t value_size);

/* True when the id is there and fit to stand in a URL: without it there is
 * nothing that could be answered. */
bool invocation_has_id(const struct invocation *inv,
                       struct error *err) MUST_CHECK;

/* When to stop reading an event whose headers are being read, in monotonic ms;
 * see deadline_transfer_end_ms. 0: never, its deadline is not known (yet). */
int64_t invocation_read_end_ms(const struct invocation *inv);

/* The moment of receipt: settles the deadlines, or the refusal when the
 * deadline is not one. A deadline further away than timeout_ms is brought
 * back to it. */
void invocation_received(struct invocation *inv, int64_t timeout_ms);

/* The error type of a refusal, as the platform's own clients name it. */
const char *invocation_reject_type(const struct invocation *inv);

#endif
