/* digest.h - SHA-256 and HMAC, comparison in constant time, and random bytes.
 */
#ifndef DAYFLY_HOST_CRYPTO_DIGEST_H
#define DAYFLY_HOST_CRYPTO_DIGEST_H

#include <nettle/hmac.h>
#include <nettle/sha2.h>
#include <stdbool.h>
#include <stddef.h>

#include "common/compiler.h"
#include "host/base/ids.h"

enum { DIGEST_SIZE = 32, DIGEST_TEXT_SIZE = 2 * DIGEST_SIZE + 1 };

/* SHA-256 of bytes that come in pieces. */
struct digest {
    struct sha256_ctx state;
};

void digest_begin(struct digest *d);
void digest_add(struct digest *d, const void *bytes, size_t size);
/* As hexadecimal digits in lower case. */
void digest_end(struct digest *d, char text[DIGEST_TEXT_SIZE]);

void digest_text(const void *bytes, size_t size, char text[DIGEST_TEXT_SIZE]);
/* The same of a text, as a UUID of the version for one's own (8). */
void digest_uuid(const char *what, char text[UUID_SIZE]);
/* HMAC-SHA256. `out` may be the key. */
void digest_hmac(const void *key, size_t key_size, const void *bytes,
                 size_t size, unsigned char out[DIGEST_SIZE]);
/* The same of bytes that come in pieces. */
struct digest_mac {
    struct hmac_sha256_ctx state;
};

void digest_mac_begin(struct digest_mac *mac, const void *key, size_t key_size);
void digest_mac_add(struct digest_mac *mac, const void *bytes, size_t size);
void digest_mac_end(struct digest_mac *mac, unsigned char out[DIGEST_SIZE]);
void digest_hex(const unsigned char bytes[DIGEST_SIZE],
                char text[DIGEST_TEXT_SIZE]);
/* How long it takes depends on the size of `given` only. */
bool digest_same(const char *given, const char *wanted);
/* False: the kernel gives none. At most 256 bytes. */
bool digest_random(void *bytes, size_t size) MUST_CHECK;

#endif
