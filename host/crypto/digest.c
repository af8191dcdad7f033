#include "host/crypto/digest.h"

#include <nettle/memops.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

void digest_begin(struct digest *d)
{
    sha256_init(&d->state);
}

void digest_add(struct digest *d, const void *bytes, size_t size)
{
    sha256_update(&d->state, size, bytes);
}

void digest_hex(const unsigned char bytes[DIGEST_SIZE],
                char text[DIGEST_TEXT_SIZE])
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < DIGEST_SIZE; i++) {
        text[2 * i] = digits[bytes[i] >> 4];
        text[2 * i + 1] = digits[bytes[i] & 15];
    }
    text[DIGEST_TEXT_SIZE - 1] = '\0';
}

void digest_end(struct digest *d, char text[DIGEST_TEXT_SIZE])
{
    unsigned char out[DIGEST_SIZE];

    sha256_digest(&d->state, sizeof out, out);
    digest_hex(out, text);
}

void digest_text(const void *bytes, size_t size, char text[DIGEST_TEXT_SIZE])
{
    struct digest d;

    digest_begin(&d);
    digest_add(&d, bytes, size);
    digest_end(&d, text);
}

void digest_uuid(const char *what, char text[UUID_SIZE])
{
    char hash[DIGEST_TEXT_SIZE];

    digest_text(what, strlen(what), hash);
    /* The version and the variant of RFC 9562. */
    (void)snprintf(text, UUID_SIZE, "%.8s-%.4s-8%.3s-a%.3s-%.12s", hash,
                   hash + 8, hash + 12, hash + 15, hash + 18);
}

void digest_hmac(const void *key, size_t key_size, const void *bytes,
                 size_t size, unsigned char out[DIGEST_SIZE])
{
    struct digest_mac mac;

    digest_mac_begin(&mac, key, key_size);
    digest_mac_add(&mac, bytes, size);
    digest_mac_end(&mac, out);
}

void digest_mac_begin(struct digest_mac *mac, const void *key, size_t key_size)
{
    hmac_sha256_set_key(&mac->state, key_size, key);
}

void digest_mac_add(struct digest_mac *mac, const void *bytes, size_t size)
{
    hmac_sha256_update(&mac->state, size, bytes);
}

void digest_mac_end(struct digest_mac *mac, unsigned char out[DIGEST_SIZE])
{
    hmac_sha256_digest(&mac->state, DIGEST_SIZE, out);
}

bool digest_same(const char *given, const char *wanted)
{
    size_t size = strlen(given);

    return size == strlen(wanted) && memeql_sec(given, wanted, size);
}

bool digest_random(void *bytes, size_t size)
{
    return getrandom(bytes, size, 0) == (ssize_t)size;
}
