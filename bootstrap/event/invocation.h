/* invocation.h - one event: the platform's headers as fields and the payload as
 * bytes. A value that owns its memory.
 *
 * The headers are those of the AWS Lambda Runtime API, "Next invocation". An
 * empty field means that the header is absent. */
#ifndef DAYFLY_BOOTSTRAP_EVENT_INVOCATION_H
#define DAYFLY_BOOTSTRAP_EVENT_INVOCATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bootstrap/event/deadline.h"
#include "common/buf.h"
#include "common/error.h"

/* The largest event or buffered response: 6 MiB + 100 bytes, as in AWS Lambda.
 */
enum { PAYLOAD_MAX_BYTES = 6 * 1024 * 1024 + 100 };

struct invocation {
    struct buf request_id;
    struct buf deadline_text; /* as received: decimal ms since the epoch */
    struct buf function_arn;
    struct buf trace_id;
    struct buf client_context;
    struct buf identity;
    struct buf tenant_id;
    struct buf invocation_id; /* of this attempt; sent back with the response */
    struct buf load_text; /* so many ms later the time of this event may begin,
                             for its process to load */
    struct buf event;     /* the payload */

    int64_t deadline_wall_ms; /* the platform's deadline, ms since the epoch */
    int64_t arrived_us;       /* monotonic */
    int64_t load_us;  /* after its arrival its time began; see load_text */
    int64_t limit_ms; /* from receipt to the deadline; at most the timeout */
    struct deadline deadline; /* made at receipt */

    bool
        reject_is_header; /* reject_reason is about a header, not the payload */
    struct error id_error;      /* not "": the request id is not trustworthy */
    struct error reject_reason; /* not "": answer the event with this error
                                   instead of running it */
};

/* The headers that the environment of a plain executable and a capsule hold, by
 * the names of these variables. --once reads them from its environment. */
enum { INVOCATION_ENV_FIELDS = 6 };
extern const char *const invocation_env_names[INVOCATION_ENV_FIELDS];
/* The field whose name is invocation_env_names[index]. */
const struct buf *invocation_env_field(const struct invocation *inv,
                                       size_t index);

void invocation_init(struct invocation *inv);
/* Forgets the event but keeps the memory, so that nothing of one event is in
 * the next. */
void invocation_clear(struct invocation *inv);
void invocation_free(struct invocation *inv);

/* Takes one header; unknown names are ignored. A value that is too long, or
 * that differs from an earlier value of the same header, sets reject_reason. */
void invocation_header(struct invocation *inv, const char *name,
                       size_t name_size, const char *value, size_t value_size);

/* True if the request id is present and may be put into a URL. Without it the
 * event cannot be answered. */
bool invocation_has_id(const struct invocation *inv,
                       struct error *err) MUST_CHECK;

/* When to stop reading an event whose headers are being read, in monotonic ms;
 * see deadline_transfer_end_ms(). 0: never, its deadline is not known (yet). */
int64_t invocation_read_end_ms(const struct invocation *inv);

/* When to stop sending the response to an event that was received; likewise. */
int64_t invocation_send_end_ms(const struct invocation *inv);

/* The event is complete: sets limit_ms and deadline, or reject_reason if the
 * deadline header is not valid. A deadline more than timeout_ms from now is
 * moved to timeout_ms from now. */
void invocation_received(struct invocation *inv, int64_t timeout_ms);

/* For how long its process may load before the time of the event begins; 0: it
 * begins at its arrival. */
int64_t invocation_load_max_ms(const struct invocation *inv);
/* Its process has loaded: its time begins now, but at most that long after its
 * arrival. Otherwise as invocation_received. */
void invocation_loaded(struct invocation *inv, int64_t timeout_ms);

/* The error type of a rejected event, as AWS's own runtime clients name it. */
const char *invocation_reject_type(const struct invocation *inv);

#endif
