/* hello.h - what a bridged child is told on its stdin: one line at birth, one
 * before each event (bridge protocol 1, design.md 4). */
#ifndef DAYFLY_HELLO_H
#define DAYFLY_HELLO_H

#include <stdbool.h>

#include "bootstrap/base/buf.h"
#include "bootstrap/base/fault.h"
#include "bootstrap/frames.h"
#include "bootstrap/handler.h"
#include "bootstrap/invocation.h"
#include "bootstrap/settings.h"

/* A new nonce: 32 hex digits from the kernel's random source. */
bool hello_nonce(char nonce[NONCE_SIZE + 1], struct fault *f) MUST_CHECK;

/* Both end in LF. Text that is not UTF-8 is mended. thorough: there is time to
 * spend on what makes the first event faster. */
bool hello_birth(struct buf *line, const struct handler *h,
                 const struct settings *s, const char *nonce, bool thorough,
                 struct fault *f) MUST_CHECK;
bool hello_event(struct buf *line, const struct invocation *inv,
                 struct fault *f) MUST_CHECK;

#endif
