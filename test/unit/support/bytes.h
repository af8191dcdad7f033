/* bytes.h - a text with its length, so that NULs count. */
#ifndef DAYFLY_TEST_BYTES_H
#define DAYFLY_TEST_BYTES_H

#include <stddef.h>

#define BYTES(text)                                                            \
    {                                                                          \
        (text), sizeof(text) - 1                                               \
    }

struct bytes {
    const char *data;
    size_t size;
};

#endif
