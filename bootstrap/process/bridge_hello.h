/* bridge_hello.h - the lines of JSON that a bridge reads from its stdin: one at
 * startup (of a copy: at its birth) and one before the bytes of each event
 * (bridge protocol, version 1; see bridge/). */
#ifndef DAYFLY_BOOTSTRAP_PROCESS_BRIDGE_HELLO_H
#define DAYFLY_BOOTSTRAP_PROCESS_BRIDGE_HELLO_H

#include <stdbool.h>

#include "bootstrap/config/settings.h"
#include "bootstrap/event/invocation.h"
#include "bootstrap/launch/handler.h"
#include "bootstrap/process/frame_parser.h"
#include "common/buf.h"
#include "common/error.h"

/* A new nonce: NONCE_SIZE hex digits from the kernel's random source. */
bool bridge_hello_nonce(char nonce[NONCE_SIZE + 1],
                        struct error *err) MUST_CHECK;

/* Of the process that is started. */
struct bridge_start {
    const char *nonce;
    bool thorough;       /* the bridge may take longer to start if that makes
                            the first event faster */
    bool is_template;    /* it may be asked for copies of itself */
    const char *library; /* that it needs for it; "": none */
    const char *event;   /* with which it rehearses; "": it does not */
};

/* These functions append a line with its LF. Bytes that are not UTF-8 become
 * U+FFFD. */
bool bridge_hello_startup(struct buf *line, const struct handler *h,
                          const struct settings *s,
                          const struct bridge_start *start,
                          struct error *err) MUST_CHECK;
/* The first line for a copy of a template. */
bool bridge_hello_copy(struct buf *line, const char *nonce, bool thorough,
                       struct error *err) MUST_CHECK;
bool bridge_hello_event(struct buf *line, const struct invocation *inv,
                        struct error *err) MUST_CHECK;

#endif
