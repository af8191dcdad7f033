/* memory_eater - takes memory, a MiB at a time, until there is none: answers
 * how many it got. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void)
{
    long got = 0;

    for (char *piece; got < 100000 && (piece = malloc(1 << 20)); got++)
        memset(piece, 7, 1 << 20);
    (void)printf("%ld\n", got);
    return 0;
}
