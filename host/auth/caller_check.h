/* caller_check.h - may the caller of this request do what it asks for? It is
 * checked twice: when the headers are complete, so that a stranger's body is
 * not received, and when the body is, which a signature covers.
 *
 * Without keys everything is allowed: the host is on loopback then. */
#ifndef DAYFLY_HOST_AUTH_CALLER_CHECK_H
#define DAYFLY_HOST_AUTH_CALLER_CHECK_H

#include <stdbool.h>

#include "host/auth/access.h"
#include "host/auth/key_set.h"
#include "host/auth/refusal.h"
#include "host/crypto/digest.h"

struct http_request;

struct caller_check {
    struct key_set keys;
    const char *region; /* of the ARNs in messages; borrowed */
};

/* False: refusal says why. */
bool caller_check_headers(const struct caller_check *check,
                          const struct http_request *req,
                          const struct access *access, struct refusal *refusal);
/* `payload_hash` is that of the whole body. */
bool caller_check_whole(const struct caller_check *check,
                        const struct http_request *req,
                        const struct access *access,
                        const char payload_hash[DIGEST_TEXT_SIZE],
                        struct refusal *refusal);
/* The key of a caller that may do what it has asked for. False: the host has no
 * keys, so nobody has said who it is. */
bool caller_check_key(const struct caller_check *check,
                      const struct http_request *req, char id[KEY_ID_SIZE]);

#endif
