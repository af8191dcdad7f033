/* fuzz.h - what the fuzz targets share. */
#ifndef DAYFLY_TEST_FUZZ_H
#define DAYFLY_TEST_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* A promise that is broken ends the run; the input is kept. */
static inline void must(bool kept)
{
    if (!kept)
        abort();
}

/* How many of `left` bytes come in the next piece; seed 0: all of them. */
static inline size_t fuzz_piece(unsigned *seed, size_t left, unsigned most)
{
    size_t step = *seed ? 1 + (size_t)rand_r(seed) % most : left;

    return step < left ? step : left;
}

#endif
