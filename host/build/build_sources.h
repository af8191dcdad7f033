/* build_sources.h - whether what a function is made from has changed, by the
 * times of its files. What is hidden, node_modules and __pycache__ are passed
 * over. */
#ifndef DAYFLY_HOST_BUILD_BUILD_SOURCES_H
#define DAYFLY_HOST_BUILD_BUILD_SOURCES_H

#include <stdint.h>

#include "host/functions/function.h"

struct build_sources {
    uint64_t all;  /* differs if a file has changed, come or gone */
    uint64_t kept; /* the same without those that have changed since */
    int64_t newest_us;
    int64_t changed_us; /* when one of them was changed last */
    char changed[256];  /* that one, within the folder; "": none */
    int64_t output_us;  /* the newest of the output; 0: there is none */
};

/* since_us: by clock_stamp_us(). Without `build` there is no output. It is the
 * handler's file; if that is in a folder below the function's, all of that. */
void build_sources_read(struct build_sources *sources,
                        const struct function *fn, int64_t since_us);

#endif
