/* seal.h - encrypts texts that are stored (AES-256-GCM), with a key in a file:
 * 64 hexadecimal digits. Who has the store without that file cannot read them.
 */
#ifndef DAYFLY_HOST_CRYPTO_SEAL_H
#define DAYFLY_HOST_CRYPTO_SEAL_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"
#include "common/compiler.h"
#include "common/error.h"

enum { SEAL_KEY_SIZE = 32 };

struct seal {
    char path[PATH_MAX];
    bool has_key; /* the file was there */
    unsigned char key[SEAL_KEY_SIZE];
};

/* Reads the file if it exists. */
bool seal_open(struct seal *seal, const char *path,
               struct error *err) MUST_CHECK;
/* Makes a key and the file, if there was none. */
bool seal_make_key(struct seal *seal, struct error *err) MUST_CHECK;

/* Appends the encrypted text as base64. It can be opened with the same `about`
 * only, which is not secret. */
bool seal_close_text(const struct seal *seal, const char *about,
                     const char *text, size_t size, struct buf *out,
                     struct error *err) MUST_CHECK;
/* Appends the text. False: it was closed with another key, or has been changed;
 * err names the file of the key. */
bool seal_open_text(const struct seal *seal, const char *about,
                    const char *closed, struct buf *out,
                    struct error *err) MUST_CHECK;

#endif
