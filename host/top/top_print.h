/* top_print.h - the table of `dayfly top`. */
#ifndef DAYFLY_HOST_TOP_TOP_PRINT_H
#define DAYFLY_HOST_TOP_TOP_PRINT_H

#include "host/top/top_table.h"

struct top_view {
    const char *name; /* of the only function; NULL: all */
    double seconds;   /* that the counters are of; 0: since the host's start */
    bool json;
    size_t most; /* lines of the terminal; 0: it is none */
};

/* False: out of memory. */
bool top_print(const struct top_table *table,
               const struct top_view *view) MUST_CHECK;

#endif
