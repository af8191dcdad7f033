/* request_signature.h - the header lines by which AWS knows who sends a
 * request: Signature Version 4. libcurl can sign, but not all requests:
 * its 8.14 (Debian 13) signs wrongly where a query has an encoded plus, as
 * markers of lists have, its 7.88 (Debian 12) where a path has a percent
 * sequence, and for S3 without the hash of the body. Without I/O. */
#ifndef DAYFLY_HOST_CLIENT_REQUEST_SIGNATURE_H
#define DAYFLY_HOST_CLIENT_REQUEST_SIGNATURE_H

#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/error.h"
#include "host/client/aws_keys.h"

enum { SIGNED_LINES_MAX = 24 };

struct signing {
    const struct aws_keys *keys;
    const char *region;
    const char *service;
    const char *method;
    const char *url; /* as libcurl gets it, with CURLOPT_PATH_AS_IS */
    /* The other header lines, "Name: value", at most SIGNED_LINES_MAX, all of
     * which are signed. No name is there twice, and none without a value, which
     * libcurl would not send. */
    const char *const *lines;
    size_t count;
    const struct buf *body; /* NULL: none */
    int64_t now_ms;         /* by the wall clock */
};

/* Appends to `out`, which is empty, the lines that are to be sent besides, each
 * with a NUL at its end; the first is the header Host. False: the URL is none,
 * memory is short, or the lines are too many, and err says so. */
bool request_signature(struct buf *out, const struct signing *s,
                       struct error *err) MUST_CHECK;

#endif
