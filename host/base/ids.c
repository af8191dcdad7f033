#include "host/base/ids.h"

#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "common/clock.h"

static void random_bytes(unsigned char *bytes, size_t size)
{
    /* Up to 256 bytes are always returned at once (getrandom(2)). */
    (void)!getrandom(bytes, size, 0);
}

void uuid_make(char text[UUID_SIZE])
{
    unsigned char b[16] = {0};

    random_bytes(b, sizeof b);
    b[6] = (unsigned char)((b[6] & 0x0f) | 0x40);
    b[8] = (unsigned char)((b[8] & 0x3f) | 0x80);
    (void)snprintf(text, UUID_SIZE,
                   "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-"
                   "%02x%02x%02x%02x%02x%02x",
                   b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9],
                   b[10], b[11], b[12], b[13], b[14], b[15]);
}

bool uuid_is_valid(const char *text)
{
    static const char shape[] = "hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh";
    static const char hex[] = "0123456789abcdefABCDEF";

    for (size_t i = 0; shape[i]; i++)
        if (shape[i] == '-' ? text[i] != '-'
                            : !text[i] || !strchr(hex, text[i]))
            return false;
    return text[sizeof shape - 1] == '\0';
}

static bool add_random(struct buf *out, size_t size)
{
    unsigned char b[12] = {0};

    random_bytes(b, size);
    for (size_t i = 0; i < size; i++)
        if (!buf_printf(out, "%02x", b[i]))
            return false;
    return true;
}

bool trace_id_make(struct buf *out)
{
    enum { ROOT_BYTES = 12, PARENT_BYTES = 8 };
    unsigned now = (unsigned)(clock_wall_ms() / 1000);

    return buf_printf(out, "Root=1-%08x-", now) &&
           add_random(out, ROOT_BYTES) && buf_add_str(out, ";Parent=") &&
           add_random(out, PARENT_BYTES) && buf_add_str(out, ";Sampled=0");
}

void random_hex(char *text, size_t digits)
{
    static const char hex[] = "0123456789abcdef";
    unsigned char b[RANDOM_HEX_MAX / 2] = {0};

    random_bytes(b, digits / 2);
    for (size_t i = 0; i < digits / 2; i++) {
        text[2 * i] = hex[b[i] / 16];
        text[2 * i + 1] = hex[b[i] % 16];
    }
    text[digits] = '\0';
}

double random_share(void)
{
    unsigned char b[4];
    double share = 0;

    random_bytes(b, sizeof b);
    for (size_t i = 0; i < sizeof b; i++)
        share = (share + b[i]) / 256;
    return share;
}
