/* rehearsal.h - the sample event of a function, which a template hands to the
 * handler before it is copied, so that copies begin with compiled code. */
#ifndef DAYFLY_BOOTSTRAP_LAUNCH_REHEARSAL_H
#define DAYFLY_BOOTSTRAP_LAUNCH_REHEARSAL_H

#include <stdbool.h>

#include "common/buf.h"
#include "common/error.h"

enum { REHEARSAL_MAX_BYTES = 256 * 1024 };

#define REHEARSAL BUF(REHEARSAL_MAX_BYTES + 1)

/* event is REHEARSAL before. file: absolute, or in the function's folder, root.
 * False: it is no JSON that can be read; err says why, and event is empty. */
bool rehearsal_read(struct buf *event, const char *file, const char *root,
                    struct error *err) MUST_CHECK;

#endif
