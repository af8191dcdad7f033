#include "common/backoff.h"

int64_t backoff_delay_ms(const struct backoff *backoff, unsigned failures)
{
    int64_t delay_ms = backoff->first_ms;

    if (failures <= backoff->free_tries)
        return 0;
    for (unsigned i = backoff->free_tries + 1;
         i < failures && delay_ms < backoff->max_ms; i++)
        delay_ms *= 2;
    return delay_ms < backoff->max_ms ? delay_ms : backoff->max_ms;
}
