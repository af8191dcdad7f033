/* bridge_hello.h - what a bridged child is told on its stdin: one line at
 * birth, one before each event (bridge protocol 1, design.md 4). */
#ifndef DAYFLY_BOOTSTRAP_PROCESS_BRIDGE_HELLO_H
#define DAYFLY_BOOTSTRAP_PROCESS_BRIDGE_HELLO_H

#include <stdbool.h>

#include "bootstrap/config/settings.h"
#include "bootstrap/event/invocation.h"
#include "bootstrap/launch/handler.h"
#include "bootstrap/process/frame_parser.h"
#include "common/buf.h"
#include "common/error.h"

/* A new nonce: 32 hex digits from the kernel's random source. */
bool bridge_hello_nonce(char nonce[NONCE_SIZE + 1],
                        struct error *err) MUST_CHECK;

/* Both end in LF. Text that is not UTF-8 is mended. thorough: there is time to
 * spend on what makes the first event faster. */
bool bridge_hello_startup(struct buf *line, const struct handler *h,
                          const struct settings *s, const char *nonce,
                          bool thorough, struct error *err) MUST_CHECK;
bool bridge_hello_event(struct buf *line, const struct invocation *inv,
                        struct error *err) MUST_CHECK;

#endif
