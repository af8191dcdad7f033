/* backoff.h - how long to wait before a failed start is tried again. Pure. */
#ifndef DAYFLY_COMMON_BACKOFF_H
#define DAYFLY_COMMON_BACKOFF_H

#include <stdint.h>

struct backoff {
    unsigned free_tries; /* failures in a row that cause no delay */
    int64_t first_ms;    /* the delay after one more failure; above 0 */
    int64_t max_ms;      /* it doubles with each further one, up to this */
};

/* The delay in milliseconds after so many failures in a row. */
int64_t backoff_delay_ms(const struct backoff *backoff, unsigned failures);

#endif
