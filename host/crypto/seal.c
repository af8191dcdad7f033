#include "host/crypto/seal.h"

#include <nettle/gcm.h>
#include <nettle/memops.h>
#include <stdio.h>
#include <string.h>

#include "common/base64.h"
#include "host/base/hex.h"
#include "host/crypto/digest.h"
#include "host/crypto/private_file.h"

/* A closed text is a random number that is used once, the encrypted bytes, and
 * a mark that only the key makes. */
enum { NONCE_SIZE = GCM_IV_SIZE, MARK_SIZE = GCM_DIGEST_SIZE };

enum { FILE_MAX_BYTES = 8192 };

static bool read_key(struct seal *seal, const char *text)
{
    for (size_t i = 0; i < SEAL_KEY_SIZE; i++, text += 2) {
        int byte = hex_byte(text);
        if (byte < 0)
            return false;
        seal->key[i] = (unsigned char)byte;
    }
    return text[strspn(text, " \t\r\n")] == '\0';
}

bool seal_open(struct seal *seal, const char *path, struct error *err)
{
    AUTO(struct buf, buf_free) text = BUF(FILE_MAX_BYTES);

    *seal = (struct seal){.has_key = false};
    (void)snprintf(seal->path, sizeof seal->path, "%s", path);
    if (!private_file_read(&text, path, &seal->has_key, err))
        return false;
    return !seal->has_key || read_key(seal, text.data) ||
           error_set(err,
                     "%s is not a key that encrypts environments: it must have "
                     "64 hexadecimal digits",
                     path);
}

bool seal_make_key(struct seal *seal, struct error *err)
{
    AUTO(struct buf, buf_free) text = BUF(128);
    char digits[DIGEST_TEXT_SIZE];

    if (seal->has_key)
        return true;
    if (!digest_random(seal->key, sizeof seal->key))
        return error_set_errno(err, "cannot make a random key");
    digest_hex(seal->key, digits);
    seal->has_key = buf_printf(&text, "%s\n", digits) &&
                    private_file_write(&text, seal->path, err);
    return seal->has_key;
}

static void begin(struct gcm_aes256_ctx *state, const struct seal *seal,
                  const unsigned char *nonce, const char *about)
{
    gcm_aes256_set_key(state, seal->key);
    gcm_aes256_set_iv(state, NONCE_SIZE, nonce);
    gcm_aes256_update(state, strlen(about), (const uint8_t *)about);
}

bool seal_close_text(const struct seal *seal, const char *about,
                     const char *text, size_t size, struct buf *out,
                     struct error *err)
{
    AUTO(struct buf, buf_free) closed = BUF(size + NONCE_SIZE + MARK_SIZE);
    struct gcm_aes256_ctx state;

    if (!buf_reserve(&closed, size + NONCE_SIZE + MARK_SIZE))
        return error_set(err, "out of memory");
    unsigned char *bytes = (unsigned char *)buf_tail(&closed);
    if (!digest_random(bytes, NONCE_SIZE))
        return error_set_errno(err, "cannot make a random number");
    begin(&state, seal, bytes, about);
    gcm_aes256_encrypt(&state, size, bytes + NONCE_SIZE, (const uint8_t *)text);
    gcm_aes256_digest(&state, MARK_SIZE, bytes + NONCE_SIZE + size);
    return base64_encode(out, bytes, size + NONCE_SIZE + MARK_SIZE) ||
           error_set(err, "out of memory");
}

static bool is_wrong(const struct seal *seal, struct error *err)
{
    if (!seal->has_key)
        return error_set(
            err,
            "it is encrypted with a key in a file, and %s does not "
            "exist; put that file back, or name it with "
            "--key-file",
            seal->path);
    return error_set(err,
                     "it is encrypted with another key than that in %s, or was "
                     "damaged; name the right file with --key-file",
                     seal->path);
}

bool seal_open_text(const struct seal *seal, const char *about,
                    const char *closed, struct buf *out, struct error *err)
{
    AUTO(struct buf, buf_free) all = BUF(strlen(closed));
    struct gcm_aes256_ctx state;
    unsigned char mark[MARK_SIZE];

    if (!seal->has_key || !base64_decode(&all, closed, strlen(closed)) ||
        all.size < NONCE_SIZE + MARK_SIZE)
        return is_wrong(seal, err);
    const unsigned char *bytes = (const unsigned char *)all.data;
    size_t size = all.size - NONCE_SIZE - MARK_SIZE;
    if (!buf_reserve(out, size + 1))
        return error_set(err, "out of memory");
    begin(&state, seal, bytes, about);
    gcm_aes256_decrypt(&state, size, (uint8_t *)buf_tail(out),
                       bytes + NONCE_SIZE);
    gcm_aes256_digest(&state, MARK_SIZE, mark);
    if (!memeql_sec(mark, bytes + NONCE_SIZE + size, MARK_SIZE)) {
        buf_truncate(out, out->size);
        return is_wrong(seal, err);
    }
    buf_commit(out, size);
    return true;
}
