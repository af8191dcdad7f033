/* canonical.h - a request in the canonical form of AWS Signature Version 4, and
 * the signature of it. Pure. */
#ifndef DAYFLY_HOST_AUTH_CANONICAL_H
#define DAYFLY_HOST_AUTH_CANONICAL_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"
#include "host/crypto/digest.h"
#include "host/http/http_request.h"

struct canonical_source {
    const char *method;
    const char *target; /* as received: path and query, not decoded */
    const struct http_header *headers;
    size_t header_count;
    const char *signed_headers; /* names with ";" between */
    const char *payload_hash;   /* hexadecimal digits */
    bool is_path_kept;          /* as S3 wants it; others: encoded once more */
};

/* The query is sorted, without X-Amz-Signature.
 * False: `out` is full, or memory is short. */
bool canonical_request(struct buf *out,
                       const struct canonical_source *source) MUST_CHECK;

struct signature_scope {
    const char *secret;
    const char *date; /* 20150830T123600Z */
    const char *day;  /* of the scope, as region and service */
    const char *region;
    const char *service;
};

/* As hexadecimal digits. False: memory is short. */
bool canonical_sign(const struct signature_scope *scope,
                    const struct buf *request,
                    char signature[DIGEST_TEXT_SIZE]) MUST_CHECK;

#endif
