/* xray_cause.h - the X-Ray cause document of an error (runtime-api 1.5), which
 * the bridge makes beside the error and the platform wants in a header. */
#ifndef DAYFLY_BOOTSTRAP_RESPONSE_XRAY_CAUSE_H
#define DAYFLY_BOOTSTRAP_RESPONSE_XRAY_CAUSE_H

#include "common/buf.h"

enum { XRAY_CAUSE_MAX_BYTES = 32 * 1024 };

/* Moves member `xray` of the error object (JSON) into `cause`, as visible ASCII
 * on one line. One that is longer than XRAY_CAUSE_MAX_BYTES is left out, as
 * AWS's clients do. What has no such member stays byte for byte as it is. */
void xray_cause_take(struct buf *error, struct buf *cause);

#endif
