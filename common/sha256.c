#include "common/sha256.h"

#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "common/fd.h"

enum { BLOCK = 64, READ_BYTES = 64 * 1024 };

static const uint32_t rounds[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
    0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
    0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
    0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
    0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
    0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
    0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
    0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
    0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static uint32_t rotate_right(uint32_t x, int by)
{
    return x >> by | x << (32 - by);
}

static void expand(uint32_t w[64], const unsigned char *block)
{
    for (int i = 0; i < 16; i++)
        w[i] = (uint32_t)block[i * 4] << 24 | (uint32_t)block[i * 4 + 1] << 16 |
               (uint32_t)block[i * 4 + 2] << 8 | (uint32_t)block[i * 4 + 3];
    for (int i = 16; i < 64; i++) {
        uint32_t a = rotate_right(w[i - 15], 7) ^ rotate_right(w[i - 15], 18) ^
                     w[i - 15] >> 3;
        uint32_t b = rotate_right(w[i - 2], 17) ^ rotate_right(w[i - 2], 19) ^
                     w[i - 2] >> 10;
        w[i] = w[i - 16] + a + w[i - 7] + b;
    }
}

static void compress(uint32_t sum[8], const unsigned char *block)
{
    uint32_t w[64];
    uint32_t s[8];

    expand(w, block);
    memcpy(s, sum, sizeof s);
    for (int i = 0; i < 64; i++) {
        uint32_t one = rotate_right(s[4], 6) ^ rotate_right(s[4], 11) ^
                       rotate_right(s[4], 25);
        uint32_t choice = (s[4] & s[5]) ^ (~s[4] & s[6]);
        uint32_t a = s[7] + one + choice + rounds[i] + w[i];
        uint32_t two = rotate_right(s[0], 2) ^ rotate_right(s[0], 13) ^
                       rotate_right(s[0], 22);
        uint32_t most = (s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]);
        memmove(s + 1, s, 7 * sizeof *s);
        s[4] += a;
        s[0] = a + two + most;
    }
    for (int i = 0; i < 8; i++)
        sum[i] += s[i];
}

/* The rest of the last block, the end mark and the length in bits. */
static void finish(uint32_t sum[8], unsigned char block[2 * BLOCK], size_t left,
                   uint64_t bytes)
{
    size_t whole = left < BLOCK - 8 ? BLOCK : 2 * BLOCK;

    block[left] = 0x80;
    memset(block + left + 1, 0, whole - left - 1);
    for (size_t i = 0; i < 8; i++)
        block[whole - 1 - i] = (unsigned char)(bytes * 8 >> (8 * i));
    for (size_t at = 0; at < whole; at += BLOCK)
        compress(sum, block + at);
}

bool sha256_file(const char *path, char text[SHA256_TEXT_SIZE])
{
    uint32_t sum[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                       0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    unsigned char bytes[READ_BYTES + 2 * BLOCK];
    size_t left = 0;
    uint64_t all = 0;
    ssize_t got;
    AUTO(int, fd_close) fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    if (fd < 0)
        return false;
    while ((got = fd_read(fd, bytes + left, READ_BYTES)) > 0) {
        size_t have = left + (size_t)got;
        size_t used = 0;
        all += (uint64_t)got;
        for (; used + BLOCK <= have; used += BLOCK)
            compress(sum, bytes + used);
        left = have - used;
        memmove(bytes, bytes + used, left);
    }
    if (got < 0)
        return false;
    finish(sum, bytes, left, all);
    for (size_t i = 0; i < 8; i++)
        (void)snprintf(text + 8 * i, 9, "%08x", sum[i]);
    return true;
}
