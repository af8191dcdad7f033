/* How many primes are there below `below`? Work for the processor alone: the
 * program is started for the event, has the machine, and is gone.
 *
 *     cc -O2 -o handler handler.c */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BELOW_MOST = 100000000 };

static int fail(const char *why)
{
    printf("{\"errorType\":\"Primes.BadEvent\",\"errorMessage\":\"%s\"}\n",
           why);
    return 1;
}

/* Odd numbers only: sieve[i] tells of 2 i + 1. */
static long primes_below(long below, char *sieve)
{
    long count = below > 2 ? 1 : 0;
    long odd = below / 2;

    for (long i = 1; i < odd; i++) {
        long step = 2 * i + 1;
        if (sieve[i])
            continue;
        count++;
        for (long at = (step * step - 1) / 2; at < odd; at += step)
            sieve[at] = 1;
    }
    return count;
}

int main(void)
{
    char event[256];
    long below = 0;
    size_t size = fread(event, 1, sizeof event - 1, stdin);

    event[size] = '\0';
    const char *at = strstr(event, "\"below\"");
    if (!at || sscanf(at, "\"below\" : %ld", &below) != 1)
        return fail("the event must be {\\\"below\\\": number}");
    if (below < 0 || below > BELOW_MOST)
        return fail("below must be from 0 to 100000000");
    char *sieve = calloc((size_t)below / 2 + 1, 1);
    if (!sieve)
        return fail("no memory for so many");
    printf("{\"primes\":%ld}\n", primes_below(below, sieve));
    free(sieve);
    return 0;
}
